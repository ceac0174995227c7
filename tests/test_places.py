"""Where things lie: what the environment names, and what is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.places import CONFIG_DIR, PROJECT_ROOT, SEEDS_DIR, places


def test_without_variables_the_shipped_files_are_in_force() -> None:
    shipped = places({})
    assert shipped.home == PROJECT_ROOT / "var"
    assert shipped.levers == SEEDS_DIR / "comp_levers.csv"
    assert shipped.targets == CONFIG_DIR / "comp_targets.csv"
    assert shipped.targets.is_file()


def test_each_variable_names_its_own_place(tmp_path: Path) -> None:
    named = places(
        {
            "PLANWISE_HOME": str(tmp_path / "home"),
            "PLANWISE_LEVERS": str(tmp_path / "mine.csv"),
            "PLANWISE_TARGETS": str(tmp_path / "aims.csv"),
        }
    )
    assert (named.home, named.levers, named.targets) == (
        tmp_path / "home",
        tmp_path / "mine.csv",
        tmp_path / "aims.csv",
    )


def test_a_blank_variable_counts_as_not_set() -> None:
    assert places({"PLANWISE_HOME": "", "PLANWISE_LEVERS": "", "PLANWISE_TARGETS": ""}) == places({})


def test_a_tilde_is_the_users_folder() -> None:
    assert places({"PLANWISE_TARGETS": "~/aims.csv"}).targets == Path.home().resolve() / "aims.csv"


def test_variables_are_read_at_each_call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANWISE_TARGETS", str(tmp_path / "one.csv"))
    assert places().targets.name == "one.csv"
    monkeypatch.setenv("PLANWISE_TARGETS", str(tmp_path / "two.csv"))
    assert places().targets.name == "two.csv"
