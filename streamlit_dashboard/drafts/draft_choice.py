"""Which draft is in view: chosen in a box, kept in the address, read anew from the ledger on every rerun."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.governance.drafts.drafts import Draft, find_draft, list_drafts
from optimization.places import Places
from streamlit_dashboard.drafts.draft_ledger import draft_ledger
from streamlit_dashboard.drafts.session_drafts import asked_to_open, seen_draft
from streamlit_dashboard.elements.failures import show_failure
from streamlit_dashboard.elements.ledger_presence import has_ledger
from streamlit_dashboard.elements.scenario import SCENARIO_KEY, choose_scenario
from streamlit_dashboard.elements.texts import plain_text

NO_DRAFT = "None: levers in force"

_KEY = "draft"
# The draft that another scenario was chosen over: it is in view again once its own is chosen.
_SET_ASIDE = "drafts_set_aside"
# More open drafts of one scenario than a team keeps track of.
_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class DraftChoice:
    """The scenario in view, its open drafts, newest change first, and the draft chosen, which may be closed."""

    scenario_id: str
    open_drafts: tuple[Draft, ...]
    draft: Draft | None


def scenario_in_view() -> str:
    """The scenario that the bar, drawn before, has shown."""
    return str(st.session_state[SCENARIO_KEY])


def choose_draft(places: Places) -> DraftChoice:
    """Ask for the scenario and the draft; where the ledger cannot be read, say so and keep what this session has seen.

    Raises:
        BadInputError: the file of scenarios is wrong.
    """
    wanted = _wanted(places)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=320):
            scenario_id = choose_scenario()
        of_another = wanted is not None and wanted.scenario_id != scenario_id
        here = None if of_another else wanted
        open_drafts = _open_drafts(places, scenario_id)
        by_id = {draft.draft_id: draft for draft in (*open_drafts, *([] if here is None else [here]))}
        st.session_state[_KEY] = NO_DRAFT if here is None else here.draft_id
        st.session_state[_SET_ASIDE] = wanted.draft_id if wanted is not None and of_another else None
        chosen = st.selectbox("Draft", [NO_DRAFT, *by_id], key=_KEY, bind="query-params", width=320)
    if wanted is not None and of_another:
        st.caption(plain_text(f"{wanted.draft_id} is a draft of {wanted.scenario_id}: choose that scenario to see it."))
    return DraftChoice(scenario_id=scenario_id, open_drafts=open_drafts, draft=by_id.get(str(chosen)))


def _wanted(places: Places) -> Draft | None:
    """The draft asked for by a button, by the box, by the address, or set aside; None for the levers in force."""
    asked = asked_to_open()
    linked = None if _KEY in st.session_state else st.query_params.get(_KEY)
    draft_id = asked[0] if asked else linked or st.session_state.get(_KEY)
    if not asked and draft_id in (None, NO_DRAFT):
        draft_id = st.session_state.get(_SET_ASIDE)
    if draft_id is None or draft_id == NO_DRAFT:
        return None
    draft = _read(places, draft_id)
    # An address may name the draft alone; one that names a scenario too means that scenario.
    if draft is not None and (asked or (draft_id == linked and SCENARIO_KEY not in st.query_params)):
        st.session_state[SCENARIO_KEY] = draft.scenario_id
    return draft


def _read(places: Places, draft_id: str) -> Draft | None:
    try:
        with draft_ledger(places, needed_for=draft_id) as ledger:
            return find_draft(ledger, draft_id)
    except PlanwiseError as error:
        show_failure(error)
        return seen_draft(draft_id)


def _open_drafts(places: Places, scenario_id: str) -> tuple[Draft, ...]:
    if not has_ledger(places):
        return ()
    try:
        with draft_ledger(places, needed_for="the drafts") as ledger:
            return list_drafts(ledger, scenario_id=scenario_id, limit=_LISTED)
    except PlanwiseError as error:
        show_failure(error)
        return ()
