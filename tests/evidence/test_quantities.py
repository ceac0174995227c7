"""Quantities on screen, against texts written by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from optimization.evidence import quantities


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (quantities.percent(2.5), "2.500%"),
        (quantities.percent(-0.0004), "0.000%"),
        (quantities.fraction_as_percent(0.035), "3.50%"),
        (quantities.percentage_points(0.35), "+0.350 pp"),
        (quantities.percentage_points(-0.35, digits=2), "−0.35 pp"),
        (quantities.percentage_points(-0.0001), "0.000 pp"),
        (quantities.fraction_change_as_points(0.03, 0.02), "−1.00 pp"),
        (quantities.relative_change(200.0, 250.0), "+25.00%"),
        (quantities.relative_change(-200.0, -250.0), "−25.00%"),
        (quantities.relative_change(0.0, 1.0), "n/a"),
        (quantities.money(1_234_567.5), "1,234,568"),
        (quantities.money_change(1_000.0, 250.0), "−750"),
        (quantities.count(10_000), "10,000"),
        (quantities.counted(1, "batch"), "1 batch"),
        (quantities.counted(2, "batch"), "2 batches"),
        (quantities.counted(0, "lever"), "0 levers"),
        (quantities.factor(1.05), "1.0500"),
        (quantities.factor_change(1.05, 1.0625), "+0.0125"),
        (quantities.coefficient_change(0.2, 0.1), "−0.1000"),
        (quantities.duration(0.0042), "4.2 ms"),
        (quantities.duration(12.345), "12.35 s"),
        (quantities.as_typed(2.0), "2"),
        (quantities.as_typed(1e-06), "0.000001"),
        (quantities.as_typed(100.0), "100"),
        (quantities.fraction_as_given_percent(0.07), "7%"),
        (quantities.fraction_as_given_percent(0.075), "7.5%"),
        (quantities.fraction_as_given_percent(0.0), "0%"),
    ],
)
def test_a_quantity_is_written_with_its_unit_sign_and_digits(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    "write",
    [
        quantities.percent,
        quantities.fraction_as_percent,
        quantities.percentage_points,
        quantities.money,
        quantities.count,
        quantities.factor,
        quantities.coefficient,
        quantities.duration,
    ],
)
def test_what_is_missing_is_written_as_not_available(write: Callable[[None], str]) -> None:
    assert write(None) == "n/a"


@pytest.mark.parametrize("pair", [(None, 1.0), (1.0, None), (None, None)])
def test_a_change_from_or_to_nothing_is_not_available(pair: tuple[float | None, float | None]) -> None:
    for change in (
        quantities.fraction_change_as_points,
        quantities.relative_change,
        quantities.money_change,
        quantities.coefficient_change,
    ):
        assert change(*pair) == "n/a"


@pytest.mark.parametrize(("tolerance", "digits"), [(10.0, 3), (0.1, 3), (0.01, 3), (0.001, 4), (1e-06, 7)])
def test_growth_has_a_digit_more_than_its_tolerance(tolerance: float, digits: int) -> None:
    assert quantities.growth_digits(tolerance) == digits
