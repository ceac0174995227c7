"""What two lever files are compared by: keys and states, not order or formatting."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LEVER_COLUMNS, LeverRow, parse_lever_rows
from optimization.parameters.lever_rows import (
    LeverKey,
    RowState,
    lever_rows_sha256,
    row_differences,
    row_states,
    rows_as_json,
    states_from_json,
)

MERIT_3 = LeverKey("default", LeverCell(2025, 3, "merit_base"))
MERIT_4 = LeverKey("default", LeverCell(2025, 4, "merit_base"))
COLA = LeverKey("lean", LeverCell(2026, 1, "cola_rate"))


def rows_of(catalogue: LeverCatalogue, *lines: str) -> tuple[LeverRow, ...]:
    content = "\n".join([",".join(LEVER_COLUMNS), *lines]) + "\n"
    return parse_lever_rows(content.encode(), Path("levers.csv"), catalogue)


def test_a_file_says_a_value_and_a_lock_per_scenario_and_cell(catalogue: LeverCatalogue) -> None:
    rows = rows_of(
        catalogue, "lean,2026,1,RAISE,cola_rate,0.0150,1,,", "default,2025,3,RAISE,merit_base,0.03,0,2025-01-01,x"
    )
    assert row_states(rows) == {
        COLA: RowState(value=Decimal("0.015"), is_locked=True),
        MERIT_3: RowState(value=Decimal("0.03"), is_locked=False),
    }


def test_formatting_row_order_day_and_name_are_no_difference(catalogue: LeverCatalogue) -> None:
    one = rows_of(
        catalogue, "default,2025,3,RAISE,merit_base,0.03,0,2025-01-01,x", "lean,2026,1,RAISE,cola_rate,1e-2,0,,"
    )
    two = rows_of(catalogue, "lean,2026,1,RAISE,cola_rate,0.010,0,,", '"default",2025,3,RAISE,merit_base,.030,0,,')
    assert row_differences(row_states(one), row_states(two)) == ()


def test_each_difference_reads_as_one_phrase_in_the_order_of_the_keys() -> None:
    free, locked = RowState(value=Decimal("0.030"), is_locked=False), RowState(value=Decimal("0.030"), is_locked=True)
    before = {COLA: free, MERIT_4: free, MERIT_3: RowState(value=Decimal("0.031"), is_locked=False)}
    now = {MERIT_4: locked, MERIT_3: free, LeverKey("new", MERIT_3.cell): free}
    assert [difference.text for difference in row_differences(before, now)] == [
        "default 2025 level 3 merit_base: 0.031 -> 0.030",
        "default 2025 level 4 merit_base: 0.030 -> 0.030 (locked)",
        "lean 2026 level 1 cola_rate: 0.030 -> no row",
        "new 2025 level 3 merit_base: no row -> 0.030",
    ]


def test_states_survive_json_to_the_digit(catalogue: LeverCatalogue) -> None:
    rows = rows_of(catalogue, "lean,2026,1,RAISE,cola_rate,0.0150,1,,", "default,2025,3,RAISE,merit_base,2.5e-2,0,,")
    stored = json.loads(json.dumps(rows_as_json(rows)))
    assert stored == [
        ["lean", 2026, 1, "cola_rate", "0.0150", True],
        ["default", 2025, 3, "merit_base", "0.025", False],
    ]
    assert states_from_json(stored) == row_states(rows)
    assert [str(state.value) for state in states_from_json(stored).values()] == ["0.0150", "0.025"]


def test_the_fingerprint_is_the_sha256_of_the_rows_as_written(catalogue: LeverCatalogue) -> None:
    rows = rows_of(catalogue, "lean,2026,1,RAISE,cola_rate,0.0150,1,,", "default,2025,3,RAISE,merit_base,0.03,0,,")
    written = '[["lean", "2026", "1", "cola_rate", "0.0150", "True"], '
    written += '["default", "2025", "3", "merit_base", "0.03", "False"]]'
    assert lever_rows_sha256(rows) == hashlib.sha256(written.encode()).hexdigest()
