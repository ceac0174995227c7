"""What changes of levers would give is simulated: held against the reference model, in impact, risk and baselines."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.risk import CompensationRiskAssessment
from optimization.implementation.measured_levers import MeasuredLevers, baseline, measure_levers
from optimization.implementation.proposal_risk import proposal_risk
from optimization.parameters.impact import analyze_parameter_changes
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.measured import measured_outcomes
from optimization.places import Places
from optimization.simulation.census_read import read_census
from reference.defaults import default_inputs
from reference.inputs import CensusRow, ModelInputs
from reference.model import simulate
from reference.real_run import install_problem_census
from reference.small_home import small_home
from reference.test_reference_worked_case import WORKED_CASE, expected_metrics, lever_rows, worked_census

PEOPLE = 60
SEED = 42
YEARS = 5
TOLERANCE = 1e-9
COLA = {"cola_rate": 0.025}
PROPOSED = {**COLA, "merit_rate_level_1": 0.04, "merit_rate_level_2": 0.025, "new_hire_salary_adjustment": 1.06}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"), people=PEOPLE)


@pytest.fixture(scope="module")
def measured(home: Places) -> MeasuredLevers:
    cells = {LeverCell(year, level, "cola_rate"): 0.025 for year in range(2025, 2030) for level in range(1, 6)}
    return measure_levers(home, [{}, PROPOSED, COLA, cells])


@pytest.fixture(scope="module")
def empty_home(home: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A home without a census, where the SQL is compiled already."""
    empty = replace(home, home=tmp_path_factory.mktemp("empty"))
    shutil.copytree(home.dbt_state, empty.dbt_state)
    return empty


@pytest.fixture
def guide_home(home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home that guides' calls find: they name none."""
    monkeypatch.setenv("PLANWISE_HOME", str(home.home))
    monkeypatch.delenv("PLANWISE_LEVERS", raising=False)


def reference_inputs(home: Places) -> ModelInputs:
    columns = ("employee_id", "birth_date", "hire_date", "annual_salary", "job_level")
    rows = read_census(home).select(columns).to_pylist()
    return default_inputs(census=tuple(CensusRow(**row) for row in rows))


def reference_annual_cost(home: Places, levers: dict[str, float]) -> float:
    """The plain-Python model's pay of everybody on every day, divided by the years."""
    inputs = reference_inputs(home)
    proposed = replace(
        inputs,
        lever_rows=(*inputs.lever_rows, *lever_rows("proposed", levers)),
        scenario_meta={**inputs.scenario_meta, "proposed": None},
    )
    return simulate(proposed, scenario_id="proposed", seed=SEED).scenario.total_compensation_cost / YEARS


def test_sets_are_measured_in_the_order_asked_by_name_or_by_cell(measured: MeasuredLevers, home: Places) -> None:
    today, proposed, by_name, by_cell = (each.total_compensation_cost / YEARS for each in measured.metrics)
    assert today == pytest.approx(reference_annual_cost(home, {}), rel=TOLERANCE)
    assert proposed == pytest.approx(reference_annual_cost(home, PROPOSED), rel=TOLERANCE)
    assert by_name == by_cell
    assert sum(measured.headcounts.values()) == PEOPLE
    assert measured.settings.random_seed == SEED


def test_the_annual_cost_of_a_change_is_what_the_reference_model_gives(home: Places) -> None:
    found = analyze_parameter_changes(COLA, PROPOSED, places=home)["estimated_impact"]
    before, after = reference_annual_cost(home, COLA), reference_annual_cost(home, PROPOSED)
    assert found["annual_cost_current"] == pytest.approx(before, rel=TOLERANCE)
    assert found["annual_cost_change"] == pytest.approx(after - before, rel=1e-6)
    assert found["unit"] == "census currency per year, mean of 2025 to 2029"
    assert found["not_estimated"] is None


@pytest.mark.usefixtures("guide_home")
def test_a_guide_compares_two_sets_of_levers() -> None:
    current = {"merit_rate_level_1": 0.032, "merit_rate_level_2": 0.031, "cola_rate": 0.015}
    proposed = {"merit_rate_level_1": 0.036, "merit_rate_level_2": 0.029, "cola_rate": 0.01515}
    found = analyze_parameter_changes(current, proposed)
    assert set(found) >= {"total_changes", "significant_changes", "directional_analysis", "estimated_impact"}
    assert found["total_changes"] == 2
    # COLA moves by exactly 1 %: a change, and no significant one.
    assert found["significant_changes"] == [
        {
            "parameter": "merit_rate_level_1",
            "current": 0.032,
            "proposed": 0.036,
            "change": 0.004,
            "percent_change": 12.5,
        },
        {
            "parameter": "merit_rate_level_2",
            "current": 0.031,
            "proposed": 0.029,
            "change": -0.002,
            "percent_change": pytest.approx(-6.4516129),
        },
    ]
    assert found["directional_analysis"] == {"merit_trend": "MIXED", "merit_magnitude": 0.003}
    assert analyze_parameter_changes(current_parameters=current, proposed_parameters=proposed) == found


@pytest.mark.parametrize(
    ("current", "proposed", "trend", "magnitude"),
    [
        ({"merit_rate": 0.03}, {"merit_rate": 0.04}, "INCREASE", 0.01),
        ({"merit_rate": 0.03}, {"merit_rate_level_3": 0.02, "merit_rate_level_4": 0.029}, "DECREASE", 0.0055),
        ({"merit_rate": 0.03}, {"merit_rate": 0.03, "cola_rate": 0.02}, "UNCHANGED", 0.0),
    ],
)
def test_merit_moves_have_a_direction_and_a_size(
    empty_home: Places, current: dict[str, float], proposed: dict[str, float], trend: str, magnitude: float
) -> None:
    found = analyze_parameter_changes(current, proposed, places=empty_home)
    assert found["directional_analysis"] == {"merit_trend": trend, "merit_magnitude": magnitude}


def test_nothing_changes_where_the_levers_are_the_same(home: Places) -> None:
    found = analyze_parameter_changes({}, {"cola_rate": 0.015}, places=home)
    assert (found["total_changes"], found["significant_changes"]) == (0, [])
    assert found["directional_analysis"] == {"merit_trend": "UNCHANGED", "merit_magnitude": 0.0}
    assert found["estimated_impact"]["annual_cost_change"] == 0


def test_a_lever_that_starts_at_zero_has_no_percent_and_is_significant(empty_home: Places) -> None:
    found = analyze_parameter_changes({"cola_rate": 0.0}, {"cola_rate": 0.001}, places=empty_home)
    assert found["significant_changes"] == [
        {"parameter": "cola_rate", "current": 0.0, "proposed": 0.001, "change": 0.001, "percent_change": None}
    ]


def test_without_a_census_no_cost_is_made_up(empty_home: Places) -> None:
    found = analyze_parameter_changes({}, COLA, places=empty_home)["estimated_impact"]
    assert found["annual_cost_change"] is None
    assert "planwise census generate" in found["not_estimated"]


@pytest.mark.usefixtures("guide_home")
def test_a_guide_gets_a_risk_report() -> None:
    parameters = {"merit_rate_level_1": 0.05, "cola_rate": 0.02, "new_hire_salary_adjustment": 1.05}
    current = {"merit_rate_level_1": 0.04, "cola_rate": 0.02, "new_hire_salary_adjustment": 1.05}
    context = {
        "estimated_annual_cost": 1_000_000,
        "budget_limit": 1_040_000,
        "market_position": "below_25th_percentile",
        "affected_employee_count": 850,
        "total_employee_count": 1000,
        "market_volatility": 0.3,
    }
    assessment = CompensationRiskAssessment()
    found = assessment.generate_risk_report(parameters, context, current)
    # Merit alone moves, by 25 %, to above its range; 96.2 % of the budget, 85 % of the people.
    assert found["component_risks"] == {
        "parameter_risk": 0.5,
        "business_risk": 0.7,
        "implementation_risk": 0.8,
        "market_risk": 0.3,
    }
    assert (found["overall_risk_score"], found["overall_risk_level"]) == (0.575, "MEDIUM")
    assert [set(factor) >= {"factor", "score"} for factor in found["risk_factors"]] == [True] * 4
    assert len(found["mitigation_recommendations"]) == 2
    assert found["not_assessed"] == []
    # (.5 + .2 + .2) / 3 over all that are given, whether they change or not.
    assert assessment.assess_parameter_risk(parameters) == pytest.approx(0.3, abs=1e-15)
    assert assessment.assess_business_risk(parameters, context) == 0.7
    assert assessment.assess_implementation_risk(parameters, current) == 0.8


def test_cost_and_people_affected_are_simulated_where_they_are_not_given(home: Places) -> None:
    people_of_level_1 = sum(row.job_level == 1 for row in reference_inputs(home).census)
    levers = {"merit_rate_level_1": 0.04}
    found = CompensationRiskAssessment(places=home).generate_risk_report(levers, {"budget_limit": 1.0})
    assert found["business_context"] == {
        "estimated_annual_cost": {
            "value": pytest.approx(reference_annual_cost(home, levers), rel=TOLERANCE),
            "source": "simulated",
        },
        "budget_limit": {"value": 1.0, "source": "given"},
        "affected_employee_count": {"value": people_of_level_1, "source": "simulated"},
        "total_employee_count": {"value": PEOPLE, "source": "simulated"},
    }
    assert found["component_risks"]["business_risk"] == 0.3
    assert found["not_assessed"] == [
        "market position: no market_position is known, so business_risk may be too low",
        "market: no market_volatility is known",
    ]


def test_what_is_neither_given_nor_measurable_is_none_and_said(empty_home: Places) -> None:
    found = CompensationRiskAssessment(places=empty_home).generate_risk_report(COLA, {})
    assert found["component_risks"]["business_risk"] is None
    assert found["component_risks"]["market_risk"] is None
    # (.2 + .8) / 2: COLA moves from 1.5 % to 2.5 %, within its range.
    assert found["overall_risk_score"] == 0.5
    assert "without a census" in found["not_assessed"][-1]
    assert CompensationRiskAssessment(places=empty_home).assess_business_risk(COLA, {}) is None


def test_levers_that_keep_their_values_are_no_change(empty_home: Places) -> None:
    assessment = CompensationRiskAssessment(places=empty_home)
    found = assessment.generate_risk_report({"cola_rate": 0.015}, {}, {"cola_rate": 0.015})
    assert found["changed_levers"] == []
    assert (found["overall_risk_score"], found["proposal_risk_level"]) == (0.15, "LOW")
    # What the current parameters leave out is as it is in force.
    assert assessment.assess_implementation_risk({"cola_rate": 0.015}, {}) == 0.1


@pytest.mark.parametrize(
    ("parameters", "context", "message"),
    [
        ({"merit_rate_level1": 0.03}, {}, "Did you mean 'merit_rate_level_1'"),
        ({"cola_rate": float("nan")}, {}, "finite number"),
        ({"cola_rate": 2.5}, {}, "0.03 is three percent"),
        (COLA, {"total_employee_count": 10}, "60 is more than total_employee_count = 10"),
        (COLA, {"market_volatility": 2}, "at most 1"),
    ],
)
def test_bad_input_is_refused(
    home: Places, parameters: dict[str, float], context: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInputError, match=message):
        CompensationRiskAssessment(places=home).generate_risk_report(parameters, context)


def test_a_proposals_risk_is_made_of_what_its_search_measured(measured: MeasuredLevers) -> None:
    before, catalogue = measured.table.values(), load_lever_catalogue()
    today, after = measured.metrics[0], measured.metrics[2]
    wage_bill = after.years[2026].wage_bill

    def risk(budget: float | None, budget_year: int | None) -> dict[str, Any]:
        return proposal_risk(
            {cell: 0.025 for cell in before if cell.parameter_name == "cola_rate"},
            before,
            metrics_before=today,
            metrics_after=after,
            headcounts=measured.headcounts,
            budget=budget,
            budget_year=budget_year,
            catalogue=catalogue,
        )

    # Everybody is affected: +.2; no budget is known.
    assert risk(None, None)["component_risks"] == {
        "parameter_risk": 0.2,
        "business_risk": 0.2,
        "implementation_risk": 0.8,
        "market_risk": None,
    }
    assert risk(None, None)["cost_impact"]["annual_cost_change"] == pytest.approx(
        (after.total_compensation_cost - today.total_compensation_cost) / YEARS, rel=TOLERANCE
    )
    assert risk(after.total_compensation_cost * 1.1, None)["component_risks"]["business_risk"] == 0.2
    assert risk(after.total_compensation_cost, None)["component_risks"]["business_risk"] == 0.5
    assert risk(wage_bill * 1.1, 2026)["component_risks"]["business_risk"] == 0.2
    assert risk(wage_bill, 2026)["component_risks"]["business_risk"] == 0.5
    assert risk(wage_bill, 2026)["business_context"]["budget_limit"] == {
        "value": wage_bill,
        "source": "the search's budget",
    }


@pytest.mark.parametrize(("merit", "level"), [(0.0325, "LOW"), (0.06, "MEDIUM"), (0.09, "HIGH")])
def test_a_proposals_risk_is_that_of_its_riskiest_lever_where_the_mean_hides_it(
    measured: MeasuredLevers, merit: float, level: str
) -> None:
    """Merit of level 1 goes from 3.2 %, recommended up to 4.5 %, half-way to the bound of 10 % at 7.25 %."""
    found = proposal_risk(
        {LeverCell(year, 1, "merit_base"): merit for year in range(2025, 2030)},
        measured.table.values(),
        metrics_before=measured.metrics[0],
        metrics_after=measured.metrics[0],
        headcounts=measured.headcounts,
        budget=None,
        budget_year=None,
        catalogue=load_lever_catalogue(),
    )
    # With .8 for the lever, 0 for the business and .8 for its move, the mean of HIGH is .533.
    assert found["overall_risk_level"] in ("LOW", "MEDIUM")
    assert found["proposal_risk_level"] == level


def test_a_baseline_is_todays_metrics_and_the_levers_they_are_of(home: Places, measured: MeasuredLevers) -> None:
    found = baseline(home)
    assert found.metrics == measured.metrics[0].as_json()
    assert found.levers_sha256 == measured.levers_sha256
    assert measured_outcomes([{}], places=home).metrics == (found.metrics,)


def test_a_set_that_no_lever_file_can_hold_is_refused(home: Places) -> None:
    with pytest.raises(BadInputError, match="Unknown lever 'colla_rate'"):
        measure_levers(home, [{}, {"colla_rate": 0.02}])
    with pytest.raises(BadInputError, match="Candidate 2 of 2: the lever 'cola_rate_level_1@2031' lies outside"):
        measure_levers(home, [{}, {LeverCell(2031, 1, "cola_rate"): 0.02}])
    with pytest.raises(BadInputError, match="Unknown scenario 'defautl'"):
        measure_levers(home, [{}], scenario_id="defautl")


def test_levers_of_another_scenario_differ_from_its_own_levers_in_force(home: Places) -> None:
    found = analyze_parameter_changes({}, COLA, scenario_id="conservative_growth", places=home)
    # By hand from the shipped lever file: COLA of that scenario is 1.2 %.
    assert [row["current"] for row in found["significant_changes"]] == [0.012]


@pytest.mark.skipif(not WORKED_CASE.is_dir(), reason="the worked case lies outside of the repository")
def test_the_worked_case_costs_more_by_what_two_programs_worked_out(home: Places, tmp_path: Path) -> None:
    worked = replace(home, home=tmp_path)
    shutil.copytree(home.dbt_state, worked.dbt_state)
    install_problem_census(default_inputs(census=worked_census()), worked)
    costs = {name: case["total_compensation_cost"] / YEARS for name, case in expected_metrics().items()}
    for name in ("generous", "lean", "promoting"):
        levers = expected_metrics()[name]["levers"]
        impact = analyze_parameter_changes({}, levers, places=worked)["estimated_impact"]
        assert impact["annual_cost_change"] == pytest.approx(costs[name] - costs["default"], rel=1e-7)
