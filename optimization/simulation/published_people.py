"""Reads the published snapshot in aggregate: pay by level against its band, and who stays, comes and goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


class DetailedStatus(StrEnum):
    """The codes of detailed_status_code in fct_workforce_snapshot, in the order in which they are shown."""

    CONTINUOUS_ACTIVE = "continuous_active"
    NEW_HIRE_ACTIVE = "new_hire_active"
    EXPERIENCED_TERMINATION = "experienced_termination"
    NEW_HIRE_TERMINATION = "new_hire_termination"

    @property
    def in_words(self) -> str:
        """The status as a table's heading says it."""
        return self.replace("_", " ").capitalize()


STATUS_SENTENCES: Mapping[DetailedStatus, str] = MappingProxyType(
    {
        DetailedStatus.CONTINUOUS_ACTIVE: "Employed when the year began and when it ended; everybody in the census.",
        DetailedStatus.NEW_HIRE_ACTIVE: "Hired in the year and employed when it ended.",
        DetailedStatus.EXPERIENCED_TERMINATION: "Employed when the year began and left in it.",
        DetailedStatus.NEW_HIRE_TERMINATION: "Hired in the year and left in the same year.",
    }
)


@dataclass(frozen=True, kw_only=True)
class LevelPay:
    """Annual salary of the active of a job level at a year end against the level's band of that year.

    Salaries and bands are in the currency of the census per year; percentiles are interpolated linearly.

    Attributes:
        simulation_year: the year; the first one is the census.
        job_level: the level.
        level_name: what the company calls it.
        headcount: the active, at least one.
        p10: tenth percentile of salary; p25, median, p75 and p90 likewise.
        band_minimum: lower end of the band, moved by the salary structure increase like its midpoint.
        band_midpoint: as int_salary_bands has it.
        band_maximum: upper end of the band, moved likewise.
        red_circled: people paid above the band's maximum.
        green_circled: people paid below the band's minimum.
        compa_ratio_median: median of salary over midpoint.
    """

    simulation_year: int
    job_level: int
    level_name: str
    headcount: int
    p10: float
    p25: float
    median: float
    p75: float
    p90: float
    band_minimum: float
    band_midpoint: float
    band_maximum: float
    red_circled: int
    green_circled: int
    compa_ratio_median: float


# The ratio to the first simulated year's midpoint comes first: in that year it is one, and the ends are exact.
_LEVEL_PAY = """
    with bands as (
        select
            simulation_year,
            job_level,
            level_name,
            band_midpoint,
            band_midpoint / ((min_compensation + max_compensation) / 2) * min_compensation as band_minimum,
            band_midpoint / ((min_compensation + max_compensation) / 2) * max_compensation as band_maximum
        from int_salary_bands
        inner join stg_parameters__job_levels using (job_level)
    ),

    active as (
        select simulation_year, job_level, cast(annual_salary as double) as salary, compa_ratio
        from fct_workforce_snapshot
        where scenario_id = ? and seed = ? and employment_status = 'active'
    )

    select
        simulation_year,
        job_level,
        level_name,
        count(*) as headcount,
        quantile_cont(salary, 0.1) as p10,
        quantile_cont(salary, 0.25) as p25,
        quantile_cont(salary, 0.5) as median,
        quantile_cont(salary, 0.75) as p75,
        quantile_cont(salary, 0.9) as p90,
        band_minimum,
        band_midpoint,
        band_maximum,
        count(*) filter (where salary > band_maximum) as red_circled,
        count(*) filter (where salary < band_minimum) as green_circled,
        quantile_cont(compa_ratio, 0.5) as compa_ratio_median
    from active
    inner join bands using (simulation_year, job_level)
    group by simulation_year, job_level, level_name, band_minimum, band_midpoint, band_maximum
    order by simulation_year, job_level
"""
_STATUS_COUNTS = """
    select simulation_year, detailed_status_code, count(*)
    from fct_workforce_snapshot
    where scenario_id = ? and seed = ?
    group by simulation_year, detailed_status_code
"""


def read_level_pay(
    connection: duckdb.DuckDBPyConnection, *, scenario_id: str, seed: int
) -> dict[int, dict[int, LevelPay]]:
    """Pay against bands by year and job level, both ascending; a level with nobody at a year end has no entry.

    Args:
        connection: To a published warehouse.
        scenario_id: One of the run; another gives nothing.
        seed: One of the run; another gives nothing.
    """
    names = [field.name for field in fields(LevelPay)]
    by_year: dict[int, dict[int, LevelPay]] = {}
    for row in connection.execute(_LEVEL_PAY, [scenario_id, seed]).fetchall():
        level = LevelPay(**dict(zip(names, row, strict=True)))
        by_year.setdefault(level.simulation_year, {})[level.job_level] = level
    return by_year


def read_status_mix(
    connection: duckdb.DuckDBPyConnection, *, scenario_id: str, seed: int
) -> dict[int, dict[DetailedStatus, int]]:
    """People by year, ascending, and status: everybody employed at any time in the year; zero where nobody was.

    Args:
        connection: To a published warehouse.
        scenario_id: One of the run; another gives nothing.
        seed: One of the run; another gives nothing.

    Raises:
        ValueError: the snapshot has a code that there is not, which its tests rule out.
    """
    by_year: dict[int, dict[DetailedStatus, int]] = {}
    for year, code, people in connection.execute(_STATUS_COUNTS, [scenario_id, seed]).fetchall():
        by_year.setdefault(year, dict.fromkeys(DetailedStatus, 0))[DetailedStatus(code)] = people
    return dict(sorted(by_year.items()))
