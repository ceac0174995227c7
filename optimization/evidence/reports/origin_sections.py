"""The sections that close every report: what was started from, the program's versions, how to run it again."""

from __future__ import annotations

from optimization.evidence.reports.baseline_table import baseline_table
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Section
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.search_result import SearchBaseline

_SAME_AGAIN = "The same inputs give the same figures."
_ASK_AGAIN = (
    "planwise doctor --json prints the fingerprints of the inputs that lie here "
    "today, to hold beside those of the baseline above; then ask the same again:"
)
HOW_TO_REPRODUCE = f"{_SAME_AGAIN} {_ASK_AGAIN}"
HOW_TO_GO_ON = (
    f"{_SAME_AGAIN} This search did not converge, though. Where it ended at its allowance of candidates or time, those "
    "kept in the ledger cost nothing, so the same question may get further when it is asked again. "
    f"{_ASK_AGAIN}"
)


def origin_sections(baseline: SearchBaseline, origin: RunOrigin) -> list[DrawnSection]:
    """Baseline with fingerprints, and versions."""
    versions = ReportTable(columns=text_columns("Program", "Value"), rows=tuple(sorted(origin.versions.items())))
    return [
        DrawnSection(section=Section(heading="Baseline", table=baseline_table(baseline, origin))),
        DrawnSection(section=Section(heading="Versions", table=versions)),
    ]
