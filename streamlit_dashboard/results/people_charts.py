"""The charts of who comes, goes and stays in a published run, and at which level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    BEST_COLOUR,
    GROWTH_COLOUR,
    TARGET_COLOUR,
)
from optimization.simulation.protocol import Metrics
from optimization.simulation.published_people import DetailedStatus
from streamlit_dashboard.results.published_world import PayByLevel, StatusMix
from streamlit_dashboard.results.year_figure import (
    PERCENT_PER_ONE,
    amount_year_figure,
    percent_year_figure,
    year_labels,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# One hue from light to dark: levels have an order, and the upper ones are few.
_LEVEL_COLOURS = ("#8fbfee", "#5c9fe0", GROWTH_COLOUR, "#2466aa", "#1a4f86")
# Colour and pattern of each status: who leaves is hatched, who is new is lighter or finer.
_STATUS_MARKS = {
    DetailedStatus.CONTINUOUS_ACTIVE: (GROWTH_COLOUR, ""),
    DetailedStatus.NEW_HIRE_ACTIVE: (BEST_COLOUR, "."),
    DetailedStatus.EXPERIENCED_TERMINATION: (TARGET_COLOUR, "/"),
    DetailedStatus.NEW_HIRE_TERMINATION: (BEFORE_COLOUR, "x"),
}
_WHOLE_HOVER = "%{customdata:,}"
_SHARE_HOVER = "%{y:.1f}% (%{customdata:,} people)"


def headcount_flow_chart(metrics: Metrics) -> Figure:
    """Who comes (upwards) and who goes (downwards) in every year, in people."""
    rows = [row for _, row in sorted(metrics.years.items())]
    figure = amount_year_figure(y_title="People")
    for name, colour, pattern, people, sign in (
        ("Hires", GROWTH_COLOUR, "", [row.hires for row in rows], 1),
        ("Leavers", TARGET_COLOUR, "/", [row.terminations for row in rows], -1),
        ("New hires gone", BEFORE_COLOUR, "x", [row.new_hire_terminations for row in rows], -1),
    ):
        figure.add_bar(
            x=year_labels(sorted(metrics.years)),
            y=[sign * number for number in people],
            customdata=people,
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertemplate=_WHOLE_HOVER,
        )
    figure.update_layout(barmode="relative", bargap=0.45)
    return figure


def level_mix_chart(pay: PayByLevel) -> Figure:
    """The share of each level in who is active at the end of every year, in percent; the census's year first."""
    levels = sorted({level for of_year in pay.values() for level in of_year})
    totals = {year: sum(level.headcount for level in of_year.values()) for year, of_year in pay.items()}
    figure = percent_year_figure(y_title="Share of people at year end")
    for level, colour in zip(levels, _LEVEL_COLOURS, strict=False):
        people = {year: of_year[level].headcount if level in of_year else 0 for year, of_year in pay.items()}
        figure.add_bar(
            x=year_labels(people),
            y=[number / totals[year] * PERCENT_PER_ONE for year, number in people.items()],
            customdata=list(people.values()),
            name=f"Level {level}",
            marker={"color": colour},
            hovertemplate=_SHARE_HOVER,
        )
    figure.update_layout(barmode="stack", bargap=0.35)
    return figure


def status_mix_chart(statuses: StatusMix) -> Figure:
    """Everybody employed at any time of a year, stacked by status, in people; the census's year first."""
    figure = amount_year_figure(y_title="People employed in the year")
    for status, (colour, pattern) in _STATUS_MARKS.items():
        figure.add_bar(
            x=year_labels(statuses),
            y=[people[status] for people in statuses.values()],
            name=status.in_words,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertemplate="%{y:,}",
        )
    figure.update_layout(barmode="stack", bargap=0.35)
    return figure
