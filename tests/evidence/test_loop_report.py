"""The report of a target loop: every figure follows from the result, and the page needs no network."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.evidence.loop.iteration_table import iteration_table
from optimization.evidence.loop.loop_report import write_loop_report
from optimization.evidence.loop.loop_tables import loop_lever_changes
from optimization.evidence.reports.report_files import ReportFiles
from optimization.evidence.reports.run_origin import RunOrigin, origin_from_json
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.loop.target_loop_json import result_from_json
from optimization.search.loop.target_loop_result import IterationRecord, LoopStatus, SyntheticSearch, TargetLoopResult


class PageReader(HTMLParser):
    """Collects the tags with their attributes, and the text that a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def read_page(path: Path) -> PageReader:
    reader = PageReader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def markdown_cells(path: Path) -> dict[str, list[str]]:
    """The rows of all tables by their first cell, the last row of equals; pipes that are escaped do not divide."""
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    return {first: rest for first, *rest in cells}


@pytest.fixture
def files(loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> ReportFiles:
    return write_loop_report(loop_result, tmp_path / "reports" / "run-7", origin=origin, catalogue=catalogue)


def test_the_folder_holds_page_note_and_result_and_nothing_half_written(files: ReportFiles) -> None:
    assert sorted(path.name for path in files.html.parent.iterdir()) == ["report.html", "report.md", "result.json"]


def test_the_stored_result_reads_back_as_the_result(
    files: ReportFiles, loop_result: TargetLoopResult, origin: RunOrigin
) -> None:
    stored = json.loads(files.result.read_text(encoding="utf-8"))

    assert result_from_json(stored) == loop_result
    assert origin_from_json(stored["run"]) == origin
    assert stored["summary"]["performance_status"] == "Excellent - Target achieved"


def test_levers_stand_with_deltas_bounds_and_remarks(files: ReportFiles) -> None:
    cells = markdown_cells(files.markdown)

    assert cells["merit_rate_level_1"] == ["3.200%", "2.200%", "−1.000 pp", "−31.25%", "1% to 10%", ""]
    assert cells["cola_rate"] == ["1.500%", "1.000%", "−0.500 pp", "−33.33%", "1% to 8%", "at its lower bound"]
    assert cells["new_hire_salary_adjustment"] == ["1.0500", "1.0500", "0.0000", "0.00%", "1 to 1.4", ""]
    assert cells["merit_rate_level_3@2025"][-1] == ""
    assert cells["merit_rate_level_3@2026"][-1] == "locked"
    assert not [name for name in cells if name.startswith("promotion_")]
    kept = "Not allowed to move: promotion_probability 1.000% to 12.000%, promotion_raise 12.000%."
    assert kept in files.markdown.read_text(encoding="utf-8")


def test_outcomes_stand_with_absolute_and_relative_deltas(files: ReportFiles) -> None:
    cells = markdown_cells(files.markdown)

    # 2,100,000 to 2,069,000: -31,000, which is -1.476 %.
    assert cells["Total compensation cost"] == ["2,100,000", "2,069,000", "−31,000", "−1.48%"]
    assert cells["Closing headcount"] == ["106", "106", "0", "0.00%"]
    assert cells["Pay growth, current"] == ["n/a", "n/a", "n/a", "n/a"]
    assert cells["Mean of the years"] == ["3.000%", "2.040%", "−0.960 pp"]
    assert cells["Gap closed"] == ["96.0%"]


def test_iterations_show_only_the_levers_that_moved(files: ReportFiles) -> None:
    cells = markdown_cells(files.markdown)

    assert cells["Iteration"] == ["Growth", "Gap", "Evaluations", "Time", "merit_rate_level_1", "cola_rate"]
    assert cells["1"] == ["2.400%", "−0.400 pp", "1", "500.0 ms", "3.200%", "1.000%"]


def test_baseline_seeds_command_and_versions_make_the_run_repeatable(files: ReportFiles) -> None:
    cells = markdown_cells(files.markdown)
    text = files.markdown.read_text(encoding="utf-8")

    assert cells["As of (census)"] == ["2024-12-31"]
    assert cells["Run at"] == ["2025-03-04 05:06 UTC"]
    assert cells["Opening headcount"] == ["100"]
    assert cells["Horizon"] == ["2025 to 2026"]
    assert cells["Headcount growth per year"] == ["3%"]
    assert cells["Leavers of the opening headcount"] == ["13.5% a year"]
    assert cells["Starting pay of hires"] == ["90% to 110% of the band's midpoint"]
    assert cells["Fingerprint: census"] == ["c" * 64]
    assert cells["Fingerprint: levers"] == ["e" * 64]
    assert cells["Inputs fingerprint (SHA-256)"] == ["0123456789abcdef" * 4]
    assert cells["Seeds"] == ["42"]
    assert cells["duckdb"] == ["1.5.6"]
    assert "```\nplanwise optimize loop --target-growth 2.0\n```" in text


def test_page_and_note_carry_the_same_texts(files: ReportFiles) -> None:
    texts = set(read_page(files.html).texts)
    cells = markdown_cells(files.markdown)
    del cells[":---"], cells["---:"]

    missing = {cell for row in cells.values() for cell in row if cell and cell not in texts}
    assert missing == set()


def test_another_result_gives_another_report(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    after = replace(loop_result.metrics_after, total_compensation_cost=2_205_000.0, closing_headcount=53)
    changed = replace(
        loop_result,
        status=LoopStatus.INFEASIBLE,
        message="Out of reach.",
        final_growth=2.5,
        final_gap=-0.5,
        achievable_range=(2.5, 6.125),
        inputs_fingerprint="f" * 64,
        seeds=(7,),
        evaluations=11,
        metrics_after=after,
        cells_after=loop_result.cells_before,
        levers_at_bound=(),
    )

    files = write_loop_report(changed, tmp_path, origin=origin, catalogue=catalogue)

    cells = markdown_cells(files.markdown)
    text = files.markdown.read_text(encoding="utf-8")
    assert cells["Total compensation cost"] == ["2,100,000", "2,205,000", "+105,000", "+5.00%"]
    assert cells["Closing headcount"] == ["106", "53", "−53", "−50.00%"]
    assert cells["cola_rate"] == ["1.500%", "1.500%", "0.000 pp", "0.00%", "1% to 8%", ""]
    assert cells["Inputs fingerprint (SHA-256)"] == ["f" * 64]
    assert cells["Seeds"] == ["7"]
    assert cells["Candidates evaluated"] == ["11"]
    assert cells["How it ended"] == ["Out of reach."]
    assert "Infeasible - Target out of reach" in text
    assert "which reach from 2.500% to 6.125%: the nearest setting gives 2.500% and leaves 0.500 pp" in text
    for stale in ("Excellent", "2.040%, within", "96.0%", "−31,000"):
        assert stale not in text


def test_estimates_are_counted_apart_from_simulations(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    errors = ({"seed": 42, "design_points": 72, "held_out_points": 16},)
    searched = SyntheticSearch(estimated_growth=2.0, simulated_growth=2.04, surface_errors=errors)

    files = write_loop_report(replace(loop_result, synthetic=searched), tmp_path, origin=origin, catalogue=catalogue)

    cells = markdown_cells(files.markdown)
    assert cells["Candidates estimated"] == ["3"]
    # And today's levers and the proposed ones.
    assert cells["Candidates simulated"] == ["90"]
    assert "Candidates evaluated" not in cells


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"target_growth": 2.1, "tolerance": 0.25}, "within 0.25 pp of the target of 2.1%"),
        ({"scenario_id": "budget_constrained"}, "scenario budget_constrained"),
        ({"max_iterations": 33}, "2 of 33"),
        ({"method": "continuous"}, "Method continuous."),
    ],
)
def test_what_was_asked_is_what_the_report_says(
    change: dict[str, object],
    expected: str,
    loop_result: TargetLoopResult,
    origin: RunOrigin,
    catalogue: LeverCatalogue,
    tmp_path: Path,
) -> None:
    config = target_loop_config(**{"target_growth": 2.0, "tolerance": 0.1, **change})

    files = write_loop_report(replace(loop_result, config=config), tmp_path, origin=origin, catalogue=catalogue)

    assert expected in files.markdown.read_text(encoding="utf-8")
    assert any(expected in text for text in read_page(files.html).texts)


def test_the_page_loads_nothing_from_a_network(files: ReportFiles) -> None:
    page = read_page(files.html)
    loading = {
        (tag, name, value)
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name in {"src", "href", "srcset", "data", "poster", "action"}
    }

    assert loading == {("link", "href", "data:,")}
    assert "http" not in re.search(r"<style>(.*?)</style>", files.html.read_text(encoding="utf-8"), re.S)[1]


def test_plotly_is_embedded_once_and_both_charts_draw_with_it(files: ReportFiles) -> None:
    text = files.html.read_text(encoding="utf-8")
    identifiers = [attributes.get("id") for tag, attributes in read_page(files.html).tags if tag == "div"]

    assert text.count("plotly.js v") == 1
    assert [name for name in identifiers if name] == ["chart-growth", "chart-convergence"]


def test_the_same_result_gives_the_same_bytes(
    files: ReportFiles, loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    again = write_loop_report(loop_result, tmp_path / "again", origin=origin, catalogue=catalogue)

    assert again.html.read_bytes() == files.html.read_bytes()
    assert again.markdown.read_bytes() == files.markdown.read_bytes()


def test_markup_in_a_name_stays_text(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    config = loop_result.config.model_copy(update={"scenario_id": "<b>x|y</b>"})
    hostile = replace(origin, run_id="<script>alert(1)</script>", command="planwise --x '</code><i>'")

    files = write_loop_report(replace(loop_result, config=config), tmp_path, origin=hostile, catalogue=catalogue)

    page = read_page(files.html)
    assert {"b", "i"}.isdisjoint(tag for tag, _ in page.tags)
    assert "<b>x|y</b>" in page.texts
    assert "Run <script>alert(1)</script>, as of 2024-12-31" in page.texts
    assert "<script>alert(1)" not in files.html.read_text(encoding="utf-8")
    assert "planwise --x '</code><i>'" in page.texts
    assert markdown_cells(files.markdown)["Scenario"] == [r"\<b\>x\|y\</b\>"]


def test_a_loop_cut_off_before_its_first_iteration_still_has_a_report(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    empty = replace(loop_result, status=LoopStatus.BUDGET_EXHAUSTED, iterations=0, iteration_history=())

    files = write_loop_report(empty, tmp_path, origin=origin, catalogue=catalogue)

    assert "Interrupted - Early termination" in read_page(files.html).texts
    assert 'id="chart-convergence"' not in files.html.read_text(encoding="utf-8")


def test_a_figure_that_is_not_a_number_leaves_the_folder_as_it_was(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_loop_report(replace(loop_result, seconds=float("nan")), tmp_path, origin=origin, catalogue=catalogue)

    assert list(tmp_path.iterdir()) == []


def test_a_result_with_a_lever_nobody_knows_is_refused(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    bound = replace(loop_result.levers_at_bound[0], lever="cola_rat")

    with pytest.raises(BadInputError, match="Did you mean 'cola_rate'"):
        write_loop_report(replace(loop_result, levers_at_bound=(bound,)), tmp_path, origin=origin, catalogue=catalogue)


def test_a_lever_that_moves_in_one_level_and_year_is_named_by_both(
    loop_result: TargetLoopResult, catalogue: LeverCatalogue
) -> None:
    one_cell = {**loop_result.cells_before, LeverCell(2026, 2, "cola_rate"): 0.02}

    changes = loop_lever_changes(
        replace(loop_result, cells_after=one_cell, levers_at_bound=(), locked_cells=frozenset()), catalogue=catalogue
    )

    cola = {str(name): state.after for name, state in changes.items() if name.family.name == "cola_rate"}
    assert cola == {
        "cola_rate_level_1": 0.015,
        "cola_rate_level_2@2025": 0.015,
        "cola_rate_level_2@2026": 0.02,
        "cola_rate_level_3": 0.015,
        "cola_rate_level_4": 0.015,
        "cola_rate_level_5": 0.015,
    }


def test_a_lever_named_for_all_years_first_and_by_year_later_has_a_column_for_each_year(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    first = IterationRecord(iteration=0, growth=3.0, gap=-1.0, levers={"cola_rate": 0.015}, seconds=0.0, evaluations=0)
    second = replace(first, iteration=1, levers={"cola_rate@2025": 0.0125, "cola_rate@2026": 0.01})

    files = write_loop_report(
        replace(loop_result, iteration_history=(first, second)), tmp_path, origin=origin, catalogue=catalogue
    )

    cells = markdown_cells(files.markdown)
    assert cells["Iteration"][-2:] == ["cola_rate@2025", "cola_rate@2026"]
    assert cells["0"][-2:] == ["1.500%", "1.500%"]
    assert cells["1"][-2:] == ["1.250%", "1.000%"]


def test_levers_beyond_their_recommended_range_are_remarked_on(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    high = {cell: 0.035 for cell in loop_result.cells_before if cell.parameter_name == "cola_rate"}
    locked = {LeverCell(2026, 3, "merit_base"): 0.046}
    changed = replace(loop_result, cells_after={**loop_result.cells_before, **high, **locked}, levers_at_bound=())

    files = write_loop_report(changed, tmp_path, origin=origin, catalogue=catalogue)

    cells = markdown_cells(files.markdown)
    assert cells["cola_rate"][-1] == "beyond the recommended 1% to 3%"
    assert cells["merit_rate_level_3@2026"][-1] == "locked, beyond the recommended 2% to 4.5%"
    assert cells["merit_rate_level_3@2025"][-1] == ""


def test_more_levers_than_columns_share_one_per_family_from_the_lowest_to_the_highest(
    loop_result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    first = loop_result.iteration_history[0]
    by_cell = {
        f"merit_rate_level_{level}@{year}": 0.02 + level / 1000 for level in range(1, 6) for year in (2025, 2026)
    }
    second = replace(first, iteration=1, evaluations=9, levers={**first.levers, **by_cell, "cola_rate": 0.0125})

    files = write_loop_report(
        replace(loop_result, iteration_history=(first, second)), tmp_path, origin=origin, catalogue=catalogue
    )

    cells = markdown_cells(files.markdown)
    assert cells["Iteration"][-2:] == ["merit_rate", "cola_rate"]
    assert cells["0"] == ["3.000%", "−1.000 pp", "", "", "2.800% to 3.200%", "1.500%"]
    assert cells["1"][-2:] == ["2.100% to 2.500%", "1.250%"]
    text = files.markdown.read_text(encoding="utf-8")
    assert "The 11 levers that moved differ by level or year" in text
    assert "Iteration 1 is the first batch (today, both ends, probes), shown by the best that could be proposed" in text


def test_a_first_batch_that_changes_nothing_is_no_iteration_one(
    loop_result: TargetLoopResult, catalogue: LeverCatalogue
) -> None:
    met = replace(loop_result, iterations=0, iteration_history=loop_result.iteration_history[:1])

    assert iteration_table(met, catalogue=catalogue).note == "Iteration 0 is today's levers. Gap is target less growth."


def test_an_origin_of_a_version_that_kept_less_is_refused(origin: RunOrigin) -> None:
    stored = {name: value for name, value in origin.as_json().items() if name != "settings"}

    with pytest.raises(BadInputError, match="Run the same question again"):
        origin_from_json(stored)
