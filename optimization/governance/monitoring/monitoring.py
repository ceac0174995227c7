"""The rollback triggers: figures held against a baseline, trigger by trigger."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

from optimization.errors import BadInputError
from optimization.governance.governance_settings import GovernanceSettings, RollbackTrigger
from optimization.governance.rollouts.rollout_steps import written
from optimization.parameters.lever_risk import RiskLevel


@dataclass(frozen=True, kw_only=True)
class Review:
    """What the triggers say. Every metric of each is either in `evaluated` or in `not_evaluated`.

    Attributes:
        triggers_activated: Those of `evaluated` whose metric moved further than it may.
        evaluated: Per trigger and metric: trigger, metric, direction, threshold (a share of the baseline), actual (the
            change from the baseline as a share of it, negative for a fall), baseline, current, severity.
        not_evaluated: Per trigger: trigger, the metrics that lack data, severity, and as reason what each lacks.
        rollback_recommended: Whether a trigger of HIGH severity, or a worse one, is activated.
        monitoring_period: `days`, and the dates `start` and `end`; they are None where nothing is in force.
        next_review_date: ISO date.
    """

    triggers_activated: tuple[Mapping[str, Any], ...]
    evaluated: tuple[Mapping[str, Any], ...]
    not_evaluated: tuple[Mapping[str, Any], ...]
    rollback_recommended: bool
    monitoring_period: Mapping[str, Any]
    next_review_date: str

    @property
    def firing(self) -> tuple[Mapping[str, Any], ...]:
        """Those of `triggers_activated` that recommend to roll back."""
        return tuple(each for each in self.triggers_activated if _is_severe(each))

    def __getitem__(self, name: str) -> Any:
        """The field of this name.

        Raises:
            KeyError: there is none.
        """
        if name not in self.__dataclass_fields__:
            raise KeyError(name)
        return getattr(self, name)

    def as_json(self) -> dict[str, Any]:
        """The review as JSON types."""
        content = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in content.items()}


def review_metrics(
    metrics: Mapping[str, float],
    baseline: Mapping[str, float],
    *,
    settings: GovernanceSettings,
    now: datetime,
    since: datetime | None = None,
) -> Review:
    """Evaluate every configured trigger, by each of its metrics that has a figure and a baseline.

    Any of them activates it, by a move beyond its threshold, not by one that just reaches it; numbers are compared as
    they are written, so that 1.10 is ten percent more than 1, and not a float's breadth beyond. Metrics that no trigger
    looks at are allowed.

    Args:
        metrics: current figures; shares as fractions.
        baseline: the figures that they are held against.
        settings: the triggers, and how long and how often figures are looked at.
        now: when they are looked at.
        since: when the levers came into force.

    Raises:
        BadInputError: a figure is no finite number.
    """
    current_figures, baseline_figures = _numbers(metrics, "figure"), _numbers(baseline, "baseline")
    evaluated, not_evaluated = [], []
    for name, trigger in settings.rollback_triggers.triggers.items():
        lacks = {}
        for metric in trigger.metrics:
            lack = _lack(metric, current_figures, baseline_figures)
            if lack is None:
                evaluated.append(_finding(name, trigger, metric, current_figures[metric], baseline_figures[metric]))
            else:
                lacks[metric] = lack
        if lacks:
            reason = "no data: " + "; ".join(f"{metric} has {lack}" for metric, lack in lacks.items())
            not_evaluated.append(
                {"trigger": name, "metrics": list(lacks), "severity": str(trigger.severity), "reason": reason}
            )
    activated = tuple(each for each in evaluated if _is_activated(each))
    return Review(
        triggers_activated=activated,
        evaluated=tuple(evaluated),
        not_evaluated=tuple(not_evaluated),
        rollback_recommended=any(map(_is_severe, activated)),
        monitoring_period=_monitoring_period(settings.monitoring.period_days, since),
        next_review_date=(now + timedelta(days=settings.monitoring.review_every_days)).date().isoformat(),
    )


def _numbers(figures: Mapping[str, float], kind: str) -> dict[str, Decimal]:
    for metric, value in figures.items():
        if isinstance(value, bool) or not isinstance(value, Real | Decimal) or not math.isfinite(value):
            raise BadInputError(f"The {kind} of {metric} is {value!r}: it must be a finite number.")
    return {metric: written(value) for metric, value in figures.items()}


def _lack(metric: str, current: Mapping[str, Decimal], baseline: Mapping[str, Decimal]) -> str | None:
    """What keeps a metric from being compared; None where nothing does."""
    if metric not in current:
        # Whether there would be a baseline, nobody has asked.
        return "no figure"
    if metric not in baseline:
        return "no baseline"
    return "a baseline of zero, and no change is a share of that" if baseline[metric] == 0 else None


def _finding(
    name: str, trigger: RollbackTrigger, metric: str, current: Decimal, baseline: Decimal
) -> Mapping[str, Any]:
    return {
        "trigger": name,
        "metric": metric,
        "direction": trigger.direction,
        "threshold": trigger.threshold,
        "actual": float((current - baseline) / abs(baseline)),
        "baseline": float(baseline),
        "current": float(current),
        "severity": str(trigger.severity),
    }


def _is_activated(finding: Mapping[str, Any]) -> bool:
    # Not by `actual`, which is rounded.
    change = written(finding["current"]) - written(finding["baseline"])
    adverse = change if finding["direction"] == "rise" else -change
    return adverse > written(finding["threshold"]) * abs(written(finding["baseline"]))


def _is_severe(finding: Mapping[str, Any]) -> bool:
    return RiskLevel(finding["severity"]) >= RiskLevel.HIGH


def _monitoring_period(days: int, since: datetime | None) -> Mapping[str, Any]:
    return {
        "days": days,
        "start": None if since is None else since.date().isoformat(),
        "end": None if since is None else (since + timedelta(days=days)).date().isoformat(),
    }
