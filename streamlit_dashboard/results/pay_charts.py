"""The charts of pay in a published run: against the bands, its inequality, and the gap between two genders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    BEST_COLOUR,
    GROWTH_COLOUR,
    TARGET_COLOUR,
    TRANSPARENT,
    chart_layout,
    plain_text,
)
from optimization.simulation.pay_equity import JOINT_ASSESSMENT_GAP
from optimization.simulation.protocol import Metrics
from optimization.simulation.published_people import LevelPay
from streamlit_dashboard.results.published_world import EquityByYear
from streamlit_dashboard.results.year_figure import (
    PERCENT_PER_ONE,
    amount_year_figure,
    as_percent,
    percent_year_figure,
    year_labels,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# As shares of a level's place along x: the band is seen on both sides of the box.
_BAND_WIDTH = 0.8
_BOX_WIDTH = 0.4
# Taller than the others: the lowest levels have the narrowest bands.
_BAND_CHART_HEIGHT_PX = 560
_MIDPOINT_SIZE_PX = 34
_MARKER_SIZE_PX = 9
# GROWTH_COLOUR, as light as a shaded range is.
_BAND_SHADE = "rgba(47, 127, 209, 0.2)"
_NUMBER_HOVER = "%{y:.4f}"
_GAP_HOVER = "%{y:.2f}%"
_NUMBER_DIGITS = 2


def level_label(level: LevelPay) -> str:
    """A level as charts and tables name it."""
    return f"{level.job_level} {level.level_name}"


def pay_band_chart(levels: Sequence[LevelPay]) -> Figure:
    """Salaries of one year against the bands, a place for each level, in the currency of the census.

    The box reaches from the 25th to the 75th percentile with the median in it, its whiskers from the 10th to the 90th;
    the shaded bar behind it is the band, the line across it the midpoint.
    """
    from plotly import graph_objects

    labels = [plain_text(level_label(level)) for level in levels]
    layout = chart_layout(x_title="Level", y_title="Annual salary, currency of the census")
    figure = graph_objects.Figure(layout=layout)
    figure.add_bar(
        x=labels,
        base=[level.band_minimum for level in levels],
        y=[level.band_maximum - level.band_minimum for level in levels],
        customdata=[(level.band_minimum, level.band_maximum) for level in levels],
        name="Band",
        width=_BAND_WIDTH,
        # The shade is in the colour, so that the edge keeps its own: it shows the band on a dark page.
        marker={"color": _BAND_SHADE, "line": {"color": GROWTH_COLOUR, "width": 1}},
        hovertemplate="%{customdata[0]:,.0f} to %{customdata[1]:,.0f}",
    )
    figure.add_scatter(
        x=labels,
        y=[level.band_midpoint for level in levels],
        name="Midpoint of the band",
        mode="markers",
        marker={"symbol": "line-ew", "size": _MIDPOINT_SIZE_PX, "line": {"color": GROWTH_COLOUR, "width": 2}},
        hovertemplate="%{y:,.0f}",
    )
    figure.add_box(
        x=labels,
        q1=[level.p25 for level in levels],
        median=[level.median for level in levels],
        q3=[level.p75 for level in levels],
        lowerfence=[level.p10 for level in levels],
        upperfence=[level.p90 for level in levels],
        name="Salaries (10th to 90th percentile)",
        width=_BOX_WIDTH,
        line={"color": TARGET_COLOUR, "width": 2},
        fillcolor=TRANSPARENT,
    )
    figure.update_layout(hovermode="closest", height=_BAND_CHART_HEIGHT_PX)
    figure.update_xaxes(type="category")
    figure.update_yaxes(ticksuffix="", tickformat=",", rangemode="tozero")
    return figure


def inequality_chart(equity: EquityByYear, metrics: Metrics) -> Figure:
    """Theil's two parts as stacked bars, Gini and the coefficient of variation as lines; numbers without a unit."""
    figure = amount_year_figure(y_title="Inequality of salaries", digits=_NUMBER_DIGITS)
    years = sorted(equity)
    for name, colour, pattern, values in (
        ("Theil between levels", BEFORE_COLOUR, "", [equity[year].theil_between_levels for year in years]),
        ("Theil within levels", TARGET_COLOUR, "/", [equity[year].theil_within_levels for year in years]),
    ):
        figure.add_bar(
            x=year_labels(years),
            y=values,
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertemplate=_NUMBER_HOVER,
        )
    dispersion = {year: row.equity_cv for year, row in sorted(metrics.years.items())}
    for name, colour, dash, marker, by_year in (
        ("Gini", GROWTH_COLOUR, "solid", "circle", {year: equity[year].gini for year in years}),
        ("CV within levels", BEST_COLOUR, "dash", "diamond", dispersion),
    ):
        figure.add_scatter(
            x=year_labels(by_year),
            y=list(by_year.values()),
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": marker, "size": _MARKER_SIZE_PX},
            hovertemplate=_NUMBER_HOVER,
        )
    figure.update_layout(barmode="stack", bargap=0.45)
    return figure


def pay_gap_chart(equity: EquityByYear) -> Figure:
    """Raw and adjusted gap in percent with the 95% interval of the latter, and the Directive's gap as a line."""
    figure = percent_year_figure(y_title="Pay gap")
    years = sorted(equity)
    rows = [equity[year] for year in years]
    figure.add_scatter(
        x=year_labels(years),
        y=[as_percent(row.raw_pay_gap) for row in rows],
        name="Raw",
        mode="lines+markers",
        line={"color": BEFORE_COLOUR, "dash": "dot", "width": 2},
        marker={"symbol": "square", "size": _MARKER_SIZE_PX},
        hovertemplate=_GAP_HOVER,
    )
    figure.add_scatter(
        x=year_labels(years),
        y=[as_percent(row.adjusted_pay_gap) for row in rows],
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [_reach(row.adjusted_pay_gap_upper, row.adjusted_pay_gap) for row in rows],
            "arrayminus": [_reach(row.adjusted_pay_gap, row.adjusted_pay_gap_lower) for row in rows],
        },
        name="Adjusted, with its 95% interval",
        mode="lines+markers",
        line={"color": GROWTH_COLOUR, "width": 2},
        marker={"symbol": "circle", "size": _MARKER_SIZE_PX},
        hovertemplate=_GAP_HOVER,
    )
    figure.add_hline(
        y=JOINT_ASSESSMENT_GAP * PERCENT_PER_ONE,
        line={"color": TARGET_COLOUR, "width": 2, "dash": "dash"},
        name=f"{JOINT_ASSESSMENT_GAP * PERCENT_PER_ONE:.0f}% of EU Directive 2023/970",
        showlegend=True,
    )
    figure.update_yaxes(zeroline=True, zerolinecolor=BEFORE_COLOUR)
    return figure


def _reach(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else (upper - lower) * PERCENT_PER_ONE
