"""Recorded values as texts: names as words, numbers with as many digits as a reader can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name

NOT_SAID = "n/a"
# From here on the digits behind the point are noise: amounts of money, numbers of people.
_WHOLE_FROM = 1000.0
_LABELS = {
    "initial_growth": "Growth with today's levers, % a year",
    "final_growth": "Growth with the decided levers, % a year",
    "final_gap": "Gap to the target, percentage points",
    "target_growth": "Target growth, % a year",
    "tolerance": "Tolerance, percentage points",
    "seconds": "Runtime, seconds",
    "runtime_seconds": "Runtime, seconds",
    "scenario_id": "Scenario",
    "growth": "Growth, % a year",
    "gap": "Gap, percentage points",
    "threshold": "Threshold, a share of the baseline",
    "acted_at": "At (UTC)",
}


def label(name: str) -> str:
    """The name of a field as words, with its unit where the name does not say it."""
    return _LABELS.get(name) or name.replace("_", " ").strip().capitalize() or NOT_SAID


def value_text(value: Any) -> str:
    """A value of JSON as text: lists with commas, mappings with their keys."""
    if value is None or value == "":
        return NOT_SAID
    if value in ([], (), {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.6g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each) for each in value)
    return str(value)


def lever_text(name: str, value: Any, catalogue: LeverCatalogue) -> str:
    """The value of a lever: in percent where the lever is a fraction, as it is where it is a factor or unknown."""
    if not isinstance(value, int | float):
        return value_text(value)
    try:
        family = parse_lever_name(name, catalogue).family
    except BadInputError:
        # Records may name levers that have been retired since.
        return value_text(value)
    return f"{value:.3%}" if family.unit == "fraction" else f"{value:.4f}"
