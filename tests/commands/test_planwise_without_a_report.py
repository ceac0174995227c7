"""A search whose report cannot be written: its result and its proposal are there, and the ledger says what failed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import list_proposals
from optimization.governance.runs.runs import find_run
from optimization.places import places

ENGINE = (
    "engine", "--lever", "cola_rate", "--max-evaluations", "8", "--no-assessment", "--front-points", "0",
    "--robustness-seeds", "0",
)  # fmt: skip
LOOP = ("loop", "--target-growth", "3", "--lever", "cola_rate")


@pytest.fixture
def home(published: Any, tmp_path: Path) -> Path:
    """A home without a run, and with a file where the folder of the reports should be."""
    copied = tmp_path / "home"
    shutil.copytree(published.path, copied, ignore=shutil.ignore_patterns("reports", "ledger.sqlite*"))
    (copied / "reports").touch()
    return copied


@pytest.mark.parametrize(("asked", "status"), [(ENGINE, "CONVERGED"), (LOOP, "converged")], ids=["engine", "loop"])
def test_result_and_proposal_are_kept_and_the_report_can_be_had_later(
    asked: tuple[str, ...], status: str, home: Path, planwise: Callable[..., Any]
) -> None:
    outcome = planwise("optimize", *asked, "--user", "analyst", home=home)

    with open_ledger(places({"PLANWISE_HOME": str(home)})) as ledger:
        (proposal,) = list_proposals(ledger, 10)
        recorded = find_run(ledger, proposal.run_id)
    assert outcome.code == 1
    assert "reports" in outcome.stderr
    assert recorded.status == status
    assert recorded.message is not None
    assert "reports" in recorded.message
    (home / "reports").unlink()
    report = planwise("report", proposal.run_id, "--json", home=home)
    assert json.loads(Path(json.loads(report.stdout)["result"]).read_text(encoding="utf-8"))["status"] == status
