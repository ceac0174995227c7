"""What it means to go from one set of levers to another: which move, which way, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from optimization.parameters.changed_levers import ChangedLever, changed_levers, named_sets
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.measured import levers_in_force, measured_outcomes, unmeasurable_reason
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places

# Relative to where a lever stands: a merit rate of 3 % that becomes 3.03 % is nothing that anybody would ask about.
_SIGNIFICANT = Fraction(1, 100)
_PERCENT = 100
_MERIT = "merit"


def analyze_parameter_changes(
    current_parameters: Mapping[str, float],
    proposed_parameters: Mapping[str, float],
    *,
    scenario_id: str = DEFAULT_SCENARIO,
    places: Places | None = None,
) -> dict[str, Any]:
    """Compare two sets of levers, and simulate what each costs.

    What `proposed_parameters` leave out stays as in `current_parameters`, and what these leave out as it is in force.

    Args:
        current_parameters: Values by lever name, in the lever's unit; {} for the levers in force.
        proposed_parameters: The same.
        scenario_id: Whose levers in force complete them.
        places: Census and lever file; those in force unless given.

    Returns:
        `significant_changes`: the levers that move by more than 1 % of where they start, with `percent_change`, None
        for one that starts at zero. `total_changes`: how many these are. `directional_analysis`: `merit_trend`, one of
        INCREASE, DECREASE, MIXED or UNCHANGED, and `merit_magnitude`, the mean size of the merit moves in the lever's
        unit. `estimated_impact`: `annual_cost_change` in census currency, total compensation over the simulated horizon
        divided by its years, with the cost of both sets; all None where there is no census to simulate, and
        `not_estimated` says so.

    Raises:
        BadInputError: an unknown or locked lever, a value that a lever file cannot hold, a wrong census or lever file.
        SimulationError: the simulation broke.
    """
    catalogue = load_lever_catalogue()
    table = levers_in_force(scenario_id=scenario_id, places=places)
    before, after = named_sets(current_parameters, proposed_parameters, table, catalogue)
    changes = changed_levers(before, after, catalogue)
    significant = [change for change in changes if _is_significant(change)]
    return {
        "total_changes": len(significant),
        "significant_changes": [_row(change) for change in significant],
        "directional_analysis": _merit_moves([change for change in changes if change.family.category == _MERIT]),
        "estimated_impact": _cost_impact([before, after], scenario_id=scenario_id, places=places),
    }


def _is_significant(change: ChangedLever) -> bool:
    relative = change.relative_change
    return relative is None or abs(relative) > _SIGNIFICANT


def _row(change: ChangedLever) -> dict[str, Any]:
    relative = change.relative_change
    return {
        "parameter": str(change.name),
        "current": change.before,
        "proposed": change.after,
        "change": float(change.change),
        "percent_change": None if relative is None else float(relative * _PERCENT),
    }


def _merit_moves(changes: Sequence[ChangedLever]) -> dict[str, Any]:
    is_rising, is_falling = any(each.change > 0 for each in changes), any(each.change < 0 for each in changes)
    if not changes:
        return {"merit_trend": "UNCHANGED", "merit_magnitude": 0.0}
    trend = "MIXED" if is_rising and is_falling else "INCREASE" if is_rising else "DECREASE"
    mean_size = sum(abs(each.change) for each in changes) / len(changes)
    return {"merit_trend": trend, "merit_magnitude": float(mean_size)}


def _cost_impact(
    sets: Sequence[Mapping[LeverCell, float]], *, scenario_id: str, places: Places | None
) -> dict[str, Any]:
    reason = unmeasurable_reason(places)
    if reason is not None:
        unknown = ("annual_cost_change", "annual_cost_current", "annual_cost_proposed", "unit")
        return {**dict.fromkeys(unknown), "not_estimated": reason}
    measured = measured_outcomes(sets, scenario_id=scenario_id, places=places)
    current, proposed = measured.annual_costs
    return {
        "annual_cost_change": proposed - current,
        "annual_cost_current": current,
        "annual_cost_proposed": proposed,
        "unit": measured.annual_cost_unit,
        "not_estimated": None,
    }
