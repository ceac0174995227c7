"""`planwise simulate`: what the published run printed, and what the tables make of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from optimization.commands.output import print_table
from optimization.commands.simulation_tables import horizon_lines, years_table
from optimization.places import places
from optimization.simulation.warehouse import open_published, read_metrics


@pytest.fixture(scope="session")
def printed(published: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(published.simulated.stdout)
    return content


def test_json_has_the_keys_of_the_contract(printed: dict[str, Any]) -> None:
    assert set(printed) == {"scenarios", "inputs_fingerprint", "warehouse", "seconds"}
    assert set(printed["scenarios"]) == {"default", "budget_constrained"}
    scenario = printed["scenarios"]["default"]
    assert {"horizon_growth", "total_compensation_cost", "equity_cv", "years"} <= set(scenario)
    assert list(scenario["years"]) == ["2025", "2026", "2027", "2028", "2029"]
    assert {
        "opening_headcount", "hires", "terminations", "new_hire_terminations",
        "promotions", "closing_headcount", "wage_bill", "yoy_growth",
    } <= set(scenario["years"]["2025"])  # fmt: skip


def test_headcounts_of_the_first_year_are_those_worked_by_hand(printed: dict[str, Any]) -> None:
    # N = 200: T = 200 x 0.12 = 24; growth 6; H = (6 + 24) / 0.75 = 40, of whom 40 x 0.25 = 10 leave.
    year = printed["scenarios"]["default"]["years"]["2025"]
    counts = ("opening_headcount", "terminations", "hires", "new_hire_terminations", "closing_headcount")
    assert [year[name] for name in counts] == [200, 24, 40, 10, 206]


def test_the_figures_are_those_of_the_published_warehouse(published: Any, printed: dict[str, Any]) -> None:
    with duckdb.connect(str(published.path / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select scenario_id, simulation_year, sum(prorated_annual_compensation) from fct_workforce_snapshot "
            "where simulation_year >= 2025 group by all"
        ).fetchall()
    assert len(rows) == 10
    for scenario_id, year, wage_bill in rows:
        assert printed["scenarios"][scenario_id]["years"][str(year)]["wage_bill"] == pytest.approx(
            float(wage_bill), rel=1e-9
        )


def test_horizon_growth_is_the_mean_of_the_years(printed: dict[str, Any]) -> None:
    for scenario in printed["scenarios"].values():
        for method, growth in scenario["horizon_growth"].items():
            years = [year["yoy_growth"][method] for year in scenario["years"].values()]
            assert growth == pytest.approx(sum(years) / len(years), abs=1e-12)


def test_progress_goes_to_stderr_a_line_a_step(published: Any) -> None:
    assert published.simulated.stderr.count("year 2026 ...") == 1
    assert published.simulated.stderr.splitlines()[-1].endswith("publishing ...")


def test_the_table_has_a_whole_line_per_scenario_and_year(
    published: Any, printed: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with open_published(places({"PLANWISE_HOME": str(published.path)})) as connection:
        metrics = read_metrics(connection)

    print_table(years_table(metrics))

    lines = capsys.readouterr().out.splitlines()
    first = next(line for line in lines if line.startswith("default"))
    year = printed["scenarios"]["default"]["years"]["2025"]
    assert first.split()[:8] == ["default", "2025", "200", "40", "24", "10", str(year["promotions"]), "206"]
    assert first.split()[8] == f"{year['wage_bill']:,.0f}"
    assert sum(line.startswith(("default", "budget_constrained")) for line in lines) == 10
    assert any("2025 to 2029" in line and "closing headcount" in line for line in horizon_lines(metrics))


def test_an_interrupted_run_leaves_the_published_one_and_no_folder(
    published: Any, hashes: Callable[[Path], Mapping[str, str]]
) -> None:
    before = hashes(published.path)
    process = subprocess.Popen(
        [Path(sys.executable).with_name("planwise"), "simulate"],
        env={**os.environ, "PLANWISE_HOME": str(published.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "year 2025" in line:
            process.send_signal(signal.SIGINT)
            break
    stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stdout) == (130, "")
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    assert hashes(published.path) == before
