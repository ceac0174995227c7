"""`planwise proposal rollout | apply | monitor | rollback | complete`: levers brought into force and taken back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recorded_proposal import propose

from optimization.governance.ledger.ledger import open_ledger
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import SEEDS_DIR, Places

ID = "PRP-000001"
COLA = LeverCell(2025, 1, "cola_rate")
MERIT = LeverCell(2026, 2, "merit_base")


@pytest.fixture
def places(published: Any, tmp_path: Path) -> Places:
    """A home of its own with the census, and a lever file of its own that a spreadsheet has written."""
    home = tmp_path / "home"
    shutil.copytree(published.path, home, ignore=shutil.ignore_patterns("ledger*"))
    levers = tmp_path / "comp_levers.csv"
    shipped = (SEEDS_DIR / "comp_levers.csv").read_bytes()
    levers.write_bytes(b"\xef\xbb\xbf" + shipped.replace(b"\n", b"\r\n"))
    return Places(home=home, levers=levers)


@pytest.fixture
def run(planwise: Callable[..., Any], places: Places) -> Callable[..., Any]:
    """Runs `planwise proposal` on the only proposal."""

    def on_proposal(command: str, *arguments: str, user: str = "analyst") -> Any:
        return planwise(
            "proposal",
            command,
            ID,
            *arguments,
            home=places.home,
            PLANWISE_LEVERS=str(places.levers),
            PLANWISE_USER=user,
        )

    return on_proposal


@pytest.fixture
def approved(places: Places, run: Callable[..., Any]) -> None:
    """COLA of level 1 in 2025 goes from 1.5 % to 1.8 %, merit of level 2 in 2026 from 3.1 % to 3.4 %."""
    with open_ledger(places, {}) as ledger:
        propose(ledger, places, {COLA: 0.018, MERIT: 0.034}, user="analyst", risk=RiskLevel.LOW)
    assert run("approve", user="approver").code == 0


def value_of(places: Places, cell: LeverCell) -> str:
    row = f"default,{cell.fiscal_year},{cell.job_level},RAISE,{cell.parameter_name},"
    (line,) = [line for line in places.levers.read_text().splitlines() if line.startswith(row)]
    return line.split(",")[5]


@pytest.mark.usefixtures("approved")
def test_three_phases_come_into_force_one_by_one_and_bad_figures_take_them_back(
    places: Places, run: Callable[..., Any], tmp_path: Path
) -> None:
    before = places.levers.read_bytes()
    plan = json.loads(run("rollout", "--phases", "3", "--json").stdout)

    # Equal steps of a thousandth of pay each.
    assert [phase["parameters"] for phase in plan["phases"]] == [
        pytest.approx({"cola_rate_level_1@2025": cola, "merit_rate_level_2@2026": merit})
        for cola, merit in ((0.016, 0.032), (0.017, 0.033), (0.018, 0.034))
    ]
    costs = [phase["outcome"]["total_compensation_cost"] for phase in plan["phases"]]
    assert costs == sorted(costs)
    assert plan["phases"][0]["outcome"]["cost_change"] > 0
    assert plan["phases_in_force"] == 0

    for phase, (cola, merit) in enumerate((("0.016", "0.032"), ("0.017", "0.033"), ("0.018", "0.034")), start=1):
        written = json.loads(run("rollout", "--next", "--json", user="approver").stdout)
        assert (written["state"], written["phases_in_force"]) == ("applied", phase)
        assert (value_of(places, COLA), value_of(places, MERIT)) == (cola, merit)
    assert [each["kept_before"] for each in written["checkpoints"]] == ["phase"] * 3
    refused = run("rollout", "--next")
    assert refused.code == 2
    assert "All 3 phases of PRP-000001 are in force" in refused.stderr

    actuals = tmp_path / "actuals.csv"
    actuals.write_text("period,metric_name,value,source\n2026,turnover_rate,0.6,payroll\n")
    review = run("monitor", "--actuals", str(actuals))
    assert review.code == 3
    assert "PRP-000001: rolling back to CHK-000001 is recommended" in review.stdout
    assert "Not evaluated for budget_overrun" in review.stdout

    rolled_back = run("rollback", "--comment", "turnover", user="approver")
    assert rolled_back.code == 0, rolled_back.stderr
    assert "PRP-000001 is rolled back." in rolled_back.stdout
    assert "exact bytes of CHK-000001 again (2 rows moved)" in rolled_back.stdout
    assert places.levers.read_bytes() == before
    shown = run("show").stdout
    # Who did what, when and why; and nothing to go back to any more.
    assert re.search(r"^Phase 3 applied by approver on 20[0-9: -]+\.$", shown, re.MULTILINE)
    assert re.search(r"^Taken back to CHK-000001 by approver on 20[0-9: -]+: turnover\.$", shown, re.MULTILINE)
    assert "Kept before" not in shown
    assert "Next:" not in shown


@pytest.mark.usefixtures("approved")
def test_a_proposal_applied_whole_is_completed_and_stays(places: Places, run: Callable[..., Any]) -> None:
    early = run("complete")
    applied = run("apply")
    again = run("apply")
    completed = run("complete", "--comment", "no complaints", user="approver")
    late = run("rollback")

    assert early.code == 2
    assert (
        "PRP-000001 is approved and cannot become completed: after approved, only applied can follow." in early.stderr
    )
    assert applied.code == 0, applied.stderr
    assert applied.stdout.startswith("PRP-000001 is applied.")
    assert re.search(r"^cola_rate .*1\.500% +1\.800% +\+0\.300 pp +\+20\.00%$", applied.stdout, re.MULTILINE)
    assert again.code == 2
    assert (value_of(places, COLA), value_of(places, MERIT)) == ("0.018", "0.034")
    assert completed.stdout == "PRP-000001 is completed: its levers stay in force.\n"
    assert late.code == 2
    assert "PRP-000001 is completed and cannot become rolled back" in late.stderr
    shown = run("show").stdout
    assert re.search(r"^Completed by approver on 20[0-9: -]+: no complaints\.$", shown, re.MULTILINE)
    told = json.loads(run("show", "--json").stdout)
    assert (told["completion"]["user"], told["completion"]["comments"]) == ("approver", "no complaints")
    assert [(each["kind"], each["phase"]) for each in told["writes"]] == [("apply", 1)]


@pytest.mark.usefixtures("approved")
def test_a_part_of_a_rollout_is_not_completed_and_can_go_back_by_one_phase(
    places: Places, run: Callable[..., Any]
) -> None:
    run("rollout", "--phases", "2")
    run("rollout", "--next")
    unfinished = run("complete", user="approver")
    after_first = places.levers.read_bytes()
    run("rollout", "--next")
    back = json.loads(run("rollback", "--checkpoint", "CHK-000002", "--json").stdout)

    assert unfinished.code == 2
    assert "1 of the 2 phases of PRP-000001 are in force. Apply the rest" in unfinished.stderr
    assert (back["state"], back["phases_in_force"]) == ("applied", 1)
    assert places.levers.read_bytes() == after_first


@pytest.mark.usefixtures("approved")
def test_a_lever_file_that_moved_is_not_written_and_the_rows_are_named(places: Places, run: Callable[..., Any]) -> None:
    moved = places.levers.read_bytes().replace(
        b"default,2025,3,RAISE,merit_base,0.030", b"default,2025,3,RAISE,merit_base,0.029"
    )
    places.levers.write_bytes(moved)
    refused = run("apply")
    assert refused.code == 2
    assert "default 2025 level 3 merit_base: 0.030 -> 0.029" in refused.stderr
    assert places.levers.read_bytes() == moved


def test_what_is_not_approved_is_refused_before_anything_is_simulated(places: Places, run: Callable[..., Any]) -> None:
    with open_ledger(places, {}) as ledger:
        propose(ledger, places, {COLA: 0.018}, user="analyst", risk=RiskLevel.LOW)
    refused = run("apply")
    assert refused.code == 2
    assert "PRP-000001 is proposed and cannot be applied: others than 'analyst' must approve it first" in refused.stderr


@pytest.mark.parametrize("flags", [("--phases", "2", "--next"), ("--risk-tolerance", "low", "--phases", "2")])
def test_a_plan_is_made_or_applied_but_not_both(run: Callable[..., Any], flags: tuple[str, ...]) -> None:
    refused = run("rollout", *flags)
    assert refused.code == 2
    assert "give one of the three" in refused.stderr
