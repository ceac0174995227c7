"""A run's evidence report as metadata: where it lies, the command that opens it, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from optimization.evidence.reports.report_files import ReportFiles


def report_metadata(report: ReportFiles, *, run_id: str) -> dict[str, Any]:
    """The report as Dagster can show it.

    No link to the file: a browser opens none from a page that it got over http.
    """
    metadata: dict[str, Any] = {
        "report_path": dg.MetadataValue.path(str(report.html)),
        "open_report": f"planwise report {run_id} --open",
    }
    if report.workbook is not None:
        metadata["workbook_path"] = dg.MetadataValue.path(str(report.workbook))
    return {**metadata, "report": dg.MetadataValue.md(report.markdown.read_text(encoding="utf-8"))}
