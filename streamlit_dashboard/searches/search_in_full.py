"""One search in full: what it found, what may be done with that, and its report."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.governance.proposals.proposals import Proposal
from optimization.governance.runs.runs import ABANDONED
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from optimization.search.loop.target_loop_result import TargetLoopResult
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.searches.candidates import found_candidates
from streamlit_dashboard.searches.draft_screen import show_draft
from streamlit_dashboard.searches.engine_screen import show_engine
from streamlit_dashboard.searches.exploration_screen import show_exploration
from streamlit_dashboard.searches.front_screen import OnStarted, show_front
from streamlit_dashboard.searches.loop_screen import show_loop
from streamlit_dashboard.searches.search_proposing import show_proposing
from streamlit_dashboard.searches.search_report import show_report
from streamlit_dashboard.searches.search_tables import status_in_words
from streamlit_dashboard.searches.taking_levers import show_taking

ENDED_SILENTLY = (
    "Its process ended without a word: it was killed, or the machine stopped. There will be no result; start the "
    "search again."
)


def show_search(
    search: RecordedResult,
    proposal: Proposal | None,
    places: Places,
    *,
    is_complete: bool = True,
    on_started: OnStarted,
) -> None:
    """The search from its answer to its report; of one without a result, how it ended.

    Args:
        search: The recorded run.
        proposal: What was made of it; None where nothing was.
        places: Where reports lie, drafts are started and fronts drawn.
        is_complete: Whether its evidence is gathered and its report should be there.
        on_started: Told the command that draws a front of it, once it runs.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the search.
    """
    if search.found is None:
        status = status_in_words(search.recorded.status)
        st.warning(plain_text(f"{search.run_id} is {status}. {_why_without_result(search)}"))
        return
    if search.recorded.message:
        st.warning(plain_text(f"The result is there, but then it failed: {search.recorded.message}"))
    if isinstance(search.found, TargetLoopResult):
        show_loop(search.found, proposal)
    elif isinstance(search.found, EngineEvidence):
        show_engine(search.found, proposal)
    elif isinstance(search.found, DraftResult):
        show_draft(search.found, proposal)
    else:
        show_exploration(search.found, kind=search.recorded.run.kind)
    show_proposing(search, proposal, places)
    _show_taking(search, places)
    if is_complete:
        show_front(search, places, on_started=on_started)
        show_report(search, places)


def _why_without_result(search: RecordedResult) -> str:
    said = search.unreadable or search.recorded.message
    return said or (ENDED_SILENTLY if search.recorded.status == ABANDONED else "It has no result yet.")


def _show_taking(search: RecordedResult, places: Places) -> None:
    if search.search is None:
        return
    candidates = found_candidates(search.search, load_lever_catalogue())
    if candidates:
        st.markdown("#### Go on by hand")
        show_taking(candidates, search, places, label="Setting", before=search.search.cells_before)
