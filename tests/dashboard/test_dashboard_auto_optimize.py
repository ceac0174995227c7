"""The Auto-Optimize tab: where growth stands, what is asked, a search under way, and what becomes of its answer."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from drawn_pages import auto_optimize_tab
from streamlit.testing.v1 import AppTest

from optimization.evidence.engine.engine_search_tables import improving_points
from optimization.governance.drafts.drafts import list_drafts
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import find_proposal
from optimization.governance.runs.runs import SearchRun, find_run, record_run
from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation
from optimization.search.engine_config import engine_config
from optimization.search.engine_result import BatchRecord
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.auto_optimize.elapsed import elapsed_text
from streamlit_dashboard.auto_optimize.engine_progress import (
    engine_progress_figures,
    engine_progress_table,
)

Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]
Open = Callable[..., AppTest]

SECONDS_FOR_A_SEARCH = 120.0
METHOD = "full_year_equivalent"


@pytest.fixture
def open_tab(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda places, **asked: auto_optimize_tab(places, monkeypatch, **asked)


@pytest.fixture(scope="module")
def own(published: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A copy of the home with a ledger of its own, and the same levers."""
    places = replace(published, home=tmp_path_factory.mktemp("auto") / "home")
    shutil.copytree(published.home, places.home, ignore=shutil.ignore_patterns("ledger*", "reports"))
    return places


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A target loop that the tab started, followed to its end."""

    places: Places
    page: AppTest
    run_id: str


@pytest.fixture(scope="module")
def finished(own: Places) -> Finished:
    with pytest.MonkeyPatch.context() as patch:
        page = auto_optimize_tab(own, patch, user="an_analyst")
        page.number_input(key="auto_loop_target_growth").set_value(2.5).run()
        page.number_input(key="auto_loop_tolerance").set_value(0.05).run()
        page.button(key="auto_start").click().run()
        deadline = time.monotonic() + SECONDS_FOR_A_SEARCH
        while "auto_cancel" in {button.key for button in page.button}:
            assert time.monotonic() < deadline, [code.value for code in page.code]
            time.sleep(0.5)
            page.run()
        assert not page.exception
        return Finished(places=own, page=page, run_id=run_in_address(page))


def run_in_address(page: AppTest) -> str:
    found = page.query_params["run"]
    return found if isinstance(found, str) else found[0]


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def number_of(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip("%p "))


def texts(page: AppTest) -> str:
    return "\n".join(text.value for text in page.markdown)


def test_the_state_of_today_is_what_the_published_run_says_of_the_same_levers(
    open_tab: Open, own: Places, metrics: dict[tuple[str, int], Metrics]
) -> None:
    page = open_tab(own)
    page.number_input(key="auto_loop_target_growth").set_value(3.0).run()
    shown, today = figures(page), metrics["default", 42]
    growth = today.horizon_growth[METHOD]
    assert growth is not None
    assert number_of(shown["Growth with today's levers"]) == pytest.approx(100 * growth, abs=0.0005001)
    assert shown["Target"] == "3%"
    assert number_of(shown["Gap"]) == pytest.approx(3.0 - 100 * growth, abs=0.0005001)
    assert number_of(shown["Total compensation cost"]) == pytest.approx(today.total_compensation_cost, abs=0.501)


def test_what_is_filled_in_becomes_the_command_and_nobody_without_a_name_starts_it(open_tab: Open, own: Places) -> None:
    page = open_tab(own)
    page.number_input(key="auto_loop_target_growth").set_value(2.75)
    page.number_input(key="auto_loop_max_iterations").set_value(7)
    page.selectbox(key="auto_loop_mode").select("Balanced")
    page.multiselect(key="auto_loop_levers").set_value(["cola_rate"]).run()
    command = "planwise optimize loop --target-growth 2.75 --max-iterations 7 --mode Balanced --lever cola_rate"
    assert [code.value for code in page.code] == [f"{command} --no-propose"]
    assert page.button(key="auto_start").disabled


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("auto_loop_tolerance", 0.0, "tolerance = 0.0 is out of range: it must be at least 1e-06 and at most 10.0"),
        ("auto_loop_max_iterations", 101, "max_iterations = 101 is out of range"),
        ("auto_loop_target_growth", 500.0, "target_growth = 500.0 is out of range"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_cannot_be_started(
    open_tab: Open, own: Places, key: str, value: float, words: str
) -> None:
    page = open_tab(own, user="an_analyst")
    page.number_input(key=key).set_value(value).run()
    assert words in page.error[0].value.replace("\\", "")
    assert "auto_start" not in {button.key for button in page.button}
    assert "Growth with today's levers" in figures(page)


def test_a_search_without_a_lever_is_refused_in_words(open_tab: Open, own: Places) -> None:
    page = open_tab(own, user="an_analyst")
    page.multiselect(key="auto_loop_levers").set_value([]).run()
    assert "levers" in page.error[0].value
    assert "auto_start" not in {button.key for button in page.button}


def test_a_target_typed_as_a_fraction_is_warned_of(open_tab: Open, own: Places) -> None:
    page = open_tab(own)
    page.number_input(key="auto_loop_target_growth").set_value(0.035).run()
    assert "Did you mean 3.5?" in page.warning[0].value


def test_the_engine_is_asked_with_its_constraints_in_the_units_of_the_command_line(open_tab: Open, own: Places) -> None:
    page = open_tab(own)
    page.radio(key="auto_kind").set_value("Balance cost, equity and targets").run()
    page.selectbox(key="auto_engine_preset").select("own weights").run()
    page.number_input(key="auto_engine_weight_cost").set_value(0.5)
    page.number_input(key="auto_engine_weight_equity").set_value(0.2).run()
    page.number_input(key="auto_engine_spread").set_value(2.9)
    page.text_area(key="auto_engine_limits").set_value("equity_cv<=0.2\n").run()
    assert [code.value for code in page.code] == [
        "planwise optimize engine --objectives cost=0.5,equity=0.2,targets=0.3 --max-merit-spread 0.029 "
        "--limit 'equity_cv<=0.2' --no-propose"
    ]
    page.number_input(key="auto_engine_weight_cost").set_value(0.6).run()
    assert "must sum to 1" in page.error[0].value
    page.number_input(key="auto_engine_weight_cost").set_value(0.5)
    page.selectbox(key="auto_engine_method").select("TNC").run()
    assert "keeps to the bounds of the levers and to nothing else" in page.error[0].value


def test_a_search_that_the_tab_started_ends_with_the_figures_of_the_ledger(finished: Finished) -> None:
    with open_ledger(finished.places, {}) as ledger:
        recorded = find_run(ledger, finished.run_id)
    result = recorded.result
    assert result is not None
    assert (recorded.run.user, result["config"]["target_growth"], result["config"]["tolerance"]) == (
        "an_analyst",
        2.5,
        0.05,
    )
    shown = figures(finished.page)
    assert number_of(shown["Growth with the proposal"]) == pytest.approx(result["final_growth"], abs=0.0005001)
    assert number_of(shown["Growth with today's levers"]) == pytest.approx(result["initial_growth"], abs=0.0005001)
    printed = json.loads(next((finished.places.home / "started").glob("*/stdout")).read_text())
    assert (printed["run_id"], printed["final_growth"]) == (finished.run_id, result["final_growth"])
    assert printed["proposal_id"] is None


def test_a_finished_search_is_proposed_with_a_reason_and_only_once(open_tab: Open, finished: Finished) -> None:
    page = open_tab(finished.places, user="another_analyst", run=finished.run_id)
    page.button(key=f"propose_{finished.run_id}").click().run()
    assert "Say first why" in page.warning[0].value
    page.text_area(key=f"propose_why_{finished.run_id}").set_value("The market moved.")
    page.button(key=f"propose_{finished.run_id}").click().run()
    assert "Proposed as PRP-000001 by another_analyst. It is proposed now" in page.success[0].value.replace("\\", "")
    assert f"propose_{finished.run_id}" not in {button.key for button in page.button}
    assert f"propose_why_{finished.run_id}" not in page.session_state
    with open_ledger(finished.places, {}) as ledger:
        proposal, recorded = find_proposal(ledger, "PRP-000001"), find_run(ledger, finished.run_id)
    assert recorded.result is not None
    moved = {
        (cell["fiscal_year"], cell["job_level"], cell["parameter_name"]): cell["after"]
        for cell in recorded.result["cells"]
        if cell["after"] != cell["before"]
    }
    assert {tuple(cell): value for cell, value in proposal.changes_by_cell.items()} == moved


def test_what_was_found_is_taken_into_a_draft(open_tab: Open, finished: Finished) -> None:
    page = open_tab(finished.places, user="another_analyst", run=finished.run_id)
    page.button(key=f"take_it_Setting_{finished.run_id}").click().run()
    assert not page.error
    with open_ledger(finished.places, {}) as ledger:
        (draft,) = list_drafts(ledger, limit=10)
        recorded = find_run(ledger, finished.run_id)
    assert recorded.result is not None
    assert {tuple(change.cell): (change.before, change.after) for change in draft.changes} == {
        (cell["fiscal_year"], cell["job_level"], cell["parameter_name"]): (cell["before"], cell["after"])
        for cell in recorded.result["cells"]
        if cell["after"] != cell["before"]
    }
    assert draft.draft_id in page.success[-1].value


def test_a_search_of_another_process_is_followed_iteration_by_iteration_and_by_everybody(
    open_tab: Open,
    tables: Tables,
    charts: Charts,
    empty_home: Places,
    recorded_run: SearchRun,
    searched: Recommendation,
) -> None:
    empty_home.home.mkdir()
    history = searched.result.as_json()["iteration_history"]
    under_way = replace(
        recorded_run, started_at=datetime.now(UTC), config=searched.result.config.model_dump(mode="json")
    )
    with open_ledger(empty_home, {}) as ledger, record_run(ledger, under_way) as outcome:
        outcome.iteration(history[0])
        page = open_tab(empty_home, run=under_way.run_id)
        assert rows_of(tables(page), "Gap") == ["0"]
        for iteration in history[1:]:
            outcome.iteration(iteration)
        page.run()
        assert rows_of(tables(page), "Gap") == [str(each["iteration"]) for each in history]
        traces = {trace["name"]: trace for spec in charts(page) for trace in json.loads(spec)["data"]}
        assert traces["Growth"]["y"] == pytest.approx([each["growth"] for each in history])
        assert set(traces["Target"]["y"]) == {2.0}
        assert figures(page)["Iterations"] == f"{history[-1]['iteration']} of 10"
        last = next(rows for rows in tables(page) if "Gap" in rows[0])[-1]
        assert last["Status"] == "within tolerance"
        # Somebody else, who has opened nothing, sees it with who started it.
        (row,) = next(rows for rows in tables(open_tab(empty_home)) if "Doing" in rows[0])
        assert (row["Search"], row["Started by"]) == (under_way.run_id, "an_analyst")
        # The test's own process is no started command.
        assert "auto_cancel" not in {button.key for button in page.button}
        outcome.finish(status="converged", result=searched.result.as_json())
    page.run()
    assert not page.exception
    assert "**Excellent - Target achieved.**" in texts(page)


def test_a_search_under_way_stands_with_its_kind_in_words_and_a_draft_being_proposed_does_not(
    open_tab: Open, tables: Tables, empty_home: Places, recorded_run: SearchRun
) -> None:
    empty_home.home.mkdir()
    draft = replace(recorded_run, run_id="draft-20250102-030405-abc123", kind="draft")
    with open_ledger(empty_home, {}) as ledger:
        with record_run(ledger, draft) as outcome:
            assert "No search is under way." in [text.value for text in open_tab(empty_home).caption]
            outcome.finish(status="finished", result={})
        with record_run(ledger, recorded_run) as outcome:
            ((row,),) = [rows for rows in tables(open_tab(empty_home)) if "Doing" in rows[0]]
            outcome.finish(status="finished", result={})
    assert (row["Search"], row["Kind"]) == (recorded_run.run_id, "target loop")


def test_an_engine_is_followed_by_its_steps(
    open_tab: Open, tables: Tables, empty_home: Places, recorded_run: SearchRun
) -> None:
    empty_home.home.mkdir()
    asked = {
        "objectives": {"cost": 1.0, "equity": 0.0, "targets": 0.0},
        **engine_config(max_evaluations=50, timeout_minutes=30).model_dump(mode="json"),
    }
    run = replace(recorded_run, run_id="engine-20250102-030405-abc123", kind="engine", config=asked)
    step = {"step": 1, "evaluations": 4, "cached": 0, "best_objective": 0.7, "best_violation": 0.0, "seconds": 0.2}
    with open_ledger(empty_home, {}) as ledger, record_run(ledger, run) as outcome:
        outcome.iteration(step)
        outcome.iteration({**step, "step": 2, "evaluations": 12, "best_objective": 0.65})
        page = open_tab(empty_home, run=run.run_id)
        outcome.finish(status="CANCELLED", result={})
    assert not page.exception
    assert (figures(page)["Best objective so far"], figures(page)["Candidates"]) == ("0.650000", "12 of 50")
    rows = next(rows for rows in tables(page) if "Candidates so far" in rows[0])
    assert [(row["Step"], row["Candidates so far"], row["Status"]) for row in rows] == [
        ("1", "4", "first step"),
        ("2", "12", "better"),
    ]


def test_steps_that_break_a_constraint_are_told_from_those_that_keep_all() -> None:
    broken = BatchRecord(step=1, evaluations=3, cached=0, best_objective=0.5, best_violation=0.02, seconds=1.0)
    kept = BatchRecord(step=2, evaluations=9, cached=1, best_objective=0.6, best_violation=0.0, seconds=1.0)
    rows = engine_progress_table((broken, kept)).rows
    assert [(row[3], row[-1]) for row in rows] == [("2.00%", "constraints broken"), ("0.00%", "better")]
    assert improving_points((broken, kept)) == [(9, 0.6)]
    assert improving_points((broken,)) == [(3, 0.5)]
    figures_of = {figure.label: figure for figure in engine_progress_figures((broken,), engine_config())}
    assert figures_of["Best objective so far"].detail == "constraints broken by 2.00%"
    assert figures_of["Candidates"].detail == "97 left"


def test_a_process_that_ended_without_a_run_shows_its_error(open_tab: Open, empty_home: Places) -> None:
    folder = empty_home.home / "started" / "20250102T030405.000000Z-abc123"
    folder.mkdir(parents=True)
    process = {"host": "elsewhere", "pid": 1, "created_at": "2025-01-02T03:04:05+00:00"}
    command = {"arguments": ["optimize", "loop"], "user": "an_analyst", "started_at": "2025-01-02T03:04:05+00:00"}
    (folder / "command.json").write_text(json.dumps({**command, "process": process}))
    (folder / "stderr").write_text("[   0.0 s] preparing the simulator ...\nError: There is no census.\n")
    (folder / "exit_code").write_text("2")
    page = open_tab(empty_home, run=folder.name)
    assert not page.exception
    assert page.error[0].value == "The search ended before it had a run. Error: There is no census."


def test_an_unknown_run_in_the_address_is_answered_with_the_nearest(
    open_tab: Open, published: Places, searched: Recommendation
) -> None:
    page = open_tab(published, run=f"{searched.run_id}x")
    assert not page.exception
    assert searched.run_id in page.error[0].value
    assert page.button(key="auto_new")


def test_a_home_without_a_census_says_so_and_makes_no_ledger(open_tab: Open, empty_home: Places) -> None:
    page = open_tab(empty_home)
    assert not page.exception
    assert "There is no census yet" in page.info[0].value
    assert not empty_home.home.exists()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59, "59 s"), (65, "1 min 05 s"), (3599, "59 min 59 s"), (7500, "2 h 05 min")]
)
def test_elapsed_time_reads_in_its_two_largest_units(seconds: int, text: str) -> None:
    since = datetime(2025, 1, 2, tzinfo=UTC)
    assert elapsed_text(since, now=datetime.fromtimestamp(since.timestamp() + seconds, UTC)) == text


def rows_of(found: list[list[dict[str, str]]], heading: str) -> list[str]:
    return [row["Iteration"] for rows in found if heading in rows[0] and "Status" in rows[0] for row in rows]
