"""A candidate that cannot be simulated is named with its lever before anything runs."""

from __future__ import annotations

import math

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverSetting, LeverTable, LeverVector
from optimization.simulation.candidate_check import refuse_bad_candidates

COLA = LeverCell(2026, 2, "cola_rate")


@pytest.fixture(scope="module")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


@pytest.fixture(scope="module")
def levers(catalogue: LeverCatalogue) -> LeverTable:
    setting = LeverSetting(value=0.03, is_locked=False, source_scenario_id="default")
    return LeverTable(
        scenario_id="default",
        settings={
            LeverCell(year, level, parameter): setting
            for year in (2025, 2026, 2027)
            for level in JOB_LEVELS
            for parameter in catalogue.parameter_names
        },
    )


def test_candidates_within_what_a_lever_file_may_hold_are_let_pass(
    levers: LeverTable, catalogue: LeverCatalogue
) -> None:
    family = catalogue.of_parameter("cola_rate")
    at_the_ends = [LeverVector(cells={COLA: value}) for value in (family.possible_lower, family.possible_upper)]
    refuse_bad_candidates([LeverVector(cells={}), *at_the_ends], levers=levers, catalogue=catalogue)
    refuse_bad_candidates([], levers=levers, catalogue=catalogue)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        (LeverCell(2026, 2, "cola"), 0.03, "there is no lever 'cola'; valid: "),
        (
            LeverCell(2031, 2, "cola_rate"),
            0.03,
            "'cola_rate_level_2@2031' lies outside the simulated years 2025 to 2027",
        ),
        (LeverCell(2026, 9, "cola_rate"), 0.03, "'cola_rate_level_9@2026' is of job level 9, which there is not"),
        (COLA, math.nan, "'cola_rate_level_2@2026' is nan: a lever needs a finite number"),
        (COLA, math.inf, "'cola_rate_level_2@2026' is inf: a lever needs a finite number"),
        (COLA, 3.0, "'cola_rate_level_2@2026' = 3.0 is out of bounds: it must be from "),
        (COLA, -3.0, "'cola_rate_level_2@2026' = -3.0 is out of bounds: it must be from "),
    ],
)
def test_what_is_wrong_with_a_candidate_is_said_with_its_number_and_lever(
    cell: LeverCell, value: float, told: str, levers: LeverTable, catalogue: LeverCatalogue
) -> None:
    batch = [LeverVector(cells={COLA: 0.02}), LeverVector(cells={COLA: 0.02, cell: value})]
    with pytest.raises(BadInputError) as refusal:
        refuse_bad_candidates(batch, levers=levers, catalogue=catalogue)
    message = str(refusal.value)
    assert message.startswith("Candidate 2 of 2: ")
    assert told in message
    assert message.endswith("Nothing was simulated.")
