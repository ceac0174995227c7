"""Levers stand between their bounds, whatever their units are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimization.evidence.charts.chart_units import NUMBER, PERCENT
from optimization.evidence.charts.lever_range_chart import LeverRange, lever_range, lever_range_chart
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name

COLA = LeverRange(
    name="cola_rate",
    lower=0.0,
    recommended_lower=0.02,
    recommended_upper=0.04,
    upper=0.08,
    before=0.03,
    after=0.06,
    unit=PERCENT,
)
HIRES = LeverRange(
    name="new_hire_salary_adjustment",
    lower=1.0,
    recommended_lower=1.0,
    recommended_upper=1.125,
    upper=1.5,
    before=1.25,
    after=1.0,
    unit=NUMBER,
)


def test_values_and_ranges_stand_as_shares_of_the_way_between_the_bounds() -> None:
    traces = {trace.name: trace for trace in lever_range_chart((COLA, HIRES)).data}

    names = ("cola_rate", "cola_rate", None, "new_hire_salary_adjustment", "new_hire_salary_adjustment", None)
    assert tuple(traces["Before"].y) == tuple(traces["After"].y) == ("cola_rate", "new_hire_salary_adjustment")
    assert tuple(traces["Before"].x) == (0.375, 0.5)
    assert tuple(traces["After"].x) == (0.75, 0.0)
    assert tuple(traces["Change"].y) == tuple(traces["Recommended"].y) == names
    assert tuple(traces["Change"].x) == (0.375, 0.75, None, 0.5, 0.0, None)
    assert tuple(traces["Recommended"].x) == (0.25, 0.5, None, 0.0, 0.25, None)
    assert tuple(traces["Bounds"].x) == (0.0, 1.0, None, 0.0, 1.0, None)


def test_hovering_shows_the_values_in_the_unit_of_the_lever() -> None:
    traces = {trace.name: trace for trace in lever_range_chart((COLA, HIRES)).data}

    assert tuple(traces["After"].customdata) == (
        "Before 3.000%, after 6.000%<br>Recommended 2.000% to 4.000%<br>Bounds 0.000% to 8.000%",
        "Before 1.2500, after 1.0000<br>Recommended 1.0000 to 1.1250<br>Bounds 1.0000 to 1.5000",
    )


def test_a_value_beyond_its_bounds_stands_beyond_them_and_in_sight() -> None:
    figure = lever_range_chart((replace(COLA, before=0.12), HIRES))

    assert {trace.name: trace for trace in figure.data}["Before"].x[0] == pytest.approx(1.5)
    assert figure.layout.xaxis.range[1] > 1.5


def test_bounds_without_room_between_them_are_refused() -> None:
    with pytest.raises(ValueError, match="lower < upper must hold"):
        replace(COLA, upper=0.0)


def test_a_named_lever_brings_its_bounds_and_its_unit_along(catalogue: LeverCatalogue) -> None:
    merit = lever_range(parse_lever_name("merit_rate_level_2@2026", catalogue), before=0.03, after=0.025)
    hires = lever_range(parse_lever_name("new_hire_salary_adjustment", catalogue), before=1.05, after=1.1)

    assert (merit.name, merit.before, merit.after) == ("merit_rate_level_2@2026", 0.03, 0.025)
    assert (merit.lower, merit.recommended_lower, merit.recommended_upper, merit.upper) == (0.01, 0.02, 0.045, 0.1)
    assert (merit.unit, hires.unit) == (PERCENT, NUMBER)
