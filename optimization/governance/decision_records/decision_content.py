"""What a decision record takes from a search's result and from config/governance.yaml; nothing is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from optimization.errors import BadInputError
from optimization.governance.documents.plain_values import value_text
from optimization.governance.governance_settings import GovernanceSettings
from optimization.governance.search_history.search_fields import first_of, json_types, search_fields
from optimization.parameters.percent_texts import percent_text, points_text

# What a result may say that a reader of the decision asks for, in this order.
_OUTCOMES = (
    "status",
    "converged",
    "message",
    "algorithm_used",
    "iterations",
    "function_evaluations",
    "evaluations",
    "runtime_seconds",
    "seconds",
    "initial_growth",
    "final_growth",
    "final_gap",
    "status_quo_objective",
    "objective_value",
    "solution_quality_score",
    "risk_assessment",
    "estimated_cost_impact",
    "estimated_employee_impact",
    "constraint_violations",
    "inputs_fingerprint",
)
_COST = "total_compensation_cost"
_EQUITY = "equity_cv"


def decided_fields(result: object) -> Mapping[str, Any]:
    """The fields of a result as JSON types.

    Raises:
        BadInputError: it says nothing that a search says, or something that cannot be stored.
    """
    fields: Mapping[str, Any] = json_types(search_fields(result), what="The result")
    if not results_summary(fields):
        raise BadInputError(
            f"The result, a {type(result).__name__}, says nothing of a search: give what the search returned."
        )
    return fields


def results_summary(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What came of the search: its outcome, cost before and after, and levers by name before and after."""
    said = {name: fields[name] for name in _OUTCOMES if fields.get(name) is not None}
    cost = {
        moment: first_of(fields.get(f"metrics_{moment}") or {}, _COST)
        for moment in ("before", "after")
        if fields.get(f"metrics_{moment}")
    }
    levers = {
        "current_parameters": first_of(fields, "current_parameters", "levers_before"),
        "optimal_parameters": first_of(fields, "optimal_parameters", "levers_after"),
    }
    found = {_COST: cost or None, **levers}
    return {**said, **{name: value for name, value in found.items() if value is not None}}


def optimization_config(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked: the search's config, and the objectives where it weighed some."""
    asked = dict(first_of(fields, "config") or {})
    objectives = first_of(fields, "objectives")
    return asked if objectives is None else {"objectives": objectives, **asked}


def alternatives_considered(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The other candidates that were evaluated: those that an engine kept, or the other iterations of a target loop."""
    kept = first_of(fields, "alternatives")
    if kept is not None:
        return [dict(each) for each in kept]
    seen = [first_of(fields, "levers_after")]
    others: list[dict[str, Any]] = []
    for record in first_of(fields, "iteration_history") or ():
        if record["levers"] not in seen:
            seen.append(record["levers"])
            label = "today's levers" if record["iteration"] == 0 else f"iteration {record['iteration']}"
            others.append(
                {"label": label, "growth": record["growth"], "gap": record["gap"], "parameters": record["levers"]}
            )
    return others


def success_criteria(fields: Mapping[str, Any], settings: GovernanceSettings) -> list[str]:
    """What has to be so for the decision to have been right, and whether it is so when it is made.

    The goals of the search, as far as it weighed them, and quiet rollback triggers.
    """
    asked = first_of(fields, "config") or {}
    criteria: list[str] = []
    if asked.get("target_growth") is not None and asked.get("tolerance") is not None:
        growth, is_met = first_of(fields, "final_growth"), first_of(fields, "converged")
        criteria.append(
            f"Pay growth is within {asked['tolerance']:g} percentage points of {asked['target_growth']:g}% a year"
            f"{_now(is_met, None if growth is None else f'{growth:.3f}%')}."
        )
    weights = first_of(fields, "objectives")
    if weights is None or weights.get("targets", 0.0) > 0.0:
        criteria += [_target(target) for target in first_of(fields, "targets") or ()]
    criteria += [
        f"The constraint {each['name']} is kept{_now(None if after is None else after <= 0)}."
        for each in first_of(fields, "constraints") or ()
        for after in [each.get("after")]
    ]
    names = ", ".join(settings.rollback_triggers.triggers)
    criteria.append(f"None of these triggers fires within {settings.monitoring.period_days} days: {names}.")
    return criteria


def _target(target: Mapping[str, Any]) -> str:
    metric, after = target["metric"], target.get("after")
    wanted, tolerance = (Decimal(repr(float(target[name]))) for name in ("target", "tolerance"))
    is_met = None if after is None else abs(after - target["target"]) <= target["tolerance"]
    # A coefficient of variation is a fraction, and no percentage.
    if target["unit"] == "fraction" and not metric.startswith(_EQUITY):
        now = None if after is None else f"{after:.3%}"
        return f"{metric} is within {points_text(tolerance)} of {percent_text(wanted)}{_now(is_met, now)}."
    now = None if after is None else value_text(float(after))
    return f"{metric} is within {value_text(float(tolerance))} of {value_text(float(wanted))}{_now(is_met, now)}."


def _now(is_met: bool | None, value: str | None = None) -> str:
    """Whether a criterion is met when the decision is made; nothing where the result does not say it."""
    if is_met is None:
        return ""
    return f": {'met' if is_met else 'not met'} at the decision{f', {value}' if value else ''}"


def configured_triggers(settings: GovernanceSettings) -> list[dict[str, Any]]:
    """What would call for taking the decision back, as it is configured; `threshold` is a share of the baseline."""
    return [
        {"trigger": name, **trigger.model_dump(mode="json")}
        for name, trigger in settings.rollback_triggers.triggers.items()
    ]


def review_schedule(decided_at: datetime, settings: GovernanceSettings) -> dict[str, Any]:
    """When the decision is looked at again, and how long and how often actual figures are until then, in days."""
    review = decided_at + timedelta(days=settings.decisions.review_after_days)
    return {
        "review_date": review.date().isoformat(),
        "monitoring_period_days": settings.monitoring.period_days,
        "review_every_days": settings.monitoring.review_every_days,
    }


def stored_alternatives(given: Sequence[Mapping[str, Any]] | None, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The alternatives that were given, else those of the search."""
    if given is None:
        return alternatives_considered(fields)
    alternatives: list[dict[str, Any]] = json_types([dict(each) for each in given], what="The alternatives")
    return alternatives
