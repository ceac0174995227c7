"""Checkpoints of the lever file: its exact bytes at a time, kept, watched and gone back to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_chain import ImplementationEvent
from optimization.governance.identity import acting_user
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.lever_file.lever_file_trail import append_file_event, sha256_of
from optimization.governance.lever_file.lever_writes import checkpoint_id_of
from optimization.governance.proposals.proposals import proposal_id_of, proposal_number, proposal_within
from optimization.governance.search_history.search_fields import json_types
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import parse_lever_name
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places
from optimization.places import places as places_in_force

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What the simulation gives for the levers in force, and the `lever_rows_sha256` of the file it was measured on."""

    metrics: Mapping[str, Any]
    levers_sha256: str

    @property
    def years(self) -> tuple[int, ...] | None:
        """The simulated years; None where the metrics are not by year."""
        return tuple(map(int, self.metrics["years"])) if "years" in self.metrics else None


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A lever file as it was.

    Attributes:
        content: The file's bytes, and `sha256` of them in hexadecimal.
        parameters: Lever values by name: of the levers that were about to move, or as they were given.
        metadata: As given; for a checkpoint before a write, what the write was for.
        baseline: None where nothing was measured, as before a rollback.
        proposal_id: Whose write came next, if a proposal's; `phase` is how many of its phases that brought into force.
    """

    checkpoint_id: str
    created_at: datetime
    created_by: str
    scenario_id: str
    lever_file: str
    content: bytes = field(repr=False)
    sha256: str
    parameters: Mapping[str, float]
    metadata: Mapping[str, Any]
    baseline: Baseline | None
    proposal_id: str | None
    phase: int | None

    @property
    def number(self) -> int:
        """The number in the id: later checkpoints have higher ones."""
        return int(self.checkpoint_id.removeprefix("CHK-"))


def list_checkpoints(ledger: Ledger, proposal_id: str | None = None) -> tuple[Checkpoint, ...]:
    """The checkpoints, or those made before the writes of a proposal, oldest first.

    Raises:
        BadInputError: there is no such proposal; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import checkpoints

    oldest_first = select(checkpoints).order_by(checkpoints.c.number)
    with ledger.read() as connection:
        if proposal_id is not None:
            proposal_within(connection, proposal_id)
            oldest_first = oldest_first.where(checkpoints.c.proposal_number == proposal_number(proposal_id))
        return tuple(_checkpoint(row) for row in connection.execute(oldest_first))


def find_checkpoint(ledger: Ledger, checkpoint_id: str) -> Checkpoint:
    """The checkpoint of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return checkpoint_within(connection, checkpoint_id)


def checkpoint_within(connection: Connection, checkpoint_id: str) -> Checkpoint:
    """The checkpoint of this id, as it is within a transaction.

    Raises:
        BadInputError: there is none; names the nearest.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import checkpoints

    # Ids grow past six digits, but not past what an integer column can be compared with.
    digits = re.fullmatch(r"CHK-(\d{6,9})", checkpoint_id)
    number = int(digits[1]) if digits else None
    row = connection.execute(select(checkpoints).where(checkpoints.c.number == number)).one_or_none()
    if row is None:
        numbers = select(checkpoints.c.number).order_by(checkpoints.c.number.desc())
        raise unknown_id("checkpoint", checkpoint_id, [checkpoint_id_of(r.number) for r in connection.execute(numbers)])
    return _checkpoint(row)


def keep_checkpoint(  # noqa: PLR0913 - a checkpoint is what all of these say
    connection: Connection,
    *,
    lever_file: Path,
    content: bytes,
    scenario_id: str,
    user: str,
    parameters: Mapping[str, float],
    metadata: Mapping[str, Any],
    baseline: Baseline | None,
    proposal_id: str | None = None,
    phase: int | None = None,
) -> int:
    """Keep a lever file's bytes under the next number, within a transaction of `Ledger.write`; the trail says so.

    The arguments are as in `Checkpoint`.

    Returns:
        The number.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import checkpoints

    number: int = connection.execute(select(func.coalesce(func.max(checkpoints.c.number), 0) + 1)).scalar_one()
    sha256 = sha256_of(content)
    connection.execute(
        checkpoints.insert().values(
            number=number,
            created_at=datetime.now(UTC),
            created_by=user,
            scenario_id=scenario_id,
            lever_file=str(lever_file),
            content=content,
            sha256=sha256,
            parameters=dict(parameters),
            details=dict(metadata),
            baseline=None if baseline is None else {**vars(baseline), "metrics": dict(baseline.metrics)},
            proposal_number=None if proposal_id is None else proposal_number(proposal_id),
            phase=phase,
        )
    )
    append_file_event(
        connection,
        ImplementationEvent.CHECKPOINT,
        user=user,
        scenario_id=scenario_id,
        lever_file=str(lever_file),
        file_sha256=sha256,
        checkpoint_id=checkpoint_id_of(number),
        proposal_id=proposal_id,
        phase=phase,
    )
    return number


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(
        checkpoint_id=checkpoint_id_of(row.number),
        created_at=row.created_at,
        created_by=row.created_by,
        scenario_id=row.scenario_id,
        lever_file=row.lever_file,
        content=row.content,
        sha256=row.sha256,
        parameters=row.parameters,
        metadata=row.details,
        baseline=None if row.baseline is None else Baseline(**row.baseline),
        proposal_id=None if row.proposal_number is None else proposal_id_of(row.proposal_number),
        phase=row.phase,
    )


class OptimizationRollbackManager:
    """Checkpoints as guides make, watch and go back to them; each call works on the ledger and lever file in force."""

    def __init__(self, *, user: str | None = None, places: Places | None = None) -> None:
        """Act as `user`, else as PLANWISE_USER, else under the login name, in `places`, else those in force."""
        self._user = user
        self._places = places

    def create_checkpoint(self, parameters: Mapping[str, float], metadata: Mapping[str, Any]) -> str:
        """Keep the lever file's bytes with what the simulation gives for them in the default scenario.

        Args:
            parameters: lever values by name, as a rollback shows them again.
            metadata: JSON types; its `baseline_metrics` are figures that later ones are held against.

        Returns:
            The checkpoint's id.

        Raises:
            BadInputError: a lever does not exist, something given is no JSON, or nothing can be simulated.
            PlanwiseError: the lever file changed meanwhile or cannot be locked, or the ledger cannot be written to.
        """
        from optimization.governance.lever_file.lever_file_writing import lever_file_alone
        from optimization.parameters.measured import measured_outcomes

        user, places = self._acting_user(), self._places_in_force()
        parameters, metadata = json_types(parameters, what="parameters"), json_types(metadata, what="metadata")
        _require_levers(parameters)
        measured = measured_outcomes([{}], scenario_id=DEFAULT_SCENARIO, places=places)
        baseline = Baseline(metrics=measured.metrics[0], levers_sha256=measured.levers_sha256)
        with (
            open_ledger(places) as ledger,
            lever_file_alone(ledger, places, user=user, on_step=lambda _step: None) as held,
            ledger.write() as connection,
        ):
            held.require_measured(baseline)
            number = keep_checkpoint(
                connection,
                lever_file=held.path,
                content=held.content,
                scenario_id=DEFAULT_SCENARIO,
                user=user,
                parameters=parameters,
                metadata=metadata,
                baseline=baseline,
            )
        return checkpoint_id_of(number)

    def monitor_rollback_triggers(self, current_metrics: Mapping[str, float], checkpoint_id: str) -> dict[str, Any]:
        """Hold figures against a checkpoint's, trigger by trigger.

        Returns:
            triggers_activated, rollback_recommended, monitoring_period, next_review_date, and what lacked data.

        Raises:
            BadInputError: there is no such checkpoint, or a figure is no finite number.
            PlanwiseError: the ledger cannot be read.
        """
        from optimization.governance.monitoring.checkpoint_review import review_checkpoint

        with open_ledger(self._places_in_force()) as ledger:
            return review_checkpoint(ledger, find_checkpoint(ledger, checkpoint_id), current_metrics).as_json()

    def execute_rollback(
        self, checkpoint_id: str, force: bool = False, *, reason: str = "Asked for by OptimizationRollbackManager."
    ) -> dict[str, Any]:
        """Put the checkpoint's bytes in the lever file's place, as `restore_checkpoint` does.

        Returns:
            success, rollback_log (a sentence per thing done), restored_parameters (those that the checkpoint was given,
            or else of the levers that moved after it), next_steps.

        Raises:
            BadInputError: there is no such checkpoint, or it is refused and why.
            PlanwiseError: the file or the ledger cannot be written to.
        """
        from optimization.governance.lever_file.rollback import restore_checkpoint

        with open_ledger(self._places_in_force()) as ledger:
            checkpoint = find_checkpoint(ledger, checkpoint_id)
            write = restore_checkpoint(
                ledger, self._places_in_force(), checkpoint_id, user=self._acting_user(), reason=reason, force=force
            )
        return {
            "success": True,
            "rollback_log": [
                f"{write.checkpoint_id} keeps {write.lever_file} as it was before.",
                f"{write.lever_file} has the bytes of {checkpoint_id} again (SHA-256 {checkpoint.sha256}).",
                *(row.text for row in write.moved),
                f"{write.write_id} is in the audit trail, by {write.user!r}: {write.reason}",
            ],
            "restored_parameters": dict(checkpoint.parameters),
            "next_steps": [
                "Run `planwise simulate`, so that the published figures are those of the restored levers.",
                "Run `planwise audit verify` and keep the head that `planwise audit anchor` writes.",
            ],
        }

    def _acting_user(self) -> str:
        return acting_user(self._user, origin="user")

    def _places_in_force(self) -> Places:
        return self._places or places_in_force()


def _require_levers(parameters: Mapping[str, float]) -> None:
    catalogue = load_lever_catalogue()
    for name, value in parameters.items():
        parse_lever_name(name, catalogue)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInputError(f"Lever {name!r} is given {value!r}, which is not a number: write it like 0.03.")
