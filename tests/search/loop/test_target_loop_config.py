"""The target loop's config refuses what it cannot run, in words its author understands."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from optimization.errors import BadInputError
from optimization.search.loop.target_loop_config import LoopMode, TargetLoopConfig, target_loop_config, unit_warning
from optimization.simulation.protocol import GrowthMethod


def test_defaults_are_those_analysts_are_told() -> None:
    assert target_loop_config().model_dump() == {
        "target_growth": 2.0,
        "tolerance": 0.1,
        "max_iterations": 10,
        "mode": LoopMode.ADAPTIVE,
        "method": GrowthMethod.FULL_YEAR_EQUIVALENT,
        "levers": ("cola_rate", "merit_rate", "new_hire_salary_adjustment"),
        "scenario_id": "default",
        "seed": 42,
        "simulator": "real",
    }


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("max_iterations", 0, ["max_iterations", "0", "1", "100"]),
        ("max_iterations", 101, ["max_iterations", "101", "1", "100"]),
        ("tolerance", 0.0, ["tolerance", "0.0", "1e-06", "10"]),
        ("tolerance", -0.1, ["tolerance", "-0.1", "1e-06", "10"]),
        ("target_growth", 200.0, ["target_growth", "200.0", "-100", "100"]),
        ("target_growth", float("nan"), ["target_growth", "nan"]),
        ("seed", -1, ["seed", "-1", "0"]),
        ("mode", "Balansed", ["mode", "'Balansed'", "'Balanced'", "Adaptive", "Aggressive", "Conservative"]),
        ("method", "curent", ["method", "'curent'", "'current'", "continuous", "full_year_equivalent"]),
        ("simulator", "syntetic", ["simulator", "'synthetic'", "real"]),
        ("levers", (), ["levers"]),
        ("levers", ("cola_rate", "cola_rate"), ["levers", "cola_rate", "once"]),
        ("tolerence", 0.1, ["'tolerence'", "'tolerance'"]),
    ],
)
def test_a_wrong_value_is_refused_with_field_value_and_what_is_valid(field: str, value: Any, words: list[str]) -> None:
    with pytest.raises(BadInputError) as refused:
        target_loop_config(**{field: value})
    assert [word for word in words if word not in str(refused.value)] == []


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(BadInputError) as refused:
        target_loop_config(max_iterations=0, tolerance=-1.0)
    assert "max_iterations" in str(refused.value)
    assert "tolerance" in str(refused.value)


def test_a_mode_may_be_written_in_any_case() -> None:
    assert target_loop_config(mode="aggressive").mode is LoopMode.AGGRESSIVE


def test_a_config_cannot_be_changed() -> None:
    config = target_loop_config()
    with pytest.raises(ValidationError):
        config.seed = 1  # type: ignore[misc]


def test_every_field_describes_itself_and_no_description_stands_twice() -> None:
    descriptions = [field.description or "" for field in TargetLoopConfig.model_fields.values()]
    assert all(len(description) > 20 for description in descriptions)
    assert len(set(descriptions)) == len(descriptions)


@pytest.mark.parametrize(("target", "meant"), [(0.035, "3.5"), (-0.02, "-2"), (0.1999, "19.99")])
def test_a_target_that_reads_like_a_fraction_gets_a_warning_about_percent(target: float, meant: str) -> None:
    warning = unit_warning(target_loop_config(target_growth=target))
    assert warning is not None
    assert "percent" in warning
    assert f"Did you mean {meant}?" in warning


@pytest.mark.parametrize("target", [0.0, 0.2, -0.2, 2.0])
def test_a_target_in_percent_gets_no_warning(target: float) -> None:
    assert unit_warning(target_loop_config(target_growth=target)) is None
