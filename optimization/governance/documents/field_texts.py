"""Fields of a search and of its decision as people read them: what they are called, and their values with units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimization.governance.documents.plain_values import NOT_SAID, is_number, value_text

_LABELS = {
    "initial_growth": "Growth with today's levers, a year",
    "final_growth": "Growth with the decided levers, a year",
    "final_gap": "Gap to the target",
    "target_growth": "Target growth, a year",
    "seconds": "Runtime",
    "runtime_seconds": "Runtime",
    "scenario_id": "Scenario",
    "growth": "Growth, a year",
    "risk_assessment": "Lever position",
    "threshold": "Change from the baseline",
    "is_feasible": "Keeps all constraints",
    "acted_at": "At (UTC)",
}
_BEFORE_AND_AFTER = frozenset({"before", "after"})
_COST_IMPACT = frozenset({"value", "percent", "unit"})
_EMPLOYEE_IMPACT = frozenset({"count", "percentage_of_workforce", "hires"})


def field_label(name: str) -> str:
    """The name of a field as words."""
    return _LABELS.get(name) or name.replace("_", " ").strip().capitalize() or NOT_SAID


def field_text(name: str, value: Any) -> str:
    """The value of a field with its unit, where the field is known; else as `value_text` has it."""
    if is_number(value) and name in _NUMBERS:
        return _NUMBERS[name](value)
    if isinstance(value, Mapping):
        if value.keys() >= _COST_IMPACT:
            return f"{value_text(value['value'])} ({value['percent']:+.2f}%), {value['unit']}"
        if value.keys() >= _EMPLOYEE_IMPACT:
            share = value["percentage_of_workforce"]
            return f"{value['count']:,} people, {share:.1f}% of the workforce, and {value['hires']:,} hires"
        if value.keys() == _BEFORE_AND_AFTER:
            return f"from {value_text(value['before'])} to {value_text(value['after'])}"
    return value_text(value)


def _percent(value: float) -> str:
    return f"{value:.3f}%"


def _gap(value: float) -> str:
    # What rounds to nothing has no sign.
    return f"{round(value, 3) + 0.0:.3f} percentage points"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


_NUMBERS: Mapping[str, Callable[[float], str]] = {
    **dict.fromkeys(("initial_growth", "final_growth", "growth"), _percent),
    **dict.fromkeys(("final_gap", "gap"), _gap),
    **dict.fromkeys(("seconds", "runtime_seconds"), _seconds),
    **dict.fromkeys(("status_quo_objective", "objective_value", "objective"), lambda value: f"{value:.6f}"),
    "solution_quality_score": lambda value: f"{value:.3f}",
    "target_growth": lambda value: f"{value_text(value)}%",
    "tolerance": lambda value: f"{value_text(value)} percentage points",
    "threshold": lambda value: f"{value_text(value * 100)}%",
}
