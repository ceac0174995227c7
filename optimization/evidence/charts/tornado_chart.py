"""How far each lever moves an outcome, as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import (
    BEFORE_COLOUR,
    FALL_COLOUR,
    HATCH,
    RISE_COLOUR,
    plain_text,
    roomy_range,
    row_layout,
)
from optimization.evidence.charts.chart_units import ChartUnit

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Where both ends of a lever move the outcome the same way, the shorter bar is seen through the longer.
BAR_OPACITY = 0.8


@dataclass(frozen=True, kw_only=True)
class TornadoBar:
    """What an outcome changes by at a lever's low and at its high value, and how these values are written."""

    lever: str
    low_effect: float
    high_effect: float
    low_label: str
    high_label: str

    @property
    def reach(self) -> float:
        """The larger effect, without its sign."""
        return max(abs(self.low_effect), abs(self.high_effect))

    @property
    def shown_labels(self) -> tuple[str, str]:
        """The labels of the low and the high end; where one bar lies inside the other, the inner one has none."""
        if self.low_effect * self.high_effect <= 0.0:
            return self.low_label, self.high_label
        if abs(self.low_effect) > abs(self.high_effect):
            return self.low_label, ""
        return "", self.high_label


def tornado_chart(bars: Sequence[TornadoBar], *, title: str, unit: ChartUnit) -> Figure:
    """Two bars a lever from the outcome as it is, the lever that reaches furthest on top.

    Args:
        bars: Effects in the unit, in any order.
        title: What changes, for the axis.
        unit: What the effects are; fractions for percent.

    Returns:
        A Plotly figure; x is the change of the outcome, y the lever.
    """
    from plotly import graph_objects

    bars = by_reach(bars)
    layout = row_layout(x_title=title, rows=len(bars), x_suffix=unit.change_suffix)
    figure = graph_objects.Figure(layout=layout)
    for name, colour, pattern, ends in (
        ("Lower value", FALL_COLOUR, HATCH, [(bar.low_effect, bar.low_label, bar.shown_labels[0]) for bar in bars]),
        ("Higher value", RISE_COLOUR, "", [(bar.high_effect, bar.high_label, bar.shown_labels[1]) for bar in bars]),
    ):
        figure.add_bar(
            x=[effect * unit.scale for effect, _, _ in ends],
            y=[plain_text(bar.lever) for bar in bars],
            name=name,
            orientation="h",
            marker={"color": colour, "opacity": BAR_OPACITY, "pattern": {"shape": pattern}},
            text=[plain_text(shown) for _, _, shown in ends],
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            customdata=[f"{plain_text(label)}: {unit.write_change(effect)}" for effect, label, _ in ends],
            hovertemplate="<b>%{y}</b><br>%{customdata}<extra></extra>",
        )
    effects = [effect for bar in bars for effect in (bar.low_effect, bar.high_effect)]
    figure.update_layout(barmode="overlay", bargap=0.35)
    figure.update_xaxes(
        range=[end * unit.scale for end in roomy_range(effects)], zeroline=True, zerolinecolor=BEFORE_COLOUR
    )
    # As numbers: Plotly would write a ten-thousandth as 100 micro.
    figure.update_xaxes(exponentformat="none", separatethousands=True)
    return figure


def by_reach(bars: Sequence[TornadoBar]) -> list[TornadoBar]:
    """The bars from the one that reaches furthest to the one that reaches least; equals keep their order."""
    return sorted(bars, key=lambda bar: bar.reach, reverse=True)
