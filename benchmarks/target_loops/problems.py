"""Random questions for the target loop: a census, levers in force, locked rows, levers that may move, and a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places, places
from optimization.search.movable_levers import STEPPED_FAMILY
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from optimization.simulation.run_inputs import RunInputs, gather_inputs

if TYPE_CHECKING:
    import numpy as np

EMPLOYEES = (40, 200, 1_000, 3_000)
# A question of Adaptive's in which promotions may move simulates the people some hundred times.
MIXED_EMPLOYEES = EMPLOYEES[:3]
# Each pay lever alone and together.
PAY_FAMILIES = (
    ("cola_rate",),
    ("merit_rate",),
    ("new_hire_salary_adjustment",),
    ("promotion_raise",),
    ("cola_rate", "merit_rate", "new_hire_salary_adjustment"),
    ("cola_rate", "merit_rate", "new_hire_salary_adjustment", "promotion_raise"),
)
# promotion_probability moves growth in steps: alone see `stepped`, here the pay levers must close what a step leaves.
MIXED_FAMILIES = ((*PAY_FAMILIES[-1], STEPPED_FAMILY),)
LOCKED_SHARE = 0.2
HALF = 0.5
TOLERANCE = 0.01
# Each fifth target lies beyond the reach, by up to this share of its width.
INFEASIBLE_EVERY = 5
BEYOND = 0.2
# A target nearer to the end of the reach than the tolerance is both within and beyond it.
MARGIN = 2 * TOLERANCE
# A lever file holds six decimals.
_DECIMALS = 6


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a loop starts from, and the levers that it may move; the target is drawn once their reach is known."""

    number: int
    employees: int
    families: tuple[str, ...]
    differs_by_year: bool
    inputs: RunInputs
    places: Places


def questions(  # noqa: PLR0913 - what the questions differ by, and where they are kept
    count: int,
    *,
    choices: Sequence[tuple[str, ...]],
    sizes: Sequence[int],
    may_differ_by_year: bool,
    home: Path,
    settings: SimulationSettings,
    catalogue: LeverCatalogue,
    rng: np.random.Generator,
) -> Iterator[Question]:
    """Questions over every size of census and every choice of levers, half of them with locked rows.

    Where values in force may differ by year they do in half of them, too.
    """
    for number in range(count):
        families = choices[number % len(choices)]
        employees = sizes[number // len(choices) % len(sizes)]
        own = places({"PLANWISE_HOME": str(home / f"question-{number}")})
        census = default_census(employees, seed=int(rng.integers(2**31)), census_date=settings.census_date)
        install_census(own, census, bands=None)
        inputs = gather_inputs(own, settings, seeds=[int(rng.integers(2**31))])
        locked_share = LOCKED_SHARE if rng.random() < HALF else 0.0
        differs_by_year = may_differ_by_year and bool(rng.random() < HALF)
        rows = _random_rows(
            inputs.lever_rows, families, catalogue, locked_share=locked_share, by_year=differs_by_year, rng=rng
        )
        yield Question(
            number=number,
            employees=employees,
            families=families,
            differs_by_year=differs_by_year,
            inputs=replace(inputs, lever_rows=rows),
            places=own,
        )


def target_and_feasibility(number: int, reach: tuple[float, float], rng: np.random.Generator) -> tuple[float, bool]:
    """A target for the question of this number, and whether it lies within the reach of the levers.

    It lies beyond a reach that leaves no room between its margins.
    """
    low, high = reach
    if number % INFEASIBLE_EVERY != INFEASIBLE_EVERY - 1 and high - low > 2 * MARGIN:
        return target_within(reach, rng), True
    beyond = MARGIN + float(rng.uniform(0, BEYOND)) * (high - low)
    return (high + beyond if rng.random() < HALF else low - beyond), False


def target_within(reach: tuple[float, float], rng: np.random.Generator) -> float:
    """A target within the reach, the margin or more from its ends."""
    low, high = reach
    return float(rng.uniform(low + MARGIN, high - MARGIN))


def _random_rows(  # noqa: PLR0913 - what is drawn, and how
    rows: tuple[LeverRow, ...],
    families: tuple[str, ...],
    catalogue: LeverCatalogue,
    *,
    locked_share: float,
    by_year: bool,
    rng: np.random.Generator,
) -> tuple[LeverRow, ...]:
    """Values anywhere within the search bounds, by year or one for all years of a lever's level; some levels locked.

    One level of the first family stays unlocked, so that something may move.
    """
    values: dict[tuple[str, int, int | None], Decimal] = {}
    locks: dict[tuple[str, int], bool] = {}
    changed = []
    for row in rows:
        # Scenarios other than the one asked for are differences that nobody asks for here.
        if row.scenario_id != DEFAULT_SCENARIO:
            continue
        year, level, name = row.cell
        family = catalogue.of_parameter(name)
        of_value = (name, level, year if by_year else None)
        if of_value not in values:
            values[of_value] = Decimal(str(round(float(rng.uniform(family.lower, family.upper)), _DECIMALS)))
        if (name, level) not in locks:
            is_kept = family.name == families[0] and level == 1
            locks[name, level] = bool(rng.random() < locked_share) and not is_kept
        changed.append(replace(row, value=values[of_value], is_locked=locks[name, level]))
    return tuple(changed)
