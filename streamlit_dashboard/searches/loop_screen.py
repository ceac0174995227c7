"""A target loop in full: its answer, key figures, charts, levers before and after, outcomes and recommendations."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.charts.convergence_chart import convergence_chart
from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.lever_tables import before_after_table
from optimization.evidence.loop.iteration_table import iteration_table
from optimization.evidence.loop.loop_answer import key_figures, loop_answer
from optimization.evidence.loop.loop_report import convergence_trace
from optimization.evidence.loop.loop_summary import summarize_loop
from optimization.evidence.loop.loop_tables import growth_table
from optimization.evidence.outcome_tables import outcome_table
from optimization.evidence.yearly_growth import growth_by_year
from optimization.governance.proposals.proposals import Proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.search.loop.target_loop_result import TargetLoopResult
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.growth_methods import method_title
from streamlit_dashboard.elements.texts import plain_text, show_figures, show_list, show_table
from streamlit_dashboard.searches.search_tables import changes_title


def show_loop(result: TargetLoopResult, proposal: Proposal | None) -> None:
    """The loop from its answer to its recommendations.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
    """
    catalogue = load_lever_catalogue()
    summary = summarize_loop(result, catalogue=catalogue)
    st.markdown(f"**{plain_text(summary.performance_status)}.** {plain_text(loop_answer(result))}")
    st.caption(plain_text(f"How it ended: {result.message}"))
    show_figures(key_figures(result))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### Convergence")
        if result.iteration_history:
            show_chart(
                convergence_chart(convergence_trace(result.iteration_history, result.config)),
                key="convergence",
                alt="Growth by iteration with the target, its tolerance and the best so far; the figures stand below.",
            )
        else:
            st.markdown("The search ended before its first iteration.")
    with right:
        st.markdown(f"#### Growth by year, {method_title(result.config.method)}")
        years = growth_by_year(result.metrics_before, result.metrics_after, method=result.config.method)
        show_chart(
            growth_chart(years, target_growth=result.config.target_growth),
            key="growth_before_and_after",
            alt="Growth of each year with today's levers and with those found; the figures stand below.",
        )
    with st.expander("Figures: iterations, and growth by year"):
        show_table(iteration_table(result, catalogue=catalogue))
        show_table(growth_table(result))
    _show_changes(result, proposal)
    st.markdown("#### Outcomes before and after")
    show_table(outcome_table(result))
    st.markdown("#### Recommendations")
    show_list(summary.recommendations)


def _show_changes(result: TargetLoopResult, proposal: Proposal | None) -> None:
    changes = result.proposal.cells
    if not changes:
        st.markdown("It proposes nothing: today's levers are the best that was found.")
        return
    st.markdown(f"#### {changes_title(proposal)}")
    show_table(before_after_table(result.cells_before, changes, catalogue=load_lever_catalogue(), by_title=True))
