"""`planwise doctor`: what is in order, what is a hint, what is broken."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lever_write_home import LEVERS, approved, in_a_process, killed_at, measured

from optimization.atomic_file import ReplaceStep
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.lever_file_lock import lever_file_lock
from optimization.places import SEEDS_DIR, Places, places
from optimization.simulation.private_run import private_run
from optimization.simulation.writer_lock import writer_lock


def findings(outcome: Any) -> dict[str, tuple[str, str]]:
    return {each["subject"]: (each["health"], each["text"]) for each in json.loads(outcome.stdout)["findings"]}


def test_a_published_home_is_in_order(planwise: Callable[..., Any]) -> None:
    outcome = planwise("doctor", "--json")

    assert outcome.code == 0
    found = findings(outcome)
    assert {subject: health for subject, (health, _) in found.items()} == dict.fromkeys(
        (
            *("config", "levers", "dbt project", "locks", "disk", "ledger", "lever writes", "lever changes"),
            *("census", "warehouse"),
        ),
        "ok",
    )
    assert "200 people at 2024-12-31" in found["census"][1]


def test_an_empty_home_has_hints_and_is_not_broken(
    planwise: Callable[..., Any], tmp_path: Path, hashes: Callable[[Path], Mapping[str, str]]
) -> None:
    outcome = planwise("doctor", home=tmp_path)

    assert outcome.code == 0
    assert "hint    census: " in outcome.stdout
    assert "planwise census generate" in outcome.stdout
    assert "planwise doctor --prepare" in outcome.stdout
    assert "dbt-core" in outcome.stdout
    assert hashes(tmp_path) == {}


def test_other_levers_than_the_published_run_had_are_named(planwise: Callable[..., Any], tmp_path: Path) -> None:
    mine = tmp_path / "levers.csv"
    shipped = (SEEDS_DIR / "comp_levers.csv").read_text(encoding="utf-8")
    mine.write_text(shipped.replace("merit_base,0.032,", "merit_base,0.033,", 1), encoding="utf-8")

    health, text = findings(planwise("doctor", "--json", PLANWISE_LEVERS=str(mine)))["warehouse"]

    assert health == "hint"
    assert "computed from other levers than" in text
    assert "planwise simulate" in text


def test_a_lock_names_its_holder(planwise: Callable[..., Any], published: Any) -> None:
    with writer_lock(places({"PLANWISE_HOME": str(published.path)})):
        health, text = findings(planwise("doctor", "--json"))["locks"]

    assert health == "hint"
    assert f"process {os.getpid()} on {platform.node()} (" in text


def test_a_private_run_under_way_is_named_and_is_no_fault(planwise: Callable[..., Any], published: Any) -> None:
    with private_run(places({"PLANWISE_HOME": str(published.path)})) as private:
        during = findings(planwise("doctor", "--json"))["locks"]

    assert during[0] == "ok"
    assert str(private.folder) in during[1]
    assert "under way: none" in findings(planwise("doctor", "--json"))["locks"][1]


@pytest.mark.parametrize(
    ("free_bytes", "health", "advice"),
    [
        (10**12, "ok", "1,000,000 MB are free"),
        (60_000_000, "hint", "60 MB are free"),
        (39_000_000, "broken", "Free disk room, or name another folder in PLANWISE_HOME."),
    ],
)
def test_the_free_room_of_the_disk_is_held_against_what_a_run_needs(
    planwise: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    free_bytes: int,
    health: str,
    advice: str,
) -> None:
    asked: list[Path] = []

    def disk_usage(path: Path) -> Any:
        asked.append(path)
        return SimpleNamespace(free=free_bytes)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    outcome = planwise("doctor", "--json", home=tmp_path / "not made yet")
    found = findings(outcome)["disk"]
    assert found[0] == health
    assert advice in found[1]
    # Two small warehouses: there is neither a census nor a published run to go by.
    assert "a run of one scenario may need 40 MB" in found[1]
    assert asked == [tmp_path / "not made yet"]
    assert outcome.code == (1 if health == "broken" else 0)


def test_a_larger_census_needs_more_room(planwise: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "census.parquet").write_bytes(b"x" * 1_000_000)
    assert "may need 140 MB" in findings(planwise("doctor", "--json", home=tmp_path))["disk"][1]


def test_a_large_published_run_asks_for_room_and_forbids_no_smaller_one(
    planwise: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=399_000_000))
    assert findings(planwise("doctor", "--json", home=tmp_path))["disk"][0] == "ok"
    with (tmp_path / "warehouse.duckdb").open("wb") as sparse:
        sparse.truncate(200_000_000)
    health, text = findings(planwise("doctor", "--json", home=tmp_path))["disk"]
    assert health == "hint"
    assert "a run of one scenario may need 40 MB" in text


@pytest.mark.parametrize(
    ("file", "subject", "advice"),
    [
        ("census.parquet", "census", "planwise census import"),
        ("warehouse.duckdb", "warehouse", "planwise simulate"),
        ("ledger.sqlite", "ledger", "put a copy of the ledger in their place"),
    ],
)
def test_a_damaged_file_is_broken_and_says_what_to_do(
    planwise: Callable[..., Any], published: Any, tmp_path: Path, file: str, subject: str, advice: str
) -> None:
    for name in ("census.parquet", "warehouse.duckdb", "ledger.sqlite"):
        shutil.copyfile(published.path / name, tmp_path / name)
    (tmp_path / file).write_bytes(b"damaged beyond recognition " * 100)

    outcome = planwise("doctor", "--json", home=tmp_path)

    assert outcome.code == 1
    assert json.loads(outcome.stdout)["is_healthy"] is False
    health, text = findings(outcome)[subject]
    assert health == "broken"
    assert file in text
    assert advice in text


def test_a_write_that_was_cut_off_is_settled_and_said(
    planwise: Callable[..., Any], published: Any, tmp_path: Path
) -> None:
    home = Places(home=tmp_path, levers=tmp_path / "levers.csv")
    for name in ("census.parquet", "warehouse.duckdb"):
        shutil.copyfile(published.path / name, tmp_path / name)
    home.levers.write_bytes(LEVERS)
    with open_ledger(home, {}) as ledger:
        approved(ledger, home)

    def killed_apply(ledger: Ledger) -> None:
        baseline, on_step = measured(home), killed_at(ReplaceStep.REPLACED)
        apply_proposal(ledger, home, "PRP-000001", user="analyst", baseline=baseline, on_step=on_step)

    assert in_a_process(home, {}, killed_apply) < 0
    asked = ("doctor", "--json")
    elsewhere = findings(planwise(*asked, home=tmp_path))["lever writes"]
    assert elsewhere[0] == "hint"
    assert f"LVW-000001, which 'analyst' began on {platform.node()}, is to another lever file" in elsewhere[1]
    assert f"Name that one in PLANWISE_LEVERS: {home.levers}." in elsewhere[1]

    with lever_file_lock(home.levers):
        busy = findings(planwise(*asked, home=tmp_path, PLANWISE_LEVERS=str(home.levers)))["lever writes"]
    assert busy[0] == "hint"
    assert f"is being written by process {os.getpid()} on {platform.node()} (" in busy[1]

    settled = findings(planwise(*asked, home=tmp_path, PLANWISE_LEVERS=str(home.levers)))["lever writes"]
    assert settled[0] == "hint"
    assert "Settled: LVW-000001, which 'analyst' began at " in settled[1]
    assert "had been made" in settled[1]
    assert findings(planwise(*asked, home=tmp_path, PLANWISE_LEVERS=str(home.levers)))["lever writes"][0] == "ok"

    renamed = str(home.levers.rename(tmp_path / "renamed.csv"))
    lost = findings(planwise(*asked, home=tmp_path, PLANWISE_LEVERS=renamed))["lever writes"]
    assert lost[0] == "hint"
    assert f"`planwise levers moved {home.levers}`" in lost[1]
    moved = planwise("levers", "moved", str(home.levers), "--user", "analyst", home=tmp_path, PLANWISE_LEVERS=renamed)
    assert (moved.code, moved.stdout.startswith(f"{renamed} is the lever file that was {home.levers}")) == (0, True)
    assert findings(planwise(*asked, home=tmp_path, PLANWISE_LEVERS=renamed))["lever writes"][0] == "ok"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop table approvals", "approvals is not there, which somebody has dropped. Put a copy"),
        ("drop table search_runs; drop table decisions", "decisions, search_runs are not there"),
    ],
)
def test_a_ledger_without_its_tables_is_broken(
    planwise: Callable[..., Any], tmp_path: Path, statement: str, said: str
) -> None:
    with open_ledger(Places(home=tmp_path, levers=tmp_path / "levers.csv"), {}) as ledger:
        for each in statement.split(";"):
            with ledger.write() as connection:
                connection.exec_driver_sql(each)
    outcome = planwise("doctor", "--json", home=tmp_path)
    assert outcome.code == 1
    health, text = findings(outcome)["ledger"]
    assert (health, said in text) == ("broken", True)


def test_an_empty_file_is_no_ledger_and_is_left_as_it_is(planwise: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").touch()
    for _ in range(2):
        outcome = planwise("doctor", "--json", home=tmp_path)
        assert outcome.code == 1
        health, text = findings(outcome)["ledger"]
        assert (health, "the file is empty, so what it held is gone" in text) == ("broken", True)


def test_an_edit_of_the_lever_file_by_hand_is_said_with_its_rows(planwise: Callable[..., Any], tmp_path: Path) -> None:
    home = Places(home=tmp_path, levers=tmp_path / "levers.csv")
    home.levers.write_bytes(LEVERS)
    with open_ledger(home, {}) as ledger:
        approved(ledger, home)

    def found() -> tuple[str, str]:
        outcome = planwise("doctor", "--json", home=tmp_path, PLANWISE_LEVERS=str(home.levers))
        return findings(outcome)["lever changes"]

    assert found() == ("ok", f"{home.levers}: as the ledger last knew it")
    home.levers.write_bytes(LEVERS.replace(b"0.031", b"0.033"))
    health, text = found()
    assert health == "hint"
    assert f"{home.levers} was changed by something that the audit trail does not tell of: 1 row" in text
    assert "default 2025 level 2 merit_base: 0.031 -> 0.033" in text
