"""`planwise optimize engine`, and what it leaves behind: report, run, proposal, and a warm cache."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import BaseModel

from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import ENGINE_FLAGS, EVIDENCE_FLAGS
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import RecordedRun, list_runs
from optimization.places import PROJECT_ROOT, places
from optimization.recommendation.evidence_plan import EvidencePlan, evidence_plan
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.engine_json import result_from_json

QUESTION = (
    "--objectives", "cost=.3,equity=.2,targets=.5", "--lever", "cola_rate", "--lever", "merit_rate", "--no-by-level",
    "--max-evaluations", "60", "--limit", "equity_cv<=0.5",
)  # fmt: skip
SHIPPED_TARGETS = PROJECT_ROOT / "config" / "comp_targets.csv"
# What guides read of a result.
GUIDED = {
    "converged", "iterations", "function_evaluations", "runtime_seconds", "objective_value", "solution_quality_score",
    "risk_assessment", "algorithm_used", "optimal_parameters", "estimated_cost_impact", "estimated_employee_impact",
}  # fmt: skip


@pytest.fixture(scope="module")
def searched(published: Any, planwise_process: Callable[..., Any]) -> Any:
    """A search that converges, in a process of its own."""
    return planwise_process(
        published.path, "optimize", "engine", *QUESTION, "--front-points", "5", "--json", PLANWISE_USER="analyst"
    )


@pytest.fixture(scope="module")
def answer(searched: Any) -> dict[str, Any]:
    assert searched.code == 0, searched.stderr
    content: dict[str, Any] = json.loads(searched.stdout)
    return content


@pytest.mark.parametrize(("model", "flags"), [(EngineConfig, ENGINE_FLAGS), (EvidencePlan, EVIDENCE_FLAGS)])
def test_every_field_of_the_question_is_a_flag_with_its_help_and_default(
    model: type[BaseModel], flags: ConfigFlags, planwise: Callable[..., Any]
) -> None:
    shown = planwise("optimize", "engine", "--help")

    words = " ".join(shown.stdout.split())
    assert shown.code == 0
    for name, field in model.model_fields.items():
        default = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
        assert f"{flags.flag_of(name)} " in words
        assert field.description in words
        assert default in (None, "", True, False) or f"[default: {default}]" in words


def test_the_repeating_flags_give_the_same_question_again() -> None:
    config = engine_config(
        method="trust-constr", max_evaluations=77, timeout_minutes=2.5, decision_variables=("cola_rate", "merit_rate"),
        by_level=False, by_year=True, target_growth=2.5, growth_method="current", budget=1e9, budget_year=2026,
        max_merit_spread=0.02, merit_order="non_increasing", limits=("equity_cv<=0.2", "wage_bill@2027<=9e8"),
        multi_start=3, random_seed=7, use_synthetic=True, assessment=False, scenario_id="budget_constrained", seed=9,
    )  # fmt: skip
    plan = evidence_plan(front_points=0, robustness_seeds=12)

    assert [name for name, value in config if value == EngineConfig.model_fields[name].default] == []
    assert given_again(ENGINE_FLAGS, config) == config
    assert given_again(EVIDENCE_FLAGS, plan) == plan
    assert ENGINE_FLAGS.repeating(engine_config()) == EVIDENCE_FLAGS.repeating(evidence_plan()) == []


def test_one_json_object_holds_the_result_and_what_guides_read_of_it(answer: dict[str, Any]) -> None:
    result = result_from_json(answer)

    assert set(answer) >= GUIDED
    assert {"value", "unit", "percent", "baseline"} <= set(answer["estimated_cost_impact"])
    assert {"count", "percentage_of_workforce", "risk_level"} <= set(answer["estimated_employee_impact"])
    assert (result.status, answer["converged"]) == ("CONVERGED", True)
    assert 0 < result.function_evaluations <= 60
    assert result.objective_value < result.status_quo_objective
    assert 0 <= result.solution_quality_score <= 1
    assert result.config == engine_config(
        decision_variables=("cola_rate", "merit_rate"), by_level=False, max_evaluations=60, limits=("equity_cv<=0.5",)
    )
    assert {cell.parameter_name for cell in result.proposal.cells} == {"cola_rate", "merit_base"}


def test_progress_tells_every_step_on_stderr(searched: Any, answer: dict[str, Any]) -> None:
    told = re.findall(r"step (\d+): best objective (\S+), (\d+) candidates? so far", searched.stderr)

    assert [(int(step), int(evaluations)) for step, _, evaluations in told] == [
        (record["step"], record["evaluations"]) for record in answer["history"]
    ]
    assert told[-1][1] == f"{answer['objective_value']:.6f}"


def test_the_report_is_a_page_a_text_a_result_and_a_workbook_that_opens(answer: dict[str, Any]) -> None:
    files = {kind: Path(path) for kind, path in answer["report"].items()}
    workbook = load_workbook(files["workbook"], read_only=True)

    assert set(files) == {"html", "markdown", "result", "workbook"}
    assert answer["evidence_report"] == str(files["html"])
    assert "<html" in files["html"].read_text(encoding="utf-8")
    assert "Pareto front" in files["markdown"].read_text(encoding="utf-8")
    stored = json.loads(files["result"].read_text(encoding="utf-8"))
    assert stored["objective_value"] == answer["objective_value"]
    assert all(sheet.max_row > 1 for sheet in workbook.worksheets)
    cells = [row for sheet in workbook.worksheets for row in sheet.iter_rows(values_only=True)]
    assert any(answer["objective_value"] in row for row in cells)


def test_the_proposal_holds_the_changed_cells_in_the_name_of_the_user(
    planwise: Callable[..., Any], answer: dict[str, Any]
) -> None:
    proposal = json.loads(planwise("proposal", "show", answer["proposal_id"], "--json").stdout)

    moved = [cell for cell in answer["cells"] if cell["before"] != cell["after"]]
    assert proposal["changes"] == [{name: cell[name] for name in proposal["changes"][0]} for cell in moved]
    assert (proposal["proposer"], proposal["state"], proposal["run_id"]) == ("analyst", "proposed", answer["run_id"])


def test_the_command_in_the_report_finds_the_same_in_another_process_without_a_simulation(
    published: Any, planwise_process: Callable[..., Any], answer: dict[str, Any]
) -> None:
    text = Path(answer["report"]["markdown"]).read_text(encoding="utf-8")
    (command,) = set(re.findall(r"^ *(planwise optimize engine .*)$", text, re.MULTILINE))

    again = planwise_process(published.path, *shlex.split(command)[1:], "--json", PLANWISE_USER="analyst")

    found = json.loads(again.stdout)
    assert again.code == 0, again.stderr
    assert found["objective_value"] == answer["objective_value"]
    assert found["cells"] == answer["cells"]
    assert found["evidence"] == answer["evidence"]
    assert found["function_evaluations"] == 0
    assert found["cached_evaluations"] == answer["function_evaluations"] + answer["cached_evaluations"]
    assert found["cache_statistics"]["hit_rate"] == 1


@pytest.mark.usefixtures("answer")
def test_without_json_there_are_tables_and_where_to_find_more(planwise: Callable[..., Any]) -> None:
    shown = planwise("optimize", "engine", *QUESTION, "--front-points", "0", "--robustness-seeds", "0", "--user", "a")

    lines = shown.stdout.splitlines()
    assert shown.code == 0, shown.stderr
    assert {"Levers", "Objectives", "Targets", "Constraints"} <= set(lines)
    assert any(line.startswith("cola_rate ") for line in lines)
    for name in ("Report: ", "Workbook: ", "Run: ", "Proposal: "):
        assert [line for line in lines if line.startswith(name)] != []
    (proposed,) = [line for line in lines if line.startswith("Proposal: ")]
    said = r"Proposal: PRP-\d{6}; its risk is (LOW|MEDIUM|HIGH|CRITICAL), which (\d others? must|nobody can) approve \("
    assert re.match(said, proposed) is not None


def test_a_cut_off_search_exits_3_and_still_proposes_its_best(planwise: Callable[..., Any]) -> None:
    outcome = planwise(
        "optimize", "engine", "--max-evaluations", "12", "--seed", "3", "--no-assessment", "--front-points", "0",
        "--robustness-seeds", "0", "--user", "analyst", "--json",
    )  # fmt: skip

    found = json.loads(outcome.stdout)
    assert outcome.code == 3
    assert (found["status"], found["function_evaluations"]) == ("BUDGET_EXHAUSTED", 12)
    assert (found["assessment_evaluations"], found["baseline_objective"]) == (0, None)
    assert found["objective_value"] < found["status_quo_objective"]
    assert found["proposal_id"] is not None


def test_a_budget_that_cannot_be_met_exits_3_and_says_by_how_much_without_a_proposal(
    planwise: Callable[..., Any],
) -> None:
    outcome = planwise(
        "optimize", "engine", "--budget", "1000000", "--lever", "cola_rate", "--max-evaluations", "20",
        "--no-assessment", "--front-points", "0", "--robustness-seeds", "0", "--user", "analyst",
    )  # fmt: skip

    run_id = re.search(r"^Run: (.*)$", outcome.stdout, re.M)[1]
    report = re.search(r"^Report: (.*)$", outcome.stdout, re.M)[1]
    result = result_from_json(json.loads(Path(report).with_name("result.json").read_text(encoding="utf-8")))
    proposals = json.loads(planwise("proposal", "list", "--json").stdout)["proposals"]
    missed_by = result.metrics_after.total_compensation_cost - 1_000_000
    assert outcome.code == 3
    assert result.status == "INFEASIBLE"
    assert result.constraint_violations == {"total_compensation_cost <= 1000000": pytest.approx(missed_by)}
    # All pay goes down with COLA, so the lowest rate comes nearest.
    assert result.optimal_parameters["cola_rate"] == pytest.approx(0.01)
    assert f"breaks total_compensation_cost <= 1000000 by {missed_by:,.0f}." in outcome.stdout
    assert "No proposal: no candidate that was simulated satisfies all constraints" in outcome.stdout
    assert run_id not in {proposal["run_id"] for proposal in proposals}


def test_targets_that_weigh_without_a_target_are_refused_and_leave_no_run(
    planwise: Callable[..., Any], published: Any, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text(SHIPPED_TARGETS.read_text(encoding="utf-8").splitlines()[0] + "\n")
    before = runs_in(published.path)

    outcome = planwise(
        "optimize", "engine", "--objectives", "targets=1", "--user", "analyst",
        PLANWISE_TARGETS=str(tmp_path / "empty.csv"),
    )  # fmt: skip

    assert (outcome.code, outcome.stdout) == (2, "")
    assert runs_in(published.path) == before


def test_a_target_typed_as_a_fraction_is_warned_about(planwise: Callable[..., Any]) -> None:
    # Refused for its scenario right after the warning.
    outcome = planwise("optimize", "engine", "--target-growth", "0.035", "--scenario", "nowhere", "--user", "analyst")

    assert outcome.code == 2
    assert "Did you mean 3.5?" in outcome.stderr


def runs_in(home: Path) -> tuple[RecordedRun, ...]:
    with open_ledger(places({"PLANWISE_HOME": str(home)})) as ledger:
        return list_runs(ledger, 1_000)


def given_again(flags: ConfigFlags, config: BaseModel) -> BaseModel:
    """The model that the repeating flags of a config give, read off the words as a command line is."""
    words = flags.repeating(config)
    fields: dict[str, Any] = {}
    for name, field in type(config).model_fields.items():
        flag = flags.flag_of(name)
        if flag in words:
            values = [words[at + 1] for at, word in enumerate(words) if word == flag and at + 1 < len(words)]
            many = isinstance(field.default, tuple)
            fields[name] = True if field.annotation is bool else tuple(values) if many else values[0]
        elif f"--no-{flag.removeprefix('--')}" in words:
            fields[name] = False
    return type(config)(**fields)
