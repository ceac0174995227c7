"""The colours and measures every chart of the evidence shares; they read on a light and on a dark page."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

from optimization.evidence.quantities import GROWTH_DIGITS

# Mid tones: each has a contrast of at least 3:1 on white and on the report's dark page, and the pairs differ
# in lightness as well as in hue, for readers who do not tell the hues apart.
GROWTH_COLOUR = "#2f7fd1"
BEFORE_COLOUR = "#8b95a5"
TARGET_COLOUR = "#d07a1e"
BEST_COLOUR = "#1f9d6b"
RISE_COLOUR = GROWTH_COLOUR
FALL_COLOUR = TARGET_COLOUR
# One hue from light to dark, which is read without colours too; the edge keeps both ends apart from the page.
GAP_COLOURS = ("#a9d1f7", GROWTH_COLOUR, "#173f6e")
MARKER_EDGE = BEFORE_COLOUR
# The pattern of one bar of a pair: it is told from the plain one without colours.
HATCH = "/"
GRID_COLOUR = "rgba(128, 138, 150, 0.25)"
# 4.1:1 on white, 4.3:1 on a dark page: no one colour has 4.5:1 on both, and pages with two themes set their own.
TEXT_COLOUR = "#757e8a"
BAND_OPACITY = 0.16
TRANSPARENT = "rgba(0, 0, 0, 0)"
FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
CHART_HEIGHT_PX = 380
_ROW_HEIGHT_PX = 40
# What a chart of rows needs beside them: legend, axis and its title.
_FRAME_HEIGHT_PX = 140
# Room beyond the outermost mark, as a share of the axis: a text stands there.
_TEXT_ROOM = 0.15
GROWTH_HOVER = f"%{{y:.{GROWTH_DIGITS}f}}%"


def chart_layout(*, x_title: str, y_title: str) -> dict[str, Any]:
    """The Plotly layout shared by the charts: transparent, legend above, quiet grid; the page gives the title."""
    axis = {"gridcolor": GRID_COLOUR, "zeroline": False, "linecolor": GRID_COLOUR, "automargin": True}
    return {
        # Named, because Streamlit makes its own the process's default: a report must not depend on who writes it.
        "template": "plotly",
        "height": CHART_HEIGHT_PX,
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "font": {"family": FONT_FAMILY, "size": 13, "color": TEXT_COLOUR},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#1c222b", "font": {"color": "#ffffff"}},
        "xaxis": {**axis, "title": {"text": x_title}, "showgrid": False},
        "yaxis": {**axis, "title": {"text": y_title}, "ticksuffix": "%"},
    }


def row_layout(*, x_title: str, rows: int, x_suffix: str = "") -> dict[str, Any]:
    """The layout of a chart with a row per thing, the first on top, and the quantity along x."""
    layout = chart_layout(x_title=x_title, y_title="")
    return {
        **layout,
        "height": rows_height_px(rows),
        "hovermode": "closest",
        "xaxis": {**layout["xaxis"], "showgrid": True, "ticksuffix": x_suffix},
        "yaxis": {**layout["yaxis"], "showgrid": False, "ticksuffix": "", "type": "category", "autorange": "reversed"},
    }


def rows_height_px(rows: int) -> int:
    """The height of a chart or a picture with a row per thing."""
    return _FRAME_HEIGHT_PX + _ROW_HEIGHT_PX * rows


def roomy_range(values: Collection[float]) -> tuple[float, float]:
    """The ends of an axis that holds zero, the values, and a text beyond the outermost of them."""
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low or 1.0) * _TEXT_ROOM
    return (low - room if low < 0.0 else 0.0), (high + room if high > 0.0 or low == 0.0 else 0.0)


def plain_text(text: str) -> str:
    """The text as Plotly shows it unchanged: it would read a tag in a name as markup."""
    return html.escape(text, quote=False)
