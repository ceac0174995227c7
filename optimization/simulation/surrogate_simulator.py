"""The simulator of synthetic mode: quadratic response surfaces through real evaluations, one set per seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from optimization.errors import SimulationCancelledError, SimulationError
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.simulation.protocol import Metrics, Simulator
from optimization.simulation.surrogate_design import refuse_large_design, surface_design
from optimization.simulation.surrogate_error import SurrogateError, metric_errors
from optimization.simulation.surrogate_fit import QuadraticSurface, fit_quadratic_surface
from optimization.simulation.surrogate_levers import SurfaceLever, coordinates_of, refuse_unfit_levers
from optimization.simulation.surrogate_numbers import MetricKey, metric_numbers, metrics_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Points of the design between two calls of `before_batch`.
DESIGN_BATCH = 128


class SurrogateSimulator:
    """Answers from surfaces fitted to `real`, in a fraction of a millisecond: it may propose, and never reports.

    What it finds best is to be simulated for real before it is shown. The surfaces of a seed are fitted when the seed
    is first asked for, and kept.

    Few points of the design lie near the corners of the cube, where all levers are at a bound: in seven pay levers over
    500 people growth was 0.003 percentage points off at worst among the points held out, and 0.01 at such corners.

    Args:
        real: The simulator that is asked for the design, in batches, once per seed.
        levers: What may move; the other cells keep today's value.
        design_seed: Chooses the points of the design.
        before_batch: Called before every batch of the design; what it raises ends the fit.

    Raises:
        BadInputError: there is no lever, one has no room to move, two share a cell, or there are so many that the
            design is too large.
    """

    def __init__(
        self,
        real: Simulator,
        levers: Sequence[SurfaceLever],
        *,
        design_seed: int,
        before_batch: Callable[[], None] = lambda: None,
    ) -> None:
        refuse_unfit_levers(levers)
        refuse_large_design(len(levers))
        self._real = real
        self._levers = tuple(levers)
        self._design_seed = design_seed
        self._before_batch = before_batch
        self._predictions: dict[int, _Prediction] = {}
        self._errors: dict[int, SurrogateError] = {}

    @property
    def levers(self) -> LeverTable:
        """The levers in force for the scenario: those of the real simulator."""
        return self._real.levers

    @property
    def inputs_fingerprint(self) -> str:
        """That of the real simulator: what the surfaces are fitted to is computed from it."""
        return self._real.inputs_fingerprint

    @property
    def errors(self) -> Mapping[int, SurrogateError]:
        """By seed, the error of the surfaces fitted so far."""
        return MappingProxyType(self._errors)

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        """Predicted metrics per candidate and seed, candidates in the order given, seeds within a candidate.

        Raises:
            BadInputError: a candidate lies off the surface; names the candidate and the lever.
            SimulationError: a point of the design could not be simulated.
        """
        import numpy as np

        points = [
            np.array(coordinates_of(candidate, number=number, levers=self._levers, table=self.levers))
            for number, candidate in enumerate(candidates, start=1)
        ]
        for seed in seeds:
            if points and seed not in self._predictions:
                self._predictions[seed], self._errors[seed] = self._fit(seed)
        return [self._predictions[seed].metrics_at(point) for point in points for seed in seeds]

    def _fit(self, seed: int) -> tuple[_Prediction, SurrogateError]:
        """Simulate the whole design, fit to one stretch of it, and compare with the other."""
        import numpy as np

        design = surface_design(len(self._levers), seed=self._design_seed)
        evaluated = self._evaluate(np.vstack([design.fitted, design.held_out]), seed=seed)
        rows = [metric_numbers(metrics) for metrics in evaluated]
        not_fitted = [key for key in rows[0] if any(row[key] is None for row in rows)]
        keys = [key for key in rows[0] if key not in not_fitted]
        values = np.array([[row[key] for key in keys] for row in rows[: len(design.fitted)]], dtype=np.float64)
        prediction = _Prediction(
            seed=seed, keys=keys, not_fitted=not_fitted, surface=fit_quadratic_surface(design.fitted, values)
        )
        predicted = [prediction.metrics_at(point) for point in design.held_out]
        error = SurrogateError(
            seed=seed,
            design_seed=self._design_seed,
            levers=tuple(lever.name for lever in self._levers),
            design_points=len(design.fitted),
            held_out_points=len(design.held_out),
            metrics=metric_errors(predicted, evaluated[len(design.fitted) :], keys=keys),
            not_fitted=tuple(map(str, not_fitted)),
        )
        return prediction, error

    def _evaluate(self, points: NDArray[np.float64], *, seed: int) -> Sequence[Metrics]:
        design = [self._candidate(point) for point in points.tolist()]
        metrics: list[Metrics] = []
        for first in range(0, len(design), DESIGN_BATCH):
            self._before_batch()
            try:
                metrics += self._real.simulate(design[first : first + DESIGN_BATCH], seeds=[seed])
            except SimulationCancelledError:
                raise
            except SimulationError as error:
                raise SimulationError(f"The design of the response surface broke for seed {seed}. {error}") from error
        return metrics

    def _candidate(self, point: Sequence[float]) -> LeverVector:
        """The levers at a point of the cube from -1 to 1."""
        return LeverVector(
            cells={
                cell: value
                for lever, coordinate in zip(self._levers, point, strict=True)
                for cell, value in lever.at(coordinate).items()
            }
        )


@dataclass(frozen=True, kw_only=True)
class _Prediction:
    """Surfaces for the numbers of `keys`, in their order; the numbers `not_fitted` are None everywhere."""

    seed: int
    keys: Sequence[MetricKey]
    not_fitted: Sequence[MetricKey]
    surface: QuadraticSurface

    def metrics_at(self, point: NDArray[np.float64]) -> Metrics:
        """The metrics at a point of the cube from -1 to 1."""
        numbers: dict[MetricKey, float | None] = dict.fromkeys(self.not_fitted)
        numbers |= zip(self.keys, self.surface.at(point).tolist(), strict=True)
        return metrics_from(numbers, seed=self.seed)
