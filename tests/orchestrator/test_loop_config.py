"""Dagster's loop config is the loop's own."""

from __future__ import annotations

import pytest

from optimization.search.loop.target_loop_config import TargetLoopConfig
from orchestrator.loop_config import LoopConfig, SingleIterationConfig, checked_loop_config


def test_an_untouched_launchpad_asks_for_the_default_loop() -> None:
    assert checked_loop_config(LoopConfig()) == TargetLoopConfig()


def test_every_field_is_there_with_its_description() -> None:
    described = {name: field.description for name, field in LoopConfig.model_fields.items()}

    assert described == {name: field.description for name, field in TargetLoopConfig.model_fields.items()}
    assert set(described) - set(SingleIterationConfig.model_fields) == {"max_iterations"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("mode", ["Adaptive", "Aggressive", "Balanced", "Conservative"]),
        ("method", ["continuous", "current", "full_year_equivalent"]),
        ("simulator", ["real", "synthetic"]),
    ],
)
def test_choices_are_offered_in_the_words_that_analysts_type(field: str, words: list[str]) -> None:
    choices = LoopConfig.model_fields[field].annotation

    # Dagster offers the names of an enum's members.
    assert sorted(member.name for member in choices) == words
    assert sorted(choices) == words


def test_a_config_keeps_what_was_typed() -> None:
    config = LoopConfig(target_growth=3, mode="Balanced", levers=["cola_rate"])

    checked = checked_loop_config(config)

    assert (checked.target_growth, checked.mode, checked.levers) == (3.0, "Balanced", ("cola_rate",))
