"""Dagster's configs of the engine's assets are the engine's own."""

from __future__ import annotations

import pytest

from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.search.engine_config import EngineConfig
from optimization.search.problem.objective_weights import objective_weights, parse_objectives
from orchestrator.engine_config import EngineAssetConfig, EvidenceConfig, checked_engine_config


def test_an_untouched_launchpad_asks_the_default_question() -> None:
    assert checked_engine_config(EngineAssetConfig()) == EngineConfig()
    assert parse_objectives(EngineAssetConfig().objectives) == objective_weights("balanced")


def test_every_field_is_there_with_its_description() -> None:
    described = {name: field.description for name, field in EngineAssetConfig.model_fields.items()}
    objectives = described.pop("objectives")

    assert described == {name: field.description for name, field in EngineConfig.model_fields.items()}
    assert "conservative, balanced, growth" in str(objectives)


def test_the_evidence_is_planned_without_the_front_that_has_an_asset_of_its_own() -> None:
    fields, planned = EvidenceConfig.model_fields, EvidencePlan.model_fields

    assert set(fields) == set(planned) - {"front_points"}
    assert {name: field.default for name, field in fields.items()} == {name: planned[name].default for name in fields}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("method", ["COBYLA", "COBYQA", "DE", "L-BFGS-B", "SLSQP", "TNC", "auto", "trust-constr"]),
        ("growth_method", ["continuous", "current", "full_year_equivalent"]),
    ],
)
def test_choices_are_offered_in_the_words_that_analysts_type(field: str, words: list[str]) -> None:
    choices = EngineAssetConfig.model_fields[field].annotation

    # Dagster offers the names of an enum's members.
    assert sorted(member.name for member in choices) == words
    assert sorted(choices) == words


def test_a_config_keeps_what_was_typed() -> None:
    config = EngineAssetConfig(
        method="trust-constr", merit_order="non_increasing", limits=["equity_cv<=0.2"], budget=1e6, by_level=False
    )

    checked = checked_engine_config(config)

    assert (checked.method, checked.merit_order, checked.limits) == (
        "trust-constr",
        "non_increasing",
        ("equity_cv<=0.2",),
    )
    assert (checked.budget, checked.by_level, checked.target_growth) == (1e6, False, None)
