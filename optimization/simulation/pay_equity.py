"""Reads how evenly pay is spread at each year end: the rows of fct_pay_equity."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# EU Directive 2023/970, article 10: a gap of this size in a category of workers that nothing objective explains
# obliges the employer to a joint pay assessment. A fraction.
JOINT_ASSESSMENT_GAP = 0.05


@dataclass(frozen=True, kw_only=True)
class PayEquity:
    """A row of fct_pay_equity: annual salary of the active at a year end.

    A gap is how much less the comparison gender is paid, as a fraction of the reference gender's pay; below zero it is
    paid more. None where it cannot be measured: nobody of one of the two genders, or too few for an interval.

    Attributes:
        simulation_year: the year; the first one is the census.
        headcount: the active.
        gini: Gini coefficient, 0 to 1.
        theil_within_levels: Theil's T within job levels.
        theil_between_levels: Theil's T between job levels; both parts sum to the whole.
        compa_ratio_p10: tenth percentile of salary over the band's midpoint; p50 and p90 likewise.
        compared_headcount: the active whose gender is one of the two compared.
        raw_pay_gap: the gap between the means.
        adjusted_pay_gap: the gap left between people of one job level and tenure band.
        adjusted_pay_gap_lower: lower end of its 95 % interval.
        adjusted_pay_gap_upper: upper end of its 95 % interval.
    """

    simulation_year: int
    headcount: int
    gini: float
    theil_within_levels: float
    theil_between_levels: float
    compa_ratio_p10: float
    compa_ratio_p50: float
    compa_ratio_p90: float
    compared_headcount: int
    raw_pay_gap: float | None
    adjusted_pay_gap: float | None
    adjusted_pay_gap_lower: float | None
    adjusted_pay_gap_upper: float | None


def read_pay_equity(connection: duckdb.DuckDBPyConnection, *, scenario_id: str, seed: int) -> dict[int, PayEquity]:
    """Pay equity by year, ascending; a year end with nobody active has no entry.

    Args:
        connection: To a published warehouse.
        scenario_id: One of the run; another gives nothing.
        seed: One of the run; another gives nothing.
    """
    names = [field.name for field in fields(PayEquity)]
    rows = connection.execute(
        f"select {', '.join(names)} from fct_pay_equity where scenario_id = ? and seed = ? order by simulation_year",
        [scenario_id, seed],
    ).fetchall()
    found = (PayEquity(**dict(zip(names, row, strict=True))) for row in rows)
    return {row.simulation_year: row for row in found}
