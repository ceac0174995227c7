"""The tab of impact: what a draft does, simulated while its levers move."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.quantities import count
from optimization.implementation.live_simulator import LiveSimulator
from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.simulation.impact import Impact
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.drafts.draft_bar import show_draft_bar
from streamlit_dashboard.drafts.draft_choice import scenario_in_view
from streamlit_dashboard.drafts.draft_in_view import DraftInView, as_seen
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title
from streamlit_dashboard.elements.next_steps import show_steps_to_a_census
from streamlit_dashboard.elements.texts import MONEY_NOTE, plain_text, show_figures
from streamlit_dashboard.impact.growth_drivers_view import show_growth_drivers
from streamlit_dashboard.impact.impact_tables import impact_figures
from streamlit_dashboard.impact.input_news import watch_inputs
from streamlit_dashboard.impact.live import live_simulator
from streamlit_dashboard.impact.live_answer import show_answer_tables, show_growth_chart
from streamlit_dashboard.impact.random_worlds_view import show_random_worlds
from streamlit_dashboard.impact.scenario_comparison import show_scenario_comparison
from streamlit_dashboard.impact.sensitivity_view import show_sensitivity
from streamlit_dashboard.impact.slider_panel import CHOICE_WIDTH_PX, choose_scope, show_sliders

_DRIVERS, _SCENARIOS, _SENSITIVITY, _WORLDS = "Drivers of growth", "Scenarios", "Sensitivity", "Random worlds"
_IN_FORCE = "levers in force"
_DRAFT = "the draft"


def show_impact(places: Places) -> None:
    """The draft bar, sliders, and what they give.

    Raises:
        BadInputError, PlanwiseError: scenarios or levers in force cannot be read.
    """
    watch_inputs(places)
    view = show_draft_bar(places)
    if not places.census.exists():
        show_steps_to_a_census(places)
        return
    _show_impact(places, view)


@st.fragment
def _show_impact(places: Places, drawn: DraftInView | None) -> None:
    """All that follows the sliders; only this is drawn again when one moves."""
    view = None if drawn is None else as_seen(drawn)
    with failures_in_words():
        live = live_simulator(places, scenario_in_view())
        with st.container(horizontal=True):
            method = _choose_method()
            scope = None if view is None else choose_scope(view)
        answers = _impacts(live, view)
        show_figures(impact_figures(*answers, method=method))
        st.caption(plain_text(f"{_as_of(live, answers[0], view)} {MONEY_NOTE}"))
        if view is None or scope is None:
            st.info(
                "No draft is open, so these are the figures of the levers in force. Start a draft above to move them."
            )
            show_growth_chart(*answers, method=method)
        else:
            levers, growth = st.columns(2, gap="large")
            with levers:
                show_sliders(places, view, scope)
            with growth:
                show_growth_chart(*answers, method=method)
        show_answer_tables(*answers)
        _show_more(places, live, view, answers, method=method)


def _choose_method() -> GrowthMethod:
    with st.container(width=CHOICE_WIDTH_PX):
        chosen = choose(
            "Growth measured by",
            list(map(str, GROWTH_METHODS)),
            key="impact_method",
            text=lambda name: method_title(GrowthMethod(name)).capitalize(),
        )
    return GrowthMethod(chosen)


def _impacts(live: LiveSimulator, view: DraftInView | None) -> tuple[Impact, Impact | None]:
    in_force = LeverVector(cells={})
    candidates = [in_force] if view is None else [in_force, LeverVector(cells=view.changes)]
    found = live.impacts(candidates, seeds=[live.settings.random_seed])
    return found[0], None if view is None else found[1]


def _as_of(live: LiveSimulator, in_force: Impact, view: DraftInView | None) -> str:
    of = "The levers in force" if view is None else f"{view.draft.draft_id}, revision {view.draft.revision}"
    first = in_force.metrics.years[min(in_force.metrics.years)]
    return (
        f"{of}, simulated now for {count(first.opening_headcount)} employees on the census of "
        f"{live.settings.census_date}, scenario {live.scenario_id}, seed {in_force.seed}, inputs {live.fingerprint}."
    )


def _show_more(
    places: Places,
    live: LiveSimulator,
    view: DraftInView | None,
    answers: tuple[Impact, Impact | None],
    *,
    method: GrowthMethod,
) -> None:
    chosen = st.segmented_control(
        "Look closer", [_DRIVERS, _SCENARIOS, _SENSITIVITY, _WORLDS], default=_DRIVERS, key="impact_closer"
    )
    in_force = LeverVector(cells={})
    candidate = in_force if view is None else LeverVector(cells=view.changes)
    with failures_in_words():
        if chosen == _DRIVERS:
            show_growth_drivers(*answers)
        elif chosen == _SCENARIOS:
            show_scenario_comparison(places, live, view)
        elif chosen == _SENSITIVITY:
            show_sensitivity(live, candidate, method=method, around=_IN_FORCE if view is None else _DRAFT)
        elif chosen == _WORLDS:
            candidates = {_IN_FORCE: in_force} if view is None else {_IN_FORCE: in_force, _DRAFT: candidate}
            show_random_worlds(live, candidates, method=method)
