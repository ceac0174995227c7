"""A search that an address names, or that somebody looks at, stays in view however many newer ones there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from drawn_pages import searches_page
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation

Tables = Callable[[AppTest], list[list[dict[str, str]]]]

# As many as the page shows of the newest.
SHOWN = 20
SECONDS_FOR_A_PAGE = 60.0


@pytest.fixture
def ledger(empty_home: Places, recorded_run: SearchRun, searched: Recommendation) -> Iterator[Ledger]:
    """A ledger with one search."""
    empty_home.home.mkdir()
    with open_ledger(empty_home, {}) as opened:
        with record_run(opened, recorded_run) as outcome:
            outcome.finish(status=str(searched.result.status), result=searched.result.as_json())
        yield opened


def record_newer(ledger: Ledger, run: SearchRun) -> tuple[str, ...]:
    """Twenty runs after this one, newest first."""
    ids = [f"forecast-20250203-040506-{number:06}" for number in range(SHOWN)]
    for number, run_id in enumerate(ids, start=1):
        newer = replace(run, run_id=run_id, kind="forecast", started_at=run.started_at + timedelta(days=number))
        with record_run(ledger, newer) as outcome:
            outcome.finish(status="finished", result={})
    return tuple(reversed(ids))


def _page() -> None:
    from streamlit_dashboard.searches.searches_page import show_searches_page

    show_searches_page()


def linked_page(places: Places, monkeypatch: pytest.MonkeyPatch, *, search: str) -> AppTest:
    monkeypatch.setenv("PLANWISE_HOME", str(places.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(places.levers))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    page = AppTest.from_function(_page, default_timeout=SECONDS_FOR_A_PAGE)
    page.query_params["search"] = search
    return page.run()


def listed(page: AppTest, tables: Tables) -> tuple[str, ...]:
    return tuple(row["Search"] for rows in tables(page) if "Search" in rows[0] for row in rows)


def test_a_linked_search_stands_behind_the_newest_and_is_in_view(
    empty_home: Places, ledger: Ledger, recorded_run: SearchRun, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = record_newer(ledger, recorded_run)
    page = linked_page(empty_home, monkeypatch, search=recorded_run.run_id)
    assert not page.exception
    assert not page.error
    assert listed(page, tables) == (*newer, recorded_run.run_id)
    assert page.selectbox(key="search").value == recorded_run.run_id
    assert any("**Excellent" in text.value for text in page.markdown)


def test_a_search_in_view_stays_there_once_twenty_newer_ones_stand_before_it(
    empty_home: Places, ledger: Ledger, recorded_run: SearchRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = searches_page(empty_home, monkeypatch)
    assert page.selectbox(key="search").value == recorded_run.run_id
    record_newer(ledger, recorded_run)
    page.run()
    assert page.selectbox(key="search").value == recorded_run.run_id


def test_a_link_to_a_search_that_there_is_none_of_says_so_and_the_newest_is_shown(
    empty_home: Places, ledger: Ledger, recorded_run: SearchRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger
    page = linked_page(empty_home, monkeypatch, search=f"{recorded_run.run_id}x")
    assert not page.exception
    assert f"'{recorded_run.run_id}x'" in page.error[0].value.replace("\\", "")
    assert page.selectbox(key="search").value == recorded_run.run_id


def test_a_reason_that_was_typed_is_still_there_when_its_search_comes_back_into_view(
    empty_home: Places, ledger: Ledger, recorded_run: SearchRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    (newest, *_) = record_newer(ledger, recorded_run)
    page = linked_page(empty_home, monkeypatch, search=recorded_run.run_id)
    page.text_area(key=f"propose_why_{recorded_run.run_id}").set_value("The market moved.").run()
    page.selectbox(key="search").select(newest).run()
    assert not page.text_area
    page.selectbox(key="search").select(recorded_run.run_id).run()
    assert page.text_area(key=f"propose_why_{recorded_run.run_id}").value == "The market moved."
