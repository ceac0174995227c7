"""The tab of results: everything that the published run says of one scenario under one seed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optimization.evidence.lever_tables import in_force_table
from optimization.evidence.quantities import coefficient, count, fraction_as_percent, money
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, METHOD_NOTE, method_title
from streamlit_dashboard.elements.next_steps import show_steps_to_a_run
from streamlit_dashboard.elements.texts import MONEY_NOTE, plain_text, show_table
from streamlit_dashboard.results.downloads_section import show_downloads
from streamlit_dashboard.results.growth_section import show_growth
from streamlit_dashboard.results.pay_section import show_pay
from streamlit_dashboard.results.people_section import show_people
from streamlit_dashboard.results.published_run import PublishedRun, PublishedVersion, published_version
from streamlit_dashboard.results.published_world import PublishedWorld
from streamlit_dashboard.results.run_in_view import run_in_view, world_in_view
from streamlit_dashboard.results.run_notices import show_changed_inputs, show_republished, watch_for_another_run
from streamlit_dashboard.results.run_tables import inputs_table
from streamlit_dashboard.results.scenarios_section import show_scenarios

_CHOICE_WIDTH_PIXELS = 320


def show_results(places: Places) -> None:
    """The published run, or the steps to one; another run that is published meanwhile takes its place by itself.

    Raises:
        BadInputError: config/levers.yaml or config/simulation.yaml is wrong.
        PlanwiseError: the published warehouse cannot be read.
    """
    version = published_version(places)
    watch_for_another_run(places, version)
    if version is None:
        show_steps_to_a_run(places)
    else:
        _show_run(places, version)


def _show_run(places: Places, version: PublishedVersion) -> None:
    run = run_in_view(places, version)
    notices = st.container()
    with notices:
        show_republished(run, version)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=_CHOICE_WIDTH_PIXELS):
            scenario_id = choose("Scenario", run.scenario_ids, key="results_scenario")
        with st.container(width=_CHOICE_WIDTH_PIXELS):
            seed = choose("Seed", run.seeds, key="results_seed")
    world = world_in_view(places, version, scenario_id=scenario_id, seed=seed)
    if published_version(places) != version:
        # What was just read may be of two runs.
        st.rerun()
    st.caption(
        f"Years {run.years[0]} to {run.years[-1]}, published {run.published_at:%Y-%m-%d %H:%M} UTC, "
        f"as of the inputs `{run.fingerprints['all']}`"
    )
    _show_headline(run.metrics[scenario_id, seed])
    _show_sections(run, world)
    # Last, since today's inputs are read for it: the figures are there already.
    with notices:
        show_changed_inputs(places, run)


def _show_headline(metrics: Metrics) -> None:
    with st.container(horizontal=True):
        for method in GROWTH_METHODS:
            st.metric(
                f"Mean growth a year, {method_title(method)}",
                fraction_as_percent(metrics.horizon_growth[method]),
                help=f"Of mean pay, the mean of the simulated years. {METHOD_NOTE}",
                border=True,
            )
    with st.container(horizontal=True):
        st.metric(
            "Total compensation cost",
            money(metrics.total_compensation_cost),
            help="The wage bills of all years.",
            border=True,
        )
        st.metric("Closing headcount", count(metrics.closing_headcount), help="People, last year end.", border=True)
        st.metric(
            "Pay dispersion within levels",
            coefficient(metrics.equity_cv),
            help="equity_cv: mean over levels of the coefficient of variation of annual salary at the last year end.",
            border=True,
        )
    st.caption(MONEY_NOTE)


def _show_sections(run: PublishedRun, world: PublishedWorld) -> None:
    key = world.scenario_id, world.seed
    sections: dict[str, Callable[[], None]] = {
        "Growth and cost": lambda: show_growth(run.metrics[key], run.drivers[key]),
        "People": lambda: show_people(run.metrics[key], world),
        "Pay": lambda: show_pay(run.metrics[key], world, run.settings),
        "Scenarios": lambda: show_scenarios(run, seed=world.seed),
        "Levers and inputs": lambda: _show_inputs(run, world.scenario_id),
        "Downloads": lambda: show_downloads(run, world),
    }
    # Bound to the address like the tabs above: a section can be linked to. Only the open one is drawn.
    places = st.tabs(list(sections), key="results_section", on_change="rerun", bind="query-params")
    for place, show in zip(places, sections.values(), strict=True):
        if place.open:
            with place, failures_in_words():
                show()


def _show_inputs(run: PublishedRun, scenario_id: str) -> None:
    st.subheader("Levers of the run")
    st.caption(plain_text(f"As the run resolved them for {scenario_id}. Levels and years that agree share a row."))
    show_table(in_force_table(run.levers[scenario_id].settings, catalogue=load_lever_catalogue()))
    st.subheader("What the run was computed from")
    show_table(inputs_table(run))
