"""A Pareto front of cost, pay dispersion and target gap: as a table, and as the section of a report."""

from __future__ import annotations

from optimization.evidence.charts.chart_units import MONEY, NUMBER
from optimization.evidence.charts.front_chart import FrontPoint, PointKind, front_chart
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    NOT_AVAILABLE,
    fraction_as_percent,
    objective,
    relative_change,
)
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.exploration.front_terms import Term
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.simulation.protocol import GrowthMethod, Metrics

_CHART = Chart(name="front", label="Total compensation cost against pay dispersion, coloured by target gap")
_TODAY = "Today's levers"
_PROPOSAL = "Proposal"


def front_table(
    front: ParetoFront,
    *,
    today: Metrics,
    method: GrowthMethod,
    proposal: tuple[ObjectiveTerms, Metrics] | None = None,
) -> ReportTable:
    """The points of the front, cheapest first, below today's levers and the proposal where there is one."""
    has_targets = Term.TARGETS in front.objectives
    candidates = [
        (_TODAY, front.today, today),
        *([(_PROPOSAL, *proposal)] if proposal else []),
        *((point.label, point.terms, point.metrics) for point in front.points),
    ]
    gap = ("Target gap",) if has_targets else ()
    return ReportTable(
        columns=(
            *text_columns("Candidate"),
            *number_columns("Total compensation cost", "Relative to today", "equity_cv", *gap, "Pay growth"),
        ),
        rows=tuple(
            (
                label,
                MONEY.write(metrics.total_compensation_cost),
                relative_change(today.total_compensation_cost, metrics.total_compensation_cost),
                NOT_AVAILABLE if metrics.equity_cv is None else NUMBER.write(metrics.equity_cv),
                *((objective(terms.targets),) if has_targets else ()),
                fraction_as_percent(metrics.horizon_growth[method], digits=GROWTH_DIGITS),
            )
            for label, terms, metrics in candidates
        ),
        note=_note(front),
    )


def front_section(
    front: ParetoFront,
    *,
    today: Metrics,
    method: GrowthMethod,
    proposal: tuple[ObjectiveTerms, Metrics] | None = None,
) -> DrawnSection:
    """The chart with the knee, the status quo and the proposal, how the search of the front ended, and the table.

    Args:
        front: What was found.
        today: What today's levers give.
        method: How the growth that is shown is measured.
        proposal: Terms and metrics of the answer that the front is held beside.
    """
    points = front_points(front, today=today, proposal=proposal)
    return DrawnSection(
        section=Section(
            heading="Pareto front",
            text=front_sentences(front),
            charts=(_CHART,) if points else (),
            table=front_table(front, today=today, method=method, proposal=proposal),
        ),
        figures={_CHART.name: front_chart(points)} if points else {},
    )


def front_sentences(front: ParetoFront) -> str:
    """What the front says of today's levers, and how its search ended."""
    if not front.points:
        return f"There is no front. {front.message}"
    standing = (
        "Some point is no worse than today's levers in every objective and better in one."
        if front.today_is_dominated
        else "No point beats today's levers in every objective."
    )
    further = "" if front.is_settled else " Not every search came to rest, so the front may lie further out."
    return (
        "Of the candidates met on the way that keep every constraint, none is better than a point of the front in one "
        f"objective and no worse in the others. {standing} {front.message}{further}"
    )


def front_points(
    front: ParetoFront, *, today: Metrics, proposal: tuple[ObjectiveTerms, Metrics] | None = None
) -> list[FrontPoint]:
    """What the chart of a front shows; a candidate whose pay dispersion cannot be measured has no place in it."""
    kinds = {front.knee: PointKind.KNEE} if front.knee is not None else {}
    candidates = [
        *(
            (point.label, kinds.get(number, PointKind.FRONT), point.terms, point.metrics)
            for number, point in enumerate(front.points)
        ),
        (_TODAY, PointKind.STATUS_QUO, front.today, today),
        *([(_PROPOSAL, PointKind.PROPOSAL, *proposal)] if proposal else []),
    ]
    has_targets = Term.TARGETS in front.objectives
    return [
        FrontPoint(
            cost=metrics.total_compensation_cost,
            equity=metrics.equity_cv,
            target_gap=terms.targets if has_targets else None,
            label=label,
            kind=kind,
        )
        for label, kind, terms, metrics in candidates
        if metrics.equity_cv is not None
    ]


def _note(front: ParetoFront) -> str:
    gap = (
        "The target gap is the mean squared distance to the targets, each relative to its size; 0 is every target hit "
        "exactly. "
        if Term.TARGETS in front.objectives
        else ""
    )
    if front.hypervolume is None or front.reference_point is None:
        return f"{gap}Searched by {front.method}."
    corner = ", ".join(
        f"{term} {objective(getattr(front.reference_point, term))}" for term in map(str, front.objectives)
    )
    return (
        f"{gap}Searched by {front.method}. Hypervolume {objective(front.hypervolume)} within the reference point "
        f"{corner} (cost and equity relative to today's)."
    )
