"""A decision record as a document for whoever must sign it, or answer for it later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from optimization.governance.decision_records.decision_store import DecisionRecord
from optimization.governance.documents.document import Document, DocumentSection, TextTable, paragraphs
from optimization.governance.documents.field_texts import field_label, field_text
from optimization.governance.documents.plain_values import lever_text, value_text
from optimization.governance.proposals.proposals import PROPOSAL_RISK_LEVEL
from optimization.parameters.lever_catalogue import load_lever_catalogue

_LEVERS = ("current_parameters", "optimal_parameters")
_COST = "total_compensation_cost"
# Of an alternative: tables hold what it came to, the stored record its levers too.
_LEFT_OUT_OF_TABLES = frozenset({"parameters", "terms"})


def decision_document(record: DecisionRecord) -> Document:
    """Everything that a decision record says."""
    return Document(
        title=f"Decision {record.decision_id}",
        facts=tuple(_facts(record)),
        sections=(
            DocumentSection(heading="Rationale", paragraphs=paragraphs(record.rationale)),
            _values("Business context", record.business_context, nothing="No business context was given."),
            _levers(record.results_summary),
            _results(record),
            _risk(record),
            _rows("Alternatives considered", record.alternatives_considered, nothing="No alternative is recorded."),
            DocumentSection(heading="Success criteria", points=record.success_criteria),
            _plan(record),
            _rows("What would call for a rollback", record.rollback_triggers, nothing="No trigger is configured."),
            _values("Review", record.review_schedule, nothing="No review is planned."),
            _rows(
                "Approvals", _approvals(record), nothing="Nobody has approved, rejected or asked for changes so far."
            ),
            _values("What was asked", record.optimization_config, nothing="The result does not say what was asked."),
        ),
    )


def _facts(record: DecisionRecord) -> Iterator[tuple[str, str]]:
    yield "Decided by", record.decision_maker
    yield "Decided at (UTC)", f"{record.timestamp:%Y-%m-%d %H:%M}"
    yield "Scenario", record.scenario_id
    yield "Approval status", record.approval_status
    if record.risk_report is not None:
        yield "Risk", record.risk_report[PROPOSAL_RISK_LEVEL]
    if record.proposal_id is not None:
        yield "Proposal", record.proposal_id
    if record.run_id is not None:
        yield "Search", record.run_id


def _approvals(record: DecisionRecord) -> list[dict[str, Any]]:
    return [
        {**approval, "acted_at": f"{datetime.fromisoformat(approval['acted_at']):%Y-%m-%d %H:%M}"}
        for approval in record.approvals
    ]


def _results(record: DecisionRecord) -> DocumentSection:
    said = {name: value for name, value in record.results_summary.items() if name not in (*_LEVERS, _COST)}
    cost = record.results_summary.get(_COST)
    # What the decision costs before what the search was like.
    values = said if cost is None else {_COST: cost, **said}
    section = _values("Results", values, nothing="The result says nothing more.")
    if record.run_id is None:
        return section
    evidence = f"Evidence and how to repeat the search: planwise report {record.run_id}"
    return replace(section, paragraphs=(*section.paragraphs, evidence))


def _levers(results: Mapping[str, Any]) -> DocumentSection:
    before, after = (results.get(name) or {} for name in _LEVERS)
    heading, catalogue = "Levers", load_lever_catalogue()
    if not after:
        return DocumentSection(heading=heading, paragraphs=("The result names no levers.",))
    decided = {name: lever_text(name, value, catalogue) for name, value in after.items()}
    if not before:
        return DocumentSection(
            heading=heading,
            paragraphs=("The result does not say where the levers stood before, so which of them move is not known.",),
            table=TextTable(headings=("Lever", "Decided"), rows=tuple(decided.items())),
        )
    rows = tuple(
        (name, lever_text(name, before.get(name), catalogue), text)
        for name, text in decided.items()
        if before.get(name) != after[name]
    )
    return DocumentSection(
        heading=heading,
        paragraphs=(f"{len(rows)} of {len(after)} levers move.",),
        table=TextTable(headings=("Lever", "Before", "Decided"), rows=rows) if rows else None,
    )


def _risk(record: DecisionRecord) -> DocumentSection:
    """The proposal's risk; the lever position among the results is only what the search itself said."""
    heading, report = "Risk", record.risk_report
    if report is None:
        return DocumentSection(heading=heading, paragraphs=("No proposal with an assessed risk carries this out.",))
    factors = tuple(
        (field_label(each["factor"]), f"{each['score']:.2f}", "; ".join(each["reasons"]))
        for each in report.get("risk_factors", ())
    )
    return DocumentSection(
        heading=heading,
        paragraphs=(f"The risk of {record.proposal_id} is {report[PROPOSAL_RISK_LEVEL]}.",),
        points=(
            *report.get("mitigation_recommendations", ()),
            *(f"Not assessed: {gap}." for gap in report.get("not_assessed", ())),
        ),
        table=TextTable(headings=("Component", "Score", "Because"), rows=factors) if factors else None,
    )


def _plan(record: DecisionRecord) -> DocumentSection:
    heading, phases = "Implementation plan", record.implementation_plan
    if phases is None:
        return DocumentSection(heading=heading, paragraphs=("No rollout is planned so far.",))
    # The engine's `method` is its solver.
    method = record.optimization_config.get("growth_method") or record.optimization_config.get("method")
    validated = dict.fromkeys(chain.from_iterable(map(_to_validate, phases)))
    return DocumentSection(
        heading=heading,
        paragraphs=("Before each next phase is to be validated:",) if validated else (),
        points=tuple(validated),
        table=TextTable(
            headings=("Phase", "What happens", f"Growth a year ({value_text(method)})", "Total compensation cost"),
            rows=tuple(_phase(phase, method) for phase in phases),
        ),
    )


def _to_validate(phase: Mapping[str, Any]) -> list[str]:
    given = phase.get("validation_required") or []
    return [given] if isinstance(given, str) else list(map(value_text, given))


def _phase(phase: Mapping[str, Any], method: str | None) -> tuple[str, ...]:
    outcome = phase.get("outcome") or {}
    growth = (outcome.get("growth") or {}).get(method)
    return (
        value_text(phase.get("phase")),
        value_text(phase.get("description")),
        value_text(None) if growth is None else f"{growth:.3%}",
        value_text(outcome.get("total_compensation_cost")),
    )


def _values(heading: str, values: Mapping[str, Any], *, nothing: str) -> DocumentSection:
    rows = tuple((field_label(name), field_text(name, value)) for name, value in values.items() if value is not None)
    if not rows:
        return DocumentSection(heading=heading, paragraphs=(nothing,))
    return DocumentSection(heading=heading, table=TextTable(headings=("What", "Value"), rows=rows))


def _rows(heading: str, entries: Sequence[Mapping[str, Any]], *, nothing: str) -> DocumentSection:
    """A table with a column for everything that any of the entries says."""
    if not entries:
        return DocumentSection(heading=heading, paragraphs=(nothing,))
    shown = [name for name in dict.fromkeys(chain.from_iterable(entries)) if name not in _LEFT_OUT_OF_TABLES]
    return DocumentSection(
        heading=heading,
        table=TextTable(
            headings=tuple(field_label(name) for name in shown),
            rows=tuple(tuple(field_text(name, each.get(name)) for name in shown) for each in entries),
        ),
    )
