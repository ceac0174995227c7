"""An exploration as the tables that a terminal shows."""

from __future__ import annotations

from optimization.evidence.explorations.exploration import Exploration, FrontReport, SensitivityReport
from optimization.evidence.explorations.front_section import front_table
from optimization.evidence.explorations.robustness_section import robustness_table
from optimization.evidence.explorations.sensitivity_section import sensitivity_table
from optimization.evidence.explorations.sobol_section import sobol_table
from optimization.evidence.reports.report_table import ReportTable


def exploration_tables(exploration: Exploration) -> list[tuple[str, ReportTable]]:
    """Each table with its title, the most telling first."""
    if isinstance(exploration, SensitivityReport):
        tables = [("Around " + exploration.around.name, sensitivity_table(exploration.local))]
        if exploration.sobol is not None:
            sobol = exploration.sobol
            tables += [(f"Sobol indices of {measure}", sobol_table(sobol, measure)) for measure in sobol.measures]
        return tables
    if isinstance(exploration, FrontReport):
        around = exploration.around
        table = front_table(
            exploration.front,
            today=around.metrics_before,
            method=around.config.growth_method,
            proposal=exploration.proposal,
        )
        return [("Pareto front", table)]
    return [("Other random worlds", robustness_table(exploration.robustness))]
