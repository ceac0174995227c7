"""A Pareto front of cost, equity and target gap as a PNG."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.charts.chart_style import GAP_COLOURS, GROWTH_COLOUR, MARKER_EDGE
from optimization.evidence.charts.front_chart import (
    COST_TITLE,
    EQUITY_TITLE,
    GAP_TITLE,
    FrontPoint,
    PointKind,
    gap_ends,
)
from optimization.evidence.charts.picture_style import AMOUNT_TICKS, TICK_FORMAT, blank_picture, png_bytes

_MARKERS = {PointKind.FRONT: "o", PointKind.KNEE: "D", PointKind.STATUS_QUO: "s", PointKind.PROPOSAL: "*"}
_AREA_PT2 = 60
_NOTED_AREA_PT2 = 150


def front_picture(points: Sequence[FrontPoint]) -> bytes:
    """The same content as `front_chart`.

    Returns:
        The bytes of a PNG; the same points give the same bytes.

    Raises:
        ValueError: there is no point, or some have a target gap and some have none.
    """
    import numpy as np
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.ticker import MaxNLocator

    ends = gap_ends(points)
    figure, axes = blank_picture(grid_axis="both")
    axes.set_axisbelow(True)
    scale = None
    if ends is not None:
        scale = ScalarMappable(Normalize(*ends), LinearSegmentedColormap.from_list("target gap", GAP_COLOURS))
        figure.colorbar(scale, ax=axes, label=GAP_TITLE)
    for kind, marker in _MARKERS.items():
        group = [point for point in points if point.kind is kind]
        if not group:
            continue
        gaps = [point.target_gap for point in group if point.target_gap is not None]
        axes.scatter(
            [point.cost for point in group],
            [point.equity for point in group],
            s=_AREA_PT2 if kind is PointKind.FRONT else _NOTED_AREA_PT2,
            marker=marker,
            color=GROWTH_COLOUR if scale is None else scale.to_rgba(np.array(gaps)),
            edgecolors=MARKER_EDGE,
            label=str(kind),
        )
    axes.set_xlabel(COST_TITLE)
    axes.set_ylabel(EQUITY_TITLE)
    axes.xaxis.set_major_locator(MaxNLocator(AMOUNT_TICKS))
    axes.xaxis.set_major_formatter(TICK_FORMAT)
    figure.legend(loc="outside upper left", ncols=len(_MARKERS), frameon=False)
    return png_bytes(figure)
