"""Decision records: what was decided and why, kept for whoever has to answer for it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, unknown_name
from optimization.governance.decision_records.decision_content import (
    configured_triggers,
    decided_fields,
    optimization_config,
    results_summary,
    review_schedule,
    stored_alternatives,
    success_criteria,
)
from optimization.governance.decision_records.decision_store import (
    DecisionRecord,
    decision_within,
    find_decision,
    store_decision,
)
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_in_force import ledger_in_force
from optimization.governance.proposals.proposals import Proposal, proposal_number, proposal_within
from optimization.governance.search_history.search_fields import json_types

if TYPE_CHECKING:
    from sqlalchemy import Connection

EXPORT_FORMATS = ("markdown", "html")


class OptimizationDecisionRecord:
    """Makes decision records, keeps them in the ledger, and writes them out."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger = ledger

    def create_decision_record(  # noqa: PLR0913 - what was decided, by whom, why, and what goes with it
        self,
        scenario_id: str,
        decision_maker: str,
        optimization_result: object,
        business_rationale: str,
        business_context: Mapping[str, Any] | None = None,
        alternatives: Sequence[Mapping[str, Any]] | None = None,
        implementation_plan: Sequence[Mapping[str, Any]] | None = None,
        proposal_id: str | None = None,
    ) -> DecisionRecord:
        """Keep a decision in the ledger; see `record_decision`.

        Raises:
            BadInputError: a name or the rationale is blank, the result is none of a search, there is no such proposal.
            PlanwiseError: the ledger cannot be used.
        """
        with ledger_in_force(self._ledger) as ledger, ledger.write() as connection:
            return record_decision(
                connection,
                scenario_id=scenario_id,
                decision_maker=decision_maker,
                result=optimization_result,
                rationale=business_rationale,
                now=datetime.now(UTC),
                business_context=business_context,
                alternatives=alternatives,
                implementation_plan=implementation_plan,
                proposal_id=proposal_id,
            )

    def export_decision_record(self, record: DecisionRecord | Mapping[str, Any], format: str = "markdown") -> str:
        """A stored record as Markdown or as one self-contained HTML page, with what became of it until now.

        Args:
            record: the record; its id is what counts, so that nothing is written out that was not recorded.
            format: markdown or html.

        Raises:
            BadInputError: there is no such format, or no such record in the ledger.
            PlanwiseError: the ledger cannot be read.
        """
        if format not in EXPORT_FORMATS:
            raise unknown_name("format", format, EXPORT_FORMATS)
        with ledger_in_force(self._ledger) as ledger:
            stored = find_decision(ledger, record["decision_id"])
        return exported_decision(stored, format)


def record_decision(  # noqa: PLR0913 - what was decided, by whom, why, and what goes with it
    connection: Connection,
    *,
    scenario_id: str,
    decision_maker: str,
    result: object,
    rationale: str,
    now: datetime,
    business_context: Mapping[str, Any] | None = None,
    alternatives: Sequence[Mapping[str, Any]] | None = None,
    implementation_plan: Sequence[Mapping[str, Any]] | None = None,
    proposal_id: str | None = None,
    run_id: str | None = None,
) -> DecisionRecord:
    """Keep a decision in the ledger, under the next id of its scenario and day.

    Success criteria, rollback triggers and the day of the review are those that the search was asked for and that
    config/governance.yaml says now.

    Args:
        connection: of a transaction that writes; the ledger holds proposal and run, where they are named.
        scenario_id: whose levers were decided on.
        decision_maker: who decided.
        result: what the search found: the result, its JSON, or an object with such fields.
        rationale: why, in the decision maker's words.
        now: the moment, as an aware datetime.
        business_context: what the decision was made in; none where none is given.
        alternatives: what else was considered; the other candidates of the search unless given.
        implementation_plan: phases; the proposal's rollout plan unless given.
        proposal_id: the proposal that carries the decision out.
        run_id: the search in the ledger; the proposal's unless given.

    Raises:
        BadInputError: a name or the rationale is blank, the result is none of a search, there is no such proposal, or
            it is of another scenario or run.
    """
    for what, given in (("scenario", scenario_id), ("decision maker", decision_maker), ("rationale", rationale)):
        if not given.strip():
            raise BadInputError(f"The {what} of the decision is blank: a record without it answers nobody's question.")
    proposal = None if proposal_id is None else proposal_within(connection, proposal_id)
    if proposal is not None:
        _require_match(proposal, scenario_id=scenario_id, run_id=run_id)
    settings, fields = load_governance_settings(), decided_fields(result)
    content = {
        "decision_maker": decision_maker.strip(),
        "rationale": rationale.strip(),
        "business_context": json_types(dict(business_context or {}), what="The business context"),
        "optimization_config": optimization_config(fields),
        "results_summary": results_summary(fields),
        "alternatives_considered": stored_alternatives(alternatives, fields),
        "implementation_plan": json_types(implementation_plan, what="The implementation plan"),
        "success_criteria": success_criteria(fields, settings),
        "rollback_triggers": configured_triggers(settings),
        "review_schedule": review_schedule(now, settings),
    }
    decision_id = store_decision(
        connection,
        content,
        scenario_id=scenario_id,
        run_id=run_id if proposal is None else proposal.run_id,
        proposal_number=None if proposal is None else proposal_number(proposal.proposal_id),
        now=now,
    )
    return decision_within(connection, decision_id)


def exported_decision(record: DecisionRecord, format: str) -> str:
    """A record as Markdown, or as HTML."""
    from optimization.governance.decision_records.decision_document import decision_document
    from optimization.governance.documents.document_html import document_as_html
    from optimization.governance.documents.document_markdown import document_as_markdown

    document = decision_document(record)
    return document_as_html(document) if format == "html" else document_as_markdown(document)


def _require_match(proposal: Proposal, *, scenario_id: str, run_id: str | None) -> None:
    if proposal.scenario_id != scenario_id:
        raise BadInputError(
            f"{proposal.proposal_id} changes levers of the scenario {proposal.scenario_id!r}, not of {scenario_id!r}."
        )
    if run_id not in (None, proposal.run_id):
        raise BadInputError(f"{proposal.proposal_id} is of the run {proposal.run_id}, not of {run_id}.")
