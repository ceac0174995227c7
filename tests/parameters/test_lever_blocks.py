"""Lever cells in the fewest rows that hide no difference."""

from __future__ import annotations

from optimization.parameters.lever_blocks import LeverBlock, lever_blocks
from optimization.parameters.lever_cells import LeverCell


def cells(table: dict[int, dict[int, float]], name: str = "merit_base") -> dict[LeverCell, float]:
    """Values by level and year."""
    return {LeverCell(year, level, name): value for level, years in table.items() for year, value in years.items()}


def rows(blocks: tuple[LeverBlock[float], ...]) -> list[tuple[str, str, str, float]]:
    return [(block.parameter_name, block.level_text, block.year_text, block.state) for block in blocks]


def test_cells_that_all_agree_are_one_block() -> None:
    table = {level: dict.fromkeys((2025, 2026), 0.03) for level in (1, 2, 3)}

    assert rows(lever_blocks(cells(table), parameter_names=["merit_base"])) == [
        ("merit_base", "1-3", "2025-2026", 0.03)
    ]


def test_a_year_that_differs_at_one_level_splits_that_level_only() -> None:
    table = {1: {2025: 0.03, 2026: 0.03}, 2: {2025: 0.03, 2026: 0.04}, 3: {2025: 0.03, 2026: 0.03}}

    assert rows(lever_blocks(cells(table), parameter_names=["merit_base"])) == [
        ("merit_base", "1", "2025-2026", 0.03),
        ("merit_base", "2", "2025", 0.03),
        ("merit_base", "2", "2026", 0.04),
        ("merit_base", "3", "2025-2026", 0.03),
    ]


def test_a_missing_year_or_level_is_never_claimed() -> None:
    table = {1: {2025: 0.03, 2027: 0.03}, 3: {2025: 0.03, 2027: 0.03}}

    assert rows(lever_blocks(cells(table), parameter_names=["merit_base"])) == [
        ("merit_base", "1", "2025", 0.03),
        ("merit_base", "1", "2027", 0.03),
        ("merit_base", "3", "2025", 0.03),
        ("merit_base", "3", "2027", 0.03),
    ]


def test_parameters_stand_in_the_order_asked_for() -> None:
    states = cells({1: {2025: 0.03}}) | cells({1: {2025: 0.015}}, name="cola_rate")

    assert [block.parameter_name for block in lever_blocks(states, parameter_names=["cola_rate", "merit_base"])] == [
        "cola_rate",
        "merit_base",
    ]
