"""What `sobol_sensitivity` found: which share of each measure's spread each lever makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

# The part of each lever's range that points are drawn from.
Over = Literal["bounds", "recommended"]
Interval = tuple[float, float]

# Resamples of a few points know nothing of what the points missed: of a plain sum of three levers 95 % intervals held
# a small share one time in two with 8 points; with 32 they held, three quarters of the whole spread wide.
MIN_SAMPLES_FOR_INTERVALS = 64


@dataclass(frozen=True, kw_only=True)
class SobolIndex:
    """An estimated share of the variance; noise can take a small one below zero.

    The bootstrap interval is None where there are fewer than `MIN_SAMPLES_FOR_INTERVALS`.
    """

    value: float
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class LeverIndices:
    """A lever's share by itself (first order), and with all that it does together with others (total order)."""

    lever: str
    first_order: SobolIndex
    total_order: SobolIndex


@dataclass(frozen=True, kw_only=True)
class MeasureIndices:
    """The shares of one measure's variance, levers in the order of the search space; zero where nothing varies."""

    levers: tuple[LeverIndices, ...]
    varies: bool

    @property
    def ranking(self) -> tuple[str, ...]:
        """The levers from the largest total order to the smallest."""
        return tuple(
            found.lever for found in sorted(self.levers, key=lambda found: found.total_order.value, reverse=True)
        )


@dataclass(frozen=True, kw_only=True)
class SobolSensitivity:
    """Shares of variance over a part of the search space, by measure.

    Attributes:
        over: Whether levers were drawn between their bounds or within their recommended ranges.
        samples: Points of each of the matrices A, B and AB_i.
        evaluations: How many candidates were asked for, samples x (levers + 2).
        confidence: Of the intervals.
        measures: By name.
    """

    over: Over
    samples: int
    evaluations: int
    confidence: float
    measures: Mapping[str, MeasureIndices]

    @property
    def has_intervals(self) -> bool:
        """Whether there are points enough for intervals."""
        return self.samples >= MIN_SAMPLES_FOR_INTERVALS

    @property
    def intervals_withheld(self) -> str | None:
        """Why there are no intervals; None where there are."""
        if self.has_intervals:
            return None
        return (
            f"Intervals are left out: {self.samples} points of each matrix are too few for them. Allow "
            f"{self.evaluations // self.samples * MIN_SAMPLES_FOR_INTERVALS} evaluations at least, "
            f"{MIN_SAMPLES_FOR_INTERVALS} points."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each measure that no lever moves, and one where intervals are withheld."""
        still = tuple(
            f"{name} is the same at all {self.evaluations} candidates: none of these levers moves it, and there is no "
            "spread to share out."
            for name, found in self.measures.items()
            if not found.varies
        )
        return still if self.intervals_withheld is None else (*still, self.intervals_withheld)

    def as_json(self) -> dict[str, Any]:
        """Everything by name, with the ranking of each measure."""
        return {
            "over": self.over,
            "samples": self.samples,
            "evaluations": self.evaluations,
            "confidence": self.confidence,
            "measures": {
                name: {**asdict(found), "ranking": list(found.ranking)} for name, found in self.measures.items()
            },
            "notes": list(self.notes),
        }
