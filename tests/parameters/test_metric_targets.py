"""The target file: what a row means, which rows a scenario is measured against, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.metric_targets import MetricTarget, Priority, read_targets, targets_in_force
from optimization.parameters.scenarios import Scenario, read_scenarios
from optimization.places import places

HEADER = "scenario_id,fiscal_year,metric_name,target_value,tolerance_pct,priority,description\n"


def written(folder: Path, rows: str) -> Path:
    path = folder / "comp_targets.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def target(**changes: object) -> MetricTarget:
    given = {
        "scenario_id": "default",
        "fiscal_year": None,
        "metric_name": "equity_cv",
        "target_value": 0.15,
        "tolerance_pct": 0.05,
        "priority": Priority.HIGH,
        "description": "",
        "line": 2,
    }
    return MetricTarget(**{**given, **changes})  # type: ignore[arg-type]


def scenarios_with(**bases: str | None) -> dict[str, Scenario]:
    names = {"default": None, **bases}
    return {
        name: Scenario(scenario_id=name, base_scenario_id=base, title=name, description="", line=2)
        for name, base in names.items()
    }


def test_a_row_is_read_as_it_is_written_and_a_blank_year_is_the_horizon(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'default,,equity_cv,0.15,0.05,high,"Pay, level by level"\nlean,2026,wage_bill,1.2e6,0,low,\n',
    )
    assert read_targets(path) == (
        target(description="Pay, level by level"),
        target(
            scenario_id="lean",
            fiscal_year=2026,
            metric_name="wage_bill",
            target_value=1_200_000.0,
            tolerance_pct=0.0,
            priority=Priority.LOW,
            line=3,
        ),
    )


def test_a_file_without_rows_holds_no_targets(tmp_path: Path) -> None:
    assert read_targets(written(tmp_path, "")) == ()


def test_priorities_weigh_three_two_and_one() -> None:
    assert [(str(priority), priority.weight) for priority in Priority] == [("high", 3), ("medium", 2), ("low", 1)]


# target_value, tolerance_pct, tolerance, scale
TOLERANCES = {
    "a share of the target": (0.2, 0.05, 0.01, 0.2),
    "a share of its size": (-0.2, 0.05, 0.01, 0.2),
    "as large as the target": (0.2, 1.0, 0.2, 0.2),
    "exactly met or not at all": (40.0, 0.0, 0.0, 40.0),
    "an amount where the target is zero": (0.0, 0.05, 0.05, 0.05),
    "as small as a target may be": (1e-9, 0.05, 5e-11, 1e-9),
    "an amount beyond one where the target is zero": (0.0, 3.0, 3.0, 3.0),
}


@pytest.mark.parametrize(("value", "tolerance_pct", "tolerance", "scale"), TOLERANCES.values(), ids=TOLERANCES)
def test_the_tolerance_is_in_the_metrics_unit(
    tmp_path: Path, value: float, tolerance_pct: float, tolerance: float, scale: float
) -> None:
    (read,) = read_targets(written(tmp_path, f"default,,equity_cv,{value},{tolerance_pct},high,\n"))
    assert read.tolerance == pytest.approx(tolerance, rel=1e-15)
    assert read.scale == pytest.approx(scale, rel=1e-15)


BAD_TARGETS = {
    "blank scenario": (",,equity_cv,0.15,0.05,high,\n", ["line 2: scenario_id is blank: name the scenario"]),
    "blank metric": ("default,,,0.15,0.05,high,\n", ["line 2: metric_name is blank: name the metric"]),
    "short year": ("default,26,equity_cv,0.15,0.05,high,\n", ["line 2: fiscal_year is '26'", "1900 to 2999", "blank"]),
    "year beyond": ("default,3026,equity_cv,0.15,0.05,high,\n", ["fiscal_year is '3026'"]),
    "percent sign": ("default,,equity_cv,15%,0.05,high,\n", ["target_value is '15%': write the fraction 0.15"]),
    "decimal comma": ('default,,equity_cv,"0,15",0.05,high,\n', ["with a decimal point, 0.15."]),
    "no number": ("default,,equity_cv,nan,0.05,high,\n", ["target_value is 'nan': it must be a number, like 0.03."]),
    "too large": ("default,,equity_cv,1e999,0.05,high,\n", ["target_value 1e999 is too large a number"]),
    "absurdly small": (
        "default,,equity_cv,1e-200,0.05,high,\n",
        ["line 2: target_value is 1e-200: it must be zero, or 1e-09 in size at least"],
    ),
    "absurdly small below zero": ("default,,equity_cv,-9e-10,0.05,high,\n", ["target_value is -9e-10"]),
    "absurdly small around zero": (
        "default,,equity_cv,0,1e-200,high,\n",
        ["tolerance_pct is 1e-200", "1e-09 at least"],
    ),
    "blank tolerance": ("default,,equity_cv,0.15,,high,\n", ["tolerance_pct is '': it must be a number"]),
    "tolerance below zero": (
        "default,,equity_cv,0.15,-0.05,high,\n",
        ["tolerance_pct -0.05 is out of range", "0 to 1"],
    ),
    "tolerance in percent": ("default,,equity_cv,0.15,5,high,\n", ["tolerance_pct 5 is out of range", "0.05 is five"]),
    "no tolerance around zero": ("default,,equity_cv,0,0,high,\n", ["target_value is zero", "above zero", "amount"]),
    "unknown priority": ("default,,equity_cv,0.15,0.05,hgih,\n", ["priority 'hgih'. Did you mean 'high'?"]),
    "priority in capitals": ("default,,equity_cv,0.15,0.05,HIGH,\n", ["Valid: high, low, medium."]),
    "twice for the horizon": (
        "default,,equity_cv,0.15,0.05,high,\ndefault,,equity_cv,0.16,0.05,low,\n",
        ["1 problem", "line 3", "equity_cv of the whole horizon in scenario 'default' already stands on line 2"],
    ),
    "twice for a year": (
        "lean,2026,hires,5,0.05,high,\nlean,2026,hires,6,0.05,high,\n",
        ["line 3", "hires of 2026 in scenario 'lean' already stands on line 2"],
    ),
    "every problem of a row": (",26,,x,y,z,\n", ["6 problems"]),
}


@pytest.mark.parametrize(("rows", "fragments"), BAD_TARGETS.values(), ids=BAD_TARGETS)
def test_a_bad_target_file_is_refused_with_line_and_reason(tmp_path: Path, rows: str, fragments: list[str]) -> None:
    with pytest.raises(BadInputError) as caught:
        read_targets(written(tmp_path, rows))
    for fragment in ["comp_targets.csv", *fragments]:
        assert fragment in str(caught.value)


def test_a_year_and_the_horizon_are_two_targets_of_one_metric(tmp_path: Path) -> None:
    rows = "default,,equity_cv,0.15,0.05,high,\ndefault,2026,equity_cv,0.12,0.05,high,\n"
    assert [each.fiscal_year for each in read_targets(written(tmp_path, rows))] == [None, 2026]


def test_a_missing_target_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"Cannot read .*none\.csv"):
        read_targets(tmp_path / "none.csv")


def test_a_scenario_keeps_its_own_target_and_falls_to_the_nearest_base_for_the_others() -> None:
    scenarios = scenarios_with(lean=None, leaner="lean", other=None)
    growth = target(metric_name="horizon_growth_current", target_value=0.03)
    lean = target(scenario_id="lean", target_value=0.14)
    hires = target(scenario_id="leaner", fiscal_year=2027, metric_name="hires", target_value=20.0)
    of_2026 = target(fiscal_year=2026, target_value=0.12)
    of_leaner = target(scenario_id="leaner", fiscal_year=2026, target_value=0.11)
    elsewhere = target(scenario_id="other", metric_name="closing_headcount", target_value=5.0)
    everything = (hires, of_leaner, target(), growth, lean, of_2026, elsewhere)

    assert targets_in_force(everything, "default", scenarios) == (target(), growth, of_2026)
    assert targets_in_force(everything, "lean", scenarios) == (lean, growth, of_2026)
    assert targets_in_force(everything, "leaner", scenarios) == (lean, growth, of_leaner, hires)


def test_an_unknown_scenario_is_refused_whoever_names_it() -> None:
    scenarios = scenarios_with(lean=None)
    with pytest.raises(BadInputError, match=r"scenario 'laen'.*Did you mean 'lean'"):
        targets_in_force([target()], "laen", scenarios)
    with pytest.raises(BadInputError, match=r"Target file, line 7: Unknown scenario 'laen'"):
        targets_in_force([target(scenario_id="laen", line=7)], "lean", scenarios)


def test_every_shipped_scenario_has_the_shipped_targets_of_the_default_plan() -> None:
    targets, scenarios = read_targets(places({}).targets), read_scenarios()
    in_force = targets_in_force(targets, "default", scenarios)
    assert {(each.metric_name, each.fiscal_year is None) for each in in_force} == {
        ("horizon_growth_full_year_equivalent", True),
        ("equity_cv", True),
        ("raise_budget_rate", False),
        ("yoy_growth_full_year_equivalent", False),
    }
    assert [each.metric_name for each in in_force if each.priority is Priority.HIGH] == [
        "horizon_growth_full_year_equivalent"
    ]
    assert all(each.description for each in targets)
    assert {name: targets_in_force(targets, name, scenarios) for name in scenarios} == dict.fromkeys(
        scenarios, in_force
    )
