"""`planwise levers`: in force, different, sound; resolved by dbt's own SQL."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimization.places import SEEDS_DIR, places
from optimization.simulation.warehouse import open_published, read_levers


@pytest.mark.parametrize("scenario", ["default", "budget_constrained"])
def test_the_levers_shown_are_those_that_the_official_run_resolved(
    planwise: Callable[..., Any], published: Any, scenario: str
) -> None:
    shown = json.loads(planwise("levers", "show", "--scenario", scenario, "--json").stdout)

    with open_published(places({"PLANWISE_HOME": str(published.path)})) as connection:
        resolved = read_levers(connection, scenario)
    assert len(shown["cells"]) == len(resolved.settings) == 125
    for cell in shown["cells"]:
        key = (cell["fiscal_year"], cell["job_level"], cell["parameter_name"])
        setting = resolved.settings[key]
        assert (cell["value"], cell["is_locked"], cell["source_scenario_id"]) == (
            setting.value,
            setting.is_locked,
            setting.source_scenario_id,
        )


def test_one_year_has_one_value_per_level_and_lever(planwise: Callable[..., Any]) -> None:
    shown = json.loads(planwise("levers", "show", "--year", "2026", "--json").stdout)

    assert shown["years"] == [2026]
    assert len(shown["cells"]) == 25
    assert shown["levers"]["cola_rate"] == 0.015
    assert shown["levers"]["merit_rate_level_3"] == 0.03


def test_a_value_says_which_scenario_gives_it_and_whether_it_is_locked(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    # Of merit at level 1 the scenario gives 2026 itself, locked; the year before comes from default.
    levers = tmp_path / "levers.csv"
    shipped = [
        line
        for line in (SEEDS_DIR / "comp_levers.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith(("scenario_id", "default"))
    ]
    own = "conservative_growth,2026,1,RAISE,merit_base,0.05,1,2025-01-01,test"
    levers.write_text("\n".join([*shipped, own]) + "\n", encoding="utf-8")

    shown = planwise("levers", "show", "--scenario", "conservative_growth", PLANWISE_LEVERS=str(levers))

    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["merit_rate", "1", "2025", "3.200%", "default"] in lines
    assert ["merit_rate", "1", "2026-2029", "5.000%", "locked", "conservative_growth"] in lines


def test_scenarios_differ_where_their_values_do(planwise: Callable[..., Any]) -> None:
    differing = json.loads(planwise("levers", "diff", "default", "conservative_growth", "--json").stdout)["cells"]
    shown = planwise("levers", "diff", "default", "conservative_growth").stdout

    # Conservative growth: COLA 0.3 points below the default's 1.5 %.
    assert ["cola_rate", "1-5", "2025-2029", "1.500%", "1.200%", "−0.300", "pp", "−20.00%"] in [
        line.split() for line in shown.splitlines()
    ]
    cola = [cell["values"] for cell in differing if cell["parameter_name"] == "cola_rate"]
    assert cola == [[0.015, 0.012]] * 25
    assert all(first != second for first, second in (cell["values"] for cell in differing))


def test_a_scenario_does_not_differ_from_itself(planwise: Callable[..., Any]) -> None:
    assert "No lever in force differs" in planwise("levers", "diff", "default", "default").stdout


def test_a_sound_file_is_counted_and_what_no_search_would_choose_is_named(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    with (SEEDS_DIR / "comp_levers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The search's upper bound of COLA is 8 %; the possible one is 100 %.
    rows[5]["parameter_value"] = "0.5"
    mine = tmp_path / "mine.csv"
    with mine.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0])
        writer.writeheader()
        writer.writerows(rows)

    found = json.loads(planwise("levers", "validate", str(mine), "--json").stdout)
    told = planwise("levers", "validate", str(mine))

    assert (found["is_valid"], found["rows"]) == (True, len(rows))
    assert [(each["line"], each["value"]) for each in found["outside_search_bounds"]] == [(7, 0.5)]
    assert "line 7" in told.stderr
    assert f"{len(rows)} rows" in told.stdout


def test_rows_that_no_search_would_choose_share_a_line_where_levels_and_years_agree(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    with (SEEDS_DIR / "comp_levers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["scenario_id"], row["parameter_name"]) == ("default", "merit_base"):
            row["parameter_value"] = "0.25" if row["job_level"] == "5" else "0.2"
    mine = tmp_path / "mine.csv"
    with mine.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0])
        writer.writeheader()
        writer.writerows(rows)

    told = [line for line in planwise("levers", "validate", str(mine)).stderr.splitlines() if "outside" in line]

    assert [line.split(" is outside")[0] for line in told] == [
        "default, line 2: merit_rate 20.000% for level 1-4 in 2025-2029",
        "default, line 6: merit_rate 25.000% for level 5 in 2025-2029",
    ]
    assert "1% to 10%" in told[0]
