"""The weights of the objectives, as they are typed in Python and on a command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.search.problem.objective_weights import (
    ObjectiveWeights,
    objective_presets,
    objective_weights,
    parse_objectives,
)


def test_the_presets_are_those_of_the_guides() -> None:
    assert objective_presets() == {
        "conservative": ObjectiveWeights(cost=0.6, equity=0.3, targets=0.1),
        "balanced": ObjectiveWeights(cost=0.4, equity=0.3, targets=0.3),
        "growth": ObjectiveWeights(cost=0.2, equity=0.3, targets=0.5),
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cost": 1}, (1.0, 0.0, 0.0)),
        ({"cost": 0.4, "equity": 0.3, "targets": 0.3}, (0.4, 0.3, 0.3)),
        ({"cost": 0.3333333, "equity": 0.3333333, "targets": 0.3333333}, (0.3333333,) * 3),
        ("growth", (0.2, 0.3, 0.5)),
    ],
)
def test_weights_are_given_by_name_or_preset(given: Any, expected: tuple[float, ...]) -> None:
    weights = objective_weights(given)
    assert (weights.cost, weights.equity, weights.targets) == expected
    assert objective_weights(weights) is weights


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"cost": 0.4, "equity": 0.3, "targets": 0.4},
            r"the weights must sum to 1, but cost 0\.4 \+ equity 0\.3 \+ targets 0\.4 = 1\.1",
        ),
        ({"cost": 0.5}, r"cost 0\.5 \+ equity 0 \+ targets 0 = 0\.5"),
        ({}, r"= 0\."),
        ({"cost": 0.33333, "equity": 0.33333, "targets": 0.33333}, r"= 0\.99999"),
        ({"cost": 1.2, "equity": -0.2}, "cost = 1.2 is out of range"),
        ({"cost": 1.2, "equity": -0.2}, "equity = -0.2"),
        ({"costs": 1.0}, "Did you mean 'cost'"),
        ({"cost": float("nan"), "equity": 1.0}, "cost = nan"),
        ({"cost": "much"}, "cost = 'much'"),
        ("balance", "Did you mean 'balanced'"),
    ],
)
def test_wrong_weights_are_refused_with_what_is_wrong(given: Any, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        objective_weights(given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cost=.4,equity=.3,targets=.3", (0.4, 0.3, 0.3)),
        (" cost = 1 ", (1.0, 0.0, 0.0)),
        ("targets=0.25, cost=0.75", (0.75, 0.0, 0.25)),
        (" conservative ", (0.6, 0.3, 0.1)),
    ],
)
def test_weights_are_typed_in_any_order(text: str, expected: tuple[float, ...]) -> None:
    weights = parse_objectives(text)
    assert (weights.cost, weights.equity, weights.targets) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cost=.5,cost=.5", "cost is given twice"),
        ("cost=half,equity=.5", "'cost=half' is not a weight"),
        ("cost=.5,,equity=.5", "'' is not a weight"),
        ("cost=.5,equity", "'equity' is not a weight"),
        ("cost=.5,equity=.4", r"= 0\.9"),
        ("cautious", "Unknown preset of objectives 'cautious'"),
        ("", "Unknown preset of objectives ''"),
    ],
)
def test_text_that_is_no_weights_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        parse_objectives(text)


def test_a_wrong_preset_is_named_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "presets.yaml"
    file.write_text("odd:\n  cost: 0.9\n  equity: 0.3\n  description: More than everything.\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"presets\.yaml: odd: .*cost 0\.9 \+ equity 0\.3 \+ targets 0 = 1\.2"):
        objective_presets(file)
