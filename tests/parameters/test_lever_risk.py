"""The risk of a lever's value, worked out by hand at each edge."""

from __future__ import annotations

import itertools

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_risk import RiskLevel, highest_risk, lever_risk

# merit_rate: search 0.01 to 0.10, recommended 0.02 to 0.045; half-way 0.015 and 0.0725.
MERIT = {
    0.0099: "CRITICAL",
    0.01: "HIGH",
    0.0149: "HIGH",
    0.015: "MEDIUM",
    0.0199: "MEDIUM",
    0.02: "LOW",
    0.03: "LOW",
    0.045: "LOW",
    0.0451: "MEDIUM",
    0.0725: "MEDIUM",
    0.0726: "HIGH",
    0.10: "HIGH",
    0.1001: "CRITICAL",
    -0.02: "CRITICAL",
}
# cola_rate: search 0.01 to 0.08, recommended 0.01 to 0.03: below there is no room at all; half-way above 0.055.
COLA = {0.0099: "CRITICAL", 0.01: "LOW", 0.03: "LOW", 0.055: "MEDIUM", 0.0551: "HIGH", 0.08: "HIGH", 0.0801: "CRITICAL"}
# new_hire_salary_adjustment: search 1.00 to 1.40, recommended 1.00 to 1.10; half-way 1.25.
FACTOR = {0.99: "CRITICAL", 1.0: "LOW", 1.1: "LOW", 1.25: "MEDIUM", 1.26: "HIGH", 1.4: "HIGH", 1.41: "CRITICAL"}


@pytest.mark.parametrize(
    ("lever", "value", "risk"),
    [
        (lever, value, risk)
        for lever, cases in (("merit_rate", MERIT), ("cola_rate", COLA), ("new_hire_salary_adjustment", FACTOR))
        for value, risk in cases.items()
    ],
)
def test_the_risk_at_each_edge_is_the_one_worked_out_by_hand(
    catalogue: LeverCatalogue, lever: str, value: float, risk: str
) -> None:
    assert lever_risk(value, catalogue.family(lever)) == risk


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_has_no_risk(catalogue: LeverCatalogue, value: float) -> None:
    with pytest.raises(BadInputError, match="finite"):
        lever_risk(value, catalogue.family("cola_rate"))


def test_levels_are_ordered_by_severity_and_not_by_the_alphabet() -> None:
    ordered = [RiskLevel("LOW"), RiskLevel("MEDIUM"), RiskLevel("HIGH"), RiskLevel("CRITICAL")]
    assert [level.severity for level in ordered] == [0, 1, 2, 3]
    for shuffled in itertools.permutations(ordered):
        assert sorted(shuffled) == ordered
    for lower, higher in itertools.combinations(ordered, 2):
        assert (lower < higher, lower <= higher, lower > higher, lower >= higher) == (True, True, False, False)
    for level in ordered:
        assert (level < level, level <= level, level > level, level >= level) == (False, True, False, True)


def test_the_highest_of_several_risks_is_the_most_severe() -> None:
    assert highest_risk([RiskLevel.LOW, RiskLevel.CRITICAL, RiskLevel.HIGH]) is RiskLevel.CRITICAL
    assert highest_risk([RiskLevel.MEDIUM, RiskLevel.LOW]) is RiskLevel.MEDIUM
    assert highest_risk([]) is RiskLevel.LOW
