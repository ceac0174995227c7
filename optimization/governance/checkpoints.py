"""Checkpoints of the lever file as guides make, watch and go back to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimization.governance.identity import acting_user
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.checkpoint_store import Baseline, find_checkpoint, keep_checkpoint
from optimization.governance.lever_file.lever_file_writing import lever_file_alone
from optimization.governance.lever_file.lever_writes import checkpoint_id_of
from optimization.governance.lever_file.named_levers import named_levers, require_levers
from optimization.governance.lever_file.rollback import restore_checkpoint
from optimization.governance.search_history.search_fields import json_types
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places
from optimization.places import places as places_in_force


class OptimizationRollbackManager:
    """Checkpoints as guides make, watch and go back to them; each call works on the ledger and lever file in force."""

    def __init__(self, *, user: str | None = None, places: Places | None = None) -> None:
        """Act as `user`, else as PLANWISE_USER, else under the login name, in `places`, else those in force."""
        self._user = user
        self._places = places

    def create_checkpoint(self, parameters: Mapping[str, float], metadata: Mapping[str, Any]) -> str:
        """Keep the lever file's bytes with what the simulation gives for them in the default scenario.

        Args:
            parameters: lever values by name. Where the file says something else, `parameters_not_in_force` of the
                kept metadata has what it says.
            metadata: JSON types; its `baseline_metrics` are figures that later ones are held against.

        Returns:
            The checkpoint's id.

        Raises:
            BadInputError: a lever does not exist, something given is no JSON, or nothing can be simulated.
            PlanwiseError: the lever file changed meanwhile or cannot be locked, or the ledger cannot be written to.
        """
        from optimization.parameters.measured import measured_outcomes

        user, places = self._acting_user(), self._places_in_force()
        parameters, metadata = json_types(parameters, what="parameters"), json_types(metadata, what="metadata")
        require_levers(parameters)
        measured = measured_outcomes([{}], scenario_id=DEFAULT_SCENARIO, places=places)
        baseline = Baseline(metrics=measured.metrics[0], levers_sha256=measured.levers_sha256)
        with (
            open_ledger(places) as ledger,
            lever_file_alone(ledger, places, user=user, on_step=lambda _step: None) as held,
            ledger.write() as connection,
        ):
            held.require_measured(baseline)
            said = named_levers(held.content, parameters, path=held.path, scenario_id=DEFAULT_SCENARIO)
            others = {name: value for name, value in said.items() if parameters.get(name) != value}
            number = keep_checkpoint(
                connection,
                lever_file=held.path,
                content=held.content,
                scenario_id=DEFAULT_SCENARIO,
                user=user,
                parameters=parameters,
                metadata={**metadata, "parameters_not_in_force": others} if others else metadata,
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
            success, rollback_log (a sentence per thing done), restored_parameters (what the restored file says of the
            levers that the checkpoint names, in its scenario), next_steps.

        Raises:
            BadInputError: there is no such checkpoint, or it is refused and why.
            PlanwiseError: the file or the ledger cannot be written to.
        """
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
            "restored_parameters": named_levers(
                checkpoint.content,
                checkpoint.parameters,
                path=Path(checkpoint.lever_file),
                scenario_id=checkpoint.scenario_id,
            ),
            "next_steps": [
                "Run `planwise simulate`, so that the published figures are those of the restored levers.",
                "Run `planwise audit verify` and keep the head that `planwise audit anchor` writes.",
            ],
        }

    def _acting_user(self) -> str:
        return acting_user(self._user, origin="user")

    def _places_in_force(self) -> Places:
        return self._places or places_in_force()
