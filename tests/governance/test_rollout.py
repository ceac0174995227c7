"""Rollout plans: the guides' calls against hand-worked plans, and what holds for any levers at all."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.errors import BadInputError
from optimization.governance.rollout import create_staged_rollout_plan, implement_gradual_rollout

# As config/governance.yaml has them: phases, and the largest relative change in one.
TOLERANCES = {"low": (4, 0.25), "medium": (3, 0.35), "high": (2, 0.50)}
MOST_PHASES = 60
# A float's breadth, relative to the numbers at hand.
ROUNDING = 1e-12

levers = st.one_of(
    st.just(0.0),
    st.floats(0.001, 1.5),
    st.integers(-40, 40).map(lambda thousandths: thousandths / 1000),
    st.floats(-0.1, -0.001),
    # Numbers next to nothing too, but not those that a float holds with fewer digits than others.
    st.floats(-1.5, 1.5).filter(lambda number: number == 0 or abs(number) > 1e-200),
)
ways = st.dictionaries(st.sampled_from("abcdef"), st.tuples(levers, levers), min_size=1)


def values(plan: list[dict[str, Any]], lever: str) -> list[float]:
    return [phase["parameters"][lever] for phase in plan]


def touches_zero(start: float, end: float) -> bool:
    """Not by their product, which two small numbers make zero."""
    return not (start > 0 < end or start < 0 > end)


def phases_that_a_way_takes(start: float, end: float, cap: float) -> float:
    """In closed form: n phases multiply by (1 + cap)^n, or (1 - cap)^n; or add n caps of the whole way."""
    if start == end:
        return 0
    if touches_zero(start, end):
        return 1 / cap
    # Not the logarithm of the ratio, which may be no float.
    return (math.log(abs(end)) - math.log(abs(start))) / math.log(1 + cap if abs(end) > abs(start) else 1 - cap)


def test_a_plan_that_no_cap_binds_goes_in_equal_steps() -> None:
    plan = create_staged_rollout_plan(
        optimal_parameters={"merit_rate_level_1": 0.04, "cola_rate": 0.012},
        current_parameters={"merit_rate_level_1": 0.03, "cola_rate": 0.02},
        risk_tolerance="low",
    )
    assert values(plan, "merit_rate_level_1") == [0.0325, 0.035, 0.0375, 0.04]
    assert values(plan, "cola_rate") == [0.018, 0.016, 0.014, 0.012]
    assert [phase["phase"] for phase in plan] == [1, 2, 3, 4]
    assert plan[1]["changes"] == [
        {"parameter": "merit_rate_level_1", "from": 0.0325, "to": 0.035, "change": 0.0025, "remaining": 0.005},
        {"parameter": "cola_rate", "from": 0.018, "to": 0.016, "change": -0.002, "remaining": -0.004},
    ]
    assert plan[1]["rollback_plan"] == {"merit_rate_level_1": 0.0325, "cola_rate": 0.018}
    assert plan[1]["description"] == "Phase 2 of 4, at most 25% of a lever at a time: 2 of 2 levers move."
    assert (
        "turnover_rate or voluntary_turnover_rate: no rise of more than 20% (turnover_increase)"
        in (plan[1]["validation_required"])
    )


def test_a_cap_that_binds_adds_phases_of_equal_ratios_and_every_phase_says_so() -> None:
    """From 1 % to 4 % at no more than a half each: 1.5 ^ 3 < 4 < 1.5 ^ 4, so four; each multiplies by the root of 2."""
    plan = create_staged_rollout_plan(
        {"merit_rate_level_1": 0.04, "cola_rate": 0.024}, {"merit_rate_level_1": 0.01, "cola_rate": 0.02}, "high"
    )
    assert values(plan, "merit_rate_level_1") == pytest.approx([0.01 * 2**0.5, 0.02, 0.02 * 2**0.5, 0.04], abs=1e-8)
    assert values(plan, "cola_rate") == [0.021, 0.022, 0.023, 0.024]
    for phase in plan:
        assert "of 4 (2 planned, 2 added so that merit_rate_level_1 keeps to the cap)" in phase["description"]


def test_a_fall_that_would_be_too_steep_in_its_last_steps_is_spread_out() -> None:
    """10 % to 1 %: equal steps of four phases end with 3.25 % to 1 %, a fall of 69 %; 0.75 ^ 8 > 0.1 > 0.75 ^ 9."""
    plan = create_staged_rollout_plan({"cola_rate": 0.01}, {"cola_rate": 0.10}, "low")
    assert values(plan, "cola_rate") == pytest.approx([0.1 ** (1 + phase / 9) for phase in range(1, 10)], abs=1e-8)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0.0, 0.03, [0.01, 0.02, 0.03]), (0.03, 0.0, [0.02, 0.01, 0.0]), (-0.01, 0.02, [0.0, 0.01, 0.02])],
    ids=["from zero", "to zero", "across zero"],
)
def test_a_lever_at_zero_moves_by_its_share_of_the_way(start: float, end: float, expected: list[float]) -> None:
    assert values(create_staged_rollout_plan({"cola_rate": end}, {"cola_rate": start}), "cola_rate") == expected


def test_a_lever_that_stays_is_in_every_phase_and_in_no_change() -> None:
    plan = create_staged_rollout_plan({"cola_rate": 0.02, "merit": 0.033}, {"cola_rate": 0.02, "merit": 0.03})
    assert values(plan, "cola_rate") == [0.02, 0.02, 0.02]
    assert [[change["parameter"] for change in phase["changes"]] for phase in plan] == [["merit"]] * 3
    assert plan[0]["description"].endswith(": 1 of 2 levers moves.")


@pytest.mark.parametrize("planned", [create_staged_rollout_plan, implement_gradual_rollout])
def test_a_plan_without_any_change_is_one_phase_that_says_so(planned: Any) -> None:
    same = {"cola_rate": 0.02}
    (phase,) = planned(same, same)
    assert phase["description"] == "Nothing is to be rolled out: every lever stands at its optimum already."
    assert (phase["phase"], phase["changes"]) == (1, [])
    assert phase["parameters"] == phase["rollback_plan"] == same
    assert phase["validation_required"]


def test_a_way_too_short_for_a_phase_to_move_by_a_digit_that_is_kept_is_still_one() -> None:
    plan = implement_gradual_rollout({"cola_rate": 0.02 + 1e-12}, {"cola_rate": 0.02}, 2)
    assert [len(phase["changes"]) for phase in plan] == [0, 1]
    assert plan[0]["description"] == "Phase 1 of 2, in equal steps: 0 of 1 lever move."


def test_a_lever_without_an_optimum_is_not_part_of_the_plan() -> None:
    plan = create_staged_rollout_plan({"cola_rate": 0.018}, {"cola_rate": 0.015, "merit_rate_level_1": 0.03})
    assert [set(phase["parameters"]) for phase in plan] == [{"cola_rate"}] * 3


def test_a_gradual_rollout_is_the_linear_one_whatever_the_size_of_its_steps() -> None:
    plan = implement_gradual_rollout(
        optimal_parameters={"cola_rate": 0.04, "merit_rate_level_1": 0.03},
        current_parameters={"cola_rate": 0.01, "merit_rate_level_1": 0.032},
        phases=3,
    )
    assert values(plan, "cola_rate") == [0.02, 0.03, 0.04]
    assert values(plan, "merit_rate_level_1") == pytest.approx([0.032 - 0.002 / 3, 0.032 - 0.004 / 3, 0.03], abs=5e-9)
    assert plan[0]["description"] == "Phase 1 of 3, in equal steps: 2 of 2 levers move."
    assert set(plan[0]) == {
        "phase",
        "description",
        "parameters",
        "changes",
        "validation_required",
        "rollback_plan",
    }


def test_values_in_between_have_eight_decimals_and_more_only_where_the_cap_leaves_no_room() -> None:
    assert values(implement_gradual_rollout({"a": 0.02}, {"a": 0.01}, 3), "a") == [0.01333333, 0.01666667, 0.02]
    # With eight, the only step from 1e-8 to 2e-8 is twice the number it begins at.
    tiny = values(create_staged_rollout_plan({"a": 2e-8}, {"a": 1e-8}, "low"), "a")
    assert tiny == [1.2e-8, 1.5e-8, 1.8e-8, 2e-8]


@pytest.mark.parametrize(("start", "end"), [(1e-13, 0.03), (1e-300, 0.03), (0.03, 1e-300)])
def test_a_lever_that_would_take_too_many_phases_is_refused_by_name(start: float, end: float) -> None:
    with pytest.raises(BadInputError, match=r"cola_rate cannot go from .* in 60 phases of at most 50% each"):
        create_staged_rollout_plan({"cola_rate": end, "merit": 0.03}, {"cola_rate": start, "merit": 0.03}, "high")


@pytest.mark.parametrize("phases", [0, -1, 61, 2.0, True, "3", math.nan])
def test_a_number_of_phases_that_is_none_is_refused(phases: Any) -> None:
    with pytest.raises(BadInputError, match="a whole number of phases, from 1 to 60"):
        implement_gradual_rollout({"cola_rate": 0.02}, {"cola_rate": 0.01}, phases)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, "0.03", True])
def test_a_value_that_is_no_finite_number_is_refused_on_both_sides(value: Any) -> None:
    with pytest.raises(BadInputError, match="The optimum of cola_rate is"):
        create_staged_rollout_plan({"cola_rate": value}, {"cola_rate": 0.01})
    with pytest.raises(BadInputError, match="The current value of cola_rate is"):
        implement_gradual_rollout({"cola_rate": 0.01}, {"cola_rate": value})


def test_what_cannot_be_planned_is_refused_with_what_is_valid() -> None:
    with pytest.raises(BadInputError, match=r"Unknown risk tolerance 'lo'. Did you mean 'low'\? Valid: high, low, me"):
        create_staged_rollout_plan({"cola_rate": 0.02}, {"cola_rate": 0.01}, "lo")
    with pytest.raises(BadInputError, match=r"without a current value. Unknown lever 'cola'. Did you mean 'cola_rate'"):
        create_staged_rollout_plan({"cola": 0.02}, {"cola_rate": 0.01})
    with pytest.raises(BadInputError, match="at least one lever"):
        implement_gradual_rollout({}, {})


def test_numbers_of_numpy_are_numbers() -> None:
    plan = implement_gradual_rollout({"cola_rate": np.float64(0.02)}, {"cola_rate": np.float64(0.01)}, 2)
    assert values(plan, "cola_rate") == [0.015, 0.02]
    assert type(plan[0]["parameters"]["cola_rate"]) is float


@settings(max_examples=150, deadline=None)
@given(ways=ways, tolerance=st.sampled_from(sorted(TOLERANCES)))
def test_a_staged_plan_ends_at_the_optimum_and_keeps_every_cap(
    ways: dict[str, tuple[float, float]], tolerance: str
) -> None:
    planned, cap = TOLERANCES[tolerance]
    optimal = {name: end for name, (_, end) in ways.items()}
    current = {name: start for name, (start, _) in ways.items()}
    takes = max(phases_that_a_way_takes(start, end, cap) for start, end in ways.values())
    if takes > MOST_PHASES - 1e-9:
        # Just at the limit, logarithms do not tell.
        if takes > MOST_PHASES + 1e-9:
            with pytest.raises(BadInputError, match="in 60 phases"):
                create_staged_rollout_plan(optimal, current, tolerance)
        return
    plan = create_staged_rollout_plan(optimal, current, tolerance)
    assert plan[-1]["parameters"] == optimal
    if optimal == current:
        assert len(plan) == 1
    else:
        assert max(planned, math.ceil(takes - 1e-9)) <= len(plan) <= max(planned, math.ceil(takes + 1e-9))
    for name, (start, end) in ways.items():
        for before, after in pairwise([start, *values(plan, name)]):
            largest = cap * (abs(end - start) if touches_zero(start, end) else abs(before))
            assert abs(after - before) <= largest + ROUNDING * max(abs(before), abs(after))
    assert_steps_fit_together(plan, optimal, current)


@settings(max_examples=100, deadline=None)
@given(ways=ways, phases=st.integers(1, MOST_PHASES))
def test_a_gradual_plan_ends_at_the_optimum_in_as_many_equal_steps_as_asked(
    ways: dict[str, tuple[float, float]], phases: int
) -> None:
    optimal = {name: end for name, (_, end) in ways.items()}
    current = {name: start for name, (start, _) in ways.items()}
    plan = implement_gradual_rollout(optimal, current, phases)
    assert len(plan) == (1 if optimal == current else phases)
    assert plan[-1]["parameters"] == optimal
    for name, (start, end) in ways.items():
        steps = [start + (end - start) * phase / len(plan) for phase in range(1, len(plan) + 1)]
        assert values(plan, name) == pytest.approx(steps, abs=5.01e-9)
    assert_steps_fit_together(plan, optimal, current)


def assert_steps_fit_together(plan: list[dict[str, Any]], optimal: dict[str, float], current: dict[str, float]) -> None:
    """No lever goes back, the changes lead from one phase to the next, and each phase knows the one before it."""
    before = current
    for phase in plan:
        after = phase["parameters"]
        assert phase["rollback_plan"] == before
        assert {change["parameter"] for change in phase["changes"]} == {n for n in after if after[n] != before[n]}
        for change in phase["changes"]:
            name = change["parameter"]
            assert (change["from"], change["to"]) == (before[name], after[name])
            assert change["change"] == pytest.approx(after[name] - before[name], abs=1e-15)
            assert change["remaining"] == pytest.approx(optimal[name] - after[name], abs=1e-15)
            assert min(current[name], optimal[name]) <= after[name] <= max(current[name], optimal[name])
            assert (after[name] > before[name]) == (optimal[name] > current[name])
        before = after
