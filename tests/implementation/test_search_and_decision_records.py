"""What a recorded search leaves: its decision and how it went, from what the ledger has of the run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine_figures import engine_result

from optimization.errors import BadInputError
from optimization.governance.decisions import exported_decision
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.governance.search_history.search_performance import performance_since
from optimization.implementation.decision_records import record_decision_of
from optimization.implementation.search_records import record_performance
from optimization.places import Places

RUN_ID = "loop-20250102-030405-abc123"


@pytest.fixture
def own_ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(Places(home=tmp_path, levers=tmp_path / "comp_levers.csv"), {}) as ledger:
        yield ledger


def run_of_kind(kind: str) -> SearchRun:
    return SearchRun(
        run_id=RUN_ID,
        kind=kind,
        scenario_id="default",
        started_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        user="analyst",
        config={"target_growth": 2.0},
        fingerprints={},
    )


def test_a_decision_on_a_run_rests_on_what_was_recorded_of_it(own_ledger: Ledger) -> None:
    result = {"status": "stalled", "converged": False, "iterations": 3, "config": {"target_growth": 2.0}}
    with record_run(own_ledger, run_of_kind("target_loop")) as outcome:
        outcome.finish(status="stalled", result=result)
    record = record_decision_of(own_ledger, RUN_ID, None, user="analyst", rationale="Nothing is to change.")
    assert (record.run_id, record.proposal_id, record.scenario_id) == (RUN_ID, None, "default")
    assert record.results_summary == {"status": "stalled", "converged": False, "iterations": 3}
    assert (record.optimization_config, record.rationale) == ({"target_growth": 2.0}, "Nothing is to change.")


def test_a_search_of_the_engine_is_kept_with_the_levers_that_it_ended_with(own_ledger: Ledger) -> None:
    result, run = engine_result(), run_of_kind("engine")
    with record_run(own_ledger, run) as outcome:
        outcome.finish(status="CONVERGED", result=result.as_json())
    with own_ledger.write() as connection:
        kept = record_performance(connection, run, result)
    # Every figure as engine_figures.py has it.
    assert (kept.run_id, kept.converged, kept.iterations, kept.evaluations) == (RUN_ID, True, 13, 57)
    assert (kept.runtime_seconds, kept.objective_value, kept.quality_score) == (12.5, 0.682095, 0.9876)
    assert (kept.algorithm, kept.parameters["cola_rate"], kept.business_context) == ("SLSQP", 0.01, {})
    assert performance_since(own_ledger, kept.recorded_at) == (kept,)


def test_a_decision_on_the_engine_knows_its_goals_and_other_candidates(own_ledger: Ledger) -> None:
    with record_run(own_ledger, run_of_kind("engine")) as outcome:
        outcome.finish(status="CONVERGED", result=engine_result().as_json())
    record = record_decision_of(
        own_ledger, RUN_ID, None, user="analyst", rationale="It costs less.", business_context={"market": "calm"}
    )
    assert [each["label"] for each in record.alternatives_considered] == ["lowest cost"]
    assert record.results_summary["total_compensation_cost"] == {"before": 2_100_000.0, "after": 2_069_000.0}
    assert record.results_summary["optimal_parameters"]["merit_rate_level_5"] == 0.012
    assert record.optimization_config["objectives"] == {"cost": 0.4, "equity": 0.3, "targets": 0.3}
    assert record.business_context == {"market": "calm"}
    assert record.success_criteria[:3] == (
        "horizon_growth_full_year_equivalent is within 0.1 percentage points of 2%: met at the decision, 2.040%.",
        "wage_bill@2026 is within 12,345 of 1,000,000: not met at the decision, 1,034,500.",
        "The constraint total_compensation_cost <= 2080000 is kept: met at the decision.",
    )
    text = exported_decision(record, "markdown")
    assert "| merit_rate_level_5 | 2.800% | 1.200% |" in text
    assert "| lowest cost | 0.733333 | 2,037,000 | yes |" in text


def test_a_run_that_decides_nothing_is_refused(own_ledger: Ledger) -> None:
    with record_run(own_ledger, run_of_kind("pareto")) as outcome:
        outcome.finish(status="finished", result={})
    with pytest.raises(BadInputError, match="is no search but 'pareto'"):
        record_decision_of(own_ledger, RUN_ID, None, user="analyst", rationale="Why not.")


def test_a_run_without_a_result_is_refused(own_ledger: Ledger) -> None:
    with pytest.raises(OSError, match="disk"), record_run(own_ledger, run_of_kind("engine")):
        raise OSError("disk")
    with pytest.raises(BadInputError, match="is failed and has no result"):
        record_decision_of(own_ledger, RUN_ID, None, user="analyst", rationale="Why not.")
