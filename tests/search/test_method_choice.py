"""The method that is recommended for a problem: a table of the rules, their edges, and what is refused."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.search.choice import select_optimal_algorithm

# parameters, constraints, time, noise: the method, and what its reason must name
CHOICES = {
    "noise before all else": ((3, 0, "low", "high"), "DE", ["high noise"]),
    "noise with constraints": ((3, 2, "high", "high"), "DE", ["high noise"]),
    "noise from a half": ((3, 0, "high", 0.5), "DE", ["noise of 0.5 (high from 0.5)"]),
    "noise of one": ((3, 0, "high", 1), "DE", ["noise of 1 "]),
    "eleven parameters": ((11, 0, "high", "low"), "DE", ["11 parameters, more than 10"]),
    "eleven parameters with constraints": ((11, 6, "low", "low"), "DE", ["11 parameters", "6 constraints"]),
    "ten parameters": ((10, 0, "high", "low"), "SLSQP", ["10 parameters", "high time", "low noise"]),
    "one constraint": ((5, 1, "high", "low"), "SLSQP", ["1 constraint,", "at most 5", "5 parameters"]),
    "five constraints": ((10, 5, "high", "low"), "SLSQP", ["5 constraints", "at most 5", "10 parameters"]),
    "six constraints, smooth": ((10, 6, "high", "low"), "trust-constr", ["6 constraints, more than 5", "low noise"]),
    "six constraints, some noise": ((10, 6, "high", "medium"), "COBYQA", ["6 constraints", "medium noise"]),
    "just smooth": ((2, 9, "medium", 0.099), "trust-constr", ["9 constraints", "noise of 0.099 (low below 0.1)"]),
    "no longer smooth": ((2, 9, "medium", 0.1), "COBYQA", ["9 constraints", "noise of 0.1 (medium from 0.1)"]),
    "short of a half": ((2, 9, "medium", 0.499), "COBYQA", ["noise of 0.499 (medium"]),
    "constraints before haste": ((5, 1, "low", "low"), "SLSQP", ["1 constraint"]),
    "haste": ((7, 0, "low", "low"), "L-BFGS-B", ["low time", "0 constraints", "7 parameters"]),
    "haste with some noise": ((7, 0, "low", "medium"), "L-BFGS-B", ["low time"]),
    "haste in minutes": ((7, 0, 4.9, "low"), "L-BFGS-B", ["4.9 minutes, less than 5"]),
    "five minutes": ((7, 0, 5, 0.0), "SLSQP", ["5 minutes, not less than 5", "noise of 0 "]),
    "no haste": ((1, 0, "medium", "medium"), "SLSQP", ["1 parameter,", "medium time", "medium noise"]),
}


@pytest.mark.parametrize(("problem", "method", "figures"), CHOICES.values(), ids=CHOICES)
def test_each_rule_gives_its_method_with_the_figures_that_decided(
    problem: tuple[Any, ...], method: str, figures: list[str]
) -> None:
    choice = select_optimal_algorithm(*problem)
    assert choice == method
    assert [figure for figure in figures if figure not in choice.reason] == []
    assert choice.reason.startswith("With ")
    assert choice.reason.endswith(".")


def test_as_a_guide_uses_it_the_choice_is_a_method_name() -> None:
    choice = select_optimal_algorithm(parameter_count=5, constraint_count=0, time_constraint="low", noise_level="low")
    assert isinstance(choice, str)
    assert f"Using {choice}" == "Using L-BFGS-B"
    assert {"L-BFGS-B": "found"}[choice] == "found"


def test_copies_keep_the_reason() -> None:
    choice = select_optimal_algorithm(5, 0, "low", "low")
    for twin in (copy.deepcopy(choice), pickle.loads(pickle.dumps(choice))):
        assert (twin, twin.reason) == (choice, choice.reason)


BAD_PROBLEMS = {
    "no parameter": ((0, 0, "low", "low"), "parameter_count = 0: it must be a whole number, at least 1"),
    "negative parameters": ((-1, 0, "low", "low"), "parameter_count = -1"),
    "half a parameter": ((2.5, 0, "low", "low"), "parameter_count = 2.5"),
    "negative constraints": ((5, -1, "low", "low"), "constraint_count = -1: it must be a whole number, at least 0"),
    "a truth for a count": ((5, True, "low", "low"), "constraint_count = True"),
    "misspelt time": ((5, 0, "hgih", "low"), "Unknown time_constraint 'hgih'. Did you mean 'high'"),
    "no time": ((5, 0, 0, "low"), "time_constraint = 0: it must be a number above zero, in minutes"),
    "endless time": ((5, 0, float("inf"), "low"), "time_constraint = inf"),
    "time not a number": ((5, 0, float("nan"), "low"), "time_constraint = nan"),
    "time left out": ((5, 0, None, "low"), "time_constraint = None"),
    "another word for noise": ((5, 0, "low", "loud"), "Unknown noise_level 'loud'.*Valid: high, low, medium"),
    "noise beyond one": (
        (5, 0, "low", 1.1),
        "noise_level = 1.1: it must be low, medium, high, or a number from 0 to 1",
    ),
    "noise below zero": ((5, 0, "low", -0.1), "noise_level = -0.1"),
    "noise not a number": ((5, 0, "low", float("nan")), "noise_level = nan"),
    "a truth for noise": ((5, 0, "low", True), "noise_level = True"),
}


@pytest.mark.parametrize(("problem", "reason"), BAD_PROBLEMS.values(), ids=BAD_PROBLEMS)
def test_a_problem_that_cannot_be_is_refused_with_what_is_valid(problem: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        select_optimal_algorithm(*problem)
