"""How risky a change of levers is: by its values, its business, how far it moves, and its market."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.governance.risk_assessment.risk_components import (
    Component,
    business_risk,
    component_score,
    implementation_risk,
    parameter_risk,
)
from optimization.governance.risk_assessment.risk_context import BusinessContext, checked_context
from optimization.governance.risk_assessment.risk_report import risk_report
from optimization.governance.risk_assessment.risk_rules import load_risk_rules
from optimization.parameters.affected_people import affected_people
from optimization.parameters.changed_levers import changed_levers, named_sets
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import parse_lever_name
from optimization.parameters.measured import levers_in_force, measured_outcomes, unmeasurable_reason
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places

_GIVEN, _SIMULATED = "given", "simulated"
# What the simulation can say where it is not given.
_MEASURED = ("estimated_annual_cost", "affected_employee_count", "total_employee_count")


class CompensationRiskAssessment:
    """Scores from 0 to 1, by config/risk.yaml. Parameters are dicts of lever name to value, in the lever's unit.

    What `parameters` leave out stays as in `current_parameters`, and what these leave out as it is in force. Cost and
    people affected are simulated where the business context does not give them; what is neither given nor can be
    simulated is None, and the report says so.
    """

    def __init__(self, *, scenario_id: str = DEFAULT_SCENARIO, places: Places | None = None) -> None:
        """Assess levers of a scenario, on the census and the lever file in force unless `places` names others."""
        self._scenario_id = scenario_id
        self._places = places
        self._catalogue = load_lever_catalogue()
        self._rules = load_risk_rules()

    def assess_parameter_risk(self, parameters: Mapping[str, float]) -> float:
        """The mean score of all levers given: LOW .2, MEDIUM .5, HIGH .8, CRITICAL 1.

        Raises:
            BadInputError: an unknown or locked lever, or a value that a lever file cannot hold.
        """
        self._sets(parameters, {})
        values = {parse_lever_name(name, self._catalogue): float(value) for name, value in parameters.items()}
        return _score_of_levers(parameter_risk(values, self._rules))

    def assess_business_risk(
        self, parameters: Mapping[str, float], business_context: Mapping[str, Any]
    ) -> float | None:
        """What is over its edge of budget, market position and people affected, added up; None where nothing is known.

        Those are affected for whom the levers differ from the ones in force.

        Raises:
            BadInputError: as `generate_risk_report`.
            SimulationError: the simulation broke.
        """
        context, _ = self._completed(business_context, *self._sets(parameters, {}))
        return component_score(business_risk(context, self._rules))

    def assess_implementation_risk(
        self, parameters: Mapping[str, float], current_parameters: Mapping[str, float]
    ) -> float:
        """By the average relative move of the levers that change.

        Raises:
            BadInputError: an unknown or locked lever, or a value that a lever file cannot hold.
        """
        changes = changed_levers(*self._sets(parameters, current_parameters), self._catalogue)
        return _score_of_levers(implementation_risk(changes, self._rules))

    def generate_risk_report(
        self,
        parameters: Mapping[str, float],
        business_context: Mapping[str, Any],
        current_parameters: Mapping[str, float] | None = None,
    ) -> dict[str, Any]:
        """All components of the risk of going from the current parameters to others; see `risk_report` for the keys.

        Args:
            parameters: The levers to be judged.
            business_context: Any of estimated_annual_cost and budget_limit (of a year, in census currency),
                market_position (below_25th_percentile, median, above_75th_percentile, or a fraction),
                affected_employee_count, total_employee_count, market_volatility (0 to 1).
            current_parameters: What they are compared with; the levers in force unless given.

        Raises:
            BadInputError: an unknown or locked lever, a value that a lever file cannot hold, a business context with an
                unknown field or a value out of range, a wrong census or lever file.
            SimulationError: the simulation broke.
        """
        before, after = self._sets(parameters, current_parameters or {})
        context, sources = self._completed(business_context, before, after)
        report = risk_report(changed_levers(before, after, self._catalogue), context, self._rules, sources=sources)
        missing, reason = [name for name in _MEASURED if name not in sources], unmeasurable_reason(self._places)
        return {**report, "not_assessed": [*report["not_assessed"], *([reason] if missing and reason else [])]}

    def _sets(
        self, parameters: Mapping[str, float], current: Mapping[str, float]
    ) -> tuple[dict[LeverCell, float], dict[LeverCell, float]]:
        table = levers_in_force(scenario_id=self._scenario_id, places=self._places)
        return named_sets(current, parameters, table, self._catalogue)

    def _completed(
        self, given: Mapping[str, Any], before: Mapping[LeverCell, float], after: Mapping[LeverCell, float]
    ) -> tuple[BusinessContext, dict[str, str]]:
        """The context with what is missing and can be simulated, and where each known field is from."""
        context = checked_context(given)
        known = {name: value for name, value in context if value is not None}
        sources = dict.fromkeys(known, _GIVEN)
        missing = [name for name in _MEASURED if name not in known]
        if not missing or unmeasurable_reason(self._places) is not None:
            return context, sources
        measured = measured_outcomes([after], scenario_id=self._scenario_id, places=self._places)
        moved = [cell for cell, value in after.items() if value != before[cell]]
        simulated = {
            "estimated_annual_cost": measured.annual_costs[0],
            "affected_employee_count": affected_people(moved, measured.headcounts, self._catalogue),
            "total_employee_count": measured.total_employees,
        }
        filled = {name: simulated[name] for name in missing}
        completed = checked_context({**known, **filled}, where="business_context, completed by the simulation")
        return completed, {**sources, **dict.fromkeys(filled, _SIMULATED)}


def _score_of_levers(component: Component) -> float:
    assert component.score is not None, "levers are there to be assessed, also where none of them changes"
    return float(component.score)
