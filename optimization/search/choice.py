"""What suits a problem before it is searched: a method, and as many evaluations as its time allows."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, Literal, Self, TypedDict

from optimization.errors import BadInputError, unknown_name
from optimization.places import places
from optimization.search.evaluation_budgets import load_evaluation_budgets

LEVELS = ("low", "medium", "high")

# A population finds its way where the gradients of more levers cost as much as generations do.
MOST_GRADIENT_PARAMETERS = 10
# SLSQP solves a small quadratic program at each step; with many constraints active its steps become erratic.
FEW_CONSTRAINTS = 5
# The time that guides give a first exploration: with less there is room for a few gradients only.
TIME_PRESSED_BELOW_MINUTES = 5.0
# Noise as a share of the differences between candidates. From a tenth on a finite difference is off by that much, and
# from a half on it may well point the wrong way.
MEDIUM_NOISE_FROM = 0.1
HIGH_NOISE_FROM = 0.5

_SECONDS_PER_MINUTE = 60.0


class MethodChoice(str):
    """The name of a method, as the engine's config takes it; `reason` says in a sentence what decided."""

    reason: str

    def __new__(cls, method: str, reason: str) -> Self:
        """The method by its name, and why."""
        choice = super().__new__(cls, method)
        choice.reason = reason
        return choice

    def __reduce__(self) -> tuple[Any, ...]:
        # Copies and other processes get the reason too.
        return type(self), (str(self), self.reason)


class EvaluationBudget(TypedDict):
    """How many candidates to simulate, and how long that takes; `fits` is whether the least worth doing fits."""

    recommended_evaluations: int
    min_evaluations: int
    max_evaluations: int
    estimated_runtime_minutes: float
    evaluation_mode: Literal["synthetic", "real"]
    fits: bool
    seconds_per_evaluation: float
    message: str


def select_optimal_algorithm(
    parameter_count: int, constraint_count: int, time_constraint: str | float, noise_level: str | float
) -> MethodChoice:
    """The method that suits a problem, by the first rule that applies.

    High noise or more than ten parameters: DE, whatever the constraints. More than five constraints: trust-constr where
    noise is low, COBYQA where it is medium. Any other constraint: SLSQP. Time-pressed: L-BFGS-B. Else SLSQP.

    Args:
        parameter_count: Decision variables, at least one.
        constraint_count: Constraints besides the bounds of the levers.
        time_constraint: How much time there is, "low", "medium" or "high", or minutes; low, and less than five minutes,
            is time-pressed.
        noise_level: "low", "medium" or "high", or the share of the differences between candidates that is chance, from
            0 to 1; medium from 0.1, high from 0.5.

    Raises:
        BadInputError: a count that is none, an unknown word, or a number out of range; says what is valid.
    """
    _refuse_bad_count("parameter_count", parameter_count, lowest=1)
    _refuse_bad_count("constraint_count", constraint_count, lowest=0)
    is_pressed, time = _time_pressure(time_constraint)
    noise, noise_text = _noise(noise_level)
    parameters, constraints = _counted(parameter_count, "parameter"), _counted(constraint_count, "constraint")
    if noise == "high":
        return MethodChoice("DE", f"With {noise_text} gradients mislead, and a population of candidates uses none.")
    if parameter_count > MOST_GRADIENT_PARAMETERS:
        return MethodChoice(
            "DE",
            f"With {parameters}, more than {MOST_GRADIENT_PARAMETERS}, and {constraints} a population of candidates "
            "finds its way.",
        )
    if constraint_count > FEW_CONSTRAINTS:
        many = f"With {constraints}, more than {FEW_CONSTRAINTS}, on {parameters} and with {noise_text}"
        if noise == "low":
            return MethodChoice("trust-constr", f"{many} gradients lead through the inside of the constraints.")
        return MethodChoice("COBYQA", f"{many} quadratic models take the place of gradients.")
    if constraint_count:
        return MethodChoice(
            "SLSQP", f"With {constraints}, at most {FEW_CONSTRAINTS}, on {parameters} a few gradients find the answer."
        )
    if is_pressed:
        return MethodChoice(
            "L-BFGS-B", f"With {time} and {constraints} on {parameters} it needs the fewest evaluations."
        )
    return MethodChoice(
        "SLSQP", f"With {parameters}, {constraints}, {time} and {noise_text} a few gradients find the answer."
    )


def calculate_optimal_evaluation_budget(
    problem_complexity: str,
    time_constraint: float,
    use_synthetic: bool,
    *,
    seconds_per_evaluation: float | None = None,
) -> EvaluationBudget:
    """How many evaluations a problem is worth, as far as they fit in its time at the speed of this machine.

    Evaluations may take four fifths of the time (config/evaluation_budgets.yaml has the share and the counts). Where
    the least number does not fit, as many are recommended as do, `fits` is False and `message` says so.

    Args:
        problem_complexity: simple, moderate or complex.
        time_constraint: Minutes for the whole search.
        use_synthetic: Whether a response surface evaluates, and not the simulation.
        seconds_per_evaluation: Measured over the installed census unless given.

    Raises:
        BadInputError: an unknown complexity, or a time that is no number above zero; or, where speed is measured, a
            census or levers that are missing or wrong.
        SimulationError: a candidate could not be simulated.
    """
    budgets = load_evaluation_budgets()
    counts = budgets.of(problem_complexity)
    minutes = _positive("time_constraint", time_constraint, unit="minutes")
    if seconds_per_evaluation is None:
        # Only here: the simulator is no light import.
        from optimization.search.evaluation_speed import measured_seconds_per_evaluation

        seconds_per_evaluation = measured_seconds_per_evaluation(places(), use_synthetic=use_synthetic)
    seconds = _positive("seconds_per_evaluation", seconds_per_evaluation, unit="seconds")
    affordable = math.floor(float(budgets.share_of_time) * minutes * _SECONDS_PER_MINUTE / seconds)
    recommended = min(counts.recommended, affordable)
    fits = affordable >= counts.min
    message = (
        f"{float(budgets.share_of_time):.0%} of {minutes:g} minutes hold {affordable} evaluations at {seconds:.3g} "
        f"seconds each: {recommended} are recommended."
    )
    too_little = f"A {problem_complexity} problem needs {counts.min}: give it more time, or move fewer levers."
    return EvaluationBudget(
        recommended_evaluations=recommended,
        min_evaluations=counts.min,
        max_evaluations=min(counts.max, affordable),
        estimated_runtime_minutes=recommended * seconds / _SECONDS_PER_MINUTE,
        evaluation_mode="synthetic" if use_synthetic else "real",
        fits=fits,
        seconds_per_evaluation=seconds,
        message=message if fits else f"{message} {too_little}",
    )


def _refuse_bad_count(name: str, count: object, *, lowest: int) -> None:
    if isinstance(count, bool) or not isinstance(count, Integral) or int(count) < lowest:
        raise BadInputError(f"{name} = {count!r}: it must be a whole number, at least {lowest}.")


def _time_pressure(time_constraint: str | float) -> tuple[bool, str]:
    """Whether there is little time, and the words for how much there is."""
    if isinstance(time_constraint, str):
        return _level("time_constraint", time_constraint) == "low", f"{time_constraint} time"
    minutes = _positive("time_constraint", time_constraint, unit="minutes")
    is_pressed = minutes < TIME_PRESSED_BELOW_MINUTES
    return (
        is_pressed,
        f"{minutes:g} minutes, {'less' if is_pressed else 'not less'} than {TIME_PRESSED_BELOW_MINUTES:g},",
    )


def _noise(noise_level: str | float) -> tuple[str, str]:
    """The level of noise, and the words for it."""
    if isinstance(noise_level, str):
        return _level("noise_level", noise_level), f"{noise_level} noise"
    if isinstance(noise_level, bool) or not isinstance(noise_level, Real) or not 0 <= noise_level <= 1:
        raise BadInputError(f"noise_level = {noise_level!r}: it must be {', '.join(LEVELS)}, or a number from 0 to 1.")
    if noise_level >= HIGH_NOISE_FROM:
        return "high", f"noise of {noise_level:g} (high from {HIGH_NOISE_FROM:g})"
    if noise_level >= MEDIUM_NOISE_FROM:
        return "medium", f"noise of {noise_level:g} (medium from {MEDIUM_NOISE_FROM:g})"
    return "low", f"noise of {noise_level:g} (low below {MEDIUM_NOISE_FROM:g})"


def _level(name: str, word: str) -> str:
    if word not in LEVELS:
        raise unknown_name(name, word, LEVELS)
    return word


def _positive(name: str, value: object, *, unit: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < math.inf:
        raise BadInputError(f"{name} = {value!r}: it must be a number above zero, in {unit}.")
    return float(value)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
