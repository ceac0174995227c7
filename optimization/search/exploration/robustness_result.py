"""What `robustness` found: how growth and cost of each candidate spread over random worlds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from optimization.simulation.protocol import GrowthMethod

Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Bands:
    """The tenth, fiftieth and ninetieth percentile over the seeds, linear between two neighbouring seeds."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, kw_only=True)
class Spread:
    """One outcome over the seeds; the standard deviation is that of a sample, None for one seed."""

    mean: float
    standard_deviation: float | None
    bands: Bands | None


@dataclass(frozen=True, kw_only=True)
class TargetChance:
    """In how many seeds growth met the target, which share that is, and its Wilson interval."""

    seeds_met: int
    probability: float
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class PairedDifference:
    """What an outcome lies above the first candidate's: the mean of the differences under equal seeds, its interval.

    The interval is Student's t.
    """

    mean: float
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class CandidateRobustness:
    """One candidate under every seed.

    Attributes:
        name: As the candidate was given.
        growth: Over the horizon, a fraction.
        cost: Of all pay, in the currency of the census.
        worst_costs: The mean cost of the `tail_seeds` dearest seeds (conditional value at risk).
        target: None without a target.
        growth_difference: To the first candidate; None for the first.
        cost_difference: The same of cost.
    """

    name: str
    growth: Spread
    cost: Spread
    worst_costs: float | None
    target: TargetChance | None
    growth_difference: PairedDifference | None
    cost_difference: PairedDifference | None


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """Candidates under the same seeds.

    Attributes:
        seeds: The random worlds, the same for all candidates.
        method: How mean pay was measured.
        target_growth: A fraction, or None.
        tolerance: How far growth may lie from the target, a fraction.
        cost_tail: The share of seeds whose cost counts among the worst.
        tail_seeds: How many seeds that is.
        confidence: Of all intervals.
        bands_withheld: Why there are neither bands nor intervals nor worst costs; None where there are.
        candidates: In the order given.
    """

    seeds: tuple[int, ...]
    method: GrowthMethod
    target_growth: float | None
    tolerance: float
    cost_tail: float
    tail_seeds: int
    confidence: float
    bands_withheld: str | None
    candidates: tuple[CandidateRobustness, ...]

    def as_json(self) -> dict[str, Any]:
        """Everything by name."""
        return {**asdict(self), "seeds": list(self.seeds), "method": str(self.method)}
