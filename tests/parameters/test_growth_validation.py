"""Growth targets judged by hand-worked tables: each limit, what lies on it, and the figures in the sentences."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from optimization.errors import BadInputError
from optimization.parameters.growth_limits import GROWTH_CONFIG, load_growth_limits
from optimization.parameters.settings import SettingEntry
from optimization.parameters.validation import growth_band, validate_growth_targets
from optimization.parameters.yaml_files import read_yaml_sections
from reference.small_home import small_home

# A payroll of 1,000: the variance is 40.
# target: economic, budget, benchmark, band
JUDGED = {
    -0.02: ("LOW_RISK", "ACCEPTABLE", "NOTABLE", "below"),
    0.0: ("LOW_RISK", "ACCEPTABLE", "NOTABLE", "below"),
    0.0099: ("LOW_RISK", "ACCEPTABLE", "NOTABLE", "below"),
    0.01: ("ACCEPTABLE", "ACCEPTABLE", "NOTABLE", "conservative"),
    0.0199: ("ACCEPTABLE", "ACCEPTABLE", "NOTABLE", "conservative"),
    0.02: ("ACCEPTABLE", "ACCEPTABLE", "ALIGNED", "conservative"),
    0.025: ("ACCEPTABLE", "ACCEPTABLE", "ALIGNED", "conservative"),
    0.0251: ("ACCEPTABLE", "ACCEPTABLE", "ALIGNED", "moderate"),
    0.04: ("ACCEPTABLE", "ACCEPTABLE", "ALIGNED", "moderate"),
    0.0401: ("ACCEPTABLE", "REVIEW_REQUIRED", "ALIGNED", "aggressive"),
    0.045: ("ACCEPTABLE", "REVIEW_REQUIRED", "ALIGNED", "aggressive"),
    0.05: ("ACCEPTABLE", "REVIEW_REQUIRED", "ALIGNED", "aggressive"),
    0.0501: ("ACCEPTABLE", "REVIEW_REQUIRED", "NOTABLE", "aggressive"),
    0.06: ("ACCEPTABLE", "REVIEW_REQUIRED", "NOTABLE", "aggressive"),
    0.0601: ("HIGH_RISK", "REVIEW_REQUIRED", "NOTABLE", "above"),
    0.2: ("HIGH_RISK", "REVIEW_REQUIRED", "NOTABLE", "above"),
}


@pytest.mark.parametrize(("target", "expected"), JUDGED.items())
def test_a_target_is_judged_as_worked_out_by_hand(target: float, expected: tuple[str, str, str, str]) -> None:
    *words, band = expected
    judged = validate_growth_targets(target, payroll=1000.0)
    assert list(judged) == ["economic", "budget", "benchmark"]
    assert [text.partition(":")[0] for text in judged.values()] == words
    assert growth_band(target) == band


def test_each_sentence_has_the_figures_it_rests_on() -> None:
    judged = validate_growth_targets(0.045, payroll=250_000_000)
    assert judged == {
        "economic": "ACCEPTABLE: 4.5% a year lies from 1% to 6%.",
        "budget": "REVIEW_REQUIRED: 4.5% of a payroll of 250,000,000 is 11,250,000 a year, above the variance of "
        "10,000,000 (4% of payroll).",
        "benchmark": "ALIGNED: 4.5% a year lies within 1.5 percentage points of the benchmark of 3.5%.",
    }
    assert "7% a year is above 6%" in validate_growth_targets(0.07, payroll=1.0)["economic"]
    assert (
        "3.5 percentage points above the benchmark of 3.5%" in validate_growth_targets(0.07, payroll=1.0)["benchmark"]
    )
    assert "3 percentage points below the benchmark" in validate_growth_targets(0.005, payroll=1.0)["benchmark"]
    assert "within the variance of 40" in validate_growth_targets(0.04, payroll=1000)["budget"]


def test_as_a_guide_calls_it_the_payroll_is_that_of_the_installed_census(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small_home(tmp_path, people=50)
    salaries = pq.ParquetFile(home.census).read().column("annual_salary").to_pylist()
    payroll = sum(salaries, start=Decimal(0))
    monkeypatch.setenv("PLANWISE_HOME", str(tmp_path))

    budget = validate_growth_targets(0.03)["budget"]

    assert payroll > 0
    assert f"of a payroll of {payroll:,.0f} is {payroll * 3 / 100:,.0f} a year" in budget
    assert f"variance of {payroll * 4 / 100:,.0f} " in budget
    assert validate_growth_targets(0.03) == validate_growth_targets(target_growth=0.03, payroll=float(payroll))


def test_without_a_census_the_commands_that_make_one_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(tmp_path))
    with pytest.raises(BadInputError, match=r"There is no census.*planwise census generate.*planwise census import"):
        validate_growth_targets(0.03)


BAD_CENSUSES = {
    "no Parquet": (b"employee_id,annual_salary\n", "not a readable Parquet file"),
    "no salaries": (pa.table({"employee_id": ["E1"]}), "no exact annual_salary"),
    "salaries as text": (pa.table({"annual_salary": ["50000"]}), "no exact annual_salary"),
    "nobody": (pa.table({"annual_salary": pa.array([], type=pa.decimal128(18, 4))}), "earn nothing"),
}


@pytest.mark.parametrize(("content", "reason"), BAD_CENSUSES.values(), ids=BAD_CENSUSES)
def test_a_file_that_is_no_census_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | pa.Table, reason: str
) -> None:
    path = tmp_path / "census.parquet"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        pq.write_table(content, path)
    monkeypatch.setenv("PLANWISE_HOME", str(tmp_path))
    with pytest.raises(BadInputError, match=rf"{reason}.*`planwise census"):
        validate_growth_targets(0.03)


BAD_TARGETS = {
    "percent typed": (4.5, "means 450% a year.*Give a fraction: 0.045 is 4.5%"),
    "percent below one typed": (0.5, "means 50% a year.*Give a fraction: 0.005 is 0.5%"),
    "whole percent": (3, "means 300% a year.*0.03 is 3%"),
    "percent down": (-2.0, "Give a fraction: -0.02 is -2%"),
    "text": ("0.045", "'0.045' is not a number"),
    "truth": (True, "True is not a number"),
    "nothing": (None, "None is not a number"),
    "not a number": (float("nan"), "not a finite number"),
    "endless": (float("inf"), "not a finite number"),
}


@pytest.mark.parametrize(("target", "reason"), BAD_TARGETS.values(), ids=BAD_TARGETS)
def test_a_target_that_is_no_fraction_is_refused_in_words(target: float, reason: str) -> None:
    with pytest.raises(BadInputError, match=rf"target_growth = .*{reason}"):
        validate_growth_targets(target, payroll=1000.0)
    with pytest.raises(BadInputError, match=rf"target_growth = .*{reason}"):
        growth_band(target)


@pytest.mark.parametrize("payroll", [0, -1.0, float("nan"), float("inf"), True])
def test_a_payroll_must_be_an_amount(payroll: float) -> None:
    with pytest.raises(BadInputError, match="payroll = "):
        validate_growth_targets(0.03, payroll=payroll)


def test_every_limit_has_unit_description_and_source() -> None:
    entries = [SettingEntry.model_validate(entry) for entry in read_yaml_sections(GROWTH_CONFIG).values()]
    assert len({entry.description for entry in entries}) == len(entries) == len(type(load_growth_limits()).model_fields)


BAD_LIMITS = {
    "misspelt": ("benchmark_reach:", "benchmark_raech:", "Did you mean 'benchmark_reach'"),
    "bands in disorder": ("value: 0.025", "value: 0.045", "conservative_lower < moderate_lower < aggressive_lower"),
    "risks in disorder": ("value: 0.06", "value: 0.001", "low_risk_below < high_risk_above must hold"),
    "out of range": ("value: 0.20", "value: 20", "largest_target = 20 is out of range"),
    "without source": ("  source: Planning assumption; it spans", "  sauce: Planning assumption; it spans", "sauce"),
}


@pytest.mark.parametrize(("old", "new", "reason"), BAD_LIMITS.values(), ids=BAD_LIMITS)
def test_a_wrong_limit_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = tmp_path / "growth_targets.yaml"
    shipped = GROWTH_CONFIG.read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInputError, match=rf"(?s)growth_targets\.yaml.*{reason}"):
        load_growth_limits(path)
