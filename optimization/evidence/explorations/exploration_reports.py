"""The report of an exploration that ran on its own: its page, its charts and its result, written side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimization.evidence.explorations.exploration import Exploration, FrontReport, SensitivityReport
from optimization.evidence.explorations.exploration_json import exploration_as_json, exploration_from_json
from optimization.evidence.explorations.exploration_page import ExplorationAnswer, exploration_page
from optimization.evidence.explorations.front_page import front_answer
from optimization.evidence.explorations.robustness_page import robustness_answer
from optimization.evidence.explorations.sensitivity_page import sensitivity_answer
from optimization.evidence.reports.drawn_section import figures_of
from optimization.evidence.reports.report_files import ReportFiles
from optimization.evidence.reports.report_writer import write_report
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue


def write_exploration(
    exploration: Exploration, folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """Write report.html, report.md and result.json into the folder, which is made where it does not exist.

    result.json is `exploration_as_json` with `run` (what the origin says) added. Each file appears whole; the page
    opens without a network.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
        ValueError: a figure is not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    page, sections = exploration_page(_answer(exploration), exploration.around, origin=origin, catalogue=catalogue)
    return write_report(
        page,
        folder,
        charts=figures_of(sections),
        result={**exploration_as_json(exploration), "run": origin.as_json()},
    )


def write_stored_exploration(
    stored: Mapping[str, Any], folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """The report of a stored exploration again.

    Raises:
        BadInputError: another version of the program stored it.
        OSError: the folder cannot be written to.
    """
    return write_exploration(exploration_from_json(stored), folder, origin=origin, catalogue=catalogue)


def _answer(exploration: Exploration) -> ExplorationAnswer:
    if isinstance(exploration, SensitivityReport):
        return sensitivity_answer(exploration)
    if isinstance(exploration, FrontReport):
        return front_answer(exploration)
    return robustness_answer(exploration)
