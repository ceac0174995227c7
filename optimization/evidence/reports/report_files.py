"""Where a report lies: the page, the same as Markdown, the result as JSON, and for some a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ReportFiles:
    """Where a report lies; no workbook for a report that has none."""

    html: Path
    markdown: Path
    result: Path
    workbook: Path | None = None

    @property
    def by_kind(self) -> dict[str, Path]:
        """The files by what they are."""
        files = {"html": self.html, "markdown": self.markdown, "result": self.result}
        return files if self.workbook is None else {**files, "workbook": self.workbook}

    @property
    def are_complete(self) -> bool:
        """Whether all of them are there."""
        return all(path.exists() for path in self.by_kind.values())

    def as_json(self) -> dict[str, str]:
        """The paths as texts by what they are."""
        return {kind: str(path) for kind, path in self.by_kind.items()}


def report_files(folder: Path, *, has_workbook: bool = False) -> ReportFiles:
    """The files of the report in a folder, whether or not they exist."""
    return ReportFiles(
        html=folder / "report.html",
        markdown=folder / "report.md",
        result=folder / "result.json",
        workbook=folder / "report.xlsx" if has_workbook else None,
    )
