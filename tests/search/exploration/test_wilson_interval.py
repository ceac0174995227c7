"""Wilson's interval against values of the closed form, worked out by hand."""

from __future__ import annotations

import pytest

from optimization.search.exploration.wilson import wilson_interval

# z = 1.959964, z^2 = 3.841459. At 0 of n the upper end is z^2 / (n + z^2), at n of n the lower n / (n + z^2).
TABLE = {
    "0 of 10": (0, 10, 0.0, 3.841459 / 13.841459),
    "1 of 1": (1, 1, 1 / 4.841459, 1.0),
    "5 of 10": (5, 10, 0.2366, 0.7634),
    "8 of 10": (8, 10, 0.4902, 0.9433),
    "10 of 10": (10, 10, 10 / 13.841459, 1.0),
    # (0.81 + 0.0192073 +- 1.959964 sqrt(0.001539 + 0.0000960)) / 1.0384146
    "81 of 100": (81, 100, 0.7222, 0.8749),
}


@pytest.mark.parametrize(("successes", "trials", "lower", "upper"), TABLE.values(), ids=TABLE)
def test_the_interval_is_that_of_the_table(successes: int, trials: int, lower: float, upper: float) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((lower, upper), abs=5e-5)


def test_less_confidence_gives_a_narrower_interval() -> None:
    # With z = 1.644854, z^2 = 2.705543: at 0 of 10 the upper end is 2.705543 / 12.705543.
    assert wilson_interval(0, 10, confidence=0.9) == pytest.approx((0.0, 0.212942), abs=5e-6)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 2)])
def test_what_cannot_have_been_counted_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - SciPy's own words
        wilson_interval(successes, trials)
