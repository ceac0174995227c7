"""Where nothing is there yet, or something cannot be read, the page says in words what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.places import Places
from streamlit_dashboard.elements.texts import plain_text

OpenSearches = Callable[[Places], AppTest]
OpenPage = Callable[..., AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]

SIMULATE = "planwise simulate"
TABS = ["Parameter Overview", "Impact Analysis", "Run Simulation", "Results", "Auto-Optimize"]


@pytest.fixture
def copied(empty_home: Places, published: Places) -> Places:
    """A home of its own with the published run and the census."""
    empty_home.home.mkdir()
    shutil.copy(published.warehouse, empty_home.warehouse)
    shutil.copy(published.census, empty_home.census)
    return empty_home


@pytest.fixture
def writer(copied: Places) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the published file open for writing."""
    script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(copied.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def errors(part: AppTest | Block) -> list[str]:
    """The errors that the page or a part of it shows, none of which is a traceback."""
    assert not part.exception
    return [error.value for error in part.error]


@pytest.mark.parametrize("tab", TABS[1:])
def test_an_empty_home_says_in_every_tab_that_there_is_no_census_and_offers_one(
    open_page: OpenPage, empty_home: Places, tab: str
) -> None:
    page = open_page(empty_home, tab=tab)
    assert errors(page) == []
    assert [each.label for each in page.tabs] == TABS
    (opened,) = (each for each in page.tabs if each.label == tab)
    assert any("There is no census yet" in info.value for info in opened.info)
    assert opened.button
    assert not empty_home.home.exists()


def test_an_empty_home_has_no_searches_and_offers_a_census(open_searches: OpenSearches, empty_home: Places) -> None:
    page = open_searches(empty_home)
    assert errors(page) == []
    assert "There is no census yet" in page.info[0].value
    assert page.button
    assert not empty_home.home.exists()


def test_a_home_with_a_census_alone_offers_the_search(
    open_searches: OpenSearches, empty_home: Places, published: Places
) -> None:
    empty_home.home.mkdir()
    shutil.copy(published.census, empty_home.census)
    page = open_searches(empty_home)
    assert errors(page) == []
    assert "Nothing has been searched for yet." in page.info[0].value
    assert "Start a search" in [button.label for button in page.button]


def test_a_warehouse_held_for_writing_names_the_process_and_leaves_the_searches(
    open_page: OpenPage, open_searches: OpenSearches, copied: Places, writer: subprocess.Popen[str]
) -> None:
    (error,) = errors(open_page(copied, tab="Results"))
    assert str(writer.pid) in error
    assert copied.warehouse.name in error
    assert errors(open_searches(copied)) == []


@pytest.mark.parametrize("content", [b"not a database", None], ids=["no database", "half a file"])
def test_a_damaged_warehouse_is_explained_and_read_again_once_it_is_whole(
    open_page: OpenPage, copied: Places, published: Places, content: bytes | None
) -> None:
    whole = copied.warehouse.read_bytes()
    copied.warehouse.write_bytes(whole[: len(whole) // 2] if content is None else content)
    page = open_page(copied, tab="Results")
    (error,) = errors(page)
    assert copied.warehouse.name in error
    assert f"`{SIMULATE}`" in error
    shutil.copy(published.warehouse, copied.warehouse)
    page.run()
    assert errors(page) == []
    assert page.metric


def test_a_warehouse_without_a_table_is_of_another_version(open_page: OpenPage, copied: Places) -> None:
    with duckdb.connect(str(copied.warehouse)) as connection:
        connection.execute("drop table fct_workforce_snapshot")
    error = errors(open_page(copied, tab="Results"))[0]
    assert "published by another version of PlanWise" in error
    assert f"`{SIMULATE}`" in error


def test_a_damaged_ledger_is_explained_and_leaves_the_run(
    open_page: OpenPage, open_searches: OpenSearches, copied: Places
) -> None:
    (copied.home / "ledger.sqlite").write_bytes(b"not a database" * 100)
    (error,) = errors(open_searches(copied))
    assert "damaged" in error
    run = open_page(copied, tab="Results")
    assert errors(run) == []
    assert run.metric


def test_a_search_that_broke_gives_its_reason(
    open_searches: OpenSearches, tables: Tables, empty_home: Places, recorded_run: SearchRun
) -> None:
    empty_home.home.mkdir()
    with open_ledger(empty_home, {}) as ledger, pytest.raises(ZeroDivisionError), record_run(ledger, recorded_run):
        raise ZeroDivisionError("nobody is there to measure")
    page = open_searches(empty_home)
    assert errors(page) == []
    ((row,),) = [rows for rows in tables(page) if "Search" in rows[0]]
    assert (row["Status"], row["Growth after"]) == ("failed", "n/a")
    assert "nobody is there to measure" in page.warning[0].value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Run `planwise simulate` in $HOME.", r"Run `planwise simulate` in \$HOME."),
        ("a *b* <c>", r"a \*b\* \<c\>"),
        ("x :smile: y", r"x \:smile: y"),
        ("one ` alone", r"one \` alone"),
    ],
)
def test_only_commands_between_backticks_are_markup(text: str, shown: str) -> None:
    assert plain_text(text) == shown
