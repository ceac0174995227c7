"""The best objective of the engine by simulated candidates, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, GROWTH_COLOUR
from optimization.evidence.charts.objective_chart import BEST_NAME, EVALUATIONS_TITLE, OBJECTIVE_TITLE, STATUS_QUO_NAME
from optimization.evidence.charts.picture_style import TICK_FORMAT, blank_picture, png_bytes


def objective_picture(points: Sequence[tuple[int, float]], *, status_quo: float) -> bytes:
    """The same content as `objective_chart`.

    Returns:
        The bytes of a PNG; the same points give the same bytes.
    """
    from matplotlib.ticker import MaxNLocator

    figure, axes = blank_picture()
    axes.axhline(status_quo, color=BEFORE_COLOUR, linestyle="--", label=STATUS_QUO_NAME)
    axes.step(
        [count for count, _ in points],
        [objective for _, objective in points],
        where="post",
        color=GROWTH_COLOUR,
        marker="o",
        label=BEST_NAME,
    )
    axes.set_xlabel(EVALUATIONS_TITLE)
    axes.set_ylabel(OBJECTIVE_TITLE)
    axes.xaxis.set_major_formatter(TICK_FORMAT)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside upper left", ncols=2, frameon=False)
    return png_bytes(figure)
