"""The table of levers in force shows what the warehouse and the lever file say, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.simulation.warehouse import open_published

OpenPage = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
# Half of the last digit that a value is shown with, as a fraction.
ROUNDING = 0.000005 + 1e-12


def numbers(span: str) -> range:
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)


def as_value(text: str) -> float:
    return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)


@pytest.mark.parametrize("scenario_id", ["default", "budget_constrained"])
def test_every_cell_has_the_value_lock_and_source_of_dim_levers(
    open_page: OpenPage, tables: Tables, published: Places, scenario_id: str
) -> None:
    page = open_page(published)
    page.selectbox(key="scenario").select(scenario_id)
    page.run()
    (rows,) = [rows for rows in tables(page) if "From scenario" in rows[0]]
    shown = {
        (year, level, row["Lever"]): row
        for row in rows
        for year in numbers(row["Years"])
        for level in numbers(row["Level"])
    }
    catalogue = load_lever_catalogue()
    with open_published(published) as connection:
        stored = connection.execute(
            "select simulation_year, job_level, parameter_name, parameter_value, is_locked, source_scenario_id "
            "from dim_levers where scenario_id = ?",
            [scenario_id],
        ).fetchall()
    assert len(shown) == len(stored)
    for year, level, name, value, is_locked, source in stored:
        row = shown[year, level, catalogue.of_parameter(name).title]
        assert as_value(row["Value"]) == pytest.approx(value, abs=ROUNDING)
        assert (row["Lock"] == "locked", row["From scenario"]) == (is_locked, source)


def test_the_locked_row_is_marked_and_no_other(open_page: OpenPage, tables: Tables, published: Places) -> None:
    rows = next(rows for rows in tables(open_page(published)) if "From scenario" in rows[0])
    locked = [(row["Lever"], row["Level"], row["Years"]) for row in rows if row["Lock"] == "locked"]
    assert locked == [("Merit rate", "3", "2026")]


def test_every_value_says_who_wrote_its_row_and_when(
    open_page: OpenPage, tables: Tables, published: Places, tmp_path: Path
) -> None:
    row = "default,2027,1,RAISE,merit_base,0.032,0,"
    content = published.levers.read_text()
    assert f"{row}2025-01-01,planwise" in content
    edited = replace(published, levers=tmp_path / "comp_levers.csv")
    edited.levers.write_text(content.replace(f"{row}2025-01-01,planwise", f"{row}2026-03-04,bea"))
    rows = next(rows for rows in tables(open_page(edited)) if "From scenario" in rows[0])
    merit = [row for row in rows if (row["Lever"], row["Level"]) == ("Merit rate", "1")]
    assert [(row["Years"], row["Last change"], row["By"]) for row in merit] == [
        ("2025-2026", "2025-01-01", "planwise"),
        ("2027", "2026-03-04", "bea"),
        ("2028-2029", "2025-01-01", "planwise"),
    ]
