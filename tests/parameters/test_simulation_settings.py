"""The settings of a simulation: exact rates, ranges, and what a bad file or override is told."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from optimization.errors import BadInputError
from optimization.parameters.settings import SETTINGS_CONFIG, load_simulation_settings, read_setting_entries

SPECIFIED = {
    "start_year": 2025,
    "end_year": 2029,
    "random_seed": 42,
    "workforce_growth_rate": Decimal("0.03"),
    "total_termination_rate": Decimal("0.12"),
    "new_hire_termination_rate": Decimal("0.25"),
    "salary_structure_increase": Decimal("0.02"),
    "merit_cutoff_month": 10,
    "merit_cutoff_day": 1,
    "starting_pay_spread_lower": Decimal("0.9"),
    "starting_pay_spread_width": Decimal("0.2"),
    "promotion_min_tenure_years": 1,
    "promotion_max_age_years": 65,
    "default_census_employees": 3000,
    "default_census_seed": 42,
    "pay_gap_reference_gender": "Male",
    "pay_gap_comparison_gender": "Female",
}


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SETTINGS_CONFIG.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "simulation.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_settings_are_the_specified_ones() -> None:
    settings = load_simulation_settings()
    assert settings.model_dump() == SPECIFIED
    assert settings.years == (2025, 2026, 2027, 2028, 2029)


def test_every_setting_says_its_unit_meaning_and_source_in_its_own_words() -> None:
    entries = read_setting_entries()
    assert set(entries) == set(SPECIFIED)
    descriptions = [entry.description for entry in entries.values()]
    assert len(set(descriptions)) == len(descriptions)


def test_settings_cannot_be_changed_under_a_reader() -> None:
    settings = load_simulation_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.start_year = 2026  # type: ignore[misc]


def test_a_rate_is_exact_and_not_its_nearest_binary_fraction() -> None:
    settings = load_simulation_settings().replace(workforce_growth_rate=0.1)
    assert settings.workforce_growth_rate * 3 == Decimal("0.3")
    assert 0.1 * 3 != 0.3


def test_replace_changes_only_what_it_names() -> None:
    settings = load_simulation_settings()
    replaced = settings.replace(end_year=2026, random_seed=7)
    assert replaced.model_dump() == {**SPECIFIED, "end_year": 2026, "random_seed": 7}
    assert settings.model_dump() == SPECIFIED


@pytest.mark.parametrize(
    "overrides",
    [
        {"workforce_growth_rate": 1},
        {"workforce_growth_rate": Decimal("-0.999999999")},
        {"workforce_growth_rate": "0.030000000"},
        {"workforce_growth_rate": 1e-9},
        {"total_termination_rate": 0},
        {"total_termination_rate": 1.0},
        {"new_hire_termination_rate": 0.999999999},
        {"new_hire_termination_rate": Decimal("0.1000000000000")},
        {"random_seed": 0},
        {"random_seed": 2**63 - 1},
        {"start_year": 1900, "end_year": 1939},
        {"start_year": 2999, "end_year": 2999},
    ],
    ids=str,
)
def test_values_at_the_edge_are_taken(overrides: dict[str, Any]) -> None:
    settings = load_simulation_settings().replace(**overrides)
    for name, value in overrides.items():
        assert getattr(settings, name) == Decimal(str(value))


BAD_OVERRIDES: list[tuple[dict[str, Any], list[str]]] = [
    ({"workforce_growth_rate": -1}, ["workforce_growth_rate = -1", "more than -1 and at most 1"]),
    ({"workforce_growth_rate": 3}, ["workforce_growth_rate = 3", "more than -1 and at most 1"]),
    ({"total_termination_rate": 1.01}, ["total_termination_rate = 1.01", "at least 0 and at most 1"]),
    ({"total_termination_rate": -0.1}, ["total_termination_rate = -0.1", "at least 0 and at most 1"]),
    ({"new_hire_termination_rate": 1}, ["new_hire_termination_rate = 1", "at least 0 and less than 1"]),
    ({"new_hire_termination_rate": "25 %"}, ["new_hire_termination_rate = 25 %", "plain decimal number, like 0.03"]),
    ({"total_termination_rate": True}, ["total_termination_rate", "must be a number"]),
    ({"total_termination_rate": None}, ["total_termination_rate", "must be a number"]),
    ({"total_termination_rate": math.nan}, ["total_termination_rate = nan", "plain decimal number"]),
    ({"total_termination_rate": Decimal("Infinity")}, ["total_termination_rate", "plain decimal number"]),
    ({"total_termination_rate": 0.1234567891}, ["total_termination_rate = 0.1234567891", "more than 9 decimal"]),
    ({"total_termination_rate": 1 / 3}, ["total_termination_rate", "more than 9 decimal places"]),
    # Decimal arithmetic of 28 digits would round this one to 0.12 before it looked.
    ({"total_termination_rate": "0.12" + "0" * 40 + "1"}, ["total_termination_rate", "more than 9 decimal places"]),
    ({"start_year": 2030}, ["start_year = 2030", "end_year = 2029"]),
    ({"start_year": 1899}, ["start_year = 1899", "at least 1900 and at most 2999"]),
    ({"end_year": 3000}, ["end_year = 3000", "at least 1900 and at most 2999"]),
    ({"end_year": 2065}, ["41 years", "at most 40"]),
    ({"end_year": "2029"}, ["end_year = '2029'", "integer"]),
    ({"end_year": 2029.5}, ["end_year = 2029.5", "integer"]),
    ({"random_seed": -1}, ["random_seed = -1", "at least 0 and less than 9223372036854775808"]),
    ({"random_seed": 2**63}, ["random_seed = 9223372036854775808", "less than 9223372036854775808"]),
    ({"random_seed": True}, ["random_seed = True", "integer"]),
    ({"merit_cutoff_month": 13}, ["merit_cutoff_month = 13", "at least 1 and at most 12"]),
    ({"merit_cutoff_month": 2, "merit_cutoff_day": 29}, ["merit_cutoff_day = 29", "month 2"]),
    ({"pay_gap_comparison_gender": "Male"}, ["pay_gap_comparison_gender = Male", "two groups"]),
    ({"pay_gap_comparison_gender": ""}, ["pay_gap_comparison_gender = ''"]),
    ({"starting_pay_spread_lower": 0}, ["starting_pay_spread_lower = 0", "more than 0"]),
    ({"workforce_growth": 0.1}, ["setting 'workforce_growth'", "Did you mean 'workforce_growth_rate'"]),
    ({"random_seed": -1, "end_year": 1}, ["2 problems", "random_seed = -1", "end_year = 1"]),
]


@pytest.mark.parametrize(("overrides", "fragments"), BAD_OVERRIDES, ids=lambda value: str(value)[:60])
def test_a_bad_override_is_refused_with_field_value_and_bounds(overrides: dict[str, Any], fragments: list[str]) -> None:
    settings = load_simulation_settings()
    with pytest.raises(BadInputError) as caught:
        settings.replace(**overrides)
    for fragment in fragments:
        assert fragment in str(caught.value)


BAD_CONFIGS = {
    "misspelt setting": ("random_seed:", "random_sed:", ["setting 'random_sed'", "Did you mean 'random_seed'"]),
    "missing value": ("  value: 42\n", "", ["random_seed", "value is missing"]),
    "misspelt key": ("  unit: year\n", "  units: year\n", ["start_year", "key 'units'", "Did you mean 'unit'"]),
    "blank source": ("source: Convention; any", "source: ''\n  note: any", ["random_seed", "source", "key 'note'"]),
    "out of range": ("value: 0.12", "value: 1.2", ["total_termination_rate = 1.2", "at least 0 and at most 1"]),
    "too many decimals": ("value: 0.12", "value: 0.12000000000000000000001", ["total_termination_rate", "9 decimal"]),
    "percent": ("value: 0.12", "value: 12%", ["total_termination_rate = 12%", "like 0.03"]),
    "text": ("value: 2025", "value: soon", ["start_year = 'soon'", "integer"]),
    "key twice": ("  value: 2025\n", "  value: 2025\n  value: 2026\n", ["line 6", "'value' stands twice"]),
}


@pytest.mark.parametrize(("old", "new", "fragments"), BAD_CONFIGS.values(), ids=BAD_CONFIGS)
def test_a_bad_settings_file_is_refused_with_file_and_field(
    tmp_path: Path, old: str, new: str, fragments: list[str]
) -> None:
    with pytest.raises(BadInputError) as caught:
        load_simulation_settings(changed(tmp_path, old, new))
    for fragment in ["simulation.yaml", *fragments]:
        assert fragment in str(caught.value)


def test_a_setting_that_the_file_leaves_out_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "simulation.yaml"
    text = SETTINGS_CONFIG.read_text(encoding="utf-8")
    path.write_text(text[text.index("end_year:") :], encoding="utf-8")
    with pytest.raises(BadInputError, match=r"simulation\.yaml: start_year is missing: add it"):
        load_simulation_settings(path)
