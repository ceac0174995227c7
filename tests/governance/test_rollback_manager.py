"""OptimizationRollbackManager, called as guides call it, on a home with a few people."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.governance.checkpoints import OptimizationRollbackManager
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.checkpoint_store import find_checkpoint
from optimization.places import SEEDS_DIR, Places, places
from reference.small_home import small_home

CURRENT = {"merit_rate_level_1": 0.032, "cola_rate": 0.015}
METADATA = {"reason": "before the spring round", "baseline_metrics": {"employee_satisfaction_score": 8.0}}
EDIT = (b"merit_base,0.032,", b"merit_base,0.04,")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"), people=60)


@pytest.fixture
def lever_file(small: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home as guides' calls find it, with lever file and ledger of its own."""
    levers = tmp_path / "levers.csv"
    shutil.copyfile(SEEDS_DIR / "comp_levers.csv", levers)
    for name, value in {
        "PLANWISE_HOME": str(small.home),
        "PLANWISE_LEVERS": str(levers),
        "PLANWISE_LEDGER_URL": f"sqlite:///{tmp_path / 'ledger.sqlite'}",
        "PLANWISE_USER": "analyst",
    }.items():
        monkeypatch.setenv(name, value)
    return levers


def test_a_checkpoint_is_made_watched_and_gone_back_to(lever_file: Path) -> None:
    shipped = lever_file.read_bytes()
    manager = OptimizationRollbackManager()
    checkpoint_id = manager.create_checkpoint(CURRENT, METADATA)
    assert checkpoint_id == "CHK-000001"
    with open_ledger(places()) as ledger:
        checkpoint = find_checkpoint(ledger, checkpoint_id)
    assert (checkpoint.content, checkpoint.parameters, checkpoint.metadata) == (shipped, CURRENT, METADATA)
    assert checkpoint.created_by == "analyst"
    assert checkpoint.baseline is not None
    assert checkpoint.baseline.years == (2025, 2026, 2027, 2028, 2029)

    review = manager.monitor_rollback_triggers(
        {"budget_utilization": 1.2, "employee_satisfaction_score": 6.0}, checkpoint_id
    )
    # A fifth over the budget, against a tenth that is allowed; a quarter less content, against 15 %.
    assert {each["trigger"]: each["actual"] for each in review["triggers_activated"]} == {
        "budget_overrun": pytest.approx(0.2),
        "employee_satisfaction": -0.25,
    }
    assert review["rollback_recommended"] is True
    assert {"monitoring_period", "next_review_date"} <= review.keys()

    lever_file.write_bytes(shipped.replace(*EDIT))
    with pytest.raises(BadInputError, match=r"5 rows\n  default 2025 level 1 merit_base: 0.032 -> 0.04\n"):
        manager.execute_rollback(checkpoint_id)
    result = manager.execute_rollback(checkpoint_id, force=True)
    assert lever_file.read_bytes() == shipped
    assert result["success"] is True
    assert result["restored_parameters"] == CURRENT
    assert "default 2025 level 1 merit_base: 0.04 -> 0.032" in result["rollback_log"]
    assert any("planwise simulate" in step for step in result["next_steps"])


def test_restored_parameters_are_what_the_restored_file_says(lever_file: Path) -> None:
    shipped = lever_file.read_bytes()
    manager = OptimizationRollbackManager()
    # The file says 0.032 and 0.03 of these levels, and 0.015 throughout.
    given = {"merit_rate_level_1": 0.05, "cola_rate": 0.015, "merit_rate_level_3@2026": 0.03}
    checkpoint_id = manager.create_checkpoint(given, {"reason": "before the spring round"})
    with open_ledger(places()) as ledger:
        checkpoint = find_checkpoint(ledger, checkpoint_id)
    assert checkpoint.parameters == given
    assert checkpoint.metadata == {
        "reason": "before the spring round",
        "parameters_not_in_force": {"merit_rate_level_1": 0.032},
    }
    result = manager.execute_rollback(checkpoint_id)
    assert result["restored_parameters"] == {**given, "merit_rate_level_1": 0.032}

    lever_file.write_bytes(shipped.replace(b"2029,1,RAISE,merit_base,0.032,", b"2029,1,RAISE,merit_base,0.04,"))
    checkpoint_id = manager.create_checkpoint({"merit_rate_level_1": 0.032}, {})
    restored = manager.execute_rollback(checkpoint_id)["restored_parameters"]
    # One name cannot say two values.
    assert restored == {f"merit_rate_level_1@{year}": 0.032 for year in (2025, 2026, 2027, 2028)} | {
        "merit_rate_level_1@2029": 0.04
    }


@pytest.mark.usefixtures("lever_file")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda manager: manager.create_checkpoint({"merit_rat": 0.03}, {}), "Did you mean 'merit_rate'"),
        (lambda manager: manager.create_checkpoint({"cola_rate": "high"}, {}), "not a number"),
        (lambda manager: manager.create_checkpoint({}, {"at": object()}), "metadata"),
        (lambda manager: manager.monitor_rollback_triggers({}, "CHK-000007"), "Unknown checkpoint"),
        (lambda manager: manager.execute_rollback("CHK-000007"), "Unknown checkpoint"),
    ],
)
def test_what_is_wrong_is_refused_by_name(call: Callable[[OptimizationRollbackManager], object], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        call(OptimizationRollbackManager())
