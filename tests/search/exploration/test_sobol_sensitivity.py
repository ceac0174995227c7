"""Sobol indices of functions whose indices are known in closed form."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell
from optimization.search.exploration.sobol import sobol_sensitivity
from optimization.search.exploration.sobol_result import SobolIndex

COLA, MERIT, ADJUSTMENT = "cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"
NAMES = (COLA, MERIT, ADJUSTMENT)
BOUNDS = {COLA: (0.01, 0.08), MERIT: (0.01, 0.10), ADJUSTMENT: (1.0, 1.4)}
RECOMMENDED = {COLA: (0.01, 0.03), MERIT: (0.02, 0.045), ADJUSTMENT: (1.0, 1.1)}


def explored(formulas: Any, formula: Any, *, names: tuple[str, ...] = NAMES, evaluations: int, **options: Any) -> Any:
    space = formulas.space(*names)
    given = {"rng": np.random.default_rng(5), "batch_size": 512, **options}
    return sobol_sensitivity(
        space,
        ask=formulas.asked(space, formula),
        measures={"value": formulas.value},
        evaluations=evaluations,
        **given,
    )


def share(at: dict[str, float], name: str) -> float:
    """Where a lever lies between its bounds, from 0 to 1."""
    lower, upper = BOUNDS[name]
    return (at[name] - lower) / (upper - lower)


def contains(index: SobolIndex, value: float) -> bool:
    assert index.interval is not None
    return index.interval[0] <= value <= index.interval[1]


def test_of_a_sum_each_lever_has_its_squared_slope(formulas: Any) -> None:
    # With slopes 4, 2 and 1 over equal ranges: 16, 4 and 1 of 21, first and total order alike.
    found = explored(
        formulas, lambda at: 4 * share(at, COLA) + 2 * share(at, MERIT) + share(at, ADJUSTMENT), evaluations=5 * 1024
    )
    for lever, expected in zip(found.measures["value"].levers, (16 / 21, 4 / 21, 1 / 21), strict=True):
        for index in (lever.first_order, lever.total_order):
            assert index.value == pytest.approx(expected, abs=0.01)
            assert contains(index, expected)
    assert found.measures["value"].ranking == NAMES


def test_over_the_recommended_ranges_a_lever_counts_by_its_recommended_width(formulas: Any) -> None:
    space = formulas.space(*NAMES)
    ask = formulas.asked(space, lambda at: at[COLA] + at[MERIT] + at[ADJUSTMENT])
    found = sobol_sensitivity(
        space,
        ask=ask,
        measures={"value": formulas.value},
        evaluations=5 * 1024,
        rng=np.random.default_rng(5),
        over="recommended",
        batch_size=5 * 1024,
    )
    widths = np.array([upper - lower for lower, upper in RECOMMENDED.values()])
    shares = [lever.total_order.value for lever in found.measures["value"].levers]
    assert shares == pytest.approx(list(widths**2 / (widths @ widths)), abs=0.01)
    for candidate in ask.batches[0]:
        values = ask.values(candidate)
        assert all(lower - 1e-8 <= values[name] <= upper + 1e-8 for name, (lower, upper) in RECOMMENDED.items())


def test_a_lever_whose_years_differ_is_drawn_within_its_recommended_range_too(formulas: Any) -> None:
    # The earlier year is at its lower bound and the later one at its upper: downwards only the later one moves.
    apart = {
        LeverCell(year, level, "cola_rate"): rate
        for year, rate in ((2025, 0.01), (2026, 0.08))
        for level in range(1, 6)
    }
    space = formulas.space(COLA, ADJUSTMENT, changed=apart)
    ask = formulas.asked(space, lambda at: at[COLA])
    sobol_sensitivity(
        space,
        ask=ask,
        measures={"value": formulas.value},
        evaluations=4 * 256,
        rng=np.random.default_rng(5),
        over="recommended",
        batch_size=4 * 256,
    )
    means = [ask.values(candidate)[COLA] for candidate in ask.batches[0]]
    # Two matrices of 256 points in a range of two points: hardly any room is left at its ends.
    assert (min(means), max(means)) == (pytest.approx(0.01, abs=1e-4), pytest.approx(0.03, abs=1e-4))
    assert 0.01 - 1e-8 <= min(means) <= max(means) <= 0.03 + 1e-8


def test_of_the_ishigami_function_the_known_indices_lie_in_the_intervals(formulas: Any) -> None:
    # sin x1 + a sin^2 x2 + b x3^4 sin x1 over [-pi, pi]; T. Ishigami and T. Homma, 1990.
    a, b = 7.0, 0.1

    def ishigami(at: dict[str, float]) -> float:
        x1, x2, x3 = (math.pi * (2 * share(at, name) - 1) for name in NAMES)
        return math.sin(x1) + a * math.sin(x2) ** 2 + b * x3**4 * math.sin(x1)

    variance = a**2 / 8 + b * math.pi**4 / 5 + b**2 * math.pi**8 / 18 + 1 / 2
    alone = (0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8, 0.0)
    first_and_third = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    total = (alone[0] + first_and_third, alone[1], first_and_third)
    found = explored(formulas, ishigami, evaluations=5 * 2048)
    for lever, by_itself, in_all in zip(found.measures["value"].levers, alone, total, strict=True):
        assert contains(lever.first_order, by_itself / variance)
        assert contains(lever.total_order, in_all / variance)
        lower, upper = lever.total_order.interval
        assert upper - lower < 0.2


# Three levers take five matrices: the number of points of each is the largest power of two that fits.
@pytest.mark.parametrize(("evaluations", "samples"), [(10, 2), (19, 2), (20, 4), (39, 4), (40, 8), (100, 16)])
def test_the_evaluations_are_used_up_to_a_power_of_two(formulas: Any, evaluations: int, samples: int) -> None:
    space = formulas.space(*NAMES)
    ask = formulas.asked(space, lambda at: at[COLA])
    found = sobol_sensitivity(
        space,
        ask=ask,
        measures={"value": formulas.value},
        evaluations=evaluations,
        rng=np.random.default_rng(1),
        batch_size=16,
    )
    assert (found.samples, found.evaluations) == (samples, 5 * samples)
    sizes = [len(batch) for batch in ask.batches]
    assert sum(sizes) == 5 * samples
    assert sizes[:-1] == [16] * (len(sizes) - 1)


def test_too_few_evaluations_are_refused_with_the_number_that_is_needed(formulas: Any) -> None:
    with pytest.raises(BadInputError, match="9 evaluations are too few for Sobol indices of 3 levers: allow 10"):
        explored(formulas, lambda at: at[COLA], evaluations=9)


def test_one_lever_has_nothing_to_share(formulas: Any) -> None:
    with pytest.raises(BadInputError, match="cola_rate is alone: let another lever move"):
        explored(formulas, lambda at: at[COLA], names=(COLA,), evaluations=100)


def test_a_seed_gives_the_same_answer_twice_and_another_seed_another(formulas: Any) -> None:
    first, again, other = (
        explored(formulas, lambda at: at[COLA] * at[MERIT], evaluations=80, rng=np.random.default_rng(seed))
        for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_a_measure_that_never_changes_is_said_so(formulas: Any) -> None:
    found = explored(formulas, lambda _at: 0.1, evaluations=320)
    assert found.notes == (
        "value is the same at all 320 candidates: none of these levers moves it, and there is no spread to share out.",
    )
    assert {lever.total_order for lever in found.measures["value"].levers} == {SobolIndex(value=0, interval=(0, 0))}
    assert explored(formulas, lambda at: at[COLA], evaluations=320).notes == ()


def test_a_few_points_give_shares_without_intervals_and_say_what_intervals_take(formulas: Any) -> None:
    # Three levers take five matrices: 319 evaluations are 32 points of each, 320 are 64.
    few, enough = (explored(formulas, lambda at: at[COLA], evaluations=evaluations) for evaluations in (319, 320))
    assert (few.samples, enough.samples) == (32, 64)
    assert {lever.first_order.interval for lever in few.measures["value"].levers} == {None}
    assert {lever.total_order.interval for lever in few.measures["value"].levers} == {None}
    sentence = (
        "Intervals are left out: 32 points of each matrix are too few for them. Allow 320 evaluations at least, 64 "
        "points."
    )
    assert (few.intervals_withheld, few.notes, few.as_json()["notes"]) == (sentence, (sentence,), [sentence])
    assert few.as_json()["measures"]["value"]["levers"][0]["total_order"]["interval"] is None
    assert (enough.intervals_withheld, enough.notes) == (None, ())
    for lever in enough.measures["value"].levers:
        assert contains(lever.total_order, float(lever.lever == COLA))


def test_the_json_of_sobol_has_every_figure_by_name(formulas: Any) -> None:
    found = explored(formulas, lambda at: at[ADJUSTMENT], evaluations=640)
    shown = json.loads(json.dumps(found.as_json()))
    assert (shown["over"], shown["samples"], shown["evaluations"], shown["confidence"]) == ("bounds", 128, 640, 0.95)
    measure = shown["measures"]["value"]
    assert measure["ranking"][0] == ADJUSTMENT
    assert measure["levers"][2]["lever"] == ADJUSTMENT
    assert measure["levers"][2]["total_order"]["value"] == pytest.approx(1, abs=0.05)
    assert measure["levers"][0]["total_order"] == {"value": 0, "interval": [0, 0]}
