"""What Adaptive says of promotion probabilities alone holds on the batch simulator, checked without the loop."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest

from benchmarks.target_loops import stepped
from benchmarks.target_loops.problems import questions
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.search.target_loop_result import LoopStatus
from optimization.simulation.batch_simulator import batch_simulator
from reference.real_run import fresh_places

BATCHES = 4
# The last of three lies beyond the reach.
FIRST, QUESTIONS = 2, 5
RANDOM_SETTINGS = 60


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    catalogue, rng = load_lever_catalogue(), np.random.default_rng(5)
    home = tmp_path_factory.mktemp("home")
    compiled = fresh_places(home / "compiled")
    found = []
    asked = questions(
        QUESTIONS,
        choices=stepped.FAMILIES,
        sizes=(40,),
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
