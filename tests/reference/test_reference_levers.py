"""Lever resolution against cases worked by hand."""

from __future__ import annotations

import pytest

from reference.inputs import LeverRow
from reference.levers import LeversInForce, levers_in_force, scenario_chain

NAME = "cola_rate"
OTHER_NAMES = ("merit_base", "promotion_probability", "promotion_raise", "new_hire_salary_adjustment")
BACKGROUND = tuple(
    LeverRow(scenario_id="default", fiscal_year=2000, job_level=1, parameter_name=name, value=0.5)
    for name in OTHER_NAMES
)


def rows(scenario_id: str, by_year: dict[int, float]) -> tuple[LeverRow, ...]:
    return tuple(
        LeverRow(scenario_id=scenario_id, fiscal_year=year, job_level=1, parameter_name=NAME, value=value)
        for year, value in by_year.items()
    )


def resolved(
    *given: tuple[LeverRow, ...], meta: dict[str, str | None], scenario_id: str, years: range
) -> LeversInForce:
    every_row = (*BACKGROUND, *(row for several in given for row in several))
    return levers_in_force(every_row, meta, scenario_id=scenario_id, years=years, job_levels=[1])


def test_own_years_run_from_the_first_one_on_and_earlier_years_fall_to_the_next_in_the_chain() -> None:
    values = resolved(
        rows("default", {2024: 0.01, 2025: 0.02, 2026: 0.03, 2027: 0.04}),
        rows("lean", {2025: 0.10, 2026: 0.11}),
        meta={"default": None, "lean": None},
        scenario_id="lean",
        years=range(2024, 2030),
    )
    # 2024 is the default's; 2027 and later are lean's own 2026, whatever the default gives for 2027.
    assert [values[year, 1, NAME] for year in range(2024, 2030)] == [0.01, 0.10, 0.11, 0.11, 0.11, 0.11]


def test_a_year_left_out_between_two_has_the_value_of_the_year_before() -> None:
    values = resolved(
        rows("default", {2025: 0.01, 2026: 0.02, 2028: 0.03}),
        rows("lean", {2025: 0.10, 2027: 0.11}),
        meta={"default": None, "lean": "default"},
        scenario_id="lean",
        years=range(2025, 2029),
    )
    assert [values[year, 1, NAME] for year in range(2025, 2029)] == [0.10, 0.10, 0.11, 0.11]


def test_a_value_is_looked_for_along_the_whole_chain() -> None:
    given = (
        rows("default", {2020: 0.01}),
        rows("parent", {2026: 0.05}),
        rows("child", {2028: 0.09}),
        rows("stranger", {2020: 0.99}),
    )
    meta = {"default": None, "parent": "default", "child": "parent", "grandchild": "child", "stranger": None}
    values = resolved(*given, meta=meta, scenario_id="grandchild", years=range(2025, 2030))
    assert [values[year, 1, NAME] for year in range(2025, 2030)] == [0.01, 0.05, 0.05, 0.09, 0.09]


def test_a_chain_that_does_not_name_default_ends_there_all_the_same() -> None:
    assert scenario_chain({"parent": None, "child": "parent"}, scenario_id="child") == ("child", "parent", "default")


@pytest.mark.parametrize(
    "meta", [{"a": "b", "b": "a"}, {"a": "a"}, {"a": "b", "b": "c", "c": "b"}], ids=["two", "itself", "further on"]
)
def test_a_cycle_is_refused(meta: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match="cycle"):
        scenario_chain(meta, scenario_id="a")


def test_a_value_that_resolves_nowhere_is_named() -> None:
    with pytest.raises(ValueError, match="scenario 'lean', year 2025, level 1, cola_rate"):
        resolved(
            rows("default", {2026: 0.02}),
            meta={"default": None, "lean": None},
            scenario_id="lean",
            years=range(2025, 2027),
        )


def test_two_rows_for_one_cell_are_refused() -> None:
    with pytest.raises(ValueError, match="Two rows for one cell"):
        resolved(
            rows("default", {2025: 0.01}),
            rows("default", {2025: 0.02}),
            meta={"default": None},
            scenario_id="default",
            years=range(2025, 2026),
        )
