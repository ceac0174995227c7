"""`planwise optimize loop`, and what it leaves behind: proposal and report."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimization.commands.loop_flags import LOOP_FLAGS
from optimization.places import SEEDS_DIR
from optimization.search.loop.target_loop_config import TargetLoopConfig, target_loop_config
from optimization.search.loop.target_loop_json import result_from_json


@pytest.fixture(scope="session")
def searched(published: Any, planwise_process: Callable[..., Any]) -> Any:
    """A search that reaches its target, in a process of its own."""
    return planwise_process(
        published.path, "optimize", "loop", "--target-growth", "2.5", "--lever", "cola_rate", "--lever", "merit_rate",
        "--tolerance", "0.1", "--json", PLANWISE_USER="analyst",
    )  # fmt: skip


@pytest.fixture(scope="session")
def answer(searched: Any) -> dict[str, Any]:
    assert searched.code == 0, searched.stderr
    content: dict[str, Any] = json.loads(searched.stdout)
    return content


def test_every_field_of_the_config_is_a_flag_with_its_help_and_default(planwise: Callable[..., Any]) -> None:
    shown = planwise("optimize", "loop", "--help")

    words = " ".join(shown.stdout.split())
    assert shown.code == 0
    for name, field in TargetLoopConfig.model_fields.items():
        default = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
        assert LOOP_FLAGS.flag_of(name) in words
        assert field.description in words
        assert f"[default: {default}]" in words


def test_a_reached_target_exits_0_with_the_whole_result(answer: dict[str, Any]) -> None:
    result = result_from_json(answer)

    assert result.converged
    assert abs(result.final_growth - 2.5) <= 0.1
    assert result.config == target_loop_config(target_growth=2.5, levers=("cola_rate", "merit_rate"), tolerance=0.1)
    assert {cell.parameter_name for cell in result.proposal.cells} <= {"cola_rate", "merit_base"}
    assert answer["summary"]["performance_status"] == "Excellent - Target achieved"


def test_progress_tells_every_iteration_on_stderr(searched: Any, answer: dict[str, Any]) -> None:
    told = [
        line for line in searched.stderr.splitlines() if re.search(r"(today's levers|iteration \d+).*: growth", line)
    ]

    assert len(told) == len(answer["iteration_history"])
    assert "iteration 1 (today, both ends, probes): growth" in told[1]
    assert "candidate" not in told[0]


def test_processes_that_share_a_batch_change_no_figure_and_tell_their_progress(
    planwise: Callable[..., Any], answer: dict[str, Any]
) -> None:
    shared = planwise(
        "optimize", "loop", "--target-growth", "2.5", "--lever", "cola_rate", "--lever", "merit_rate",
        "--tolerance", "0.1", "--json", "--workers", "2", PLANWISE_USER="analyst",
    )  # fmt: skip

    assert shared.code == 0, shared.stderr
    found = json.loads(shared.stdout)
    figures = ("status", "final_growth", "levers_after", "evaluations", "batches")
    assert {name: found[name] for name in figures} == {name: answer[name] for name in figures}
    assert re.search(r"\d+ of \d+ candidates of the batch simulated", shared.stderr)


def test_the_proposal_holds_the_changed_cells_in_the_name_of_the_user(
    planwise: Callable[..., Any], answer: dict[str, Any]
) -> None:
    proposal = json.loads(planwise("proposal", "show", answer["proposal_id"], "--json").stdout)

    moved = [cell for cell in answer["cells"] if cell["before"] != cell["after"]]
    assert proposal["changes"] == [{name: cell[name] for name in proposal["changes"][0]} for cell in moved]
    assert set(proposal["changes"][0]) == {"fiscal_year", "job_level", "parameter_name", "before", "after"}
    assert (proposal["proposer"], proposal["state"], proposal["run_id"]) == ("analyst", "proposed", answer["run_id"])
    assert answer["proposal_id"] in planwise("proposal", "list").stdout
    shown = planwise("proposal", "show", answer["proposal_id"]).stdout
    assert "cola_rate" in shown
    assert f"planwise report {answer['run_id']}" in shown
    assert "It meets the target of 2.5% pay growth a year (converged)" in shown


def test_the_report_is_found_again_and_names_a_command_that_asks_the_same(
    planwise: Callable[..., Any], answer: dict[str, Any]
) -> None:
    files = json.loads(planwise("report", answer["run_id"], "--json").stdout)

    assert {kind: files[kind] for kind in answer["report"]} == answer["report"]
    assert planwise("report", answer["run_id"]).stdout.split() == list(answer["report"].values())
    command = json.loads(Path(files["result"]).read_text(encoding="utf-8"))["run"]["command"]
    assert shlex.split(command)[3:] == [
        "--target-growth", "2.5", "--lever", "cola_rate", "--lever", "merit_rate",
        "--start-year", "2025", "--end-year", "2029", "--workforce-growth", "0.03", "--termination-rate", "0.12",
        "--new-hire-termination-rate", "0.25",
    ]  # fmt: skip


def test_a_report_whose_files_are_gone_is_written_again_from_the_ledger(
    planwise: Callable[..., Any], answer: dict[str, Any]
) -> None:
    files = {kind: Path(path) for kind, path in answer["report"].items()}
    before = {kind: path.read_bytes() for kind, path in files.items()}
    shutil.rmtree(files["html"].parent)

    outcome = planwise("report", answer["run_id"])

    assert outcome.code == 0
    assert {kind: path.read_bytes() for kind, path in files.items()} == before


def test_an_unknown_run_names_the_nearest(planwise: Callable[..., Any], answer: dict[str, Any]) -> None:
    outcome = planwise("report", f"{answer['run_id']}x")

    assert outcome.code == 2
    assert f"Did you mean {answer['run_id']!r}" in outcome.stderr


@pytest.mark.usefixtures("answer")
def test_an_unknown_proposal_names_the_nearest(planwise: Callable[..., Any]) -> None:
    outcome = planwise("proposal", "show", "PRP-00001")

    assert outcome.code == 2
    assert "Did you mean 'PRP-000001'" in outcome.stderr


@pytest.mark.usefixtures("answer")
def test_a_target_out_of_reach_exits_3_and_says_how_far_the_levers_reach(planwise: Callable[..., Any]) -> None:
    outcome = planwise("optimize", "loop", "--target-growth", "40", "--user", "analyst")

    assert outcome.code == 3
    assert "Infeasible - Target out of reach" in outcome.stdout
    assert "which reach from" in outcome.stdout
    assert "Report: " in outcome.stdout
    assert "Before" in outcome.stdout
    assert "No proposal: no setting that was found meets the target" in outcome.stdout
    run_id = re.search(r"^Run: (.*)$", outcome.stdout, re.M)[1]
    proposals = json.loads(planwise("proposal", "list", "--json").stdout)["proposals"]
    assert run_id not in {proposal["run_id"] for proposal in proposals}


@pytest.mark.usefixtures("answer")
def test_a_proposal_that_misses_its_target_says_so_wherever_it_is_shown(planwise: Callable[..., Any]) -> None:
    outcome = planwise(
        "optimize", "loop", "--target-growth", "6", "--mode", "Conservative", "--max-iterations", "1",
        "--user", "analyst", "--json",
    )  # fmt: skip
    found = json.loads(outcome.stdout)

    shown = planwise("proposal", "show", found["proposal_id"])
    proposal = json.loads(planwise("proposal", "show", found["proposal_id"], "--json").stdout)
    (listed,) = (line for line in planwise("proposal", "list").stdout.splitlines() if found["proposal_id"] in line)

    assert outcome.code == 3
    assert proposal["search"] == {
        "status": found["status"],
        "target_growth": 6.0,
        "initial_growth": found["initial_growth"],
        "final_growth": found["final_growth"],
        "final_gap": found["final_gap"],
    }
    gap = f"+{found['final_gap']:.3f} pp"
    assert f"It does not meet the target of 6% pay growth a year ({found['status']})" in shown.stdout
    assert gap in shown.stdout
    assert found["status"] in listed
    assert gap in listed
    said = f"The proposal does not meet the target: growth would be {gap.lstrip('+')} away from it."
    assert said in found["summary"]["recommendations"]
    assert said in Path(found["report"]["markdown"]).read_text(encoding="utf-8")


def test_the_repeating_flags_give_the_same_config_again() -> None:
    config = target_loop_config(target_growth=2.0, mode="Balanced", seed=7, levers=("cola_rate", "promotion_raise"))

    assert LOOP_FLAGS.repeating(config, always=("target_growth",)) == [
        "--target-growth", "2.0", "--mode", "Balanced",
        "--lever", "cola_rate", "--lever", "promotion_raise", "--seed", "7",
    ]  # fmt: skip


def test_the_login_name_stands_in_for_a_user_and_that_is_said(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "casual")

    # Refused for its scenario right after the identity is settled.
    outcome = planwise("optimize", "loop", "--scenario", "nowhere")

    assert outcome.code == 2
    assert "Acting as 'casual', the login name" in outcome.stderr


def test_a_target_typed_as_a_fraction_is_warned_about(planwise: Callable[..., Any]) -> None:
    outcome = planwise("optimize", "loop", "--target-growth", "0.035", "--scenario", "nowhere", "--user", "analyst")

    assert "Did you mean 3.5?" in outcome.stderr


def test_a_synthetic_search_shows_simulated_figures_and_how_far_the_surface_was_off(
    planwise: Callable[..., Any], published: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(published.path, home)
    # Values that differ by year: a surface knows them moved by one shift only.
    levers = tmp_path / "levers.csv"
    shipped = (SEEDS_DIR / "comp_levers.csv").read_text(encoding="utf-8")
    by_year = re.sub(r"^(default,2026,.*,cola_rate),0\.015,", r"\1,0.02,", shipped, flags=re.MULTILINE)
    levers.write_text(by_year, encoding="utf-8")
    question = ("optimize", "loop", "--target-growth", "4", "--lever", "cola_rate", "--json")
    outcome = planwise(*question, "--simulator", "synthetic", home=home, PLANWISE_LEVERS=str(levers))
    assert outcome.code == 0, outcome.stderr
    found = json.loads(outcome.stdout)

    assert re.search(r"iteration 1 .*: growth .*, \d+ estimates, ", outcome.stderr)
    before, after = found["levers_before"], found["levers_after"]
    assert before["cola_rate@2026"] == 0.02
    assert len({round(after[f"cola_rate@{year}"] - before[f"cola_rate@{year}"], 8) for year in range(2025, 2030)}) == 1
    proposed = {lever: value for lever, value in after.items() if lever.startswith("cola_rate")}
    sets = tmp_path / "sets.json"
    sets.write_text(json.dumps([proposed]), encoding="utf-8")
    evaluated = planwise("evaluate", "--levers", str(sets), "--json", home=home, PLANWISE_LEVERS=str(levers))
    (simulated,) = json.loads(evaluated.stdout)["evaluations"]
    assert found["final_growth"] == pytest.approx(100 * simulated["horizon_growth"]["full_year_equivalent"], abs=1e-9)
    synthetic = found["synthetic"]
    assert synthetic["simulated_growth"] == found["final_growth"]
    assert 0 < abs(synthetic["difference"]) < 0.1
    assert synthetic["surface_errors"][0]["metrics"]["horizon_growth.full_year_equivalent"]["maximum"] > 0
    report = Path(found["report"]["markdown"]).read_text(encoding="utf-8")
    assert "A response surface was searched" in report
