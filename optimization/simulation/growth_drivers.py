"""What made pay grow: the parts of a year's growth, and who can tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Protocol

from optimization.parameters.lever_cells import LeverVector


@dataclass(frozen=True, kw_only=True)
class YearDrivers:
    """The growth of mean annual salary and its parts, which sum to it, as fractions of last year's mean.

    The parts are None where nobody stayed, growth where nobody was there to measure.

    Attributes:
        cola_growth: cost-of-living raises of those who stayed.
        merit_growth: merit raises of those who stayed.
        promotion_growth: promotions of those who stayed.
        new_hire_mix: what the year's hires do to the mean.
        leaver_mix: what those who left do to it.
        residual: what the parts leave: rounding.
        yoy_growth: the growth, by the method full_year_equivalent.
    """

    cola_growth: float | None
    merit_growth: float | None
    promotion_growth: float | None
    new_hire_mix: float | None
    leaver_mix: float | None
    residual: float | None
    yoy_growth: float | None


@dataclass(frozen=True, kw_only=True)
class GrowthDrivers:
    """The rows of fct_growth_drivers of one scenario, or candidate, under one seed, by simulated year."""

    seed: int
    years: Mapping[int, YearDrivers]

    @property
    def horizon(self) -> YearDrivers:
        """The arithmetic mean over the years, part by part: they sum to horizon growth. None where a year has none."""
        return YearDrivers(**{part.name: self._mean(part.name) for part in fields(YearDrivers)})

    @property
    def residual_share(self) -> float | None:
        """The size of the horizon's residual over that of its growth; None without either, or without growth."""
        horizon = self.horizon
        if horizon.residual is None or not horizon.yoy_growth:
            return None
        return abs(horizon.residual / horizon.yoy_growth)

    def _mean(self, part: str) -> float | None:
        values = [getattr(year, part) for year in self.years.values()]
        return None if None in values else fmean(values)


class GrowthExplainer(Protocol):
    """Tells what made pay grow under lever vectors."""

    def growth_drivers(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[GrowthDrivers]:
        """Growth drivers per candidate and seed, candidates in the order given, seeds within a candidate.

        Raises:
            SimulationError: naming the candidate that could not be simulated.
        """
        ...
