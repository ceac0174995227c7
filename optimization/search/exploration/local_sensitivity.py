"""How levers move measures around a candidate: finite differences in business units, simulated as one batch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.search.exploration.lever_probes import TEN_BASIS_POINTS, Probe, ProbePair, lever_probes
from optimization.search.exploration.local_sensitivity_result import (
    Interaction,
    LeverSensitivity,
    LocalSensitivity,
    Response,
)
from optimization.search.exploration.measures import Measure, measured
from optimization.search.problem.search_space import DecisionVariable, SearchSpace
from optimization.search.side_by_side import Ask

# A measure where none, one or two probes are applied to the candidate.
_Values = Mapping[tuple[Probe, ...], float]


def local_sensitivity(
    space: SearchSpace,
    candidate: LeverVector,
    *,
    ask: Ask,
    measures: Mapping[str, Measure],
    interactions: bool = True,
) -> LocalSensitivity:
    """The effect of ten basis points (0.001 in the lever's unit) of each decision variable on each measure.

    A variable shifts its cells from where the candidate has them, by ten basis points down and up. The effect is the
    central difference (f(+h) - f(-h)) / 2h, and one-sided where a bound is near. `promotion_probability` moves people
    one by one, so its probe is a hundredth of its range, and its effect is scaled to ten basis points. Two variables
    interact by the mixed second difference (f(h_i, h_j) - f(h_i) - f(h_j) + f) / (h_i h_j), each above the candidate
    or, where there is no room, below.

    Args:
        space: The decision variables.
        candidate: What is looked around.
        ask: Gives metrics of candidates; called once, for 1 + 2 d + d (d - 1) / 2 of them at most, d the dimension.
        measures: What is measured, by name.
        interactions: Whether pairs are probed too.

    Raises:
        SimulationError: a candidate could not be simulated or measured.
    """
    values = space.table.after(candidate)
    pairs = [lever_probes(variable, values) for variable in space.variables]
    points: list[tuple[Probe, ...]] = [(), *((probe,) for pair in pairs for probe in pair.present)]
    together = list(combinations([pair.present[0] for pair in pairs], 2)) if interactions else []
    points += together
    batch = [_after(candidate, point) for point in points]
    found: dict[str, _Values] = {
        name: dict(zip(points, column, strict=True)) for name, column in measured(measures, batch, ask(batch)).items()
    }
    return LocalSensitivity(
        base={name: at[()] for name, at in found.items()},
        levers=tuple(
            _lever(variable, pair, values=values, found=found)
            for variable, pair in zip(space.variables, pairs, strict=True)
        ),
        interactions=_interactions(space, together, found) if interactions else None,
        evaluations=len(batch),
    )


def _after(candidate: LeverVector, probes: tuple[Probe, ...]) -> LeverVector:
    cells = dict(candidate.cells)
    for probe in probes:
        cells |= probe.cells
    return LeverVector(cells=cells)


def _lever(
    variable: DecisionVariable, pair: ProbePair, *, values: Mapping[LeverCell, float], found: Mapping[str, _Values]
) -> LeverSensitivity:
    return LeverSensitivity(
        lever=variable.name,
        unit=variable.family.unit,
        value=math.fsum(values[cell] for cell in variable.rooms) / len(variable.rooms),
        low_shift=pair.low.shift if pair.low else 0.0,
        high_shift=pair.high.shift if pair.high else 0.0,
        responses={name: _response(at, pair) for name, at in found.items()},
    )


def _response(at: _Values, pair: ProbePair) -> Response:
    (low, low_shift), (high, high_shift) = (
        (at[(probe,)], probe.shift) if probe else (at[()], 0.0) for probe in (pair.low, pair.high)
    )
    return Response(low=low, high=high, per_ten_basis_points=(high - low) / (high_shift - low_shift) * TEN_BASIS_POINTS)


def _interactions(
    space: SearchSpace, together: Sequence[tuple[Probe, Probe]], found: Mapping[str, _Values]
) -> tuple[Interaction, ...]:
    names = combinations([variable.name for variable in space.variables], 2)
    return tuple(
        Interaction(
            levers=levers,
            per_ten_basis_points_squared={name: _mixed_difference(at, *probes) for name, at in found.items()},
        )
        for levers, probes in zip(names, together, strict=True)
    )


def _mixed_difference(at: _Values, one: Probe, other: Probe) -> float:
    mixed = math.fsum((at[(one, other)], -at[(one,)], -at[(other,)], at[()]))
    return mixed / (one.shift * other.shift) * TEN_BASIS_POINTS**2
