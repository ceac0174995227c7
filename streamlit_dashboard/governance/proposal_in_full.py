"""One proposal in full: what it would change, what it risks, how it comes into force, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from optimization.commands.proposal_risk_texts import risk_components_table, risk_line, risk_reasons
from optimization.commands.proposal_rollout_texts import phases_table, rollout_line
from optimization.commands.proposal_standing_texts import approvals_line, checkpoints_table, history_lines
from optimization.commands.proposal_texts import goal_line, growth_method, moment
from optimization.evidence.lever_tables import before_after_table
from optimization.governance.proposals.proposal_standing import ProposalStanding
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.recommendation.recorded_results import RecordedResult
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table
from streamlit_dashboard.governance.proposal_records import show_records


def show_standing(standing: ProposalStanding, run: RecordedResult) -> None:
    """Where it stands, in sentences."""
    proposal = standing.proposal
    st.subheader(plain_text(f"{proposal.proposal_id}: {proposal.state.in_words}"), anchor=False)
    st.markdown(
        plain_text(
            f"Scenario {proposal.scenario_id}, proposed by {proposal.proposer} on {moment(proposal)} UTC from run "
            f"{proposal.run_id}."
        )
    )
    st.markdown(plain_text(f"{goal_line(run)}."))
    lines = [line for line in (approvals_line(standing), *history_lines(standing)) if line]
    if lines:
        show_list(lines)


def show_contents(places: Places, standing: ProposalStanding, run: RecordedResult) -> None:
    """The rest, a tab each.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the proposal.
        PlanwiseError: the ledger cannot be read.
    """
    changes, risk, rollout, records = st.tabs(["Changes", "Risk", "Rollout and checkpoints", "Records"])
    with changes:
        _show_changes(standing)
    with risk:
        _show_risk(standing.proposal.proposal_id, standing.proposal.risk_report)
    with rollout:
        _show_rollout(standing, run)
    with records:
        show_records(places, standing.proposal)


def _show_changes(standing: ProposalStanding) -> None:
    proposal = standing.proposal
    before = {change.cell: change.before for change in proposal.changes}
    show_table(before_after_table(before, proposal.changes_by_cell, catalogue=load_lever_catalogue(), by_title=True))


def _show_risk(proposal_id: str, report: Mapping[str, Any] | None) -> None:
    if report is None:
        st.info("It is of a version of the program that assessed no risk: a new search makes a proposal with its risk.")
        return
    st.markdown(plain_text(risk_line(proposal_id, report)))
    show_table(risk_components_table(report))
    for heading, texts in (
        ("What it rests on", tuple(risk_reasons(report))),
        ("What would make it less", report["mitigation_recommendations"]),
        ("Not assessed", report["not_assessed"]),
    ):
        if texts:
            st.markdown(f"#### {heading}")
            show_list(texts)


def _show_rollout(standing: ProposalStanding, run: RecordedResult) -> None:
    if standing.rollout is None:
        st.markdown("No rollout is planned: it comes into force whole, unless phases are planned first.")
    else:
        st.markdown(plain_text(rollout_line(standing.rollout, in_force=standing.phases_in_force)))
        show_table(phases_table(standing.rollout, in_force=standing.phases_in_force, method=growth_method(run)))
    st.markdown("#### Checkpoints that it can go back to")
    if standing.checkpoints:
        show_table(checkpoints_table(standing))
    else:
        st.markdown("None: nothing of it is in force.")
