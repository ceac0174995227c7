"""A proposed draft in full: what it does, its levers before and after, and its outcomes."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.drafts.draft_answer import METHOD, draft_answer, draft_figures
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.lever_tables import before_after_table
from optimization.evidence.outcome_tables import cost_table, outcome_table
from optimization.evidence.yearly_growth import yearly_growth_table
from optimization.governance.proposals.proposals import Proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from streamlit_dashboard.elements.growth_methods import method_title
from streamlit_dashboard.elements.texts import plain_text, show_figures, show_table
from streamlit_dashboard.searches.search_tables import changes_title


def show_draft(result: DraftResult, proposal: Proposal | None) -> None:
    """The draft from its answer to its outcomes.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the draft.
    """
    title = f"{result.draft_id}: {result.title}, scenario {result.scenario_id}"
    st.markdown(f"**{plain_text(title)}.** {plain_text(draft_answer(result))}")
    show_figures(draft_figures(result))
    levers = before_after_table(
        result.cells_before, result.proposal.cells, catalogue=load_lever_catalogue(), by_title=True
    )
    for heading, table in (
        (changes_title(proposal), levers),
        (f"Growth by year, {method_title(METHOD)}", yearly_growth_table(result, method=METHOD)),
        ("Outcomes before and after", outcome_table(result)),
        ("Wage bill by year", cost_table(result)),
    ):
        st.markdown(f"#### {heading}")
        show_table(table)
