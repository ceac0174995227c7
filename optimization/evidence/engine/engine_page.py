"""The content of an engine run's report, with its charts."""

from __future__ import annotations

from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_figures, engine_status, engine_tone
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_recommendations import engine_recommendations
from optimization.evidence.engine.engine_search_tables import weights_text
from optimization.evidence.engine.engine_sections import answer_sections, search_sections
from optimization.evidence.explorations.drivers_section import drivers_sections
from optimization.evidence.explorations.front_section import front_section
from optimization.evidence.explorations.robustness_section import robustness_section
from optimization.evidence.explorations.sensitivity_section import sensitivity_sections
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.origin_sections import HOW_TO_GO_ON, HOW_TO_REPRODUCE, origin_sections
from optimization.evidence.reports.report_page import ReportPage
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.engine_result import OptimizationResult


def engine_page(
    evidence: EngineEvidence, sections: list[DrawnSection], *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportPage:
    """The report's content with these sections; every figure is the evidence's or the origin's.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    result = evidence.result
    return ReportPage(
        title=engine_title(result),
        run_id=origin.run_id,
        as_of=origin.census_date.isoformat(),
        status=engine_status(result),
        tone=engine_tone(result),
        answer=engine_answer(result),
        figures=engine_figures(result),
        recommendations=engine_recommendations(evidence, catalogue=catalogue),
        sections=tuple(each.section for each in sections),
        how_to_reproduce=HOW_TO_REPRODUCE if result.converged else HOW_TO_GO_ON,
        command=origin.command,
    )


def engine_title(result: OptimizationResult) -> str:
    """What the page is called, and the workbook."""
    return f"Engine: {weights_text(result.objectives)}, scenario {result.config.scenario_id}"


def engine_sections(evidence: EngineEvidence, *, origin: RunOrigin, catalogue: LeverCatalogue) -> list[DrawnSection]:
    """All sections in the order of the page; what was not looked at has none."""
    result = evidence.result
    sections = answer_sections(result, catalogue=catalogue)
    if evidence.drivers_after is not None:
        sections += drivers_sections(evidence.drivers_after, before=evidence.drivers_before)
    if evidence.sensitivity is not None:
        sections += sensitivity_sections(evidence.sensitivity)
    if evidence.front is not None:
        sections.append(
            front_section(
                evidence.front,
                today=result.metrics_before,
                method=result.config.growth_method,
                proposal=(result.objective_terms, result.metrics_after),
            )
        )
    if evidence.robustness is not None:
        sections.append(robustness_section(evidence.robustness))
    return [*sections, *search_sections(result, catalogue=catalogue), *origin_sections(result, origin)]
