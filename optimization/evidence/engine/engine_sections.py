"""The sections of an engine run's report that its result alone gives."""

from __future__ import annotations

from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.charts.lever_range_chart import lever_range_chart
from optimization.evidence.charts.objective_chart import objective_chart
from optimization.evidence.engine.engine_goal_tables import constraints_table, targets_table, terms_table
from optimization.evidence.engine.engine_levers import engine_lever_ranges, engine_levers_table
from optimization.evidence.engine.engine_search_tables import (
    alternatives_table,
    history_table,
    improving_points,
    question_table,
    search_table,
)
from optimization.evidence.engine.surface_error_table import SURFACE_ERROR_TITLE, surface_error_table
from optimization.evidence.outcome_tables import cost_table, outcome_table
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.yearly_growth import growth_by_year, yearly_growth_table
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.engine_result import OptimizationResult

_LEVERS = Chart(name="levers", label="Each lever between its bounds, before and after")
_GROWTH = Chart(name="growth", label="Pay growth by simulated year, before and after")
_OBJECTIVE = Chart(name="objective", label="Best objective by simulated candidates")


def answer_sections(result: OptimizationResult, *, catalogue: LeverCatalogue) -> list[DrawnSection]:
    """What was asked, what would change, and what that does to objective, outcomes, targets and constraints."""
    method = result.config.growth_method
    years = growth_by_year(result.metrics_before, result.metrics_after, method=method)
    sections = [
        DrawnSection(section=Section(heading="Question", table=question_table(result))),
        DrawnSection(
            section=Section(
                heading="Levers before and after",
                charts=(_LEVERS,),
                table=engine_levers_table(result, catalogue=catalogue),
            ),
            figures={_LEVERS.name: lever_range_chart(engine_lever_ranges(result, catalogue=catalogue))},
        ),
        DrawnSection(section=Section(heading="Objective", table=terms_table(result))),
        DrawnSection(section=Section(heading="Cost, headcount, equity and growth", table=outcome_table(result))),
        DrawnSection(
            section=Section(
                heading="Growth by year", charts=(_GROWTH,), table=yearly_growth_table(result, method=method)
            ),
            figures={_GROWTH.name: growth_chart(years, target_growth=_aimed_growth(result))},
        ),
        DrawnSection(section=Section(heading="Wage bill by year", table=cost_table(result))),
    ]
    if result.targets:
        sections.append(DrawnSection(section=Section(heading="Targets", table=targets_table(result))))
    if result.constraints:
        sections.append(DrawnSection(section=Section(heading="Constraints", table=constraints_table(result))))
    return sections


def _aimed_growth(result: OptimizationResult) -> float | None:
    """The target of the growth that is drawn, in percent, if there is one."""
    name = f"horizon_growth_{result.config.growth_method}"
    return next((target.target * PERCENT.scale for target in result.targets if target.metric == name), None)


def search_sections(result: OptimizationResult, *, catalogue: LeverCatalogue) -> list[DrawnSection]:
    """What else was tried, how the search converged, what it took, and what it wants to be known."""
    sections = [
        DrawnSection(
            section=Section(heading="Alternatives evaluated", table=alternatives_table(result, catalogue=catalogue))
        ),
        DrawnSection(
            section=Section(heading="Convergence", charts=(_OBJECTIVE,), table=history_table(result)),
            figures={
                _OBJECTIVE.name: objective_chart(
                    improving_points(result.history), status_quo=result.status_quo_objective
                )
            },
        ),
        DrawnSection(section=Section(heading="The search in figures", table=search_table(result))),
    ]
    errors = surface_error_table(result)
    if errors.rows:
        sections.append(DrawnSection(section=Section(heading=SURFACE_ERROR_TITLE, table=errors)))
    if result.notes:
        sections.append(DrawnSection(section=Section(heading="Notes", text=" ".join(result.notes))))
    return sections
