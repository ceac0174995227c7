"""The traces that an exercise can leave behind, each of which knows how it is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from optimization.governance.audit_trail.audit_chain import AuditAction
from optimization.governance.documents.plain_values import value_text
from optimization.governance.proposals.proposals import ProposalState, proposal_id_of
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.training_programme.training_trail import Finding, Trail

if TYPE_CHECKING:
    from sqlalchemy import Row

REPORT_PAGE = "report.html"
# A file has no user, and a guess would stand in the evidence as if it were known.
_NOT_KNOWN = "not known"


def _as_recorded(value: Any) -> Any:
    """As runs record it: a number with a point is a float there, and a Decimal as YAML is read."""
    if isinstance(value, Mapping):
        return {name: _as_recorded(each) for name, each in value.items()}
    return float(value) if isinstance(value, Decimal) else value


Asked = Annotated[dict[str, Any], BeforeValidator(_as_recorded)]


class _Trace(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileTrace(_Trace):
    """A file of the home, which has no user: it counts for everybody, and the evidence says so."""

    what: Literal["file"]
    name: Literal["census", "warehouse"]

    def look(self, trail: Trail) -> Finding:
        """Whether the file is there, and as new as it must be."""
        path: Path = getattr(trail.places, self.name)
        if not path.exists():
            return Finding(missing=f"There is no {self.name}: {path} does not exist.")
        written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        if trail.since is not None and written_at < trail.since:
            return Finding(missing=f"The {self.name} is of {written_at:%Y-%m-%d %H:%M:%S} UTC: make it again.")
        return Finding(evidence={"file": path.name, "written_at": written_at.isoformat(), "made_by": _NOT_KNOWN})


class RunTrace(_Trace):
    """A recorded run that ended in one of `statuses`, was asked what `asked` says, and left what else is named.

    `at_least` are numbers of its result, or lengths of lists in it, by the names that lead there with dots between.
    """

    what: Literal["run"]
    kind: RunKind
    statuses: Annotated[tuple[str, ...], Field(min_length=1)]
    asked: Asked = {}
    at_least: dict[str, int] = {}
    around_own_proposal: bool = False
    with_proposal: bool = False
    with_report: bool = False

    def look(self, trail: Trail) -> Finding:
        """Whether there is such a run, the newest first; where none left everything, what the newest lacks."""
        from sqlalchemy import select

        from optimization.governance.ledger.ledger_tables import search_runs as runs

        ended_so = select(runs).where(
            *trail.holds(runs.c.started_by, runs.c.started_at),
            runs.c.kind == str(self.kind),
            runs.c.status.in_(self.statuses),
        )
        with trail.ledger.read() as connection:
            rows = connection.execute(ended_so.order_by(runs.c.started_at.desc())).all()
        findings = [self._left(trail, row) for row in rows if _says(row.config, self.asked)]
        if not findings:
            asked = "".join(f", {name} {value_text(value)}" for name, value in self.asked.items())
            return Finding(
                missing=f"No run {trail.words} is recorded of the kind {self.kind}{asked}, ended as "
                f"{' or '.join(self.statuses)}."
            )
        return next((finding for finding in findings if finding.missing is None), findings[0])

    def _left(self, trail: Trail, run: Row[Any]) -> Finding:
        for path, least in self.at_least.items():
            amount = _amount(run.result, path)
            if amount < least:
                return Finding(missing=f"The run {run.run_id} has {path} {amount}, and {least} are asked for.")
        proposals = _proposals(trail)
        own = [proposal_id for proposal_id, run_id in proposals.items() if run_id == run.run_id]
        if self.with_proposal and not own:
            return Finding(missing=f"The run {run.run_id} proposes nothing.")
        around = run.config.get("around")
        if self.around_own_proposal and around not in proposals:
            return Finding(missing=f"The run {run.run_id} looks around {around}, and not around a proposal of yours.")
        if self.with_report and not (trail.places.reports / run.run_id / REPORT_PAGE).exists():
            return Finding(
                missing=f"The run {run.run_id} has no report here: `planwise report {run.run_id}` writes it again."
            )
        tied = {"proposal_id": own[0]} if self.with_proposal else {}
        return Finding(evidence={"run_id": run.run_id, **tied, **({"around": around} if around else {})})


class ProposalTrace(_Trace):
    """A proposal that came to one of `states`; to any where none is named."""

    what: Literal["proposal"]
    states: Annotated[tuple[ProposalState, ...], Field(min_length=1)] = tuple(ProposalState)

    def look(self, trail: Trail) -> Finding:
        """Whether the learner has such a proposal."""
        from sqlalchemy import select

        from optimization.governance.ledger.ledger_tables import proposals

        in_state = select(proposals.c.number, proposals.c.state).where(
            *trail.holds(proposals.c.proposer, proposals.c.created_at), proposals.c.state.in_(self.states)
        )
        with trail.ledger.read() as connection:
            row = connection.execute(in_state.order_by(proposals.c.number.desc()).limit(1)).one_or_none()
        if row is None:
            which = "" if len(self.states) == len(ProposalState) else f" that is {' or '.join(self.states)}"
            return Finding(missing=f"There is no proposal {trail.words}{which}.")
        return Finding(evidence={"proposal_id": proposal_id_of(row.number), "state": row.state})


class AuditTrace(_Trace):
    """An entry of the audit trail whose details say what `details` says."""

    what: Literal["audit"]
    action: AuditAction
    details: dict[str, Any]

    def look(self, trail: Trail) -> Finding:
        """Whether the learner left such an entry."""
        from sqlalchemy import select

        from optimization.governance.ledger.governance_tables import audit_entries as entries

        of_action = select(entries.c.sequence, entries.c.entry).where(
            *trail.holds(entries.c.user_id, entries.c.recorded_at), entries.c.action == str(self.action)
        )
        with trail.ledger.read() as connection:
            for row in connection.execute(of_action.order_by(entries.c.sequence.desc())):
                if _says(json.loads(row.entry)["details"], self.details):
                    return Finding(evidence={"audit_entry": row.sequence})
        said = ", ".join(f"{name} {value}" for name, value in self.details.items())
        return Finding(missing=f"The audit trail has no {self.action} {trail.words} with {said}.")


class DecisionTrace(_Trace):
    """A decision record; with the situation that only a person can tell of, where it must be there."""

    what: Literal["decision"]
    with_context: bool = False

    def look(self, trail: Trail) -> Finding:
        """Whether the learner recorded such a decision."""
        from sqlalchemy import select

        from optimization.governance.ledger.governance_tables import decisions

        maker = decisions.c.record["decision_maker"].as_string()
        made = select(decisions).where(*trail.holds(maker, decisions.c.created_at))
        with trail.ledger.read() as connection:
            rows = connection.execute(made.order_by(decisions.c.created_at.desc())).all()
        for row in rows:
            if row.record["business_context"] or not self.with_context:
                return Finding(evidence={"decision_id": row.decision_id})
        context = " that says in what situation it was made" if self.with_context else ""
        return Finding(missing=f"There is no decision record {trail.words}{context}.")


class RolloutTrace(_Trace):
    """A stored rollout plan of so many phases, for a proposal of the learner's."""

    what: Literal["rollout"]
    phases: Annotated[int, Field(ge=1)]

    def look(self, trail: Trail) -> Finding:
        """Whether the learner planned such a rollout."""
        from sqlalchemy import select

        from optimization.governance.ledger.governance_tables import rollouts

        planned = select(rollouts).where(*trail.holds(rollouts.c.created_by, rollouts.c.created_at))
        with trail.ledger.read() as connection:
            rows = connection.execute(planned.order_by(rollouts.c.created_at.desc())).all()
        for row in rows:
            if len(row.phases) == self.phases:
                return Finding(evidence={"proposal_id": proposal_id_of(row.proposal_number)})
        return Finding(missing=f"There is no rollout plan {trail.words} with {self.phases} phases.")


class AnchorTrace(_Trace):
    """An anchor file in the home that the audit trail agrees with."""

    what: Literal["anchor"]
    name: Annotated[str, StringConstraints(pattern=r"^[\w.-]+$")]

    def look(self, trail: Trail) -> Finding:
        """Whether the anchor is there, new enough, and the trail still agrees with it."""
        from optimization.governance.audit_trail.audit_anchor import read_anchor
        from optimization.governance.audit_trail.audit_verify import verify_chain

        path = trail.places.home / self.name
        if not path.exists():
            return Finding(missing=f"There is no anchor: {path} does not exist.")
        anchor = read_anchor(path)
        if trail.since is not None and anchor.anchored_at < trail.since:
            return Finding(
                missing=f"The anchor {path} is of {anchor.anchored_at:%Y-%m-%d %H:%M:%S} UTC: write it again."
            )
        verdict = verify_chain(trail.ledger, anchor)
        if verdict.reason is not None:
            return Finding(missing=f"The audit trail does not agree with {path}: {verdict.reason}")
        return Finding(
            evidence={
                "file": path.name,
                "sequence": anchor.sequence,
                "entry_hash": anchor.entry_hash,
                "made_by": _NOT_KNOWN,
            }
        )


Trace = Annotated[
    FileTrace | RunTrace | ProposalTrace | AuditTrace | DecisionTrace | RolloutTrace | AnchorTrace,
    Field(discriminator="what"),
]


def _says(said: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(said.get(name) == value for name, value in wanted.items())


def _amount(found: Any, path: str) -> float:
    """A number of a result, or how many entries a list in it has; 0 where the result does not go so far."""
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return len(found) if isinstance(found, list) else found or 0


def _proposals(trail: Trail) -> dict[str, str]:
    """The ids of the learner's proposals, however old, with the runs that made them."""
    from sqlalchemy import select

    from optimization.governance.ledger.ledger_tables import proposals

    of_user = select(proposals.c.number, proposals.c.run_id).where(proposals.c.proposer == trail.user)
    with trail.ledger.read() as connection:
        return {proposal_id_of(row.number): row.run_id for row in connection.execute(of_user)}
