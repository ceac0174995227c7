"""What `local_sensitivity` found: the effect of ten basis points of each lever, and of each two together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal


class Difference(StrEnum):
    """On which sides of the candidate a lever was probed."""

    CENTRAL = "central"
    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, kw_only=True)
class Response:
    """A measure at a lever's low and high probe, and what it changes by per ten basis points, all in its own unit.

    On a side that was not probed it is the measure at the candidate.
    """

    low: float
    high: float
    per_ten_basis_points: float


@dataclass(frozen=True, kw_only=True)
class LeverSensitivity:
    """How one decision variable moves the measures.

    Attributes:
        lever: Its name.
        unit: That of value and shifts.
        value: The mean of its cells at the candidate.
        low_shift: What its cells moved by at the low probe, their mean; zero or less.
        high_shift: The same at the high probe; zero or more.
        responses: By measure.
    """

    lever: str
    unit: Literal["fraction", "factor"]
    value: float
    low_shift: float
    high_shift: float
    responses: Mapping[str, Response]

    @property
    def difference(self) -> Difference:
        """One-sided where a bound leaves no room on the other."""
        if self.low_shift and self.high_shift:
            return Difference.CENTRAL
        return Difference.FORWARD if self.high_shift else Difference.BACKWARD


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """What two levers do together beyond the sum of what each does alone, per (ten basis points)^2, by measure."""

    levers: tuple[str, str]
    per_ten_basis_points_squared: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class LocalSensitivity:
    """Every lever's effect around one candidate.

    Attributes:
        base: The measures at the candidate.
        levers: In the order of the search space.
        interactions: Of every two levers; None where they were not asked for.
        evaluations: How many candidates were asked for, the base among them.
    """

    base: Mapping[str, float]
    levers: tuple[LeverSensitivity, ...]
    interactions: tuple[Interaction, ...] | None
    evaluations: int

    def ranking(self, measure: str) -> tuple[str, ...]:
        """The levers from the one that moves the measure most to the one that moves it least, whichever way."""
        return tuple(
            found.lever
            for found in sorted(
                self.levers, key=lambda found: abs(found.responses[measure].per_ten_basis_points), reverse=True
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Everything by name, with the ranking of each measure."""
        return {
            "base": dict(self.base),
            "levers": [{**asdict(found), "difference": str(found.difference)} for found in self.levers],
            "interactions": None if self.interactions is None else [asdict(pair) for pair in self.interactions],
            "ranking": {measure: list(self.ranking(measure)) for measure in self.base},
            "evaluations": self.evaluations,
        }
