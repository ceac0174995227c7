"""The content of a report as finished texts, the same for HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimization.evidence.reports.report_table import ReportTable

# How a status is coloured; neutral where there is nothing to judge.
Tone = Literal["good", "fair", "poor", "neutral"]


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A number that a reader looks for first, with what puts it in proportion."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """The place of a chart. `label` says what it shows, to who cannot see it and where charts stand side by side."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with what stands below it, from top to bottom: a paragraph, charts, a table; each may be missing."""

    heading: str
    text: str = ""
    charts: tuple[Chart, ...] = ()
    table: ReportTable | None = None


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """A report from top to bottom."""

    title: str
    run_id: str
    as_of: str
    status: str
    tone: Tone
    answer: str
    figures: tuple[KeyFigure, ...]
    recommendations: tuple[str, ...]
    sections: tuple[Section, ...]
    how_to_reproduce: str
    command: str

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of all sections, in the order of the page."""
        return tuple(chart for section in self.sections for chart in section.charts)
