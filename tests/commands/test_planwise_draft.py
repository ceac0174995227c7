"""`planwise draft`, searches with --no-propose, and `planwise proposal make`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimization.governance.drafts.drafts import Draft, create_draft, save_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_cells import LeverCell
from optimization.places import SEEDS_DIR, Places

CELL = LeverCell(2026, 2, "cola_rate")


@pytest.fixture
def home(published: Any, tmp_path: Path) -> Path:
    """A copy of the published home: what is recorded here stands beside nothing else."""
    return Path(shutil.copytree(published.path, tmp_path / "home", symlinks=True))


@pytest.fixture
def draft(home: Path) -> Draft:
    with open_ledger(Places(home=home, levers=SEEDS_DIR / "comp_levers.csv"), {}) as ledger:
        return create_draft(
            ledger, scenario_id="default", title="A little COLA", user="ann", changes=[CellChange(CELL, 0.015, 0.02)]
        )


def test_a_home_without_drafts_says_where_one_is_started(planwise: Callable[..., Any], home: Path) -> None:
    listed = planwise("draft", "list", home=home)
    assert (listed.code, listed.stdout) == (
        0,
        "There are no such drafts: start one in the dashboard (`make dashboard`), under Parameter Overview.\n",
    )


def test_a_draft_is_listed_and_shown_with_its_rows(planwise: Callable[..., Any], home: Path, draft: Draft) -> None:
    listed = json.loads(planwise("draft", "list", "--json", home=home).stdout)["drafts"]
    shown = json.loads(planwise("draft", "show", "DRF-000001", "--json", home=home).stdout)
    table = planwise("draft", "show", "DRF-000001", home=home).stdout

    assert listed == [shown]
    assert shown["changes"] == [
        {"fiscal_year": 2026, "job_level": 2, "parameter_name": "cola_rate", "before": 0.015, "after": 0.02}
    ]
    assert (shown["title"], shown["revision"], shown["state"], shown["updated_by"]) == (
        draft.title,
        1,
        "open",
        "ann",
    )
    assert "cola_rate   2       2026    1.500%   2.000%   +0.500 pp    +33.33%" in table
    assert "`planwise draft propose DRF-000001 --rationale WHY`" in table


def test_a_proposed_draft_leads_to_its_proposal_and_report(
    planwise: Callable[..., Any], home: Path, draft: Draft, tmp_path: Path
) -> None:
    proposed = planwise("draft", "propose", "DRF-000001", "--rationale", "Prices", "--json", "--user", "ben", home=home)
    assert proposed.code == 0, proposed.stderr
    ids = json.loads(proposed.stdout)
    assert ids["draft_id"] == draft.draft_id

    sets = tmp_path / "sets.json"
    sets.write_text(json.dumps([{}, {"cola_rate_level_2@2026": 0.02}]))
    before, after = json.loads(planwise("evaluate", "--levers", str(sets), "--json", home=home).stdout)["evaluations"]
    shown = json.loads(planwise("proposal", "show", ids["proposal_id"], "--json", home=home).stdout)
    report = json.loads(planwise("report", ids["run_id"], "--json", home=home).stdout)
    written = json.loads(Path(report["result"]).read_text())

    assert (shown["kind"], shown["proposer"], shown["run_id"]) == ("draft", "ben", ids["run_id"])
    growth = [each["horizon_growth"]["full_year_equivalent"] * 100 for each in (before, after)]
    assert [shown["search"]["initial_growth"], shown["search"]["final_growth"]] == growth
    assert [written["metrics_before"], written["metrics_after"]] == [before, after]
    listed = planwise("proposal", "list", home=home).stdout
    assert "DRF-000001, A little COLA" in listed
    said = planwise("proposal", "show", ids["proposal_id"], home=home).stdout
    assert "DRF-000001, A little COLA. Moving 1 lever row takes pay growth from" in said
    assert "Its proposal: `planwise proposal show" in planwise("draft", "show", "DRF-000001", home=home).stdout


@pytest.mark.parametrize("command", ["propose", "discard"])
def test_a_revision_that_is_not_the_newest_is_refused(
    planwise: Callable[..., Any], home: Path, draft: Draft, command: str
) -> None:
    with open_ledger(Places(home=home, levers=SEEDS_DIR / "comp_levers.csv"), {}) as ledger:
        save_draft(ledger, draft.draft_id, revision=1, changes=[], user="carl")

    refused = planwise("draft", command, "DRF-000001", "--revision", "1", home=home)

    assert (refused.code, refused.stdout) == (2, "")
    assert "DRF-000001 was saved by 'carl' on " in refused.stderr


@pytest.mark.usefixtures("draft")
def test_a_discarded_draft_is_listed_only_where_it_is_asked_for(planwise: Callable[..., Any], home: Path) -> None:
    assert planwise("draft", "discard", "DRF-000001", "--user", "ben", home=home).code == 0

    def listed(*state: str) -> list[str]:
        shown = json.loads(planwise("draft", "list", *state, "--json", home=home).stdout)["drafts"]
        return [each["state"] for each in shown]

    assert listed() == []
    assert listed("--state", "discarded") == ["discarded"]
    assert listed("--state", "all", "--scenario", "default") == ["discarded"]
    assert listed("--state", "all", "--scenario", "high_growth") == []


def test_a_state_that_does_not_exist_is_answered_with_those_that_do(planwise: Callable[..., Any], home: Path) -> None:
    refused = planwise("draft", "list", "--state", "opened", home=home)
    assert refused.code == 2
    assert "Unknown state 'opened'. Did you mean 'open'? Valid: all, discarded, open, proposed." in refused.stderr


@pytest.mark.parametrize(
    "search",
    [
        ("loop", "--target-growth", "2.5", "--lever", "cola_rate", "--lever", "merit_rate", "--tolerance", "0.1"),
        (
            "engine",
            "--objectives",
            "cost=1",
            "--lever",
            "cola_rate",
            "--max-evaluations",
            "8",
            "--front-points",
            "0",
            "--robustness-seeds",
            "0",
            "--no-assessment",
        ),
    ],
    ids=["loop", "engine"],
)
def test_a_search_that_does_not_propose_says_how_to_do_it_later(
    planwise: Callable[..., Any], home: Path, search: tuple[str, ...]
) -> None:
    found = planwise("optimize", *search, "--no-propose", "--user", "ann", home=home)
    run_id = next(line for line in found.stdout.splitlines() if line.startswith("Run: ")).removeprefix("Run: ")

    assert f"No proposal: none was made, as asked; `planwise proposal make {run_id}` puts it forward." in found.stdout
    assert json.loads(planwise("proposal", "list", "--json", home=home).stdout) == {"proposals": []}
    report = (home / "reports" / run_id / "report.md").read_text()
    assert " --no-propose\n" in report

    made = planwise("proposal", "make", run_id, "--rationale", "Later", "--user", "ben", "--json", home=home)
    assert (made.code, json.loads(made.stdout)) == (0, {"proposal_id": "PRP-000001", "run_id": run_id})
    again = planwise("proposal", "make", run_id, "--user", "ben", home=home)
    assert (again.code, again.stdout) == (2, "")
    assert f"{run_id} has been proposed already, as PRP-000001 by 'ben'" in again.stderr
