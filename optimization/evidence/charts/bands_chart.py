"""How an outcome spreads over the seeds, candidate by candidate, as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import GROWTH_COLOUR, plain_text, row_layout
from optimization.evidence.charts.chart_units import ChartUnit

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BAND_NAME = "P50, with the band from P10 to P90"


@dataclass(frozen=True, kw_only=True)
class Band:
    """A candidate's tenth, fiftieth and ninetieth percentile of one outcome.

    Raises:
        ValueError: the percentiles are not in order.
    """

    label: str
    p10: float
    p50: float
    p90: float

    def __post_init__(self) -> None:
        if not self.p10 <= self.p50 <= self.p90:
            raise ValueError(
                f"{self.label}: p10 <= p50 <= p90 must hold, but they are {self.p10}, {self.p50}, {self.p90}."
            )


def bands_chart(bands: Sequence[Band], *, title: str, unit: ChartUnit) -> Figure:
    """A mark at P50 with its band, a row for each candidate, in the order given.

    Args:
        bands: Percentiles in the unit.
        title: The name of the outcome, for the axis.
        unit: What the percentiles are; fractions for percent.

    Returns:
        A Plotly figure; x is the outcome, y the candidate.
    """
    from plotly import graph_objects

    layout = row_layout(x_title=title, rows=len(bands), x_suffix=unit.suffix)
    figure = graph_objects.Figure(layout=layout)
    figure.add_scatter(
        x=[band.p50 * unit.scale for band in bands],
        y=[plain_text(band.label) for band in bands],
        error_x={
            "array": [(band.p90 - band.p50) * unit.scale for band in bands],
            "arrayminus": [(band.p50 - band.p10) * unit.scale for band in bands],
            "symmetric": False,
            "thickness": 2,
            "width": 7,
        },
        name=BAND_NAME,
        showlegend=True,
        mode="markers",
        marker={"symbol": "diamond", "size": 12, "color": GROWTH_COLOUR},
        customdata=[
            f"P10 {unit.write(band.p10)}<br>P50 {unit.write(band.p50)}<br>P90 {unit.write(band.p90)}" for band in bands
        ],
        hovertemplate="<b>%{y}</b><br>%{customdata}<extra></extra>",
    )
    return figure
