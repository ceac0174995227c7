"""The row in force in a cell, against the reference model's levers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.levers_in_force import row_in_force
from reference.inputs import LeverRow
from reference.levers import PARAMETER_NAMES, levers_in_force, scenario_chain

BASES = {"default": None, "lean": None, "leaner": "lean"}
YEARS = (2025, 2026, 2027, 2028)

keys = st.builds(
    lambda scenario, year: LeverKey(scenario, LeverCell(year, 1, "merit_base")),
    st.sampled_from(sorted(BASES)),
    st.integers(2023, 2029),
)
# Every cell of the reference model must resolve, so the first simulated year is given for `default`.
FULL = {LeverKey("default", LeverCell(2020, 1, name)): 0.01 for name in PARAMETER_NAMES}


@given(st.dictionaries(keys, st.integers(2, 90).map(lambda value: value / 1000)), st.sampled_from(sorted(BASES)))
def test_it_is_the_one_that_the_reference_model_takes(sparse: dict[LeverKey, float], scenario_id: str) -> None:
    given_rows = FULL | sparse
    expected = levers_in_force(
        [
            LeverRow(
                scenario_id=key.scenario_id,
                fiscal_year=key.cell.fiscal_year,
                job_level=key.cell.job_level,
                parameter_name=key.cell.parameter_name,
                value=value,
            )
            for key, value in given_rows.items()
        ],
        BASES,
        scenario_id=scenario_id,
        years=YEARS,
        job_levels=[1],
    )
    lineage = scenario_chain(BASES, scenario_id=scenario_id)
    for year in YEARS:
        assert row_in_force(LeverCell(year, 1, "merit_base"), given_rows, lineage) == expected[year, 1, "merit_base"]


def test_no_row_is_in_force_before_the_first_year_that_has_one() -> None:
    rows = {LeverKey("default", LeverCell(2026, 1, "cola_rate")): "2026"}
    assert row_in_force(LeverCell(2025, 1, "cola_rate"), rows, ["default"]) is None
    assert row_in_force(LeverCell(2999, 1, "cola_rate"), rows, ["default"]) == "2026"
    assert row_in_force(LeverCell(2026, 2, "cola_rate"), rows, ["default"]) is None
    assert row_in_force(LeverCell(2026, 1, "cola_rate"), rows, ["lean"]) is None
