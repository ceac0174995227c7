"""How levers move measures around one candidate: as tables, and as sections of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_units import NUMBER, PERCENT
from optimization.evidence.charts.tornado_chart import TornadoBar, tornado_chart
from optimization.evidence.measure_units import measure_heading, measure_title, measure_unit
from optimization.evidence.quantities import count, counted
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.exploration.local_sensitivity_result import (
    Difference,
    Interaction,
    LeverSensitivity,
    LocalSensitivity,
)
from optimization.search.exploration.measures import OBJECTIVE

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# The pairs beyond these say little; result.json has all of them.
_INTERACTIONS_SHOWN = 6
_GROWTH = "horizon_growth_"
_SIDES = {
    Difference.CENTRAL: "both sides",
    Difference.FORWARD: "above only",
    Difference.BACKWARD: "below only",
}


def sensitivity_table(sensitivity: LocalSensitivity) -> ReportTable:
    """What ten basis points more of each lever change every measure by, the strongest lever first."""
    measures = list(sensitivity.base)
    levers = {found.lever: found for found in sensitivity.levers}
    return ReportTable(
        columns=(
            *text_columns("Lever"),
            *number_columns("Value", *map(measure_heading, measures)),
            *text_columns("Measured on"),
        ),
        rows=tuple(
            (
                name,
                _lever_text(levers[name], levers[name].value),
                *(
                    measure_unit(measure).write_change(levers[name].responses[measure].per_ten_basis_points)
                    for measure in measures
                ),
                _SIDES[levers[name].difference],
            )
            for name in sensitivity.ranking(_leading(sensitivity))
        ),
        note="Changes per +10 basis points of the lever (0.001 in its own unit), all else as it is; strongest first by "
        f"{measure_heading(_leading(sensitivity)).lower()}. One side only where a bound leaves no room on the other. "
        f"{_growth_note(measures)}",
    )


def interactions_table(sensitivity: LocalSensitivity) -> ReportTable:
    """The pairs of levers that do most together beyond the sum of each alone."""
    measures = list(sensitivity.base)
    leading = _leading(sensitivity)

    def strength(pair: Interaction) -> float:
        return abs(pair.per_ten_basis_points_squared[leading])

    pairs = sorted(sensitivity.interactions or (), key=strength, reverse=True)[:_INTERACTIONS_SHOWN]
    return ReportTable(
        columns=(*text_columns("Levers"), *number_columns(*map(measure_heading, measures))),
        rows=tuple(
            (
                " and ".join(pair.levers),
                *(
                    measure_unit(measure).write_change(pair.per_ten_basis_points_squared[measure])
                    for measure in measures
                ),
            )
            for pair in pairs
        ),
        note="What both levers, each ten basis points higher, change beyond the sum of what each changes alone: "
        f"{count(len(pairs))} of {counted(len(sensitivity.interactions or ()), 'pair')}, the strongest first.",
    )


def sensitivity_sections(sensitivity: LocalSensitivity) -> list[DrawnSection]:
    """A tornado for the objective and for growth with the table, and the strongest interactions."""
    drawn = [measure for measure in sensitivity.base if measure == OBJECTIVE or measure.startswith(_GROWTH)]
    drawn.sort(key=lambda measure: measure != OBJECTIVE)
    charts = {
        Chart(
            name=f"tornado-{measure}", label=f"{measure_title(measure)}: what each lever's step changes it by"
        ): measure
        for measure in drawn
    }
    alone = "Each lever is moved a small step down and up from where the table has it, by itself."
    pairs = " Pairs of levers were not measured: there are too many." if sensitivity.interactions is None else ""
    sections = [
        DrawnSection(
            section=Section(
                heading="Sensitivity to each lever",
                text=f"{alone}{pairs}",
                charts=tuple(charts),
                table=sensitivity_table(sensitivity),
            ),
            figures={chart.name: _tornado(sensitivity, measure) for chart, measure in charts.items()},
        )
    ]
    if sensitivity.interactions:
        table = interactions_table(sensitivity)
        sections.append(DrawnSection(section=Section(heading="Levers that act together", table=table)))
    return sections


def tornado_bars(sensitivity: LocalSensitivity, measure: str) -> list[TornadoBar]:
    """What a measure changes by at each lever's low and high step."""
    base = sensitivity.base[measure]
    return [
        TornadoBar(
            lever=found.lever,
            low_effect=found.responses[measure].low - base,
            high_effect=found.responses[measure].high - base,
            low_label=_lever_text(found, found.value + found.low_shift) if found.low_shift else "",
            high_label=_lever_text(found, found.value + found.high_shift) if found.high_shift else "",
        )
        for found in sensitivity.levers
    ]


def _tornado(sensitivity: LocalSensitivity, measure: str) -> Figure:
    return tornado_chart(
        tornado_bars(sensitivity, measure), title=f"Change of {measure_title(measure)}", unit=measure_unit(measure)
    )


def _growth_note(measures: Sequence[str]) -> str:
    """Which growth is meant, where only one is."""
    grown = [measure for measure in measures if measure.startswith(_GROWTH)]
    return " ".join(f"{measure_title(measure)}." for measure in grown)


def _leading(sensitivity: LocalSensitivity) -> str:
    return OBJECTIVE if OBJECTIVE in sensitivity.base else next(iter(sensitivity.base))


def _lever_text(found: LeverSensitivity, value: float) -> str:
    return (PERCENT if found.unit == "fraction" else NUMBER).write(value)
