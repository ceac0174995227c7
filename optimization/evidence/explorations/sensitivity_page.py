"""The page of an exploration of sensitivities: which lever moves what."""

from __future__ import annotations

from optimization.evidence.charts.chart_units import MONEY
from optimization.evidence.explorations.exploration import SensitivityReport
from optimization.evidence.explorations.exploration_page import ExplorationAnswer
from optimization.evidence.explorations.sensitivity_section import sensitivity_sections
from optimization.evidence.explorations.sobol_section import sobol_sections
from optimization.evidence.measure_units import measure_title, measure_unit
from optimization.evidence.quantities import count, relative_change
from optimization.evidence.reports.report_page import KeyFigure
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity


def sensitivity_answer(report: SensitivityReport) -> ExplorationAnswer:
    """The strongest lever of every measure, with tornadoes and, where they were measured, Sobol indices."""
    local, sobol = report.local, report.sobol
    evaluations = local.evaluations + (0 if sobol is None else sobol.evaluations)
    return ExplorationAnswer(
        title="Sensitivity",
        status="Measured",
        tone="neutral",
        answer=f"Around {report.around.name}, ten basis points more of the strongest lever change: "
        f"{'; '.join(_sentence(local, measure) for measure in local.base)}.",
        figures=(
            *(_figure(local, measure) for measure in local.base),
            KeyFigure(
                label="Candidates evaluated",
                value=count(evaluations),
                detail=f"{count(local.evaluations)} around {report.around.name}",
            ),
        ),
        sections=(*sensitivity_sections(local), *(() if sobol is None else sobol_sections(sobol))),
    )


def _figure(local: LocalSensitivity, measure: str) -> KeyFigure:
    """What the strongest lever does; relative where money would be too long for a figure."""
    unit, base = measure_unit(measure), local.base[measure]
    lever, effect = _strongest(local, measure)
    return KeyFigure(
        label=f"{measure_title(measure)} per +10 bp",
        value=relative_change(base, base + effect) if unit is MONEY else unit.write_change(effect),
        detail=f"{lever}, on {unit.write(base)}",
    )


def _sentence(local: LocalSensitivity, measure: str) -> str:
    lever, effect = _strongest(local, measure)
    return f"{measure_title(measure)} by {measure_unit(measure).write_change(effect)} ({lever})"


def _strongest(local: LocalSensitivity, measure: str) -> tuple[str, float]:
    name = local.ranking(measure)[0]
    (found,) = [each for each in local.levers if each.lever == name]
    return name, found.responses[measure].per_ten_basis_points
