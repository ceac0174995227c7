"""The content of a target loop's report."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.loop.iteration_table import iteration_table
from optimization.evidence.loop.loop_answer import key_figures, loop_answer
from optimization.evidence.loop.loop_summary import LoopSummary, PerformanceStatus, summarize_loop
from optimization.evidence.loop.loop_tables import growth_table, levers_table
from optimization.evidence.outcome_tables import cost_table, outcome_table
from optimization.evidence.quantities import as_typed, count, duration, percent
from optimization.evidence.reports.origin_sections import HOW_TO_REPRODUCE, origin_sections
from optimization.evidence.reports.report_page import Chart, ReportPage, Section, Tone
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_result import TargetLoopResult

CONVERGENCE = Chart(name="convergence", label="Pay growth by iteration, with the target and its tolerance")
GROWTH = Chart(name="growth", label="Pay growth by simulated year, before and after")

_TONES: Mapping[PerformanceStatus, Tone] = {
    PerformanceStatus.EXCELLENT: "good",
    PerformanceStatus.GOOD: "fair",
    PerformanceStatus.POOR: "poor",
    PerformanceStatus.INTERRUPTED: "poor",
    PerformanceStatus.INFEASIBLE: "poor",
}
_SHARE_DIGITS = 1


def loop_page(result: TargetLoopResult, *, origin: RunOrigin, catalogue: LeverCatalogue) -> ReportPage:
    """The report's content; every figure is the result's or the origin's.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    summary = summarize_loop(result, catalogue=catalogue)
    sections = [
        Section(heading="Question", table=_question(result)),
        Section(heading="Levers before and after", table=levers_table(result, catalogue=catalogue)),
        Section(heading="Growth by year", table=growth_table(result), charts=(GROWTH,)),
        Section(heading="Cost, headcount and equity", table=outcome_table(result)),
        Section(heading="Wage bill by year", table=cost_table(result)),
    ]
    if result.iteration_history:
        iterations = iteration_table(result, catalogue=catalogue)
        sections.append(Section(heading="Convergence", table=iterations, charts=(CONVERGENCE,)))
    sections += [
        Section(heading="The search in figures", table=_insights(summary, result)),
        *(drawn.section for drawn in origin_sections(result, origin)),
    ]
    return ReportPage(
        title=f"Target loop: {as_typed(result.config.target_growth)}% pay growth, scenario {result.config.scenario_id}",
        run_id=origin.run_id,
        as_of=origin.census_date.isoformat(),
        status=str(summary.performance_status),
        tone=_TONES[summary.performance_status],
        answer=loop_answer(result),
        figures=key_figures(result),
        recommendations=summary.recommendations,
        sections=tuple(sections),
        how_to_reproduce=HOW_TO_REPRODUCE,
        command=origin.command,
    )


def _question(result: TargetLoopResult) -> ReportTable:
    config = result.config
    facts = {
        "Target": f"{as_typed(config.target_growth)}% pay growth per year, mean of the simulated years",
        "Tolerance": f"{as_typed(config.tolerance)} pp",
        "Method": str(config.method),
        "Scenario": config.scenario_id,
        "Levers allowed to move": ", ".join(config.levers),
        "Mode": str(config.mode),
        "Iterations allowed": count(config.max_iterations),
        "Simulator": config.simulator,
        "How it ended": result.message,
    }
    return _facts(facts, heading="Asked")


def _insights(summary: LoopSummary, result: TargetLoopResult) -> ReportTable:
    insights = summary.performance_insights
    if result.synthetic is None:
        cost = {
            "Candidates evaluated": count(insights.evaluations),
            "Time": duration(insights.seconds),
            "Time per candidate": duration(insights.seconds_per_evaluation),
        }
    else:
        cost = {
            "Candidates estimated": count(insights.evaluations),
            "Candidates simulated": count(result.synthetic.simulations),
            "Time": duration(insights.seconds),
        }
    facts = {
        "Gap closed": percent(summary.gap_reduction_percentage, digits=_SHARE_DIGITS),
        "Gap closed by the first iteration": percent(insights.first_iteration_gap_percentage, digits=_SHARE_DIGITS),
        "Iterations": f"{count(insights.iterations)} of {count(insights.max_iterations)}",
        "Nearest iteration": count(insights.best_iteration),
        "Batches": count(insights.batches),
        **cost,
        "Lever rows that would change": count(insights.cells_moved),
    }
    return ReportTable(columns=(*text_columns("Measure"), *number_columns("Value")), rows=tuple(facts.items()))


def _facts(facts: Mapping[str, str], *, heading: str) -> ReportTable:
    return ReportTable(columns=text_columns(heading, "Value"), rows=tuple(facts.items()))
