"""How candidates fare in many random worlds: all of them under the same seeds, so that luck is not what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.robustness_result import (
    Bands,
    CandidateRobustness,
    Interval,
    PairedDifference,
    Robustness,
    Spread,
    TargetChance,
)
from optimization.search.exploration.wilson import wilson_interval
from optimization.simulation.protocol import GrowthMethod, Metrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Below, the tenth percentile would be the lowest seed and little else.
MIN_SEEDS_FOR_BANDS = 10
CONFIDENCE = 0.95

Simulate = Callable[[Sequence[LeverVector], Sequence[int]], Sequence[Metrics]]


def robustness_seeds(first: int, count: int) -> tuple[int, ...]:
    """So many seeds from the first on: first, first + 1, ..."""
    return tuple(range(first, first + count))


def robustness(  # noqa: PLR0913 - who, by whom, where, and what is asked of them
    candidates: Mapping[str, LeverVector],
    *,
    simulate: Simulate,
    seeds: Sequence[int],
    method: GrowthMethod,
    target_growth: float | None,
    tolerance: float,
    cost_tail: float = 0.1,
) -> Robustness:
    """Spread, chance of meeting the target, worst costs, and the difference to the first candidate.

    Args:
        candidates: By name; the others are compared with the first.
        simulate: Metrics per candidate and seed, seeds within a candidate; called once.
        seeds: The random worlds. Fewer than ten give means and nothing that speaks of their spread.
        method: How mean pay is measured.
        target_growth: A fraction per year, or None for no target.
        tolerance: How far growth may lie from the target and meet it, a fraction.
        cost_tail: The share of seeds, the dearest, that worst costs are the mean of; one seed at least.

    Raises:
        BadInputError: no candidate, no seed or one twice, or a `cost_tail` that is no share.
        SimulationError: a candidate could not be simulated, or its growth not measured.
    """
    import numpy as np

    _refuse_bad(candidates, seeds, cost_tail)
    found = simulate(list(candidates.values()), seeds)
    shape = len(candidates), len(seeds)
    growths = np.array([_growth(metrics, method) for metrics in found]).reshape(shape)
    costs = np.array([metrics.total_compensation_cost for metrics in found]).reshape(shape)
    has_bands = len(seeds) >= MIN_SEEDS_FOR_BANDS
    # Decimal: 0.3 of ten seeds are three, not two.
    tail_seeds = max(1, int(Decimal(str(cost_tail)) * len(seeds)))
    return Robustness(
        seeds=tuple(seeds),
        method=method,
        target_growth=target_growth,
        tolerance=tolerance,
        cost_tail=cost_tail,
        tail_seeds=tail_seeds,
        confidence=CONFIDENCE,
        bands_withheld=None if has_bands else _withheld(len(seeds)),
        candidates=tuple(
            CandidateRobustness(
                name=name,
                growth=_spread(growth, has_bands=has_bands),
                cost=_spread(cost, has_bands=has_bands),
                worst_costs=float(np.sort(cost)[-tail_seeds:].mean()) if has_bands else None,
                target=None
                if target_growth is None
                else _chance(np.abs(growth - target_growth) <= tolerance, has_interval=has_bands),
                growth_difference=_difference(growth - growths[0], has_interval=has_bands) if number else None,
                cost_difference=_difference(cost - costs[0], has_interval=has_bands) if number else None,
            )
            for number, (name, growth, cost) in enumerate(zip(candidates, growths, costs, strict=True))
        ),
    )


def _refuse_bad(candidates: Mapping[str, LeverVector], seeds: Sequence[int], cost_tail: float) -> None:
    if not candidates:
        raise BadInputError("No candidate is named: name at least one.")
    if not seeds:
        raise BadInputError("No seed is given: give at least one.")
    if len(set(seeds)) < len(seeds):
        twice = sorted({seed for seed in seeds if list(seeds).count(seed) > 1})
        raise BadInputError(f"The seed {', '.join(map(str, twice))} is given more than once: it would count twice.")
    if not 0 < cost_tail <= 1:
        raise BadInputError(f"cost_tail = {cost_tail} is no share of seeds: it must be above 0 and at most 1.")


def _withheld(seeds: int) -> str:
    return (
        f"{seeds} seed{'s' if seeds > 1 else ''} cannot show a spread: percentiles, worst costs and intervals need "
        f"{MIN_SEEDS_FOR_BANDS} at least."
    )


def _growth(metrics: Metrics, method: GrowthMethod) -> float:
    growth = metrics.horizon_growth[method]
    if growth is None:
        raise SimulationError(f"Growth of a candidate cannot be measured under seed {metrics.seed}: nobody is there.")
    return growth


def _spread(values: NDArray[np.float64], *, has_bands: bool) -> Spread:
    import numpy as np

    p10, p50, p90 = map(float, np.percentile(values, (10, 50, 90), method="linear"))
    return Spread(
        mean=float(values.mean()),
        standard_deviation=float(values.std(ddof=1)) if len(values) > 1 else None,
        bands=Bands(p10=p10, p50=p50, p90=p90) if has_bands else None,
    )


def _chance(met: NDArray[np.bool_], *, has_interval: bool) -> TargetChance:
    seeds_met = int(met.sum())
    return TargetChance(
        seeds_met=seeds_met,
        probability=seeds_met / len(met),
        interval=wilson_interval(seeds_met, len(met), confidence=CONFIDENCE) if has_interval else None,
    )


def _difference(differences: NDArray[np.float64], *, has_interval: bool) -> PairedDifference:
    mean = float(differences.mean())
    return PairedDifference(mean=mean, interval=_student_interval(differences, mean) if has_interval else None)


def _student_interval(values: NDArray[np.float64], mean: float) -> Interval:
    """The interval of a mean by Student's t: mean +- t s / sqrt(n), t its quantile with n - 1 degrees of freedom."""
    import numpy as np
    from scipy.stats import t

    half = float(t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean - half, mean + half
