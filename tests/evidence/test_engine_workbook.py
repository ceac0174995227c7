"""The workbook of an engine run, read back with openpyxl."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine_figures import GROWTH, engine_evidence, engine_result
from openpyxl import load_workbook

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_workbook import engine_sheets
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.reports.workbook import write_workbook
from optimization.parameters.lever_catalogue import LeverCatalogue


@pytest.fixture
def workbook(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> Any:
    sheets = engine_sheets(engine_evidence(), origin=origin, catalogue=catalogue)
    write_workbook(tmp_path / "report.xlsx", sheets, title="Engine")
    return load_workbook(tmp_path / "report.xlsx")


def found(sheet: Any, *keys: object) -> list[tuple[object, str]]:
    """Values and formats of the row that begins with these cells."""
    for row in sheet.iter_rows(min_row=2):
        if tuple(cell.value for cell in row[: len(keys)]) == keys:
            return [(cell.value, cell.number_format) for cell in row[len(keys) :]]
    raise AssertionError(f"{sheet.title} has no row {keys}.")


def test_there_is_a_sheet_for_each_part(workbook: Any) -> None:
    assert workbook.sheetnames == [
        "Run",
        "Levers",
        "Metrics by year",
        "Targets",
        "Constraints",
        "Alternatives",
        "Search history",
        "Front",
        "Sensitivity",
    ]


def test_what_was_not_looked_at_has_no_sheet_and_what_was_not_asked_for_neither(
    origin: RunOrigin, catalogue: LeverCatalogue
) -> None:
    config = engine_result().config.model_copy(update={"budget": None, "max_merit_spread": None, "limits": ()})
    alone = EngineEvidence(result=replace(engine_result(), targets=(), constraints=(), config=config))

    titles = [sheet.title for sheet in engine_sheets(alone, origin=origin, catalogue=catalogue)]

    assert titles == ["Run", "Levers", "Metrics by year", "Alternatives", "Search history"]


def test_the_run_stands_first_with_the_command_that_repeats_it(workbook: Any, origin: RunOrigin) -> None:
    facts = {row[0].value: row[1].value for row in workbook["Run"].iter_rows(min_row=2)}

    assert facts == {
        "Run": "run-7",
        "Scenario": engine_result().config.scenario_id,
        "As of": origin.census_date.isoformat(),
        "Horizon": "2025 to 2026",
        "Status": "Converged",
        "Objectives": "cost 0.4, equity 0.3, targets 0.3",
        "Method": "SLSQP: few constraints",
        "Inputs fingerprint": "0123456789abcdef" * 4,
        "Command": "planwise optimize loop --target-growth 2.0",
    }
    assert workbook.properties.title == "Engine"


def test_levers_are_numbers_in_their_own_unit(workbook: Any) -> None:
    cola = found(workbook["Levers"], "cola_rate")
    hires = found(workbook["Levers"], "new_hire_salary_adjustment")

    assert cola[:2] == [(0.015, "0.000%"), (0.01, "0.000%")]
    assert cola[2] == (pytest.approx(-0.005), "0.000%")
    assert hires[0] == (1.05, "0.0000")


def test_metrics_stand_by_year_and_for_the_horizon_before_and_after(workbook: Any) -> None:
    sheet = workbook["Metrics by year"]

    assert found(sheet, 2026, "wage_bill") == [(1_050_000, "#,##0"), (1_034_500, "#,##0"), (-15_500, "#,##0")]
    assert found(sheet, "horizon", "equity_cv")[:2] == [(0.11, "0.0000"), (0.1045, "0.0000")]
    assert found(sheet, "horizon", GROWTH)[:2] == [(0.03, "0.000%"), (0.0204, "0.000%")]


def test_targets_constraints_and_history_keep_all_their_digits(workbook: Any) -> None:
    assert found(workbook["Targets"], "wage_bill@2026", "low")[:2] == [(1_000_000, "#,##0"), (12_345, "#,##0")]
    assert found(workbook["Constraints"], "total_compensation_cost <= 2080000")[3] == (11_000, "#,##0")
    assert found(workbook["Search history"], 2)[2:4] == [(0.7123, "0.000000"), (0, "0.000%")]


def test_front_and_sensitivity_are_numbers_too(workbook: Any) -> None:
    front = workbook["Front"]
    assert [found(front, name)[0] for name in ("Today's levers", "Proposal", "Point 2, knee")] == [
        (2_100_000, "#,##0"),
        (2_069_000, "#,##0"),
        (2_066_400, "#,##0"),
    ]
    assert found(workbook["Sensitivity"], "cola_rate") == [
        (0.01, "0.000%"),
        (0.00077, "0.000%"),
        (0.000321, "0.000000"),
    ]


def test_a_term_that_could_not_be_measured_leaves_its_cell_empty(workbook: Any) -> None:
    assert found(workbook["Alternatives"], "lowest cost")[3] == (None, "0.000000")
