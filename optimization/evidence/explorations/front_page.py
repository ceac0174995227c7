"""The page of an exploration of trade-offs: the Pareto front of cost, pay dispersion and target gap."""

from __future__ import annotations

from dataclasses import replace

from optimization.evidence.explorations.exploration import FrontReport
from optimization.evidence.explorations.exploration_page import ExplorationAnswer
from optimization.evidence.explorations.front_section import front_section, front_sentences
from optimization.evidence.quantities import NOT_AVAILABLE, coefficient, count, money, objective, relative_change
from optimization.evidence.reports.report_page import KeyFigure
from optimization.search.exploration.front_terms import Term
from optimization.search.exploration.pareto_result import ParetoFront, ParetoPoint
from optimization.simulation.protocol import Metrics


def front_answer(report: FrontReport) -> ExplorationAnswer:
    """What the front says of today's levers, its knee, and the chart with the table."""
    front, today = report.front, report.around.metrics_before
    shown = front_section(front, today=today, method=report.around.config.growth_method, proposal=report.proposal)
    return ExplorationAnswer(
        title="Pareto front",
        status=_status(front),
        tone="neutral" if front.points else "poor",
        answer=front_sentences(front),
        figures=_figures(front, today),
        # The answer says it already.
        sections=(replace(shown, section=replace(shown.section, text="")),),
    )


def _status(front: ParetoFront) -> str:
    if not front.points:
        return "Nothing feasible found"
    if not front.is_complete:
        return "Cut off"
    return "Complete" if front.is_settled else "May lie further out"


def _figures(front: ParetoFront, today: Metrics) -> tuple[KeyFigure, ...]:
    figures = [
        KeyFigure(label="Points", value=count(len(front.points)), detail=f"of {', '.join(front.objectives)}"),
        KeyFigure(
            label="Hypervolume",
            value=objective(front.hypervolume),
            detail="within the reference point below the table" if front.reference_point else NOT_AVAILABLE,
        ),
    ]
    return (*figures, *([] if front.knee is None else _knee(front, front.points[front.knee], today)))


def _knee(front: ParetoFront, knee: ParetoPoint, today: Metrics) -> list[KeyFigure]:
    costs = today.total_compensation_cost, knee.metrics.total_compensation_cost
    figures = [
        KeyFigure(label="Cost at the knee", value=relative_change(*costs), detail=f"{money(costs[1])}, {knee.label}"),
        KeyFigure(
            label="equity_cv at the knee",
            value=coefficient(knee.metrics.equity_cv),
            detail=f"today {coefficient(today.equity_cv)}",
        ),
    ]
    if Term.TARGETS in front.objectives:
        figures.append(
            KeyFigure(
                label="Target gap at the knee",
                value=objective(knee.terms.targets),
                detail=f"today {objective(front.today.targets)}",
            )
        )
    return figures
