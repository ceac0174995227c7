"""The report of a recorded run again, whatever sort of run it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimization.errors import BadInputError
from optimization.evidence.drafts.draft_report import write_draft_report
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_report import write_engine_report
from optimization.evidence.explorations.exploration_reports import write_exploration
from optimization.evidence.loop.loop_report import write_loop_report
from optimization.evidence.reports.report_files import ReportFiles, report_files
from optimization.evidence.reports.run_origin import origin_from_json
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import find_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.recommendation.recorded_results import found_by
from optimization.recommendation.recorded_run import ORIGIN
from optimization.search.loop.target_loop_result import TargetLoopResult


def report_of_run(places: Places, run_id: str) -> ReportFiles:
    """The report of a recorded run, written again from the ledger where its files are gone.

    Raises:
        BadInputError: there is no such run, it has no result, or another version of the program recorded it.
        PlanwiseError: the ledger cannot be read.
    """
    with open_ledger(places) as ledger:
        recorded = find_run(ledger, run_id)
    has_workbook = recorded.run.kind == RunKind.ENGINE
    files = report_files(places.reports / recorded.run.run_id, has_workbook=has_workbook)
    if files.are_complete:
        return files
    if recorded.result is None:
        reason = f": {recorded.message}" if recorded.message else ""
        raise BadInputError(f"The run {run_id} has no report, it is {recorded.status}{reason}. Run the question again.")
    return _write(recorded.run.kind, recorded.result, files.html.parent)


def _write(kind: str, stored: Mapping[str, Any], folder: Path) -> ReportFiles:
    origin, catalogue = origin_from_json(stored.get(ORIGIN, {})), load_lever_catalogue()
    found = found_by(kind, stored)
    if isinstance(found, TargetLoopResult):
        return write_loop_report(found, folder, origin=origin, catalogue=catalogue)
    if isinstance(found, EngineEvidence):
        return write_engine_report(found, folder, origin=origin, catalogue=catalogue)
    if isinstance(found, DraftResult):
        return write_draft_report(found, folder, origin=origin, catalogue=catalogue)
    return write_exploration(found, folder, origin=origin, catalogue=catalogue)
