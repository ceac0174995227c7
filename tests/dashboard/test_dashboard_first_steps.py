"""Where there is no census or no run, the screens offer the buttons that make them."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from optimization.places import Places
from optimization.simulation.census_read import census_sha256, read_census

OpenPage = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]


@pytest.fixture
def census_csv(published: Places) -> bytes:
    """The census of a hundred people as a file that somebody exports."""
    sink = pyarrow.BufferOutputStream()
    pyarrow.csv.write_csv(pq.ParquetFile(published.census).read(), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def opened(open_page: OpenPage, places: Places) -> AppTest:
    page = open_page(places)
    page.session_state["tab"] = "Run Simulation"
    return without_failure(page.run())


def without_failure(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def button(page: AppTest, label: str) -> object:
    (found,) = [each for each in page.button if each.label == label]
    return found


def click(page: AppTest, label: str) -> AppTest:
    return without_failure(button(page, label).click().run())  # type: ignore[attr-defined]


def bring_in(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].upload(name, content, "text/csv")
    return click(page, "Bring in this census")


def test_a_home_without_a_census_gets_one_by_a_click_and_offers_the_run(
    open_page: OpenPage, empty_home: Places
) -> None:
    page = opened(open_page, empty_home)
    assert "There is no census yet" in page.info[0].value
    assert not any(each.label == "Run the simulation" for each in page.button)
    page.number_input[0].set_value(50)
    click(page, "Make up a census")
    assert page.success[0].value == "There is a census of 50 made-up people at 2024-12-31, seed 42."
    assert read_census(empty_home).num_rows == 50
    assert any(each.label == "Run the simulation" for each in page.button)


def test_the_button_and_the_command_line_make_the_same_census(
    open_page: OpenPage, empty_home: Places, published: Places
) -> None:
    # The session's census is of a hundred people, seed 1.
    page = opened(open_page, empty_home)
    page.number_input[0].set_value(100)
    page.number_input[1].set_value(1)
    click(page, "Make up a census")
    assert census_sha256(empty_home) == census_sha256(published)


def test_a_census_is_replaced_only_after_a_yes_and_what_becomes_stale_is_said(
    open_page: OpenPage, empty_home: Places, published: Places
) -> None:
    empty_home.home.mkdir()
    shutil.copy(published.census, empty_home.census)
    page = opened(open_page, empty_home)
    assert button(page, "Make up a census").disabled  # type: ignore[attr-defined]
    assert button(page, "Bring in this census").disabled  # type: ignore[attr-defined]
    assert any("The published run stays as it is" in caption.value for caption in page.caption)
    next(box for box in page.checkbox if box.label == "Replace the census that is here").check()
    page.run()
    next(field for field in page.number_input if field.label == "People").set_value(60)
    click(page, "Make up a census")
    assert read_census(empty_home).num_rows == 60
    # The yes was to replacing the census before.
    assert button(page, "Make up a census").disabled  # type: ignore[attr-defined]


def test_a_file_is_brought_in_and_its_rows_are_accounted_for(
    open_page: OpenPage, tables: Tables, empty_home: Places, published: Places, census_csv: bytes
) -> None:
    page = bring_in(opened(open_page, empty_home), "people.csv", census_csv)
    assert "There is a census of 100 people at 2024-12-31, from people.csv" in page.success[0].value.replace("\\", "")
    assert {"Rows": "accepted", "Count": "100"} in tables(page)[0]
    assert read_census(empty_home).num_rows == read_census(published).num_rows


def test_rejected_rows_are_shown_by_rule_downloaded_and_left_out_when_allowed(
    open_page: OpenPage, empty_home: Places, census_csv: bytes
) -> None:
    lines = census_csv.splitlines(keepends=True)
    # The first person stands there twice.
    content = b"".join([*lines, lines[1]])
    page = bring_in(opened(open_page, empty_home), "people.csv", content)
    assert page.error[0].value.startswith("The census is as it was")
    assert "2 of 101 rows break a rule" in page.error[0].value
    assert "planwise-census" not in page.error[0].value
    assert any("duplicate" in code.value for code in page.code)
    assert page.get("download_button")
    assert not empty_home.census.exists()

    next(box for box in page.checkbox if box.label.startswith("Leave out rows")).check()
    bring_in(page, "people.csv", content)
    assert "99 people" in page.success[0].value
    assert page.get("download_button")
    assert read_census(empty_home).num_rows == 99


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.csv", b"", "the file is empty"),
        ("people.parquet", b"nothing of the kind", "people.parquet"),
        ("people.csv", b"name\nAnna\n", "is required"),
    ],
)
def test_a_file_that_is_no_census_is_explained_by_its_own_name(
    open_page: OpenPage, empty_home: Places, name: str, content: bytes, said: str
) -> None:
    page = bring_in(opened(open_page, empty_home), name, content)
    message = page.error[0].value.replace("\\", "")
    assert said in message
    assert "/tmp" not in message
    assert not empty_home.census.exists()


def test_no_file_is_no_census(open_page: OpenPage, empty_home: Places) -> None:
    page = click(opened(open_page, empty_home), "Bring in this census")
    assert page.error[0].value == "No file is chosen. Choose a census file first."


def test_each_empty_state_offers_what_comes_next(empty_home: Places, published: Places) -> None:
    def screen(function: str) -> AppTest:
        page = AppTest.from_function(_draw, args=(str(empty_home.home), str(empty_home.levers), function))
        return without_failure(page.run(timeout=30))

    def labels(function: str) -> list[str]:
        return [each.label for each in screen(function).button]

    for function in ("show_steps_to_a_census", "show_steps_to_a_run", "show_steps_to_a_search"):
        assert labels(function) == ["Make up a census", "Bring in this census"]
    assert not empty_home.home.exists()
    empty_home.home.mkdir()
    shutil.copy(published.census, empty_home.census)
    assert labels("show_steps_to_a_run") == ["Run the simulation", "Choose what to simulate"]
    assert labels("show_steps_to_a_search") == ["Start a search"]


def _draw(home: str, levers: str, function: str) -> None:
    from pathlib import Path

    from optimization.places import Places
    from streamlit_dashboard.elements import next_steps

    getattr(next_steps, function)(Places(home=Path(home), levers=Path(levers)))
