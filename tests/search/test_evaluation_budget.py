"""Evaluation budgets by hand at a given speed, and at the speed of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from figures import HORIZON, lever_table
from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.settings import SettingEntry
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import Places
from optimization.search.choice import calculate_optimal_evaluation_budget
from optimization.search.evaluation_budgets import BUDGETS_CONFIG, load_evaluation_budgets
from optimization.search.evaluation_speed import seconds_of_each
from optimization.simulation.protocol import Metrics
from optimization.simulation.surrogate_levers import surface_levers
from reference.small_home import small_home

# complexity, minutes, seconds each: recommended, min, max, runtime in minutes, fits.
# 80 % of ten minutes are 480 seconds, and of one minute 48.
BUDGETS = {
    "simple with time": (("simple", 10, 1.0), (50, 20, 100, 50 / 60, True)),
    "moderate with time": (("moderate", 10, 1.0), (100, 50, 200, 100 / 60, True)),
    "complex, cut at the most": (("complex", 10, 1.0), (200, 100, 480, 200 / 60, True)),
    "complex, all fits": (("complex", 10, 0.5), (200, 100, 500, 100 / 60, True)),
    "complex, cut at the recommended": (("complex", 10, 4.0), (120, 100, 120, 8.0, True)),
    "complex, just the least": (("complex", 10, 4.8), (100, 100, 100, 8.0, True)),
    "complex, one short": (("complex", 10, 4.81), (99, 100, 99, 99 * 4.81 / 60, False)),
    "simple, one minute": (("simple", 1, 2.0), (24, 20, 24, 0.8, True)),
    "simple, too slow": (("simple", 1, 30.0), (1, 20, 1, 0.5, False)),
    "not even one": (("simple", 1, 60.0), (0, 20, 0, 0.0, False)),
}


@pytest.mark.parametrize(("problem", "expected"), BUDGETS.values(), ids=BUDGETS)
def test_a_budget_is_what_four_fifths_of_the_time_hold(
    problem: tuple[str, float, float], expected: tuple[int, int, int, float, bool]
) -> None:
    complexity, minutes, seconds = problem
    recommended, least, most, runtime, fits = expected
    budget = calculate_optimal_evaluation_budget(complexity, minutes, False, seconds_per_evaluation=seconds)
    assert (budget["recommended_evaluations"], budget["min_evaluations"], budget["max_evaluations"]) == (
        recommended,
        least,
        most,
    )
    assert budget["estimated_runtime_minutes"] == pytest.approx(runtime)
    assert budget["estimated_runtime_minutes"] <= 0.8 * minutes + 1e-12
    assert budget["fits"] is fits
    assert budget["seconds_per_evaluation"] == seconds
    assert (f"needs {least}: give it more time" in budget["message"]) is not fits


def test_the_message_has_time_speed_and_what_they_come_to() -> None:
    budget = calculate_optimal_evaluation_budget("complex", 10, True, seconds_per_evaluation=4.81)
    assert budget["evaluation_mode"] == "synthetic"
    assert budget["message"] == (
        "80% of 10 minutes hold 99 evaluations at 4.81 seconds each: 99 are recommended. A complex problem needs 100: "
        "give it more time, or move fewer levers."
    )


BAD_QUESTIONS = {
    "misspelt": (("modreate", 10, False), {}, "problem complexity 'modreate'. Did you mean 'moderate'"),
    "a word for time": (("simple", "low", False), {}, "time_constraint = 'low': it must be a number.*minutes"),
    "no time": (("simple", 0, False), {}, "time_constraint = 0"),
    "negative time": (("simple", -5, False), {}, "time_constraint = -5"),
    "no speed": (("simple", 5, False), {"seconds_per_evaluation": 0.0}, "seconds_per_evaluation = 0.0.*in seconds"),
    "speed not a number": (("simple", 5, False), {"seconds_per_evaluation": float("nan")}, "per_evaluation = nan"),
}


@pytest.mark.parametrize(("question", "options", "reason"), BAD_QUESTIONS.values(), ids=BAD_QUESTIONS)
def test_a_question_that_cannot_be_is_refused(question: tuple[Any, ...], options: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        calculate_optimal_evaluation_budget(*question, **options)


def test_without_a_census_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(tmp_path))
    with pytest.raises(BadInputError, match=r"There is no census.*planwise census generate"):
        calculate_optimal_evaluation_budget("simple", 5, False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(("use_synthetic", "mode"), [(False, "real"), (True, "synthetic")])
def test_as_a_guide_calls_it_the_speed_is_measured_here(
    home: Places, monkeypatch: pytest.MonkeyPatch, use_synthetic: bool, mode: str
) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(home.home))
    budget = calculate_optimal_evaluation_budget(
        problem_complexity="simple", time_constraint=60, use_synthetic=use_synthetic
    )
    # An hour is plenty for 120 people, however slow the machine.
    assert (budget["recommended_evaluations"], budget["min_evaluations"], budget["max_evaluations"]) == (50, 20, 100)
    assert budget["evaluation_mode"] == mode
    assert budget["fits"] is True
    assert budget["estimated_runtime_minutes"] == pytest.approx(50 * budget["seconds_per_evaluation"] / 60)


@dataclass
class Slow:
    """The Simulator protocol, a hundred seconds slow at first and then two seconds a candidate."""

    levers: LeverTable = field(default_factory=lambda: lever_table((2025,)))
    inputs_fingerprint: str = "slow"
    now: float = 0.0
    batches: list[list[LeverVector]] = field(default_factory=list)

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        self.now += 2.0 * len(candidates) if self.batches else 100.0
        self.batches.append(list(candidates))
        return [replace(HORIZON, seed=seed) for _ in candidates for seed in seeds]


def test_the_speed_is_that_of_distinct_candidates_in_one_batch_after_a_first_evaluation() -> None:
    slow, catalogue = Slow(), load_lever_catalogue()
    levers = surface_levers(slow.levers, families=("cola_rate",), catalogue=catalogue)

    assert seconds_of_each(slow, levers, seeds=(7,), clock=lambda: slow.now) == 2.0

    first, batch = slow.batches
    assert first == [LeverVector(cells={})]
    # One row per candidate: the one value that all five levels get, from the lower search bound to the upper.
    rates = [sorted(set(candidate.cells.values())) for candidate in batch]
    assert len(rates) == 8
    assert rates[0] == pytest.approx([0.01])
    assert rates[-1] == pytest.approx([0.08])
    assert rates == sorted(rates)
    assert len({tuple(each) for each in rates}) == 8


def test_every_budget_has_unit_description_and_source() -> None:
    entries = [SettingEntry.model_validate(entry) for entry in read_yaml_sections(BUDGETS_CONFIG).values()]
    descriptions = {entry.description for entry in entries}
    assert len(descriptions) == len(entries) == len(type(load_evaluation_budgets()).model_fields)


BAD_BUDGETS = {
    "counts in disorder": ("{min: 20,", "{min: 60,", "simple.*1 <= min <= recommended <= max must hold"),
    "no evaluation": ("{min: 20,", "{min: 0,", "1 <= min"),
    "half an evaluation": ("{min: 20,", "{min: 20.5,", "simple.min"),
    "a count too many": ("{min: 20,", "{mni: 20, min: 20,", "simple.mni: there is no such key"),
    "more than the time": ("value: 0.8", "value: 1.8", "share_of_time = 1.8 is out of range"),
    "a complexity too many": ("simple:", "sipmle:", "Did you mean 'simple'"),
}


@pytest.mark.parametrize(("old", "new", "reason"), BAD_BUDGETS.values(), ids=BAD_BUDGETS)
def test_a_wrong_budget_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = tmp_path / "evaluation_budgets.yaml"
    shipped = BUDGETS_CONFIG.read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInputError, match=rf"(?s)evaluation_budgets\.yaml.*{reason}"):
        load_evaluation_budgets(path)
