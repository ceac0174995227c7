"""A Pareto front of cost, equity and target gap as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optimization.evidence.charts.chart_style import GAP_COLOURS, GROWTH_COLOUR, MARKER_EDGE, chart_layout, plain_text
from optimization.evidence.charts.chart_units import MONEY, NUMBER

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COST_TITLE = "Total compensation cost, census currency"
EQUITY_TITLE = "Pay dispersion (equity_cv)"
GAP_TITLE = "Target gap"
_MARKER_SIZE_PX = 11
_NOTED_MARKER_SIZE_PX = 17


class PointKind(StrEnum):
    """What a point is, in the words of the legend."""

    FRONT = "Front"
    KNEE = "Knee"
    STATUS_QUO = "Status quo"
    PROPOSAL = "Proposal"


# By shape too: colour shows the target gap.
_SYMBOLS = {
    PointKind.FRONT: "circle",
    PointKind.KNEE: "diamond",
    PointKind.STATUS_QUO: "square",
    PointKind.PROPOSAL: "star",
}


@dataclass(frozen=True, kw_only=True)
class FrontPoint:
    """A candidate by its objectives, lower being better: money, equity_cv, and the target gap if there are targets."""

    cost: float
    equity: float
    target_gap: float | None
    label: str
    kind: PointKind


def front_chart(points: Sequence[FrontPoint]) -> Figure:
    """A mark per candidate, its colour by the target gap and its shape by what it is.

    Returns:
        A Plotly figure; x is the cost, y equity_cv.

    Raises:
        ValueError: there is no point, or some have a target gap and some have none.
    """
    from plotly import graph_objects

    figure = graph_objects.Figure(layout=chart_layout(x_title=COST_TITLE, y_title=EQUITY_TITLE))
    ends = gap_ends(points)
    for kind, symbol in _SYMBOLS.items():
        group = [point for point in points if point.kind is kind]
        if not group:
            continue
        figure.add_scatter(
            x=[point.cost for point in group],
            y=[point.equity for point in group],
            name=str(kind),
            mode="markers",
            marker={
                "symbol": symbol,
                "size": _MARKER_SIZE_PX if kind is PointKind.FRONT else _NOTED_MARKER_SIZE_PX,
                "line": {"color": MARKER_EDGE, "width": 1.5},
                **_colours(group, ends, showscale=not figure.data),
            },
            customdata=[_hover_text(point) for point in group],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(showgrid=True)
    figure.update_yaxes(ticksuffix="")
    return figure


def gap_ends(points: Sequence[FrontPoint]) -> tuple[float, float] | None:
    """The smallest and the largest target gap, the ends of the scale of colours; None where there are no targets.

    Raises:
        ValueError: there is no point, or some have a target gap and some have none.
    """
    if not points:
        raise ValueError("A front needs at least one point.")
    gaps = [point.target_gap for point in points if point.target_gap is not None]
    if not gaps:
        return None
    if len(gaps) < len(points):
        raise ValueError(f"All points of a front have a target gap or none has, but {len(gaps)} of {len(points)} have.")
    return min(gaps), max(gaps)


def _colours(group: Sequence[FrontPoint], ends: tuple[float, float] | None, *, showscale: bool) -> dict[str, Any]:
    """The colours of a kind; each has the scale itself: on one that all share, the legend's marks are black."""
    if ends is None:
        return {"color": GROWTH_COLOUR}
    return {
        "color": [point.target_gap for point in group],
        "colorscale": GAP_COLOURS,
        "cmin": ends[0],
        "cmax": ends[1],
        "showscale": showscale,
        "colorbar": {"title": {"text": GAP_TITLE}, "thickness": 14},
    }


def _hover_text(point: FrontPoint) -> str:
    return "<br>".join(
        (
            f"<b>{plain_text(point.label)}</b>",
            f"Cost {MONEY.write(point.cost)}",
            f"equity_cv {NUMBER.write(point.equity)}",
            *(() if point.target_gap is None else (f"Target gap {NUMBER.write(point.target_gap)}",)),
        )
    )
