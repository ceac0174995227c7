"""The page of searches shows the ledger's searches and proposals, filtered, and the chosen search."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation

OpenSearches = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]

ONE_DAY = timedelta(days=1)


def as_percent(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").rstrip("%"))


def test_a_search_stands_with_its_status_goal_and_growth(
    open_searches: OpenSearches, tables: Tables, published: Places, searched: Recommendation
) -> None:
    (rows,) = [rows for rows in tables(open_searches(published)) if "Search" in rows[0]]
    (shown,) = rows
    assert shown["Search"] == searched.run_id
    assert shown["Status"] == searched.result.status
    assert (shown["Kind"], shown["Goal"]) == ("target loop", "2% growth")
    assert as_percent(shown["Growth before"]) == pytest.approx(searched.result.initial_growth, abs=0.0005001)
    assert as_percent(shown["Growth after"]) == pytest.approx(searched.result.final_growth, abs=0.0005001)
    assert shown["Started by"] == "an_analyst"


def test_the_proposal_of_a_search_stands_with_its_levers_and_its_state(
    open_searches: OpenSearches, published: Places, searched: Recommendation
) -> None:
    page = open_searches(published)
    assert f"#### Levers before and after, {searched.proposal_id} (proposed)" in [text.value for text in page.markdown]
    assert f"Proposed as {searched.proposal_id} by an_analyst. It is proposed now" in shown(page.success[0].value)
    assert "Open the proposal" in [button.label for button in page.button]


def shown(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_the_chosen_search_shows_its_convergence_its_levers_and_its_report(
    open_searches: OpenSearches, tables: Tables, charts: Charts, published: Places, searched: Recommendation
) -> None:
    page = open_searches(published)
    assert not page.exception
    traces = {trace["name"]: trace for spec in charts(page) for trace in json.loads(spec)["data"]}
    assert traces["Growth"]["y"] == pytest.approx([record.growth for record in searched.result.iteration_history])
    # Stands once with the answer, and once where its levers may be taken into a draft.
    levers = next(rows for rows in tables(page) if "Relative" in rows[0] and "Lever" in rows[0])
    cells = sum(_width(row["Level"]) * _width(row["Years"]) for row in levers)
    assert cells == len(searched.result.proposal.cells)
    assert "#### Growth by year, full year equivalent" in [text.value for text in page.markdown]
    assert str(searched.report.html) in [code.value for code in page.code]


def test_the_newest_search_is_shown_first_and_another_can_be_chosen(
    open_searches: OpenSearches, tables: Tables, empty_home: Places, searched: Recommendation, recorded_run: SearchRun
) -> None:
    newer = replace(recorded_run, run_id="loop-20250203-040506-def456", started_at=recorded_run.started_at + ONE_DAY)
    still = replace(searched.result, cells_after=searched.result.cells_before)
    empty_home.home.mkdir()
    with open_ledger(empty_home, {}) as ledger:
        for run, result in ((recorded_run, searched.result), (newer, still)):
            with record_run(ledger, run) as outcome:
                outcome.finish(status=str(result.status), result=result.as_json())
    page = open_searches(empty_home)
    assert [row["Search"] for rows in tables(page) if "Search" in rows[0] for row in rows] == [
        newer.run_id,
        recorded_run.run_id,
    ]
    assert page.selectbox(key="search").value == newer.run_id
    assert moves_nothing(page)
    page.selectbox(key="search").select(recorded_run.run_id)
    page.run()
    assert not moves_nothing(page)
    assert not page.exception


def moves_nothing(page: AppTest) -> bool:
    return any(text.value.startswith("It proposes nothing") for text in page.markdown)


def _width(span: str) -> int:
    first, _, last = span.partition("-")
    return int(last or first) - int(first) + 1


def test_filters_leave_the_searches_of_a_kind_a_status_and_a_person(
    open_searches: OpenSearches, tables: Tables, empty_home: Places, searched: Recommendation, recorded_run: SearchRun
) -> None:
    others = replace(
        recorded_run, run_id="loop-20250203-040506-def456", user="another", started_at=recorded_run.started_at
    )
    empty_home.home.mkdir()
    with open_ledger(empty_home, {}) as ledger:
        with record_run(ledger, recorded_run) as outcome:
            outcome.finish(status=str(searched.result.status), result=searched.result.as_json())
        with pytest.raises(ZeroDivisionError), record_run(ledger, others):
            raise ZeroDivisionError
    page = open_searches(empty_home)
    page.multiselect(key="searches_Started by").select("another").run()
    assert shown_ids(page, tables) == [others.run_id]
    page.multiselect(key="searches_Status").select(str(searched.result.status)).run()
    assert shown_ids(page, tables) == []
    assert any("Take a filter away" in text.value for text in page.info)
    page.multiselect(key="searches_Started by").unselect("another").run()
    assert shown_ids(page, tables) == [recorded_run.run_id]


def test_the_report_can_be_downloaded_and_is_written_again_where_it_is_gone(
    open_searches: OpenSearches, empty_home: Places, searched: Recommendation, published: Places
) -> None:
    shutil.copytree(published.home, empty_home.home)
    page = open_searches(empty_home)
    report = empty_home.reports / searched.run_id / "report.html"
    assert [button.label for button in page.get("download_button")] == [
        "Download the report (HTML)",
        "Download the report (Markdown)",
        "Download the result (JSON)",
    ]
    report.unlink()
    page.run()
    assert not page.get("download_button")
    page.button(key=f"report_write_{searched.run_id}").click().run()
    assert report.exists()
    assert len(page.get("download_button")) == 3


def shown_ids(page: AppTest, tables: Tables) -> list[str]:
    return [row["Search"] for rows in tables(page) if "Search" in rows[0] for row in rows]
