"""Takes levers that a search offers into a draft, where somebody may go on with them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from optimization.evidence.lever_tables import before_after_table
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.drafts.draft_in_view import is_draft_open, open_draft, start_draft
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.open_tab import open_tab_button
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.searches.candidates import Candidate

_LEVERS_TAB = "Parameter Overview"


def show_taking(
    candidates: Sequence[Candidate],
    search: RecordedResult,
    places: Places,
    *,
    label: str,
    before: Mapping[LeverCell, float],
) -> None:
    """One of the candidates with its levers before and after, and a button that starts a draft with them.

    Args:
        candidates: At least one.
        search: Where they come from.
        places: Whose draft it becomes.
        label: What is chosen, as "Point of the front".
        before: The levers that the search began with.

    Raises:
        BadInputError: config/levers.yaml is wrong.
    """
    by_label = {candidate.label: candidate for candidate in candidates}
    chosen = by_label[choose(label, list(by_label), key=f"take_{label}_{search.run_id}")]
    with st.expander("Its levers before and after"):
        show_table(before_after_table(before, chosen.cells, catalogue=load_lever_catalogue(), by_title=True))
    taken = f"taken_{search.run_id}_{chosen.label}"
    with failures_in_words():
        draft_id = st.session_state.get(taken)
        # Of a draft that was closed since, the levers may go into another one.
        if draft_id is not None and is_draft_open(places, draft_id):
            _show_taken(draft_id, key=f"take_open_{label}_{search.run_id}")
        elif action_button("Take into a draft", key=f"take_it_{label}_{search.run_id}"):
            draft = start_draft(
                places,
                scenario_id=search.recorded.run.scenario_id,
                title=f"{chosen.label} ({search.run_id})",
                cells=chosen.cells,
            )
            st.session_state[taken] = draft.draft_id
            st.rerun()


def _show_taken(draft_id: str, *, key: str) -> None:
    said = f"The draft {draft_id} holds these levers. Go on with it in {_LEVERS_TAB} or in Impact Analysis."
    st.success(plain_text(said))
    open_tab_button("Open the draft", tab=_LEVERS_TAB, key=key, before=partial(open_draft, draft_id))
