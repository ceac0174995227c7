"""Where each lever stands between its bounds, before and after, as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BAND_OPACITY,
    BEFORE_COLOUR,
    BEST_COLOUR,
    GROWTH_COLOUR,
    plain_text,
    row_layout,
)
from optimization.evidence.charts.chart_units import NUMBER, PERCENT, ChartUnit
from optimization.parameters.lever_names import LeverName

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_RECOMMENDED_WIDTH_PX = 16
# As a share of the bounds: their names stand below both ends of the rows.
_MARGIN = 0.15


@dataclass(frozen=True, kw_only=True)
class LeverRange:
    """A lever's bounds, its recommended range, and its values before and after, all in the unit.

    Raises:
        ValueError: the bounds leave no room between them.
    """

    name: str
    lower: float
    recommended_lower: float
    recommended_upper: float
    upper: float
    before: float
    after: float
    unit: ChartUnit

    def __post_init__(self) -> None:
        if not self.lower < self.upper:
            raise ValueError(f"{self.name}: lower < upper must hold, but they are {self.lower} and {self.upper}.")

    def position(self, value: float) -> float:
        """Where a value stands: 0 at the lower bound, 1 at the upper one, beyond them where it leaves them."""
        return (value - self.lower) / (self.upper - self.lower)


def lever_range(name: LeverName, *, before: float, after: float) -> LeverRange:
    """A lever's values within the bounds of its family."""
    family = name.family
    return LeverRange(
        name=str(name),
        lower=family.lower,
        recommended_lower=family.recommended_lower,
        recommended_upper=family.recommended_upper,
        upper=family.upper,
        before=before,
        after=after,
        unit=PERCENT if family.unit == "fraction" else NUMBER,
    )


def lever_range_chart(rows: Sequence[LeverRange]) -> Figure:
    """A row per lever from its lower to its upper bound, with the recommended range and both values on it.

    Returns:
        A Plotly figure; x is the position between the bounds, from 0 to 1, y the lever.
    """
    from plotly import graph_objects

    figure = graph_objects.Figure(layout=row_layout(x_title="", rows=len(rows)))
    for name, colour, width, opacity, ends in (
        ("Bounds", BEFORE_COLOUR, 1.5, 1.0, [(row.lower, row.upper) for row in rows]),
        (
            "Recommended",
            BEST_COLOUR,
            _RECOMMENDED_WIDTH_PX,
            2 * BAND_OPACITY,
            [(row.recommended_lower, row.recommended_upper) for row in rows],
        ),
        ("Change", GROWTH_COLOUR, 3, 1.0, [(row.before, row.after) for row in rows]),
    ):
        # Nothing between two rows: their lines do not join.
        figure.add_scatter(
            x=[x for row, pair in zip(rows, ends, strict=True) for x in (*map(row.position, pair), None)],
            y=[y for row in rows for y in (plain_text(row.name), plain_text(row.name), None)],
            name=name,
            mode="lines",
            line={"color": colour, "width": width},
            opacity=opacity,
            hoverinfo="skip",
        )
    for name, marker, values in (
        ("Before", {"symbol": "circle-open", "size": 14, "color": BEFORE_COLOUR}, [row.before for row in rows]),
        ("After", {"symbol": "diamond", "size": 10, "color": GROWTH_COLOUR}, [row.after for row in rows]),
    ):
        figure.add_scatter(
            x=[row.position(value) for row, value in zip(rows, values, strict=True)],
            y=[plain_text(row.name) for row in rows],
            name=name,
            mode="markers",
            marker=marker,
            customdata=[_hover_text(row) for row in rows],
            hovertemplate="<b>%{y}</b><br>%{customdata}<extra></extra>",
        )
    positions = [row.position(value) for row in rows for value in (row.lower, row.upper, row.before, row.after)]
    figure.update_xaxes(
        range=[min(positions) - _MARGIN, max(positions) + _MARGIN],
        tickvals=[0, 1],
        ticktext=["Lower bound", "Upper bound"],
    )
    return figure


def _hover_text(row: LeverRange) -> str:
    write = row.unit.write
    return "<br>".join(
        (
            f"Before {write(row.before)}, after {write(row.after)}",
            f"Recommended {write(row.recommended_lower)} to {write(row.recommended_upper)}",
            f"Bounds {write(row.lower)} to {write(row.upper)}",
        )
    )
