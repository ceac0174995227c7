"""The screen of the ledger: searches and proposals, and one search in full."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.convergence_chart import convergence_chart
from optimization.evidence.growth_chart import growth_chart
from optimization.evidence.lever_tables import before_after_table
from optimization.evidence.loop_answer import key_figures, loop_answer
from optimization.evidence.loop_report import convergence_trace
from optimization.evidence.loop_summary import summarize_loop
from optimization.evidence.yearly_growth import growth_by_year
from optimization.governance.proposals import Proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.search.loop.target_loop_result import TargetLoopResult
from streamlit_dashboard.recorded_searches import RecordedSearches, Search
from streamlit_dashboard.screen_charts import show_chart
from streamlit_dashboard.screen_choices import choose
from streamlit_dashboard.screen_texts import plain_text, show_table
from streamlit_dashboard.search_tables import proposals_table, searches_table

# As `write_loop_report` names it.
_REPORT_PAGE = "report.html"


def show_searches(recorded: RecordedSearches, places: Places, *, limit: int) -> None:
    """The newest searches and proposals, then the chosen search.

    Args:
        recorded: At least one search.
        places: Where the reports lie.
        limit: How many of each were asked for.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
    """
    results = {search.run_id: search.result for search in recorded.searches if search.result is not None}
    st.subheader("Searches")
    show_table(searches_table(recorded.searches))
    st.subheader("Proposals")
    if recorded.proposals:
        show_table(proposals_table(recorded.proposals, results=results))
    else:
        st.markdown("None yet: a search makes one when it moves a lever.")
    st.caption(f"The newest {limit} of each are shown.")
    st.subheader("One search")
    by_id = {search.run_id: search for search in recorded.searches}
    chosen = by_id[choose("Search", list(by_id), key="search")]
    if chosen.result is None:
        _show_unfinished(chosen)
    else:
        _show_result(chosen.result, _proposal_of(chosen, recorded.proposals))
        _show_report(chosen, places)


def _show_unfinished(search: Search) -> None:
    reason = search.unreadable or search.recorded.message or "It has no result yet."
    st.warning(plain_text(f"{search.run_id} is {search.recorded.status}. {reason}"))


def _show_result(result: TargetLoopResult, proposal: Proposal | None) -> None:
    summary = summarize_loop(result, catalogue=load_lever_catalogue())
    st.markdown(f"**{plain_text(summary.performance_status)}.** {plain_text(loop_answer(result))}")
    with st.container(horizontal=True):
        for figure in key_figures(result):
            st.metric(
                figure.label, figure.value, delta=figure.detail, delta_color="off", delta_arrow="off", border=True
            )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Convergence**")
        if result.iteration_history:
            show_chart(convergence_chart(convergence_trace(result)), key="convergence")
        else:
            st.markdown("The search ended before its first iteration.")
    with right:
        st.markdown(f"**Growth by year, {result.config.method}**")
        years = growth_by_year(result.metrics_before, result.metrics_after, method=result.config.method)
        show_chart(growth_chart(years, target_growth=result.config.target_growth), key="growth_before_and_after")
    _show_changes(result, proposal)
    st.markdown("**Recommendations**")
    st.markdown("\n".join(f"- {plain_text(text)}" for text in summary.recommendations))


def _show_changes(result: TargetLoopResult, proposal: Proposal | None) -> None:
    changes = result.proposal.cells
    if not changes:
        st.markdown("It proposes nothing: today's levers are the best that was found.")
        return
    origin = "" if proposal is None else f", {proposal.proposal_id} ({proposal.state})"
    st.markdown(f"**Levers before and after{origin}**")
    show_table(before_after_table(result.cells_before, changes, catalogue=load_lever_catalogue()))


def _show_report(search: Search, places: Places) -> None:
    page = places.reports / search.run_id / _REPORT_PAGE
    st.markdown("**Evidence report**")
    if not page.exists():
        st.markdown(plain_text(f"It is not in {page.parent} any more. To write it again:"))
        st.code(f"planwise report {search.run_id}", language="bash")
        return
    st.code(str(page), language=None)
    st.markdown("To open it in a browser:")
    st.code(f"planwise report {search.run_id} --open", language="bash")


def _proposal_of(search: Search, proposals: tuple[Proposal, ...]) -> Proposal | None:
    return next((proposal for proposal in proposals if proposal.run_id == search.run_id), None)
