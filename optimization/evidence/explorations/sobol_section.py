"""Which lever makes a measure vary over the whole search space: as a table, and as sections of a report."""

from __future__ import annotations

from optimization.evidence.charts.sobol_chart import by_total_order, interval_text, sobol_chart
from optimization.evidence.measure_units import measure_title
from optimization.evidence.quantities import count, fraction_as_given_percent
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.exploration.sobol_result import SobolSensitivity

_OVER = {"bounds": "between its bounds", "recommended": "within its recommended range"}


def sobol_table(sobol: SobolSensitivity, measure: str) -> ReportTable:
    """Each lever's share of a measure's variance by itself and with others, with intervals, the largest first."""
    confidence = fraction_as_given_percent(sobol.confidence)
    return ReportTable(
        columns=(*text_columns("Lever"), *number_columns("By itself (first order)", "With others (total order)")),
        rows=tuple(
            (found.lever, interval_text(found.first_order), interval_text(found.total_order))
            for found in by_total_order(sobol.measures[measure])
        ),
        note=f"Shares of the variance over {count(sobol.evaluations)} candidates, every lever drawn {_OVER[sobol.over]}"
        + (f", with their {confidence} bootstrap intervals" if sobol.has_intervals else "")
        + ". Chance can take a small share below zero."
        + (f" {sobol.intervals_withheld}" if sobol.intervals_withheld else ""),
    )


def sobol_sections(sobol: SobolSensitivity) -> list[DrawnSection]:
    """A chart and a table for every measure that varies; a sentence for the others."""
    sections = []
    for measure, indices in sobol.measures.items():
        heading = f"What makes it vary: {measure_title(measure)}"
        if not indices.varies:
            (text,) = [note for note in sobol.notes if note.startswith(f"{measure} ")]
            sections.append(DrawnSection(section=Section(heading=heading, text=text)))
            continue
        chart = Chart(name=f"sobol-{measure}", label=f"{measure_title(measure)}: each lever's share of its spread")
        sections.append(
            DrawnSection(
                section=Section(heading=heading, charts=(chart,), table=sobol_table(sobol, measure)),
                figures={chart.name: sobol_chart(indices)},
            )
        )
    return sections
