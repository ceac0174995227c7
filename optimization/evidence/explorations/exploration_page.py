"""The page of an exploration that ran on its own: its answer between what was looked around and where it ran."""

from __future__ import annotations

from dataclasses import dataclass

from optimization.evidence.explorations.around_section import around_sections
from optimization.evidence.explorations.exploration import Around
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.origin_sections import HOW_TO_REPRODUCE, origin_sections
from optimization.evidence.reports.report_page import KeyFigure, ReportPage, Tone
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue


@dataclass(frozen=True, kw_only=True)
class ExplorationAnswer:
    """What an exploration found, as finished texts with their charts."""

    title: str
    status: str
    tone: Tone
    answer: str
    figures: tuple[KeyFigure, ...]
    sections: tuple[DrawnSection, ...]


def exploration_page(
    answer: ExplorationAnswer, around: Around, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> tuple[ReportPage, list[DrawnSection]]:
    """The whole page, and its sections with the figures of their charts.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    sections = [*answer.sections, *around_sections(around, catalogue=catalogue), *origin_sections(around, origin)]
    page = ReportPage(
        title=f"{answer.title}: {around.name}, scenario {around.config.scenario_id}",
        run_id=origin.run_id,
        as_of=origin.census_date.isoformat(),
        status=answer.status,
        tone=answer.tone,
        answer=answer.answer,
        figures=answer.figures,
        recommendations=(),
        sections=tuple(each.section for each in sections),
        how_to_reproduce=HOW_TO_REPRODUCE,
        command=origin.command,
    )
    return page, sections
