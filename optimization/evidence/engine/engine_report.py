"""The evidence report of an engine run: its page, its charts, its result and its workbook, written side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_evidence_json import evidence_as_json
from optimization.evidence.engine.engine_page import engine_page, engine_sections, engine_title
from optimization.evidence.engine.engine_workbook import engine_sheets
from optimization.evidence.reports.drawn_section import figures_of
from optimization.evidence.reports.report_files import ReportFiles, report_files
from optimization.evidence.reports.report_writer import write_report
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.reports.workbook import write_workbook
from optimization.parameters.lever_catalogue import LeverCatalogue


def write_engine_report(
    evidence: EngineEvidence, folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """Write report.html, report.md, result.json and report.xlsx into the folder, made where it does not exist.

    result.json is `evidence_as_json` with `run` (what the origin says) added, so `evidence_from_json` reads it. Each
    file appears whole; the page opens without a network.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
        ValueError: a figure is not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    sections = engine_sections(evidence, origin=origin, catalogue=catalogue)
    sheets = engine_sheets(evidence, origin=origin, catalogue=catalogue)
    files = write_report(
        engine_page(evidence, sections, origin=origin, catalogue=catalogue),
        folder,
        charts=figures_of(sections),
        result={**evidence_as_json(evidence), "run": origin.as_json()},
    )
    workbook = report_files(folder, has_workbook=True).workbook
    assert workbook is not None
    write_workbook(workbook, sheets, title=engine_title(evidence.result))
    return replace(files, workbook=workbook)
