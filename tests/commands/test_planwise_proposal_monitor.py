"""`planwise proposal monitor`: what it says of a proposal in force, figure by figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lever_write_home import LEVERS, approved

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.proposals.completion import complete_proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.lever_rows import lever_rows_sha256
from optimization.places import Places

ID = "PRP-000001"
HEADER = "period,metric_name,value,source\n"
YEAR = datetime.now(UTC).year
# Simulated for this year and the next: one of ten leaves, and 6 millions are paid.
OF_A_YEAR = {"terminations": 10, "opening_headcount": 100, "wage_bill": 6_000_000.0}
SIMULATED = {"years": {str(YEAR): OF_A_YEAR, str(YEAR + 1): OF_A_YEAR}}


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """A proposal in force, on a baseline given by hand."""
    places = Places(home=tmp_path, levers=tmp_path / "levers.csv")
    places.levers.write_bytes(LEVERS)
    with open_ledger(places, {}) as ledger:
        rows = read_lever_file(places.levers, load_lever_catalogue())
        baseline = Baseline(metrics=SIMULATED, levers_sha256=lever_rows_sha256(rows))
        apply_proposal(ledger, places, approved(ledger, places).proposal_id, user="approver", baseline=baseline)
    return places


@pytest.fixture
def monitor(planwise: Callable[..., Any], home: Places) -> Callable[..., Any]:
    """`monitor(rows, *flags)`: looks at these actual figures."""

    def look(rows: str, *flags: str) -> Any:
        home.actual_metrics.write_text(HEADER + rows)
        return planwise("proposal", "monitor", ID, *flags, "--user", "analyst", home=home.home)

    return look


def test_a_breach_is_told_also_beside_a_figure_that_is_fine_and_amounts_are_easy_to_read(
    monitor: Callable[..., Any],
) -> None:
    seen = monitor(f"{YEAR},budget_utilization,1,finance\n{YEAR},wage_bill,6900000,payroll\n")

    assert seen.code == 3
    assert seen.stdout.splitlines()[0] == (
        "PRP-000001: rolling back to CHK-000001 is recommended. Do it with `planwise proposal rollback PRP-000001`."
    )
    told = [line.split() for line in seen.stdout.splitlines() if line.startswith("budget_overrun")]
    assert [(row[1], row[2], row[3], row[4], row[-1]) for row in told] == [
        ("budget_utilization", "1", "1", "0.00%", "no"),
        ("wage_bill", "6,000,000", "6,900,000", "+15.00%", "yes"),
    ]
    assert "Not evaluated for budget_overrun, no data: total_compensation_cost has no figure." in seen.stdout
    assert "Not evaluated for turnover_increase, no data: turnover_rate has no figure;" in seen.stdout


def test_the_verdict_carries_the_caution_of_a_figure_that_it_rests_on_and_others_stand_below(
    monitor: Callable[..., Any],
) -> None:
    verdict, *below = monitor(f"{YEAR + 1},turnover_rate,0.2,hr\n{YEAR + 1},wage_bill,1,payroll\n").stdout.splitlines()

    assert verdict.endswith(
        f"Look at the figures first. turnover_rate: {YEAR + 1} has not begun yet, so it may not be what was measured."
    )
    assert [line for line in below if line.startswith("Caution:")] == [
        f"Caution: wage_bill: {YEAR + 1} has not begun yet, so it may not be what was measured."
    ]


def test_what_is_completed_is_not_said_to_be_rolled_back(monitor: Callable[..., Any], home: Places) -> None:
    with open_ledger(home, {}) as ledger:
        complete_proposal(ledger, home, ID, user="approver", comments="")

    seen = monitor(f"{YEAR},turnover_rate,0.2,hr\n")

    assert seen.code == 3
    assert seen.stdout.splitlines()[0] == (
        "PRP-000001: something moved further than it should, and what is completed cannot be rolled back: ask the "
        "search for a new proposal."
    )
    assert "planwise proposal rollback" not in seen.stdout
