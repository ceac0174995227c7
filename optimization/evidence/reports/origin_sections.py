"""The sections that close every report: what was started from, the program's versions, how to run it again."""

from __future__ import annotations

from optimization.evidence.reports.baseline_table import baseline_table
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Section
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.search_result import SearchBaseline

HOW_TO_REPRODUCE = (
    "The same inputs give the same figures. planwise doctor --json prints the fingerprints of the inputs that lie here "
    "today, to hold beside those of the baseline above; then ask the same again:"
)


def origin_sections(baseline: SearchBaseline, origin: RunOrigin) -> list[DrawnSection]:
    """Baseline with fingerprints, and versions."""
    versions = ReportTable(columns=text_columns("Program", "Value"), rows=tuple(sorted(origin.versions.items())))
    return [
        DrawnSection(section=Section(heading="Baseline", table=baseline_table(baseline, origin))),
        DrawnSection(section=Section(heading="Versions", table=versions)),
    ]
