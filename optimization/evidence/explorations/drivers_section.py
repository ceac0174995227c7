"""What makes pay grow, part by part: as tables, and as the section of a report."""

from __future__ import annotations

from optimization.evidence.charts.waterfall_chart import waterfall_chart
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    fraction_as_percent,
    fraction_change_as_points,
)
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.growth_drivers import GrowthDrivers, YearDrivers

_WATERFALL = Chart(name="drivers", label="What makes pay grow, part by part, mean of the years")
_PARTS = {
    "cola_growth": "COLA",
    "merit_growth": "Merit",
    "promotion_growth": "Promotions",
    "new_hire_mix": "New-hire mix",
    "leaver_mix": "Leaver mix",
    "residual": "Residual",
}
DRIVERS_TOTAL = "Pay growth"
_ROWS = (*_PARTS.items(), ("yoy_growth", DRIVERS_TOTAL))
_RESIDUAL_SHARE = "Residual, as a share of growth"
_SHARE_DIGITS = 4
_NOTE = (
    "Raises and promotions are of those who stayed; the mixes are what hires and leavers do to mean pay. The parts sum "
    "to growth by the method full_year_equivalent; the residual is what rounding leaves."
)


def drivers_table(after: GrowthDrivers, *, before: GrowthDrivers | None = None) -> ReportTable:
    """The parts of growth, mean of the years, beside those of today's levers where they are given."""
    horizon = after.horizon
    if before is None:
        rows = [(label, _percent(horizon, part)) for part, label in _ROWS]
        rows.append((_RESIDUAL_SHARE, _residual_share(after)))
        return ReportTable(columns=(*text_columns("Part"), *number_columns("Growth")), rows=tuple(rows), note=_NOTE)
    todays = before.horizon
    return ReportTable(
        columns=(*text_columns("Part"), *number_columns("Before", "After", "Change")),
        rows=(
            *(
                (
                    label,
                    _percent(todays, part),
                    _percent(horizon, part),
                    fraction_change_as_points(getattr(todays, part), getattr(horizon, part), digits=GROWTH_DIGITS),
                )
                for part, label in _ROWS
            ),
            (_RESIDUAL_SHARE, _residual_share(before), _residual_share(after), ""),
        ),
        note=_NOTE,
    )


def yearly_drivers_table(drivers: GrowthDrivers) -> ReportTable:
    """The parts of growth, a column for each simulated year."""
    years = sorted(drivers.years)
    return ReportTable(
        columns=(*text_columns("Part"), *number_columns(*map(str, years))),
        rows=tuple((label, *(_percent(drivers.years[year], part) for year in years)) for part, label in _ROWS),
    )


def driver_parts(drivers: GrowthDrivers) -> list[tuple[str, float]] | None:
    """The parts of the horizon's growth with their labels; None where one of them could not be measured."""
    horizon = drivers.horizon
    parts = [(label, getattr(horizon, part)) for part, label in _PARTS.items()]
    return None if any(amount is None for _, amount in parts) else parts


def drivers_sections(after: GrowthDrivers, *, before: GrowthDrivers | None) -> list[DrawnSection]:
    """The waterfall with its table, and the parts of every year; no waterfall where a part could not be measured."""
    parts = driver_parts(after)
    return [
        DrawnSection(
            section=Section(
                heading="Drivers of growth",
                text="" if parts else "There is no chart: in some year nobody stayed, and growth has no parts.",
                charts=(_WATERFALL,) if parts else (),
                table=drivers_table(after, before=before),
            ),
            figures={_WATERFALL.name: waterfall_chart(parts, total_label=DRIVERS_TOTAL)} if parts else {},
        ),
        DrawnSection(section=Section(heading="Drivers of growth by year, after", table=yearly_drivers_table(after))),
    ]


def _percent(row: YearDrivers, part: str) -> str:
    return fraction_as_percent(getattr(row, part), digits=GROWTH_DIGITS)


def _residual_share(drivers: GrowthDrivers) -> str:
    return fraction_as_percent(drivers.residual_share, digits=_SHARE_DIGITS)
