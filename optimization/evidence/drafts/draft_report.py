"""The evidence report of a draft: its page, its chart and its result, written side by side."""

from __future__ import annotations

from pathlib import Path

from optimization.evidence.charts.growth_chart import growth_chart
from optimization.evidence.drafts.draft_answer import METHOD, draft_answer, draft_figures
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.evidence.lever_cautions import lever_cautions
from optimization.evidence.lever_tables import before_after_table
from optimization.evidence.outcome_tables import cost_table, outcome_table
from optimization.evidence.reports.origin_sections import origin_sections
from optimization.evidence.reports.report_files import ReportFiles
from optimization.evidence.reports.report_page import Chart, ReportPage, Section
from optimization.evidence.reports.report_writer import write_report
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.yearly_growth import growth_by_year, yearly_growth_table
from optimization.parameters.lever_catalogue import LeverCatalogue

GROWTH = Chart(name="growth", label="Pay growth by simulated year, with today's levers and with the draft")

_HOW_TO_REPRODUCE = (
    "The same inputs give the same figures. planwise doctor --json prints the fingerprints of the inputs that lie here "
    "today, to hold beside those of the baseline above; then evaluate today's levers and the draft's again:"
)


def write_draft_report(
    result: DraftResult, folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """Write report.html, report.md and result.json into the folder, which is made where it does not exist.

    result.json is `DraftResult.as_json` with `run` (what the origin says) added. Each file appears whole; the page
    opens without a network.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
        ValueError: a figure of the result is not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    years = growth_by_year(result.metrics_before, result.metrics_after, method=METHOD)
    return write_report(
        draft_page(result, origin=origin, catalogue=catalogue),
        folder,
        charts={GROWTH.name: growth_chart(years, target_growth=None)},
        result={**result.as_json(), "run": origin.as_json()},
    )


def draft_page(result: DraftResult, *, origin: RunOrigin, catalogue: LeverCatalogue) -> ReportPage:
    """The report's content; every figure is the result's or the origin's.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    levers = before_after_table(result.cells_before, result.proposal.cells, catalogue=catalogue)
    return ReportPage(
        title=f"Draft {result.draft_id}: {result.title}, scenario {result.scenario_id}",
        run_id=origin.run_id,
        as_of=origin.census_date.isoformat(),
        status=f"revision {result.revision}",
        tone="neutral",
        answer=draft_answer(result),
        figures=draft_figures(result),
        recommendations=tuple(lever_cautions(result, catalogue=catalogue)),
        sections=(
            Section(heading="Levers before and after", table=levers),
            Section(heading="Growth by year", table=yearly_growth_table(result, method=METHOD), charts=(GROWTH,)),
            Section(heading="Cost, headcount and equity", table=outcome_table(result)),
            Section(heading="Wage bill by year", table=cost_table(result)),
            *(drawn.section for drawn in origin_sections(result, origin)),
        ),
        how_to_reproduce=_HOW_TO_REPRODUCE,
        command=origin.command,
    )
