"""The engine and what looks around its answer as assets: what they show, what they leave, and what stops them."""

from __future__ import annotations

import base64
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from openpyxl import load_workbook

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import find_proposal
from optimization.governance.runs.runs import find_run
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.places import SEEDS_DIR
from optimization.recommendation.reports import report_of_run
from optimization.search.engine_json import result_from_json
from optimization.search.engine_result import OptimizationResult
from orchestrator.lever_findings import bounds_findings
from orchestrator.names import ENGINE, EVIDENCE_REPORT, FRONT, SENSITIVITY

JOB = "advanced_optimization_job"
AROUND = (SENSITIVITY, FRONT, EVIDENCE_REPORT)


@pytest.fixture(scope="module")
def answer(engine_run: Any) -> dict[str, Any]:
    assert engine_run.result.success, engine_run.failure
    value: dict[str, Any] = engine_run.result.output_for_node(ENGINE)
    return value


@pytest.fixture(scope="module")
def result(answer: dict[str, Any]) -> OptimizationResult:
    return result_from_json(answer["result"])


def test_the_figures_that_dagster_plots_are_those_of_the_result(engine_run: Any, result: OptimizationResult) -> None:
    shown = {name: value.value for name, value in engine_run.materialized[ENGINE].items()}

    assert shown["objective"] == result.objective_value < shown["status_quo_objective"]
    assert shown["evaluations"] == result.function_evaluations <= 60
    assert shown["final_growth"] == 100 * result.metrics_after.horizon_growth["full_year_equivalent"]
    assert shown["cost_impact"] == (
        result.metrics_after.total_compensation_cost - result.metrics_before.total_compensation_cost
    )
    assert (shown["start_year"], shown["end_year"]) == (2025, 2029)
    assert re.findall(r"^\| (\S+)", shown["levers"], re.M)[2:] == [
        *(f"merit_rate_level_{level}" for level in range(1, 6)),
        "cola_rate",
    ]
    assert engine_run.checks["optimization_convergence_check"].passed
    assert engine_run.checks["optimization_parameter_bounds_check"].passed


def test_every_picture_is_a_png(engine_run: Any) -> None:
    pictures = {
        ENGINE: {"convergence"},
        SENSITIVITY: {"tornado", "sobol_indices"},
        FRONT: {"picture"},
        EVIDENCE_REPORT: {"waterfall", "growth_bands", "cost_bands"},
    }

    for asset, names in pictures.items():
        metadata = engine_run.materialized[asset]
        drawn = {name: re.search(r"base64,([^)]*)", str(value.value)) for name, value in metadata.items()}
        assert {name for name, found in drawn.items() if found} == names
        assert all(base64.b64decode(found[1]).startswith(b"\x89PNG") for found in drawn.values() if found)


def test_what_looks_around_the_answer_says_how_far_it_looked(engine_run: Any) -> None:
    sensitivity, front = engine_run.materialized[SENSITIVITY], engine_run.materialized[FRONT]

    # Of two levers: 8 x (2 + 2) for Sobol indices, and for the slopes the answer, both sides of each, and the pair.
    assert sensitivity["strongest_lever"].value in {"cola_rate", "merit_rate"}
    assert sensitivity["evaluations"].value == 32 + 6
    assert "| cola_rate |" in sensitivity["sobol"].value
    assert front["is_complete"].value
    assert 1 < front["points"].value <= 5
    assert front["hypervolume"].value > 0
    assert "Today's levers" in front["front"].value


def test_the_report_holds_all_that_was_found_out(engine_run: Any, answer: dict[str, Any]) -> None:
    page = Path(answer["report"]).read_text(encoding="utf-8")
    text = Path(answer["report"]).with_suffix(".md").read_text(encoding="utf-8")
    metadata = engine_run.materialized[EVIDENCE_REPORT]

    assert metadata["report_path"].value == answer["report"]
    # Read in Dagster as it lies in the folder.
    assert metadata["report"].value == text
    for words in ("Pareto front", "Robustness over random worlds", "P90", "ensitivit", "New-hire mix"):
        assert words in text
        assert words in page
    # Figures of assets downstream of the engine.
    front = engine_run.result.output_for_node(FRONT)
    assert all(point["label"] in text for point in front["points"])
    workbook = load_workbook(metadata["workbook_path"].value, read_only=True)
    assert len(workbook.sheetnames) > 1


def test_a_search_without_a_target_of_growth_is_tagged_with_its_scenario_and_user_alone(engine_run: Any) -> None:
    tags = engine_run.instance.get_run_by_id(engine_run.result.run_id).tags

    assert {
        "planwise/scenario": "default",
        "planwise/user": "a test",
        "planwise/kind": "search",
    }.items() <= tags.items()
    assert "planwise/target" not in tags


def test_the_command_of_the_report_asks_the_same_question(answer: dict[str, Any]) -> None:
    command = json.loads(Path(answer["report"]).with_name("result.json").read_text(encoding="utf-8"))["run"]["command"]

    assert command == (
        "planwise optimize engine --objectives cost=0.4,equity=0.3,targets=0.3 --max-evaluations 60 --lever cola_rate "
        "--lever merit_rate --no-by-level --limit 'equity_cv<=0.5' --start-year 2025 --end-year 2029 "
        "--workforce-growth 0.03 --termination-rate 0.12 --new-hire-termination-rate 0.25"
    )


def test_the_ledger_keeps_the_evidence_and_the_proposal(engine_run: Any, answer: dict[str, Any]) -> None:
    with open_ledger(engine_run.places) as ledger:
        recorded = find_run(ledger, answer["run_id"])
        proposal = find_proposal(ledger, answer["proposal_id"])

    assert recorded.status == "CONVERGED"
    assert recorded.result is not None
    assert set(recorded.result["evidence"]) == {"drivers_before", "drivers_after", "sensitivity", "front", "robustness"}
    assert None not in recorded.result["evidence"].values()
    assert (proposal.run_id, proposal.proposer) == (answer["run_id"], "a test")
    assert {change.cell.parameter_name for change in proposal.changes} == {"cola_rate", "merit_base"}


def test_the_report_is_written_again_from_the_ledger(engine_run: Any, answer: dict[str, Any]) -> None:
    files = (Path(answer["report"]), Path(answer["report"]).with_suffix(".md"))
    before = [path.read_bytes() for path in files]
    shutil.rmtree(files[0].parent)

    report_of_run(engine_run.places, answer["run_id"])

    assert [path.read_bytes() for path in files] == before


def test_levers_that_changed_since_stop_what_would_look_around_an_old_answer(
    engine_run: Any, defs: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levers = tmp_path / "comp_levers.csv"
    shipped = (SEEDS_DIR / "comp_levers.csv").read_text(encoding="utf-8")
    levers.write_text(re.sub(r"^(default,2025,.*,cola_rate),0\.015,", r"\1,0.02,", shipped, flags=re.M))
    assert levers.read_text() != shipped
    monkeypatch.setenv("PLANWISE_LEVERS", str(levers))

    said = failure_around(engine_run, defs, SENSITIVITY)

    assert f"changed since {ENGINE} was materialized" in said
    assert f"Materialize {ENGINE} again" in said


@pytest.mark.parametrize(
    ("asset", "config", "said"),
    [
        (FRONT, {"front_method": "nsga3"}, "Did you mean 'nsga2'?"),
        (FRONT, {"points": 4}, "needs 5 points at least, not 4"),
        (SENSITIVITY, {"sobol_evaluations": 3}, "too few for Sobol indices"),
        (EVIDENCE_REPORT, {"robustness_seeds": 201}, "robustness_seeds = 201 is out of range"),
    ],
)
def test_a_look_around_that_is_none_is_a_failed_step_in_words(
    asset: str,
    config: dict[str, Any],
    said: str,
    engine_run: Any,
    defs: dg.Definitions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(engine_run.places.home))

    assert said in failure_around(engine_run, defs, asset, config)


def test_the_engine_alone_leaves_a_report_around_which_a_front_can_be_drawn_later(
    run_job: Any,
) -> None:
    config = {"max_evaluations": 5, "decision_variables": ["cola_rate", "merit_rate"], "by_level": False}
    alone = run_job(JOB, {"ops": {ENGINE: {"config": config}}}, asset_selection=[dg.AssetKey(ENGINE)])
    report = Path(alone.result.output_for_node(ENGINE)["report"])
    text = report.with_suffix(".md").read_text(encoding="utf-8")

    later = run_job(JOB, {"ops": {FRONT: {"config": {"points": 5}}}}, asset_selection=[dg.AssetKey(FRONT)])

    assert "Sensitivity to each lever" in text
    assert "Pareto front" not in text
    assert report.with_name("report.xlsx").is_file()
    assert later.result.success, later.failure
    assert set(later.materialized) == {FRONT}
    assert later.materialized[FRONT]["is_complete"].value
    assert "Today's levers" in later.materialized[FRONT]["front"].value


def failure_around(engine_run: Any, defs: dg.Definitions, asset: str, config: dict[str, Any] | None = None) -> str:
    """The words in which an asset fails that is materialized alone, on the answer that there is."""
    again = defs.resolve_job_def(JOB).execute_in_process(
        instance=engine_run.instance,
        asset_selection=[dg.AssetKey(asset)],
        run_config={"ops": {asset: {"config": config or {}}}},
        raise_on_error=False,
    )
    (failed,) = (event for event in again.all_events if event.is_step_failure)
    return str(failed.step_failure_data.user_failure_data.description)


def test_an_answer_within_its_room_has_no_finding(result: OptimizationResult) -> None:
    assert bounds_findings(result, catalogue=load_lever_catalogue()) == []


def test_a_lever_out_of_bounds_and_a_locked_row_that_moves_are_found(result: OptimizationResult) -> None:
    out, locked = LeverCell(2026, 1, "cola_rate"), LeverCell(2027, 2, "merit_base")
    broken = replace(
        result,
        cells_before={**result.cells_before, out: 0.015, locked: 0.031},
        cells_after={**result.cells_after, out: 0.081, locked: 0.032},
        locked_cells=frozenset({locked}),
    )

    assert bounds_findings(broken, catalogue=load_lever_catalogue()) == [
        "cola_rate_level_1@2026 = 0.081: it must be from 0.01 to 0.08",
        "merit_rate_level_2@2027 would move from 0.031 to 0.032, and its row is locked",
    ]


def test_a_lever_beyond_its_bounds_today_may_stay_there(result: OptimizationResult) -> None:
    beyond = LeverCell(2026, 1, "cola_rate")
    kept = replace(
        result,
        cells_before={**result.cells_before, beyond: 0.09},
        cells_after={**result.cells_after, beyond: 0.09},
    )

    assert bounds_findings(kept, catalogue=load_lever_catalogue()) == []


def test_a_search_that_is_cut_off_is_a_finished_run_with_a_failed_check_and_all_its_evidence(run_job: Any) -> None:
    config = {
        ENGINE: {"max_evaluations": 5, "decision_variables": ["cola_rate", "merit_rate"], "by_level": False},
        FRONT: {"points": 5},
        EVIDENCE_REPORT: {"robustness_seeds": 2},
    }

    run = run_job(
        JOB,
        {"ops": {asset: {"config": values} for asset, values in config.items()}},
        asset_selection=[dg.AssetKey(name) for name in (ENGINE, *AROUND)],
    )

    check = run.checks["optimization_convergence_check"]
    assert run.result.success
    assert not check.passed
    assert check.metadata["status"].value == "BUDGET_EXHAUSTED"
    assert check.description.startswith("All evaluations were used before")
    assert set(run.materialized) == {ENGINE, *AROUND}
    assert run.materialized[ENGINE]["evaluations"].value == 5
    # Two worlds are too few for bands.
    assert "growth_bands" not in run.materialized[EVIDENCE_REPORT]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"objectives": "cost=.5,equity=.3,targets=.3"}, "cost 0.5 + equity 0.3 + targets 0.3 = 1.1"),
        ({"objectives": "balancd"}, "Did you mean 'balanced'?"),
        ({"max_evaluations": 4}, "max_evaluations = 4 is out of range: it must be at least 5"),
        ({"decision_variables": ["cola_rat"]}, "Did you mean 'cola_rate'?"),
    ],
)
def test_a_question_that_is_none_is_a_failed_run_in_words(config: dict[str, Any], said: str, run_job: Any) -> None:
    run = run_job(JOB, {"ops": {ENGINE: {"config": config}}}, asset_selection=[dg.AssetKey(ENGINE)])

    assert not run.result.success
    assert said in run.failure
    assert not run.places.reports.exists()
