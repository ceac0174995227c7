"""Where a report lies: the page, the same as Markdown, and the result as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ReportFiles:
    """Where a report lies."""

    html: Path
    markdown: Path
    result: Path

    @property
    def are_complete(self) -> bool:
        """Whether all of them are there."""
        return all(path.exists() for path in (self.html, self.markdown, self.result))


def report_files(folder: Path) -> ReportFiles:
    """The files of the report in a folder, whether or not they exist."""
    return ReportFiles(html=folder / "report.html", markdown=folder / "report.md", result=folder / "result.json")
