"""The screen of searches: the newest, and one in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.searches.recorded_searches import proposal_of_run
from streamlit_dashboard.searches.search_in_full import show_search
from streamlit_dashboard.searches.search_tables import kind_in_words, searches_table, status_in_words

_FILTERS: dict[str, Callable[[RecordedResult], str]] = {
    "Kind": lambda search: kind_in_words(search.recorded.run.kind),
    "Status": lambda search: status_in_words(search.recorded.status),
    "Started by": lambda search: search.recorded.run.user,
}
_FILTER_WIDTH_PX = 230
# Of the widget and of the page's address.
_CHOSEN = "search"


def search_in_view() -> str | None:
    """The id in the page's address, which leaves out the newest, else of the search that the session chose last."""
    return st.query_params.get(_CHOSEN) or st.session_state.get(_CHOSEN)


def show_searches(searches: Sequence[RecordedResult], places: Places, *, limit: int) -> None:
    """The newest searches, then the chosen one.

    Args:
        searches: At least one; the newest, and the one in view behind them where it is older.
        places: Where the reports lie.
        limit: How many of the newest were asked for.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
        PlanwiseError: the ledger cannot be read.
    """
    shown = _filtered(searches)
    if shown:
        show_table(searches_table(shown))
    else:
        st.info("No search is of this kind, status and person. Take a filter away.")
    if len(searches) >= limit:
        older = ", with an older one that was asked for" if len(searches) > limit else ""
        st.caption(f"These are of the newest {limit}{older}: choose more above to see older ones.")
    if shown:
        st.subheader("One search")
        _show_chosen(shown, places)


def _filtered(searches: Sequence[RecordedResult]) -> tuple[RecordedResult, ...]:
    """The searches that every filter lets through; one with nothing chosen lets all through."""
    shown = tuple(searches)
    with st.container(horizontal=True):
        for label, value in _FILTERS.items():
            chosen = st.multiselect(
                label,
                sorted({value(search) for search in searches}),
                key=f"searches_{label}",
                placeholder="All",
                width=_FILTER_WIDTH_PX,
            )
            shown = tuple(search for search in shown if not chosen or value(search) in chosen)
    return shown


def _show_chosen(shown: Sequence[RecordedResult], places: Places) -> None:
    by_id = {search.run_id: search for search in shown}
    # Bound to the address: a search can be linked to, and is still in view after a reload.
    # One that a filter hides gives way to the newest that is shown.
    chosen = st.selectbox("Search", list(by_id), key=_CHOSEN, bind="query-params")
    show_search(by_id[chosen], proposal_of_run(places, chosen), places, on_started=_say_started)


def _say_started(command: StartedCommand) -> None:
    st.success(
        plain_text(
            f"Under way as {command.command_id}: it stands in the table above once it has a run, and can be followed "
            "on the page Compensation tuning, in Auto-Optimize."
        )
    )
