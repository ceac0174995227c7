"""The best objective of the engine by simulated candidates, as an interactive Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.evidence.charts.chart_style import BEFORE_COLOUR, GROWTH_COLOUR, chart_layout
from optimization.evidence.charts.chart_units import FINE_NUMBER

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EVALUATIONS_TITLE = "Simulated candidates"
OBJECTIVE_TITLE = "Objective, lower is better"
BEST_NAME = "Best so far"
STATUS_QUO_NAME = "Status quo"


def objective_chart(
    points: Sequence[tuple[int, float]], *, status_quo: float, status_quo_name: str = STATUS_QUO_NAME
) -> Figure:
    """The best objective as it fell, and where it began as a dashed line.

    Args:
        points: Simulated candidates so far and the best objective among them, ascending.
        status_quo: The objective of today's levers.
        status_quo_name: What the line says of itself, where it is not of today's levers alone.

    Returns:
        A Plotly figure; x is the number of simulated candidates, y the objective.
    """
    from plotly import graph_objects

    evaluations, best = [count for count, _ in points], [objective for _, objective in points]
    figure = graph_objects.Figure(layout=chart_layout(x_title=EVALUATIONS_TITLE, y_title=OBJECTIVE_TITLE))
    figure.add_hline(
        y=status_quo,
        line={"color": BEFORE_COLOUR, "width": 2, "dash": "dash"},
        name=status_quo_name,
        showlegend=True,
    )
    figure.add_scatter(
        x=evaluations,
        y=best,
        name=BEST_NAME,
        mode="lines+markers",
        line={"color": GROWTH_COLOUR, "width": 2, "shape": "hv"},
        marker={"size": 7},
        customdata=[FINE_NUMBER.write(objective) for objective in best],
        hovertemplate="%{customdata}",
    )
    figure.update_yaxes(ticksuffix="")
    return figure
