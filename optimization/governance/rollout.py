"""Rollout plans: the way from today's levers to the optimum in phases, each with what it changes and goes back to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from optimization.errors import BadInputError, unknown_name
from optimization.governance.governance_settings import GOVERNANCE_CONFIG, GovernanceSettings, load_governance_settings
from optimization.governance.rollouts.rollout_steps import fewest_phases, values_by_phase, written

# What a lever goes from and to.
Way = tuple[Decimal, Decimal]


def create_staged_rollout_plan(
    optimal_parameters: Mapping[str, float], current_parameters: Mapping[str, float], risk_tolerance: str = "medium"
) -> list[dict[str, Any]]:
    """A plan in which no lever moves further in a phase than the tolerance allows; see config/governance.yaml.

    The cap is relative to where a lever stands when the phase begins. A lever that begins or ends at zero, or changes
    its sign, moves by that share of its whole way instead. Where the tolerance's number of phases is too few for a cap,
    phases are added, and every description says how many and for which lever. All levers go through all phases, in
    equal steps where the caps allow it, else in equal ratios. Where no lever moves, there is one phase that says so.

    Args:
        optimal_parameters: lever name to value, in the lever's unit.
        current_parameters: the same for today; levers that have no optimum stay as they are and are not in the plan.
        risk_tolerance: low, medium or high.

    Returns:
        Per phase: `phase` from 1, `description`, `parameters` after it, `changes` (of each lever that moves: parameter,
        from, to, change, remaining), `validation_required` (what to look at before the next phase), `rollback_plan`
        (the parameters before it). The parameters of the last phase are the optimum.

    Raises:
        BadInputError: no levers are given, a lever stands nowhere today, a value is no finite number, the tolerance
            does not exist, or a lever would take more phases than a rollout may have.
    """
    settings = load_governance_settings()
    tolerance = settings.rollout.tolerance(str(risk_tolerance))
    share = written(tolerance.max_change_per_phase)
    ways = _ways(optimal_parameters, current_parameters)
    needed: dict[str, int] = {}
    for name, (start, end) in ways.items():
        fewest = fewest_phases(start, end, share, most=settings.rollout.max_phases)
        if fewest is None:
            raise BadInputError(
                f"{name} cannot go from {_shown(start)} to {_shown(end)} in {settings.rollout.max_phases} phases of at "
                f"most {tolerance.max_change_per_phase:.0%} each, and a rollout has no more (max_phases in "
                f"{GOVERNANCE_CONFIG.name}). Choose a tolerance of larger phases, or equal steps without a cap."
            )
        needed[name] = fewest
    phases = max(tolerance.phases, *needed.values())
    values = {name: values_by_phase(start, end, phases, share) for name, (start, end) in ways.items()}
    added = phases - tolerance.phases
    slowest = max(needed, key=lambda name: needed[name])
    why = f" ({tolerance.phases} planned, {added} added so that {slowest} keeps to the cap)" if added else ""
    return _plan(
        ways,
        values,
        pace=f"{why}, at most {tolerance.max_change_per_phase:.0%} of a lever at a time",
        settings=settings,
    )


def implement_gradual_rollout(
    optimal_parameters: Mapping[str, float], current_parameters: Mapping[str, float], phases: int = 3
) -> list[dict[str, Any]]:
    """A plan of equal steps, whatever their size; where no lever moves, there is one phase that says so.

    Args:
        optimal_parameters: lever name to value, in the lever's unit.
        current_parameters: the same for today; levers that have no optimum stay as they are and are not in the plan.
        phases: how many.

    Returns:
        As `create_staged_rollout_plan`.

    Raises:
        BadInputError: no levers are given, a lever stands nowhere today, a value is no finite number, or the number of
            phases is not a whole one from 1 to what a rollout may have.
    """
    settings = load_governance_settings()
    most = settings.rollout.max_phases
    if isinstance(phases, bool) or not isinstance(phases, int) or not 1 <= phases <= most:
        raise BadInputError(
            f"phases = {phases!r}: a rollout has a whole number of phases, from 1 to {most} (max_phases in "
            f"{GOVERNANCE_CONFIG.name})."
        )
    ways = _ways(optimal_parameters, current_parameters)
    values = {name: values_by_phase(start, end, phases, None) for name, (start, end) in ways.items()}
    return _plan(ways, values, pace=", in equal steps", settings=settings)


def _ways(optimal: Mapping[str, float], current: Mapping[str, float]) -> dict[str, Way]:
    if not optimal:
        raise BadInputError("A rollout needs at least one lever with its optimum.")
    for name in optimal:
        if name not in current:
            raise BadInputError(f"The optimum names a lever without a current value. {_unknown(name, current)}")
    return {
        name: (_number(name, current[name], "current value"), _number(name, value, "optimum"))
        for name, value in optimal.items()
    }


def _unknown(name: str, current: Mapping[str, float]) -> BadInputError:
    return unknown_name("lever", str(name), map(str, current))


def _number(name: str, value: object, kind: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Real | Decimal) or not math.isfinite(value):
        raise BadInputError(f"The {kind} of {name} is {value!r}: a lever needs a finite number, like 0.03.")
    return written(float(value))


def _plan(
    ways: Mapping[str, Way],
    values: Mapping[str, tuple[Decimal, ...]],
    *,
    pace: str,
    settings: GovernanceSettings,
) -> list[dict[str, Any]]:
    validation = _validation(settings)
    before = {name: start for name, (start, _) in ways.items()}
    if all(start == end for start, end in ways.values()):
        values = {name: (end,) for name, (_, end) in ways.items()}
    phases = len(next(iter(values.values())))
    plan = []
    for phase in range(1, phases + 1):
        after = {name: by_phase[phase - 1] for name, by_phase in values.items()}
        changes = [
            {
                "parameter": name,
                "from": float(before[name]),
                "to": float(after[name]),
                "change": float(after[name] - before[name]),
                "remaining": float(end - after[name]),
            }
            for name, (_, end) in ways.items()
            if after[name] != before[name]
        ]
        plan.append(
            {
                "phase": phase,
                "description": _description(phase, phases, pace=pace, moving=len(changes), levers=len(ways)),
                "parameters": {name: float(value) for name, value in after.items()},
                "changes": changes,
                "validation_required": validation,
                "rollback_plan": {name: float(value) for name, value in before.items()},
            }
        )
        before = after
    return plan


def _description(phase: int, phases: int, *, pace: str, moving: int, levers: int) -> str:
    # In a plan of more phases one may be too small to move a lever by a digit that is kept.
    if moving == 0 and phases == 1:
        return "Nothing is to be rolled out: every lever stands at its optimum already."
    noun, verb = "lever" if levers == 1 else "levers", "moves" if moving == 1 else "move"
    return f"Phase {phase} of {phases}{pace}: {moving} of {levers} {noun} {verb}."


def _validation(settings: GovernanceSettings) -> list[str]:
    """What to look at before the next phase: the triggers that would take this one back."""
    return [
        f"{' or '.join(trigger.metrics)}: no {trigger.direction} of more than {trigger.threshold:.0%} ({name})"
        for name, trigger in settings.rollback_triggers.triggers.items()
    ]


def _shown(number: Decimal) -> str:
    return f"{float(number):g}"
