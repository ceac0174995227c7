"""The charts of a published run: growth, flows of people, wage bill and levels, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    BEST_COLOUR,
    GROWTH_COLOUR,
    GROWTH_HOVER,
    TARGET_COLOUR,
    chart_layout,
)
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.published_run import LevelHeadcounts

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_PERCENT_PER_ONE = 100.0
_METHOD_COLOURS = {
    GrowthMethod.CURRENT: BEFORE_COLOUR,
    GrowthMethod.CONTINUOUS: BEST_COLOUR,
    GrowthMethod.FULL_YEAR_EQUIVALENT: GROWTH_COLOUR,
}
# One hue from light to dark: levels have an order, and the upper ones are few.
_LEVEL_COLOURS = ("#8fbfee", "#5c9fe0", GROWTH_COLOUR, "#2466aa", "#1a4f86")
_WHOLE_HOVER = "%{customdata:,}"
_SHARE_HOVER = "%{y:.1f}% (%{customdata:,} people)"


def growth_by_method_chart(metrics: Metrics) -> Figure:
    """Pay growth of every year in percent, a bar for each method; a missing value leaves its bar out."""
    figure = _year_figure(y_title="Pay growth")
    for method, colour in _METHOD_COLOURS.items():
        growth = [row.yoy_growth[method] for _, row in sorted(metrics.years.items())]
        figure.add_bar(
            x=_labels(sorted(metrics.years)),
            y=[None if value is None else value * _PERCENT_PER_ONE for value in growth],
            name=str(method),
            marker={"color": colour},
            hovertemplate=GROWTH_HOVER,
        )
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.08)
    return figure


def headcount_flow_chart(metrics: Metrics) -> Figure:
    """Who comes (upwards) and who goes (downwards) in every year, in people."""
    rows = [row for _, row in sorted(metrics.years.items())]
    figure = _year_figure(y_title="People")
    for name, colour, people, sign in (
        ("Hires", GROWTH_COLOUR, [row.hires for row in rows], 1),
        ("Leavers", TARGET_COLOUR, [row.terminations for row in rows], -1),
        ("New hires gone", BEFORE_COLOUR, [row.new_hire_terminations for row in rows], -1),
    ):
        figure.add_bar(
            x=_labels(sorted(metrics.years)),
            y=[sign * number for number in people],
            customdata=people,
            name=name,
            marker={"color": colour},
            hovertemplate=_WHOLE_HOVER,
        )
    figure.update_layout(barmode="relative", bargap=0.45)
    figure.update_yaxes(ticksuffix="", tickformat=",", zeroline=True, zerolinecolor=BEFORE_COLOUR)
    return figure


def wage_bill_chart(metrics: Metrics) -> Figure:
    """The wage bill of every year, in the currency of the census."""
    bills = [row.wage_bill for _, row in sorted(metrics.years.items())]
    figure = _year_figure(y_title="Wage bill, currency of the census")
    figure.add_bar(
        x=_labels(sorted(metrics.years)),
        y=bills,
        name="Wage bill",
        marker={"color": GROWTH_COLOUR},
        hovertemplate="%{y:,.0f}",
    )
    figure.update_layout(bargap=0.45)
    figure.update_yaxes(ticksuffix="", tickformat=",")
    return figure


def level_mix_chart(headcounts: LevelHeadcounts) -> Figure:
    """The share of each level in who is active at the end of every year, in percent; the census's year first."""
    years = sorted({year for year, _ in headcounts})
    levels = sorted({level for _, level in headcounts})
    totals = {year: sum(headcounts.get((year, level), 0) for level in levels) for year in years}
    figure = _year_figure(y_title="Share of people at year end")
    for level, colour in zip(levels, _LEVEL_COLOURS, strict=False):
        figure.add_bar(
            x=_labels(years),
            y=[headcounts.get((year, level), 0) / totals[year] * _PERCENT_PER_ONE for year in years],
            customdata=[headcounts.get((year, level), 0) for year in years],
            name=f"Level {level}",
            marker={"color": colour},
            hovertemplate=_SHARE_HOVER,
        )
    figure.update_layout(barmode="stack", bargap=0.35)
    return figure


def _year_figure(*, y_title: str) -> Figure:
    from plotly import graph_objects

    figure = graph_objects.Figure(layout=chart_layout(x_title="Year", y_title=y_title))
    # A year is a label here: as a number, Plotly would put ticks between the years.
    figure.update_xaxes(type="category")
    return figure


def _labels(years: Sequence[int]) -> list[str]:
    return [str(year) for year in years]
