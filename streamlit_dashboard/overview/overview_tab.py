"""The tab of levers: what is in force, edits of it in a draft, and the draft as a proposal."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.lever_texts import lever_bounds, recommended_range
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.parameters.draft_validation import validate_draft
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.scenarios import read_scenarios, scenario_lineage
from optimization.places import Places
from streamlit_dashboard.drafts.draft_bar import show_draft_bar
from streamlit_dashboard.drafts.draft_choice import scenario_in_view
from streamlit_dashboard.drafts.draft_in_view import DraftInView
from streamlit_dashboard.drafts.levers_now import lever_rows_now, levers_now
from streamlit_dashboard.elements.next_steps import show_what_is_next
from streamlit_dashboard.elements.texts import show_table
from streamlit_dashboard.overview.draft_against_live import show_draft_against_live
from streamlit_dashboard.overview.in_force_table import in_force_with_authors
from streamlit_dashboard.overview.lever_editor import show_lever_editor
from streamlit_dashboard.overview.propose_box import show_propose_box
from streamlit_dashboard.overview.proposing import tell_of_proposals


def show_overview(places: Places) -> None:
    """The levers of the scenario in view; the fields to edit them once a draft is open.

    Raises:
        BadInputError: the lever file, the file of scenarios or the catalogue is wrong.
        PlanwiseError: the levers in force cannot be read.
    """
    show_what_is_next(places)
    catalogue = load_lever_catalogue()
    tell_of_proposals()
    view = show_draft_bar(places)
    if view is not None:
        _show_draft(places, view, catalogue)
    _show_in_force(places, scenario_in_view(), catalogue)


def _show_draft(places: Places, view: DraftInView, catalogue: LeverCatalogue) -> None:
    findings = validate_draft(view.draft.changes_by_cell, view.table, catalogue)
    st.subheader("Edit the draft")
    not_drafted = show_lever_editor(places, view, catalogue)
    show_draft_against_live(view, findings, catalogue)
    show_propose_box(places, view, findings, not_drafted=not_drafted)


def _show_in_force(places: Places, scenario_id: str, catalogue: LeverCatalogue) -> None:
    st.subheader("Levers in force")
    st.caption(
        "What the lever file says now. The published run may rest on older values: Results says which. "
        "Also: `planwise levers show`."
    )
    lineage = scenario_lineage(scenario_id, read_scenarios())
    table = levers_now(places, scenario_id)
    show_table(in_force_with_authors(table, lever_rows_now(places), lineage=lineage, catalogue=catalogue))
    with st.expander("What the levers mean"):
        show_table(_meanings_table(catalogue))


def _meanings_table(catalogue: LeverCatalogue) -> ReportTable:
    return ReportTable(
        columns=text_columns("Lever", "What it is", "What it does", "Recommended", "A search may choose", "Decided by"),
        rows=tuple(
            (
                f"{family.title} ({family.name})",
                family.description,
                family.business_impact,
                recommended_range(family),
                lever_bounds(family),
                family.decided_by,
            )
            for family in catalogue.families
        ),
    )
