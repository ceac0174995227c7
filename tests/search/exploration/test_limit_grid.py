"""The limits that a sweep goes through, by hand."""

from __future__ import annotations

import pytest

from optimization.search.exploration.front_terms import Term
from optimization.search.exploration.limit_grid import limit_grid


def test_limits_of_one_term_are_even_steps_between_its_ends() -> None:
    limits = [limits[Term.EQUITY] for limits in limit_grid({Term.EQUITY: (0.8, 1.2)}, count=3)]

    assert limits == pytest.approx([1.1, 1.0, 0.9])


def test_limits_of_two_terms_are_combined_and_each_may_be_left_out() -> None:
    # Three by three: without any limit, and eight with. The roots of the gaps 4 and 1 are 2 and 1.
    grid = limit_grid({Term.EQUITY: (0.7, 1.0), Term.TARGETS: (1.0, 4.0)}, count=8)

    near, far = pytest.approx((5 / 3) ** 2), pytest.approx((4 / 3) ** 2)
    assert grid == [
        {Term.TARGETS: near},
        {Term.TARGETS: far},
        {Term.EQUITY: pytest.approx(0.9)},
        {Term.EQUITY: pytest.approx(0.9), Term.TARGETS: near},
        {Term.EQUITY: pytest.approx(0.9), Term.TARGETS: far},
        {Term.EQUITY: pytest.approx(0.8)},
        {Term.EQUITY: pytest.approx(0.8), Term.TARGETS: near},
        {Term.EQUITY: pytest.approx(0.8), Term.TARGETS: far},
    ]


def test_a_few_limits_of_two_terms_are_one_of_each() -> None:
    ends = {Term.EQUITY: (0.8, 1.2), Term.TARGETS: (0.0, 4.0)}

    # Half-way from 1.2 to 0.8, and half of the root of 4, squared.
    equity, targets = {Term.EQUITY: pytest.approx(1.0)}, {Term.TARGETS: pytest.approx(1.0)}
    assert limit_grid(ends, count=2) == [targets, equity]
    assert limit_grid(ends, count=3) == [targets, equity, {**equity, **targets}]
    assert limit_grid(ends, count=1) == [targets]


@pytest.mark.parametrize("count", range(2, 30))
def test_a_grid_is_never_larger_than_wanted_and_nearly_as_large(count: int) -> None:
    made = len(limit_grid({Term.EQUITY: (0.0, 1.0), Term.TARGETS: (0.0, 1.0)}, count=count))

    assert count * 0.6 < made <= count


def test_a_term_that_never_moves_is_not_limited() -> None:
    grid = limit_grid({Term.EQUITY: (1.0, 1.0), Term.TARGETS: (0.0, 1.0)}, count=8)

    assert grid == [{Term.TARGETS: pytest.approx((2 / 3) ** 2)}, {Term.TARGETS: pytest.approx((1 / 3) ** 2)}]
    assert limit_grid({Term.EQUITY: (1.0, 1.0)}, count=8) == []
