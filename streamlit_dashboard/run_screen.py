"""The screen of the published run: growth, people, cost and levels of one scenario under one seed."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.quantities import coefficient, count, fraction_as_percent, money
from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.published_run import PublishedRun
from streamlit_dashboard.run_charts import (
    growth_by_method_chart,
    headcount_flow_chart,
    level_mix_chart,
    wage_bill_chart,
)
from streamlit_dashboard.run_tables import (
    growth_by_method_table,
    headcount_table,
    inputs_table,
    level_table,
    wage_bill_table,
)
from streamlit_dashboard.screen_charts import show_chart
from streamlit_dashboard.screen_choices import choose
from streamlit_dashboard.screen_texts import plain_text, show_table


def show_published_run(run: PublishedRun) -> None:
    """Everything of the chosen scenario and seed, and what the run was computed from."""
    with st.container(horizontal=True):
        scenario_id = choose("Scenario", run.scenario_ids, key="run_scenario")
        seed = choose("Seed", run.seeds, key="run_seed")
    st.caption(
        f"Years {run.years[0]} to {run.years[-1]}, published {run.published_at:%Y-%m-%d %H:%M} UTC, "
        f"as of the inputs `{run.fingerprints['all']}`"
    )
    metrics = run.metrics[scenario_id, seed]
    _show_headline(metrics)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Pay growth by year and method")
        show_chart(growth_by_method_chart(metrics), key="growth_by_method")
        show_table(growth_by_method_table(metrics))
        st.caption(plain_text(TargetLoopConfig.model_fields["method"].description or ""))
    with right:
        st.subheader("Wage bill")
        show_chart(wage_bill_chart(metrics), key="wage_bill")
        show_table(wage_bill_table(metrics))
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("People who come and go")
        show_chart(headcount_flow_chart(metrics), key="headcount_flow")
        show_table(headcount_table(metrics))
    with right:
        headcounts = run.level_headcounts[scenario_id, seed]
        st.subheader("Levels")
        show_chart(level_mix_chart(headcounts), key="level_mix")
        show_table(level_table(headcounts))
    with st.expander("What the run was computed from"):
        show_table(inputs_table(run))


def _show_headline(metrics: Metrics) -> None:
    with st.container(horizontal=True):
        for method in GrowthMethod:
            st.metric(f"Mean growth a year, {method}", fraction_as_percent(metrics.horizon_growth[method]), border=True)
    with st.container(horizontal=True):
        st.metric("Total compensation cost", money(metrics.total_compensation_cost), border=True)
        st.metric("Closing headcount", count(metrics.closing_headcount), border=True)
        st.metric(
            "Pay dispersion within levels",
            coefficient(metrics.equity_cv),
            help="equity_cv: mean over levels of the coefficient of variation of annual salary at the last year end.",
            border=True,
        )
