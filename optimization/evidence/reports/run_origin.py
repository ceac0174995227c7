"""What a report says of a run that its result does not hold: when, on what, and how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.settings import SimulationSettings


@dataclass(frozen=True, kw_only=True)
class RunOrigin:
    """`run_at` is an aware UTC instant, `command` repeats the run, `fingerprints` has a SHA-256 per input."""

    run_id: str
    run_at: datetime
    command: str
    settings: SimulationSettings
    fingerprints: Mapping[str, str]
    versions: Mapping[str, str]

    @property
    def census_date(self) -> date:
        """The day of the roster that everything was simulated from."""
        return self.settings.census_date

    def as_json(self) -> dict[str, Any]:
        """The origin as JSON types; `origin_from_json` reads it back without loss."""
        return {
            "run_id": self.run_id,
            "run_at": self.run_at.isoformat(),
            "command": self.command,
            "census_date": self.census_date.isoformat(),
            "settings": self.settings.model_dump(mode="json"),
            "fingerprints": dict(self.fingerprints),
            "versions": dict(self.versions),
        }


def origin_from_json(stored: Mapping[str, Any]) -> RunOrigin:
    """The origin that was stored.

    Raises:
        BadInputError: a field that is missing, or settings of another version of the program.
    """
    from pydantic import ValidationError

    try:
        return RunOrigin(
            run_id=stored["run_id"],
            run_at=datetime.fromisoformat(stored["run_at"]),
            command=stored["command"],
            settings=SimulationSettings.model_validate(stored["settings"]),
            fingerprints=stored["fingerprints"],
            versions=stored["versions"],
        )
    except (KeyError, ValidationError) as error:
        raise BadInputError(
            "The run was recorded by a version of the program that kept less of it, so its report cannot be written "
            "again. Run the same question again."
        ) from error
