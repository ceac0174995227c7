"""The page of performance shows how searches went, as the command has it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from governance_pages import answer_of, copied_home, drawn, in_force, labels, opened, told
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.performance import OptimizationPerformanceTracker
from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation

Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]


@pytest.fixture
def home(published: Places, searched: Recommendation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with a target loop and three searches of an engine in its history."""
    places = copied_home(published, tmp_path, monkeypatch)
    assert searched.run_id
    with open_ledger(places) as ledger:
        for seconds, quality in ((10.0, 0.9), (20.0, 0.8), (30.0, 0.7)):
            OptimizationPerformanceTracker(ledger).record_optimization_run(
                "default",
                {},
                {
                    "converged": seconds < 30.0,
                    "runtime_seconds": seconds,
                    "solution_quality_score": quality,
                    "algorithm_used": "SLSQP",
                },
            )
    return places


def page() -> None:
    from streamlit_dashboard.governance.performance_page import show_performance

    show_performance()


@pytest.mark.usefixtures("home")
def test_the_figures_and_the_searches_are_those_of_the_command(tables: Tables) -> None:
    shown = opened(page, user=None)
    by_command = answer_of("performance", "report")
    assert by_command["total_runs"] == 4
    # Three of four converged.
    assert "Converged: **75%" in told(shown)
    assert f"Mean runtime: **{by_command['avg_runtime_seconds']:.2f} s, rising**" in told(shown)
    assert f"Mean quality: **{by_command['avg_quality_score']:.3f}, falling**" in told(shown)
    (searches,) = [rows for rows in tables(shown) if "Runtime" in rows[0]]
    assert [row["Run"] for row in reversed(searches)] == [run["run_id"] or "n/a" for run in by_command["runs"]]
    assert all(advice.replace("`", "") in told(shown) for advice in by_command["performance_recommendations"])


@pytest.mark.usefixtures("home")
def test_the_charts_show_every_runtime_and_every_quality(charts: Charts) -> None:
    runtime, quality = [json.loads(spec)["data"] for spec in charts(opened(page, user=None))]
    by_algorithm = {trace["name"]: trace["y"] for trace in runtime}
    assert by_algorithm["SLSQP"] == [10.0, 20.0, 30.0]
    assert sum(map(len, by_algorithm.values())) == 4
    assert [(trace["name"], trace["y"]) for trace in quality] == [("SLSQP", [0.9, 0.8, 0.7])]


@pytest.mark.usefixtures("home")
def test_another_number_of_days_is_looked_back() -> None:
    shown = opened(page, user=None)
    shown.number_input(key="performance_days").set_value(7)
    assert "Searches: **4**" in told(drawn(shown))


def test_an_empty_history_is_a_sentence_with_the_next_step(empty_home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(empty_home, monkeypatch)
    empty_home.home.mkdir()
    with open_ledger(empty_home):
        pass
    shown = opened(page, user=None)
    assert "No search was recorded in the last 30 days" in told(shown)
    assert "Make up a census" in labels(shown)
