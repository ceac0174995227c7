"""What figures are held against, and which figures tell of a change at all: hand-worked cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.lever_file.checkpoint_store import Baseline, Checkpoint
from optimization.governance.monitoring.actual_evidence import evidence_of_change
from optimization.governance.monitoring.actuals import Actual
from optimization.governance.monitoring.baseline_figures import BaselineFigure, baseline_of
from optimization.governance.monitoring.periods import Period, parse_period

IN_FORCE_SINCE = datetime(2026, 5, 4, 12, tzinfo=UTC)
BEFORE, AFTER = IN_FORCE_SINCE - timedelta(days=1), IN_FORCE_SINCE + timedelta(days=1)
# The first day of a quarter: a period that begins today has begun.
TODAY = date(2026, 7, 1)
# Twelve of a hundred leave; pay of six millions, and of nine a year later.
SIMULATED: dict[str, Any] = {
    "total_compensation_cost": 15e6,
    "years": {
        "2025": {"terminations": 12, "opening_headcount": 100, "wage_bill": 6e6},
        "2026": {"terminations": 30, "opening_headcount": 120, "wage_bill": 9e6},
        "2027": {"terminations": 0, "opening_headcount": 0, "wage_bill": 0.0},
    },
}


def period(text: str) -> Period:
    found = parse_period(text)
    assert found is not None
    return found


def actual(text: str, metric_name: str, value: float, *, known_since: datetime = AFTER) -> Actual:
    return Actual(
        period=period(text),
        metric_name=metric_name,
        value=value,
        source="payroll",
        known_since=known_since,
        recorded_at=AFTER,
        recorded_by="analyst",
    )


def checkpoint(*, metadata: dict[str, Any] | None = None, simulated: dict[str, Any] | None = SIMULATED) -> Checkpoint:
    return Checkpoint(
        checkpoint_id="CHK-000001",
        created_at=IN_FORCE_SINCE,
        created_by="approver",
        scenario_id="default",
        lever_file="comp_levers.csv",
        content=b"",
        sha256="0" * 64,
        parameters={},
        metadata=metadata or {},
        baseline=None if simulated is None else Baseline(metrics=simulated, levers_sha256="1" * 64),
        proposal_id="PRP-000001",
        phase=1,
    )


def baseline(metric: str, text: str | None, *known: Actual, **made: Any) -> tuple[float, str] | None:
    wanted = {metric: None if text is None else period(text)}
    figure = baseline_of(checkpoint(**made), wanted, known=known).get(metric)
    return None if figure is None else (figure.value, figure.origin)


@pytest.mark.parametrize(
    ("metric", "text", "expected"),
    [
        ("turnover_rate", None, (0.12, "simulated for 2025")),
        ("turnover_rate", "2026", (0.25, "simulated for 2026")),
        # A rate is per year, whatever the period.
        ("turnover_rate", "2026-Q3", (0.25, "simulated for 2026")),
        # The simulation knows no reasons of leaving.
        ("voluntary_turnover_rate", "2026", None),
        ("turnover_rate", "2027", None),
        ("wage_bill", None, (6e6, "simulated for 2025")),
        ("wage_bill", "2026-Q1", (2.25e6, "simulated for 2026")),
        ("total_compensation_cost", "2026-01", (0.75e6, "simulated for 2026")),
        ("total_compensation_cost", "2026", (9e6, "simulated for 2026")),
        ("budget_utilization", "2026-01", (1.0, "simulated for 2026")),
        ("budget_utilization", "2031", None),
        ("employee_satisfaction_score", "2025", None),
        ("market_competitiveness_ratio", None, None),
    ],
)
def test_the_simulation_gives_a_baseline_for_the_year_of_the_period(
    metric: str, text: str | None, expected: tuple[float, str] | None
) -> None:
    assert baseline(metric, text) == expected


@pytest.mark.parametrize("simulated", [None, {}, {"total_compensation_cost": 15e6}])
def test_without_a_simulated_year_there_is_no_simulated_baseline(simulated: dict[str, Any] | None) -> None:
    assert baseline("budget_utilization", None, simulated=simulated) is None


def test_the_latest_period_known_before_the_change_comes_before_the_simulation() -> None:
    known = [
        actual("2024-Q4", "turnover_rate", 0.16, known_since=BEFORE),
        actual("2024", "turnover_rate", 0.15, known_since=BEFORE),
        actual("2024-Q3", "turnover_rate", 0.17, known_since=BEFORE),
        actual("2025-Q1", "turnover_rate", 0.30),
        actual("2025-Q1", "budget_utilization", 0.9, known_since=BEFORE),
    ]
    assert baseline("turnover_rate", "2025-Q2", *known) == (0.16, "actual figure of 2024-Q4")


def test_an_amount_is_never_held_against_an_earlier_one_that_knows_nothing_of_planned_growth() -> None:
    """Pay was five millions in 2024 and is planned to be nine in 2026: nine and a half are no overrun of 90 %."""
    known = actual("2024", "wage_bill", 5e6, known_since=BEFORE)
    assert baseline("wage_bill", "2026", known) == (9e6, "simulated for 2026")
    assert baseline("wage_bill", "2031", known) is None
    assert baseline("wage_bill", "2026", known, simulated=None) is None


def test_an_earlier_overrun_of_the_budget_excuses_no_later_one() -> None:
    known = actual("2025-Q1", "budget_utilization", 1.15, known_since=BEFORE)
    assert baseline("budget_utilization", "2025-Q2", known) == (1.0, "simulated for 2025")


def test_what_the_checkpoint_was_given_comes_first() -> None:
    given = {"baseline_metrics": {"turnover_rate": 0.09, "employee_satisfaction_score": 0.8}}
    known = actual("2024", "turnover_rate", 0.15, known_since=BEFORE)
    assert baseline("turnover_rate", "2025", known, metadata=given) == (0.09, "given with the checkpoint")
    assert baseline("employee_satisfaction_score", "2025", metadata=given) == (0.8, "given with the checkpoint")
    assert baseline("budget_utilization", "2025", metadata=given) == (1.0, "simulated for 2025")


def test_given_figures_that_are_no_mapping_are_refused() -> None:
    with pytest.raises(BadInputError, match="CHK-000001: baseline_metrics in its metadata must be a mapping"):
        baseline("turnover_rate", None, metadata={"baseline_metrics": [0.1]})


def test_only_metrics_that_were_asked_for_have_a_baseline() -> None:
    found = baseline_of(checkpoint(), {"wage_bill": None}, known=[])
    assert found == {"wage_bill": BaselineFigure(value=6e6, origin="simulated for 2025")}


def test_of_each_metric_the_latest_period_since_the_change_tells_of_it_and_the_others_say_why_not() -> None:
    figures = [
        actual("2026-Q3", "turnover_rate", 0.2),
        actual("2024-Q4", "turnover_rate", 0.1),
        actual("2026-Q1", "turnover_rate", 0.15, known_since=BEFORE),
        actual("2026-Q2", "turnover_rate", 0.18),
        actual("2026", "wage_bill", 5e6, known_since=IN_FORCE_SINCE),
    ]
    found = evidence_of_change(figures, in_force_since=IN_FORCE_SINCE, first_changed_year=2025, today=TODAY)
    assert found.figures == {"turnover_rate": figures[0]}
    assert {(str(each.period), reason) for each, reason in found.set_aside} == {
        ("2024-Q4", "2024-Q4 is before 2025, the first year whose levers change"),
        ("2026-Q1", "2026-Q1 was known before the levers came into force"),
        ("2026-Q2", "2026-Q3 is later"),
        ("2026", "2026 was known before the levers came into force"),
    }
    assert found.cautions == {}


def test_a_period_that_the_calendar_has_behind_it_counts_and_is_told() -> None:
    """The years of a plan are simulated ones: 2025-Q1 can come after a change of levers that was made in May 2026."""
    figures = [
        actual("2025-Q1", "turnover_rate", 0.2),
        actual("2026-05", "wage_bill", 5e5),
        actual("2026-04", "budget_utilization", 1.2),
    ]
    found = evidence_of_change(figures, in_force_since=IN_FORCE_SINCE, first_changed_year=2025, today=TODAY)
    assert set(found.figures) == {"turnover_rate", "wage_bill", "budget_utilization"}
    assert found.cautions == {
        "budget_utilization": "budget_utilization: 2026-04 ended before the levers came into force on 2026-05-04, so "
        "it may not show the change.",
        "turnover_rate": "turnover_rate: 2025-Q1 ended before the levers came into force on 2026-05-04, so it may not "
        "show the change.",
    }


def test_a_period_that_the_calendar_has_still_before_it_counts_and_is_told() -> None:
    figures = [actual("2026-Q4", "turnover_rate", 0.2), actual("2026-Q3", "wage_bill", 5e5)]
    found = evidence_of_change(figures, in_force_since=IN_FORCE_SINCE, first_changed_year=2025, today=TODAY)
    assert set(found.figures) == {"turnover_rate", "wage_bill"}
    assert found.cautions == {
        "turnover_rate": "turnover_rate: 2026-Q4 has not begun yet, so it may not be what was measured."
    }


def test_a_correction_of_what_was_known_before_the_change_is_no_news_of_it_but_moves_the_baseline() -> None:
    corrected = actual("2026-Q1", "turnover_rate", 0.3, known_since=BEFORE)
    found = evidence_of_change([corrected], in_force_since=IN_FORCE_SINCE, first_changed_year=2025, today=TODAY)
    assert found.figures == {}
    assert len(found.set_aside) == 1
    assert baseline("turnover_rate", "2026-Q2", corrected) == (0.3, "actual figure of 2026-Q1")
