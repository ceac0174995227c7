"""Random questions for the target loop: a census, levers in force, locked rows, levers that may move, and a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places, places
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from optimization.simulation.run_inputs import RunInputs, gather_inputs

if TYPE_CHECKING:
    import numpy as np

EMPLOYEES = (40, 200, 1_000, 3_000)
# Each pay lever alone and together; promotion_probability moves growth in steps: see `stepped`.
FAMILIES = (
    ("cola_rate",),
    ("merit_rate",),
    ("new_hire_salary_adjustment",),
    ("promotion_raise",),
    ("cola_rate", "merit_rate", "new_hire_salary_adjustment"),
    ("cola_rate", "merit_rate", "new_hire_salary_adjustment", "promotion_raise"),
)
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
    inputs: RunInputs
    places: Places


def questions(  # noqa: PLR0913 - what the questions differ by, and where they are kept
    count: int,
    *,
    choices: Sequence[tuple[str, ...]],
    sizes: Sequence[int],
    home: Path,
    settings: SimulationSettings,
    catalogue: LeverCatalogue,
    rng: np.random.Generator,
) -> Iterator[Question]:
    """Questions over every size of census and every choice of levers, half of them with locked rows."""
    for number in range(count):
        families = choices[number % len(choices)]
        employees = sizes[number // len(choices) % len(sizes)]
        own = places({"PLANWISE_HOME": str(home / f"question-{number}")})
        census = default_census(employees, seed=int(rng.integers(2**31)), census_date=settings.census_date)
        install_census(own, census, bands=None)
        inputs = gather_inputs(own, settings, seeds=[int(rng.integers(2**31))])
        locked_share = LOCKED_SHARE if rng.random() < HALF else 0.0
        rows = _random_rows(inputs.lever_rows, families, catalogue, locked_share=locked_share, rng=rng)
        yield Question(
            number=number, employees=employees, families=families, inputs=replace(inputs, lever_rows=rows), places=own
        )


def target_and_feasibility(number: int, reach: tuple[float, float], rng: np.random.Generator) -> tuple[float, bool]:
    """A target for the question of this number, and whether it lies within the reach of the levers."""
    low, high = reach
    if number % INFEASIBLE_EVERY == INFEASIBLE_EVERY - 1:
        beyond = MARGIN + float(rng.uniform(0, BEYOND)) * (high - low)
        return (high + beyond if rng.random() < HALF else low - beyond), False
    return float(rng.uniform(low + MARGIN, high - MARGIN)), True


def _random_rows(
    rows: tuple[LeverRow, ...],
    families: tuple[str, ...],
    catalogue: LeverCatalogue,
    *,
    locked_share: float,
    rng: np.random.Generator,
) -> tuple[LeverRow, ...]:
    """Values anywhere within the search bounds, one for all years of a lever's level; some levels locked.

    One level of the first family stays unlocked, so that something may move.
    """
    drawn: dict[tuple[str, int], tuple[Decimal, bool]] = {}
    changed = []
    for row in rows:
        key = (row.cell.parameter_name, row.cell.job_level)
        family = catalogue.of_parameter(row.cell.parameter_name)
        if key not in drawn:
            value = Decimal(str(round(float(rng.uniform(family.lower, family.upper)), _DECIMALS)))
            is_kept = family.name == families[0] and row.cell.job_level == 1
            drawn[key] = (value, bool(rng.random() < locked_share) and not is_kept)
        # Scenarios other than the one asked for are differences that nobody asks for here.
        if row.scenario_id == "default":
            value, is_locked = drawn[key]
            changed.append(replace(row, value=value, is_locked=is_locked))
    return tuple(changed)
