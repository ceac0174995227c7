"""The section that sets the run's scenarios beside one of them, the baseline."""

from __future__ import annotations

import streamlit as st

from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.results.published_run import PublishedRun
from streamlit_dashboard.results.run_charts import growth_by_scenario_chart
from streamlit_dashboard.results.scenario_tables import scenario_table, scenario_year_table


def show_scenarios(run: PublishedRun, *, seed: int) -> None:
    """Growth as a chart, every measure as a table, absolute and relative."""
    if len(run.scenario_ids) == 1:
        st.info(
            f"This run has one scenario, {plain_text(run.scenario_ids[0])}. To compare several, choose them in Run "
            "Simulation and run it again."
        )
        return
    with st.container(horizontal=True):
        baseline = choose("Baseline", run.scenario_ids, key="results_baseline")
        method = GrowthMethod(choose("Growth method", [*map(str, GROWTH_METHODS)], key="results_method", text=_title))
    st.caption(
        f"Baseline {plain_text(baseline)}, seed {seed}, published {run.published_at:%Y-%m-%d %H:%M} UTC, as of the "
        f"inputs `{run.fingerprints['all']}`"
    )
    scenarios = {scenario_id: run.metrics[scenario_id, seed] for scenario_id in run.scenario_ids}
    show_chart(
        growth_by_scenario_chart(scenarios, method=method),
        key="results_scenarios",
        alt=f"Pay growth of every year, {_title(method)}, a line per scenario; the tables have the figures.",
    )
    show_table(scenario_table(scenarios, baseline=baseline))
    with st.expander("By year"):
        show_table(scenario_year_table(scenarios, method=method))


def _title(name: str) -> str:
    return method_title(GrowthMethod(name))
