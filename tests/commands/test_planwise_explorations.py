"""`planwise optimize sensitivity | pareto | robustness`, around today's levers and around a proposal."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from optimization.commands.exploration_flags import FRONT_FLAGS, ROBUSTNESS_FLAGS, SENSITIVITY_FLAGS
from optimization.evidence.explorations.exploration_json import exploration_from_json
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import find_run, list_runs
from optimization.places import places
from optimization.search.engine_config import engine_config
from optimization.search.exploration.pareto_dominance import dominates
from optimization.search.problem.objective_weights import objective_weights

TWO_LEVERS = ("--lever", "cola_rate", "--lever", "merit_rate", "--no-by-level")
ASKED = {
    "sensitivity": ("sensitivity", *TWO_LEVERS, "--sobol", "64"),
    "epsilon_constraint": ("pareto", *TWO_LEVERS, "--points", "5", "--limit", "equity_cv<=0.5"),
    "nsga2": ("pareto", *TWO_LEVERS, "--points", "5", "--front-method", "nsga2"),
    "robustness": ("robustness", "--seeds", "10", "--target-growth", "3.5"),
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """A command that looked around levers, and the one JSON object that it printed."""

    outcome: Any
    found: dict[str, Any]


@pytest.fixture(scope="module")
def proposal_id(published: Any, planwise_process: Callable[..., Any]) -> str:
    """A proposal of the engine that moves COLA alone, from a question of its own."""
    asked = planwise_process(
        published.path, "optimize", "engine", "--lever", "cola_rate", "--max-evaluations", "8", "--no-assessment",
        "--objectives", "cost=.25,targets=.75", "--target-growth", "3", "--seed", "7",
        "--front-points", "0", "--robustness-seeds", "0", "--json", PLANWISE_USER="analyst",
    )  # fmt: skip
    found = json.loads(asked.stdout)
    assert found["proposal_id"] is not None, asked.stderr
    return str(found["proposal_id"])


@pytest.fixture
def look(planwise: Callable[..., Any]) -> Callable[..., Look]:
    """Looks around levers with `--json`; every further time what was simulated is known."""

    def run(*arguments: str) -> Look:
        outcome = planwise("optimize", *arguments, "--user", "analyst", "--json")
        assert outcome.code == 0, outcome.stderr
        return Look(outcome=outcome, found=json.loads(outcome.stdout))

    return run


def test_sensitivity_ranks_the_levers_and_shares_out_the_spread(look: Callable[..., Look]) -> None:
    looked = look(*ASKED["sensitivity"])

    report = exploration_from_json(looked.found)
    assert set(looked.found) == {"around", "local", "sobol", "run_id", "report"}
    assert report.around.name == "today's levers"
    assert report.around.cells_after == report.around.cells_before
    assert {lever.lever for lever in report.local.levers} == {"cola_rate", "merit_rate"}
    growth = {
        lever.lever: lever.responses["horizon_growth_full_year_equivalent"].per_ten_basis_points
        for lever in report.local.levers
    }
    # Ten basis points more of either raise are about as much more growth.
    assert all(0.0005 < slope < 0.001 for slope in growth.values())
    assert (report.sobol.over, report.sobol.evaluations) == ("bounds", 64)
    assert "looking around today's levers" in looked.outcome.stderr


def test_sensitivity_alone_needs_no_sample(look: Callable[..., Look]) -> None:
    assert look("sensitivity", *TWO_LEVERS).found["sobol"] is None


@pytest.mark.parametrize("method", ["epsilon_constraint", "nsga2"])
def test_a_front_holds_candidates_of_which_none_is_better_than_another(method: str, look: Callable[..., Look]) -> None:
    np = pytest.importorskip("numpy")
    if method == "nsga2":
        pytest.importorskip("pymoo")

    front = exploration_from_json(look(*ASKED[method]).found).front

    terms = np.array([[point.terms.cost, point.terms.equity, point.terms.targets] for point in front.points])
    assert (front.method, front.is_complete) == (method, True)
    assert 2 <= len(front.points) <= 5
    assert not any(dominates(terms, point).any() for point in terms)
    assert [point.label for point in front.points if "knee" in point.label] != []


def test_ten_worlds_give_bands_and_nine_say_why_there_are_none(
    look: Callable[..., Look], planwise: Callable[..., Any]
) -> None:
    ten = exploration_from_json(look(*ASKED["robustness"]).found).robustness
    nine = planwise("optimize", "robustness", "--seeds", "9", "--target-growth", "3.5", "--user", "analyst")

    (candidate,) = ten.candidates
    assert ten.seeds == tuple(range(42, 52))
    assert ten.bands_withheld is None
    assert candidate.growth.bands.p10 <= candidate.growth.bands.p50 <= candidate.growth.bands.p90
    low, high = candidate.target.interval
    assert low <= candidate.target.probability <= high
    assert nine.code == 0
    assert "9 seeds cannot show a spread" in nine.stdout
    assert re.search(r"^Pay growth, P90 +n/a$", nine.stdout, re.M)
    assert re.search(r"^Pay growth, mean +\d", nine.stdout, re.M)


def test_a_proposal_is_looked_around_in_its_own_levers(look: Callable[..., Look], proposal_id: str) -> None:
    worlds = exploration_from_json(look("robustness", "--seeds", "10", "--proposal", proposal_id).found)
    slopes = exploration_from_json(look("sensitivity", *TWO_LEVERS, "--proposal", proposal_id).found)

    assert [candidate.name for candidate in worlds.robustness.candidates] == ["today's levers", proposal_id]
    for around in (worlds.around, slopes.around):
        moved = {cell for cell, value in around.cells_after.items() if value != around.cells_before[cell]}
        assert around.name == proposal_id
        assert {cell.parameter_name for cell in moved} == {"cola_rate"}
    (cola,) = (lever for lever in slopes.local.levers if lever.lever == "cola_rate")
    (value,) = {value for cell, value in slopes.around.cells_after.items() if cell.parameter_name == "cola_rate"}
    assert cola.value == pytest.approx(value)


def test_a_proposal_of_the_engine_is_asked_about_as_its_run_was(look: Callable[..., Look], proposal_id: str) -> None:
    looked = look("sensitivity", "--proposal", proposal_id)

    around = exploration_from_json(looked.found).around
    assert around.config == engine_config(decision_variables=("cola_rate",), target_growth=3.0, seed=7)
    assert around.objectives == objective_weights({"cost": 0.25, "targets": 0.75})
    (told,) = (line for line in looked.outcome.stderr.splitlines() if proposal_id in line and "Flags" in line)
    assert told.startswith("Asked as run engine-")
    assert "--objectives cost=0.25,equity=0,targets=0.75 --lever cola_rate --target-growth 3.0 --seed 7" in told


def test_a_proposal_is_looked_around_over_the_years_that_its_run_simulated(
    published: Any, planwise_process: Callable[..., Any], look: Callable[..., Look]
) -> None:
    asked = planwise_process(
        published.path, "optimize", "engine", "--lever", "cola_rate", "--max-evaluations", "5", "--no-assessment",
        "--end-year", "2026", "--front-points", "0", "--robustness-seeds", "0", "--json", PLANWISE_USER="analyst",
    )  # fmt: skip
    short = json.loads(asked.stdout)["proposal_id"]

    looked = look("robustness", "--proposal", short, "--seeds", "2")

    assert sorted(exploration_from_json(looked.found).around.metrics_before.years) == [2025, 2026]
    assert "--end-year 2026" in looked.outcome.stderr


def test_flags_override_the_question_of_a_proposal_also_with_a_default(
    look: Callable[..., Look], proposal_id: str
) -> None:
    # 42 is what --seed is without the flag, and 7 what the proposal's run was asked with.
    asked = ("robustness", "--seeds", "2", "--proposal", proposal_id, "--seed", "42", "--objectives", "balanced")
    looked = look(*asked)

    report = exploration_from_json(looked.found)
    (command,) = re.findall(
        r"^ *(planwise optimize .*)$", Path(looked.found["report"]["markdown"]).read_text(encoding="utf-8"), re.M
    )
    assert (report.around.config.seed, report.around.config.target_growth) == (42, 3.0)
    assert report.around.objectives == objective_weights("balanced")
    assert "--seed" not in next(line for line in looked.outcome.stderr.splitlines() if "Flags override" in line)
    assert same(look(*shlex.split(command)[2:]).found) == same(looked.found)


def test_a_proposal_of_the_loop_is_asked_about_with_its_target_and_levers(
    look: Callable[..., Look], planwise: Callable[..., Any]
) -> None:
    searched = planwise(
        "optimize", "loop", "--target-growth", "3", "--lever", "cola_rate", "--method", "current", "--seed", "5",
        "--user", "analyst", "--json",
    )  # fmt: skip
    proposal_id = json.loads(searched.stdout)["proposal_id"]

    looked = look("sensitivity", "--proposal", proposal_id)

    around = exploration_from_json(looked.found).around
    assert around.config == engine_config(
        decision_variables=("cola_rate",), target_growth=3.0, growth_method="current", seed=5
    )
    assert around.objectives == objective_weights("balanced")
    assert f"Asked as run {json.loads(searched.stdout)['run_id']} was" in looked.outcome.stderr


def test_a_front_is_drawn_with_the_proposal_beside_todays_levers(
    look: Callable[..., Look], planwise: Callable[..., Any], proposal_id: str
) -> None:
    asked = ("pareto", "--points", "5", "--proposal", proposal_id)
    found = look(*asked).found
    report = exploration_from_json(found)
    shown = planwise("optimize", *asked, "--user", "analyst")

    outcome = planwise("proposal", "show", proposal_id, "--json")
    levers = {change["parameter_name"] for change in json.loads(outcome.stdout)["changes"]}
    terms, metrics = report.proposal
    today = report.around.metrics_before
    assert levers == {"cola_rate"}
    # The terms are relative to today's.
    assert terms.cost == pytest.approx(metrics.total_compensation_cost / today.total_compensation_cost)
    assert metrics.total_compensation_cost != today.total_compensation_cost
    cost = f"{metrics.total_compensation_cost:,.0f}"
    assert re.search(rf"^Proposal +{cost} ", shown.stdout, re.M)
    assert f"| Proposal | {cost} |" in Path(found["report"]["markdown"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sensitivity", *TWO_LEVERS, "--sobol", "3"), "too few for Sobol indices"),
        (("sensitivity", "--lever", "cola_rate", "--sobol", "64"), "is alone"),
    ],
)
def test_a_look_around_that_is_refused_leaves_no_run(
    arguments: tuple[str, ...], said: str, planwise: Callable[..., Any], published: Any
) -> None:
    with open_ledger(places({"PLANWISE_HOME": str(published.path)})) as ledger:
        before = [recorded.run.run_id for recorded in list_runs(ledger, 1_000)]
        outcome = planwise("optimize", *arguments, "--user", "analyst")
        after = [recorded.run.run_id for recorded in list_runs(ledger, 1_000)]

    assert (outcome.code, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert after == before


def test_an_unknown_proposal_names_the_nearest(planwise: Callable[..., Any], proposal_id: str) -> None:
    outcome = planwise("optimize", "robustness", "--proposal", f"{proposal_id}0", "--user", "analyst")

    assert (outcome.code, outcome.stdout) == (2, "")
    assert f"Did you mean {proposal_id!r}" in outcome.stderr


def test_another_scenario_than_the_proposals_is_refused(planwise: Callable[..., Any], proposal_id: str) -> None:
    outcome = planwise(
        "optimize", "sensitivity", "--proposal", proposal_id, "--scenario", "budget_constrained", "--user", "analyst"
    )

    assert (outcome.code, outcome.stdout) == (2, "")
    assert f"{proposal_id} is for scenario 'default'" in outcome.stderr


@pytest.mark.parametrize("kind", ["sensitivity", "epsilon_constraint", "robustness"])
def test_the_report_is_written_again_from_the_ledger_and_names_a_command_that_asks_the_same(
    kind: str, look: Callable[..., Look], planwise: Callable[..., Any], published: Any
) -> None:
    found = look(*ASKED[kind]).found
    files = {name: Path(path) for name, path in found["report"].items()}
    before = {name: path.read_bytes() for name, path in files.items() if name in {"html", "markdown"}}
    shutil.rmtree(files["html"].parent)

    again = planwise("report", found["run_id"])

    assert again.code == 0, again.stderr
    assert {name: files[name].read_bytes() for name in before} == before
    with open_ledger(places({"PLANWISE_HOME": str(published.path)})) as ledger:
        recorded = find_run(ledger, found["run_id"])
    assert (recorded.status, recorded.run.kind, recorded.run.user) == ("finished", ASKED[kind][0], "analyst")
    (command,) = set(re.findall(r"^ *(planwise optimize .*)$", before["markdown"].decode(), re.MULTILINE))
    repeated = look(*shlex.split(command)[2:]).found
    assert same(repeated) == same(found)


@pytest.mark.parametrize(
    ("subcommand", "flags"),
    [("sensitivity", SENSITIVITY_FLAGS), ("pareto", FRONT_FLAGS), ("robustness", ROBUSTNESS_FLAGS)],
)
def test_every_field_that_matters_to_a_look_around_is_a_flag(
    subcommand: str, flags: Any, planwise: Callable[..., Any]
) -> None:
    words = " ".join(planwise("optimize", subcommand, "--help").stdout.split())

    fields = set(flags.given(dict.fromkeys(flags.model.model_fields, 1)))
    assert {"target_growth", "growth_method", "scenario_id", "seed"} <= fields
    assert [name for name in fields if f"{flags.flag_of(name)} " not in words] == []
    # What only steers a solver is asked of the engine alone.
    assert "--multi-start" not in words


def test_a_table_is_shown_without_json(planwise: Callable[..., Any]) -> None:
    shown = planwise("optimize", "pareto", *ASKED["epsilon_constraint"][1:], "--user", "analyst")

    assert shown.code == 0
    assert shown.stdout.startswith("Pareto front\n")
    assert "Point 1, lowest cost" in shown.stdout
    assert re.search(r"^Report: .*report\.html$", shown.stdout, re.M)


def same(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a look around found, without what names the run."""
    return {name: value for name, value in found.items() if name not in {"run_id", "report"}}
