"""The one door through which lower layers ask the simulation: which levers are in force, and what others would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places
from optimization.places import places as places_in_force

if TYPE_CHECKING:
    from optimization.implementation.measured_levers import LeverSet


@dataclass(frozen=True, kw_only=True)
class MeasuredOutcomes:
    """What sets of levers give, simulated on the census and the lever file in force.

    Attributes:
        metrics: For each set, in the order asked, what `planwise simulate --json` prints for a scenario.
        years: The simulated years, ascending.
        headcounts: People on the first opening roster by job level.
        levers_sha256: `lever_rows_sha256` of the lever file that was in force.
    """

    metrics: tuple[Mapping[str, Any], ...]
    years: tuple[int, ...]
    headcounts: Mapping[int, int]
    levers_sha256: str

    @property
    def total_employees(self) -> int:
        """People on the first opening roster."""
        return sum(self.headcounts.values())

    @property
    def annual_costs(self) -> tuple[float, ...]:
        """For each set the pay of everybody in a year, the mean over the horizon; see `annual_cost_unit`."""
        return tuple(float(each["total_compensation_cost"]) / len(self.years) for each in self.metrics)

    @property
    def annual_cost_unit(self) -> str:
        """What `annual_costs` are in."""
        return annual_cost_unit(self.years)


def annual_cost_unit(years: Sequence[int]) -> str:
    """The unit of a total cost divided by the years that it is of."""
    return f"census currency per year, mean of {years[0]} to {years[-1]}"


def measured_outcomes(
    sets: Sequence[LeverSet], *, scenario_id: str = DEFAULT_SCENARIO, places: Places | None = None
) -> MeasuredOutcomes:
    """Simulate sets of levers, by name or by cell, in one batch; {} is the levers in force.

    Raises:
        BadInputError: census, levers or settings are wrong, there is no such scenario, or a set cannot be simulated.
        SimulationError: the simulation broke.
    """
    from optimization.implementation.measured_levers import measure_levers

    measured = measure_levers(places or places_in_force(), sets, scenario_id=scenario_id)
    return MeasuredOutcomes(
        metrics=tuple(each.as_json() for each in measured.metrics),
        years=measured.settings.years,
        headcounts=measured.headcounts,
        levers_sha256=measured.levers_sha256,
    )


def levers_in_force(*, scenario_id: str = DEFAULT_SCENARIO, places: Places | None = None) -> LeverTable:
    """The levers in force for every simulated year; needs no census.

    Raises:
        BadInputError: the lever file is wrong, or there is no such scenario.
    """
    from optimization.implementation import measured_levers

    return measured_levers.levers_in_force(places or places_in_force(), scenario_id=scenario_id)


def unmeasurable_reason(places: Places | None = None) -> str | None:
    """Why nothing can be simulated here; None where it can."""
    census = (places or places_in_force()).census
    if census.exists():
        return None
    return (
        f"nothing can be simulated without a census ({census} is missing): run `planwise census generate` or "
        "`planwise census import FILE`"
    )
