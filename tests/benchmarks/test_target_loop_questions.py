"""Random questions are what the page says of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from benchmarks.target_loops.brute_force import family_corners
from benchmarks.target_loops.problems import MARGIN, PAY_FAMILIES, Question, questions, target_and_feasibility
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.settings import load_simulation_settings
from optimization.search.movable_levers import CellRoom, MovableLever

REACH = (1.0, 1.1)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Question]:
    return list(
        questions(
            8,
            choices=PAY_FAMILIES,
            sizes=(40,),
            may_differ_by_year=True,
            home=tmp_path_factory.mktemp("homes"),
            settings=load_simulation_settings(),
            catalogue=load_lever_catalogue(),
            rng=np.random.default_rng(3),
        )
    )


def test_values_in_force_differ_by_year_where_a_question_says_so(asked: list[Question]) -> None:
    assert {question.differs_by_year for question in asked} == {True, False}
    for question in asked:
        values, locks = defaultdict(set), defaultdict(set)
        for row in question.inputs.lever_rows:
            _year, level, name = row.cell
            values[name, level].add(row.value)
            locks[name, level].add(row.is_locked)
        years = len(question.inputs.settings.years) if question.differs_by_year else 1
        assert {len(each) for each in values.values()} == {years}
        assert {len(each) for each in locks.values()} == {1}


@pytest.mark.parametrize("number", range(5))
def test_a_target_keeps_the_margin_from_both_ends_of_the_reach(number: int) -> None:
    rng = np.random.default_rng(number)
    for _ in range(100):
        target, is_feasible = target_and_feasibility(number, REACH, rng)
        low, high = REACH
        assert is_feasible == (number != 4)
        if is_feasible:
            assert low + MARGIN <= target <= high - MARGIN
        else:
            assert target <= low - MARGIN or target >= high + MARGIN


def test_a_reach_without_room_between_its_margins_is_missed() -> None:
    target, is_feasible = target_and_feasibility(0, (1.0, 1.0 + MARGIN), np.random.default_rng(1))
    assert not is_feasible
    assert not 1.0 <= target <= 1.0 + MARGIN


def test_levers_of_a_family_share_their_bound_in_its_corners() -> None:
    levers = [lever("merit_rate", level) for level in (1, 2)] + [lever("cola_rate", 1)]
    found = [
        sorted((cell.parameter_name, cell.job_level, value) for cell, value in corner.cells.items())
        for corner in family_corners(levers)
    ]
    assert sorted(found) == [
        [("cola_rate", 1, cola), ("merit_rate", 1, merit), ("merit_rate", 2, merit)]
        for cola in (0.01, 0.08)
        for merit in (0.01, 0.08)
    ]


def lever(family: str, level: int) -> MovableLever:
    room = CellRoom(today=0.05, lower=0.01, upper=0.08)
    return MovableLever(
        name=f"{family}_level_{level}",
        family=family,
        recommended_range=0.02,
        rooms={LeverCell(2025, level, family): room},
    )
