"""What an exploration looked around: the question, and the levers of the candidate beside today's."""

from __future__ import annotations

from optimization.evidence.explorations.exploration import Around
from optimization.evidence.lever_tables import before_after_table
from optimization.evidence.quantities import as_typed
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Section
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.parameters.lever_catalogue import LeverCatalogue


def around_sections(around: Around, *, catalogue: LeverCatalogue) -> list[DrawnSection]:
    """The question, and every lever of the candidate with its value today."""
    return [
        DrawnSection(section=Section(heading="Question", table=_question(around))),
        DrawnSection(
            section=Section(
                heading=f"Levers of {around.name}",
                table=before_after_table(around.cells_before, around.cells_after, catalogue=catalogue),
            )
        ),
    ]


def _question(around: Around) -> ReportTable:
    config = around.config
    weights = {} if around.objectives is None else around.objectives.model_dump()
    facts = {
        "Looked around": around.name,
        "Objectives": ", ".join(f"{name} {as_typed(weight)}" for name, weight in weights.items()) or "none",
        "Levers looked at": ", ".join(config.decision_variables),
        "Constraints": ", ".join(config.constraint_names) or "none beside the bounds of the levers",
        "Growth is measured by": str(config.growth_method),
        "Scenario": config.scenario_id,
    }
    return ReportTable(columns=text_columns("Asked", "Value"), rows=tuple(facts.items()))
