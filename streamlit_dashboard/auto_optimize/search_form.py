"""The form for a new search: where growth stands, what is asked, the command that asks the same, and Start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.metric_targets import read_targets, targets_in_force
from optimization.parameters.scenarios import read_scenarios
from optimization.places import Places
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_question import asked_targets
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.auto_optimize.current_state import CurrentState, current_state, state_figures
from streamlit_dashboard.auto_optimize.engine_form import ask_engine
from streamlit_dashboard.auto_optimize.form_fields import default_of
from streamlit_dashboard.auto_optimize.loop_form import ask_target_loop
from streamlit_dashboard.auto_optimize.run_in_view import open_search
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.elements.failures import failures_in_words, show_failure
from streamlit_dashboard.elements.texts import plain_text, show_figures
from streamlit_dashboard.searches.search_commands import engine_arguments, loop_arguments, typed_command
from streamlit_dashboard.searches.starting_searches import start_search

_PERCENT_PER_ONE = 100.0


@dataclass(frozen=True, kw_only=True)
class AskedSearch:
    """A question that may be started: its arguments, and what of it the current state is shown against."""

    arguments: tuple[str, ...]
    method: GrowthMethod
    target_growth: float | None


def show_search_form(places: Places, scenario_id: str) -> None:
    """Ask for a search and start it.

    Args:
        places: A home with a census.
        scenario_id: Whose levers are searched from.

    Raises:
        BadInputError: census, levers or a config file are wrong.
        SimulationError: today's levers could not be simulated.
    """
    now = current_state(places, scenario_id, seed=_seed())
    st.subheader("Today", anchor=False)
    figures = st.container()
    kind = st.radio("What to do", list(_FORMS), key="auto_kind", horizontal=True, persist_state="session")
    try:
        asked = _FORMS[kind](places, scenario_id, now, load_lever_catalogue())
    except BadInputError as error:
        with figures:
            show_figures(state_figures(now.metrics, method=_method(), target_growth=None))
        show_failure(error)
        return
    with figures:
        show_figures(state_figures(now.metrics, method=asked.method, target_growth=asked.target_growth))
    with st.expander("The same from a terminal"):
        st.code(typed_command(asked.arguments), language="bash")
    if action_button("Start the search", key="auto_start", emphasis="primary"):
        user = who_acts()
        assert user is not None, "the button waits for a name"
        with failures_in_words():
            open_search(start_search(places, asked.arguments, user=user).command_id)
    st.caption("The search changes no lever and proposes nothing by itself. It goes on when you close this page.")


def _seed() -> int:
    # The field stands below what it decides.
    return max(0, int(st.session_state.get("auto_seed", default_of(EngineConfig, "seed"))))


def _method() -> GrowthMethod:
    return GrowthMethod(st.session_state.get("auto_method", default_of(EngineConfig, "growth_method")))


def _ask_loop(_places: Places, scenario_id: str, _now: CurrentState, catalogue: LeverCatalogue) -> AskedSearch:
    config = ask_target_loop(scenario_id, catalogue)
    return AskedSearch(arguments=loop_arguments(config), method=config.method, target_growth=config.target_growth)


def _ask_engine(places: Places, scenario_id: str, now: CurrentState, catalogue: LeverCatalogue) -> AskedSearch:
    question = ask_engine(scenario_id, catalogue, years=now.years)
    config = question.config
    in_force = targets_in_force(read_targets(places.targets), scenario_id, read_scenarios())
    aims, notes = asked_targets(config, in_force, now.years)
    if aims:
        st.caption(plain_text(f"Aims at: {', '.join(str(aim.metric) for aim in aims)}."))
    for note in notes:
        st.caption(plain_text(note))
    growth = f"horizon_growth_{config.growth_method}"
    target = next((aim.target.target_value for aim in aims if str(aim.metric) == growth), None)
    return AskedSearch(
        arguments=engine_arguments(question.weights, config, question.plan),
        method=config.growth_method,
        target_growth=None if target is None else target * _PERCENT_PER_ONE,
    )


_FORMS: dict[str, Callable[[Places, str, CurrentState, LeverCatalogue], AskedSearch]] = {
    "Meet a growth target": _ask_loop,
    "Balance cost, equity and targets": _ask_engine,
}
