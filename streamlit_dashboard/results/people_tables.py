"""The tables of who comes, goes and stays in a published run, and at which level."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.quantities import count, fraction_as_percent
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.protocol import Metrics
from optimization.simulation.published_people import STATUS_SENTENCES, DetailedStatus
from streamlit_dashboard.results.published_world import PayByLevel, StatusMix


def headcount_table(metrics: Metrics) -> ReportTable:
    """Opening headcount, who comes, goes and rises, and closing headcount by year."""
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns("Opening", "Hires", "Leavers", "New hires gone", "Closing", "Promotions"),
        ),
        rows=tuple(
            (
                str(year),
                count(row.opening_headcount),
                count(row.hires),
                count(row.terminations),
                count(row.new_hire_terminations),
                count(row.closing_headcount),
                count(row.promotions),
            )
            for year, row in sorted(metrics.years.items())
        ),
        note="Leavers are of the opening headcount; new hires gone were hired and left in the same year.",
    )


def level_table(pay: PayByLevel) -> ReportTable:
    """People by level at the end of every year."""
    levels = sorted({level for of_year in pay.values() for level in of_year})
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns(*(f"Level {level}" for level in levels))),
        rows=tuple(
            (str(year), *(count(of_year[level].headcount if level in of_year else 0) for level in levels))
            for year, of_year in pay.items()
        ),
        note=f"People active at the end of the year, {min(pay)} as the census has them; the chart shows their shares.",
    )


def status_table(statuses: StatusMix) -> ReportTable:
    """People by status in every year, and the share of each in all of the year."""
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns(*(status.in_words for status in DetailedStatus), "All")),
        rows=tuple(
            (
                str(year),
                *(f"{count(people[status])} ({_share(people, status)})" for status in DetailedStatus),
                count(sum(people.values())),
            )
            for year, people in statuses.items()
        ),
        note="Everybody employed at any time of the year, and their share of all of them.",
    )


def status_meanings() -> list[str]:
    """A sentence for every status."""
    return [f"{status.in_words} ({status}): {STATUS_SENTENCES[status]}" for status in DetailedStatus]


def _share(people: Mapping[DetailedStatus, int], status: DetailedStatus) -> str:
    return fraction_as_percent(people[status] / sum(people.values()))
