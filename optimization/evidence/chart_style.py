"""The colours and measures every chart of the evidence shares; they read on a light and on a dark page."""

from __future__ import annotations

from typing import Any

from optimization.evidence.quantities import GROWTH_DIGITS

# Mid tones: each has a contrast of at least 3:1 on white and on the report's dark page, and the pairs differ
# in lightness as well as in hue, for readers who do not tell the hues apart.
GROWTH_COLOUR = "#2f7fd1"
BEFORE_COLOUR = "#8b95a5"
TARGET_COLOUR = "#d07a1e"
BEST_COLOUR = "#1f9d6b"
GRID_COLOUR = "rgba(128, 138, 150, 0.25)"
TEXT_COLOUR = "#6b7480"
BAND_OPACITY = 0.16
TRANSPARENT = "rgba(0, 0, 0, 0)"
FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
CHART_HEIGHT_PX = 380
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
