"""The rollback triggers against a hand-worked table: each configured one is evaluated, or says what it lacks."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.monitoring.monitoring import Review, review_metrics
from optimization.parameters.lever_risk import RiskLevel

NOW = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
BASELINE = {
    "budget_utilization": 1.0,
    "employee_satisfaction_score": 0.80,
    "turnover_rate": 0.12,
    "market_competitiveness_ratio": 1.0,
}


def review(metrics: dict[str, Any], baseline: dict[str, Any] | None = None, **when: datetime) -> Review:
    return review_metrics(
        metrics, BASELINE if baseline is None else baseline, settings=load_governance_settings(), now=NOW, **when
    )


def activated(found: Review) -> list[str]:
    return [trigger["trigger"] for trigger in found.triggers_activated]


@pytest.mark.parametrize(
    ("metric", "trigger", "just_within", "just_beyond"),
    [
        ("budget_utilization", "budget_overrun", 1.10, 1.1000001),
        ("employee_satisfaction_score", "employee_satisfaction", 0.68, 0.6799999),
        ("turnover_rate", "turnover_increase", 0.144, 0.1440001),
        ("market_competitiveness_ratio", "market_position", 0.90, 0.8999999),
    ],
)
def test_a_trigger_goes_off_beyond_its_threshold_and_not_at_it(
    metric: str, trigger: str, just_within: float, just_beyond: float
) -> None:
    """1 + 10 %; 0.8 less 15 %; 0.12 + 20 %; 1 less 10 %."""
    assert activated(review({**BASELINE, metric: just_within})) == []
    assert activated(review({**BASELINE, metric: just_beyond})) == [trigger]


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_what_gets_better_sets_nothing_off(factor: float) -> None:
    better = {
        "budget_utilization": factor,
        "turnover_rate": 0.12 * factor,
        "employee_satisfaction_score": 0.8 / factor,
        "market_competitiveness_ratio": 1 / factor,
    }
    found = review(better)
    assert activated(found) == []
    assert len(found.evaluated) == 4
    assert not found.rollback_recommended


def test_a_finding_says_what_it_is_about() -> None:
    found = review({"turnover_rate": 0.18})
    assert list(found.triggers_activated) == [
        {
            "trigger": "turnover_increase",
            "metric": "turnover_rate",
            "direction": "rise",
            "threshold": 0.20,
            "actual": 0.5,
            "baseline": 0.12,
            "current": 0.18,
            "severity": "HIGH",
        }
    ]
    assert found.rollback_recommended


def test_triggers_of_medium_severity_alone_do_not_recommend_a_rollback() -> None:
    found = review({"employee_satisfaction_score": 0.4, "market_competitiveness_ratio": 0.5})
    assert activated(found) == ["employee_satisfaction", "market_position"]
    assert [each["actual"] for each in found.triggers_activated] == [-0.5, -0.5]
    assert not found.rollback_recommended


def test_every_trigger_is_evaluated_or_says_what_data_it_lacks() -> None:
    found = review(
        {"employee_satisfaction_score": 0.8, "voluntary_turnover_rate": 0.1},
        {"turnover_rate": 0.0, "voluntary_turnover_rate": 0.0, "budget_utilization": 1.0, "wage_bill": 5e6},
    )
    assert found.evaluated == ()
    assert [(each["trigger"], each["reason"]) for each in found.not_evaluated] == [
        (
            "budget_overrun",
            "no data: budget_utilization has no figure; total_compensation_cost has no figure; wage_bill has no figure",
        ),
        ("employee_satisfaction", "no data: employee_satisfaction_score has no baseline"),
        (
            "turnover_increase",
            "no data: turnover_rate has no figure; voluntary_turnover_rate has a baseline of zero, and no change is a "
            "share of that",
        ),
        ("market_position", "no data: market_competitiveness_ratio has no figure"),
    ]
    assert [each["severity"] for each in found.not_evaluated] == ["HIGH", "MEDIUM", "HIGH", "MEDIUM"]


@pytest.mark.parametrize("names", [(), ("budget_utilization",), ("turnover_rate", "market_competitiveness_ratio")])
def test_no_metric_of_a_trigger_is_in_both_lists_or_in_neither(names: tuple[str, ...]) -> None:
    found = review({name: BASELINE[name] for name in names})
    told = [(each["trigger"], each["metric"]) for each in found.evaluated]
    told += [(each["trigger"], metric) for each in found.not_evaluated for metric in each["metrics"]]
    triggers = load_governance_settings().rollback_triggers.triggers
    assert sorted(told) == sorted((name, metric) for name, trigger in triggers.items() for metric in trigger.metrics)


def test_a_benign_figure_hides_no_breach_of_another_metric_of_its_trigger() -> None:
    """The first of the two is on budget, and the second is a fifth over it."""
    found = review(
        {"budget_utilization": 1.0, "wage_bill": 120.0, "total_compensation_cost": 120.0},
        {"budget_utilization": 1.0, "wage_bill": 100.0},
    )
    assert [(each["metric"], each["actual"]) for each in found.evaluated] == [
        ("budget_utilization", 0.0),
        ("wage_bill", 0.2),
    ]
    assert [(each["trigger"], each["metric"]) for each in found.triggers_activated] == [("budget_overrun", "wage_bill")]
    assert found.rollback_recommended
    assert found.firing == found.triggers_activated
    assert (found.not_evaluated[0]["trigger"], found.not_evaluated[0]["metrics"], found.not_evaluated[0]["reason"]) == (
        "budget_overrun",
        ["total_compensation_cost"],
        "no data: total_compensation_cost has no baseline",
    )


def test_a_metric_that_no_trigger_looks_at_is_allowed_and_changes_nothing() -> None:
    assert review({"office_plants": 7.0}) == review({})


@pytest.mark.parametrize("value", [math.nan, math.inf, "0.2", None, True])
def test_a_figure_that_is_no_finite_number_is_refused_on_both_sides(value: Any) -> None:
    with pytest.raises(BadInputError, match="The figure of turnover_rate is"):
        review({"turnover_rate": value})
    with pytest.raises(BadInputError, match="The baseline of turnover_rate is"):
        review({"turnover_rate": 0.1}, {"turnover_rate": value})


def test_the_next_review_is_a_week_from_now_and_the_period_ninety_days_from_the_change() -> None:
    found = review({}, since=datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert found.next_review_date == "2026-05-11"
    assert found.monitoring_period == {"days": 90, "start": "2026-03-01", "end": "2026-05-30"}
    assert review({}).monitoring_period == {"days": 90, "start": None, "end": None}


def test_a_review_answers_to_its_keys_and_is_json() -> None:
    found = review({"turnover_rate": 0.18})
    assert found["rollback_recommended"] is True
    assert found["triggers_activated"] == found.triggers_activated
    with pytest.raises(KeyError):
        found["as_json"]
    stored = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert set(stored) == {
        "triggers_activated",
        "evaluated",
        "not_evaluated",
        "rollback_recommended",
        "monitoring_period",
        "next_review_date",
    }
    assert stored["triggers_activated"][0]["severity"] == RiskLevel.HIGH
