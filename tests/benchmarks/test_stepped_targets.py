"""What Adaptive says where promotions may move, alone or beside pay levers, holds on the batch simulator."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.target_loops import stepped
from benchmarks.target_loops.problems import MIXED_FAMILIES, questions
from benchmarks.target_loops.smooth import mixed_answer
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.loop.target_loop_result import LoopStatus
from optimization.simulation.batch_simulator import batch_simulator
from reference.real_run import fresh_places

BATCHES = 4
# The last of three lies beyond the reach.
FIRST, QUESTIONS = 2, 5
RANDOM_SETTINGS = 60


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Places:
    places: Places = fresh_places(tmp_path_factory.mktemp("compiled"))
    return places


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, compiled: Places) -> list[dict[str, Any]]:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(5)
    home = tmp_path_factory.mktemp("home")
    found = []
    asked = questions(
        QUESTIONS,
        choices=stepped.FAMILIES,
        sizes=(40,),
        may_differ_by_year=False,
        home=home,
        settings=load_simulation_settings(),
        catalogue=catalogue,
        rng=rng,
    )
    for question in islice(asked, FIRST, None):
        with batch_simulator(question.inputs, compiled) as simulator:
            found.append(
                stepped.stepped_answer(question, simulator, random_count=RANDOM_SETTINGS, catalogue=catalogue, rng=rng)
            )
    return found


def test_every_answer_holds(answers: list[dict[str, Any]]) -> None:
    assert [answer for answer in answers if not answer["holds"] or answer["batches"] > BATCHES] == []


def test_both_kinds_of_answer_were_checked(answers: list[dict[str, Any]]) -> None:
    statuses = [answer["status"] for answer in answers]
    assert statuses.count(LoopStatus.STALLED) > 1
    assert statuses[-1] == LoopStatus.INFEASIBLE


def test_pay_levers_close_what_a_step_of_promotions_leaves(compiled: Places, tmp_path: Path) -> None:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(5)
    for question in questions(
        2,
        choices=MIXED_FAMILIES,
        sizes=(40,),
        may_differ_by_year=True,
        home=tmp_path,
        settings=load_simulation_settings(),
        catalogue=catalogue,
        rng=rng,
    ):
        with batch_simulator(question.inputs, compiled) as simulator:
            found = mixed_answer(question, simulator, catalogue=catalogue, rng=rng)[LoopMode.ADAPTIVE]
        assert found["status"] == LoopStatus.CONVERGED
        assert found["batches"] <= BATCHES
