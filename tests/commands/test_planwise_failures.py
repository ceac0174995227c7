"""What `planwise` says when something goes wrong, and what it loads before it says anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from optimization.commands.output import print_json, print_table
from optimization.errors import PlanwiseError
from optimization.evidence.reports.report_table import ReportTable, text_columns

HEAVY = {"pandas", "numpy", "scipy", "pymoo", "dbt", "dagster", "plotly", "pyarrow", "sqlalchemy", "matplotlib"}


def failing(error: BaseException) -> Callable[[], None]:
    def doctor() -> None:
        """Fail."""
        raise error

    return doctor


def test_an_unforeseen_error_is_a_message_with_its_type(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimization.cli.doctor", failing(KeyError("colour")))

    outcome = planwise("doctor")

    assert (outcome.code, outcome.stdout) == (1, "")
    assert "KeyError: 'colour'" in outcome.stderr
    assert "PLANWISE_DEBUG=1" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_traceback_is_shown_when_it_is_asked_for(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimization.cli.doctor", failing(KeyError("colour")))

    outcome = planwise("doctor", PLANWISE_DEBUG="1")

    assert outcome.code == 1
    assert "Traceback" in outcome.stderr


def test_a_failure_of_work_well_asked_for_exits_1_with_its_notes(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = PlanwiseError("The disk is full.")
    error.add_note("The run could not be recorded.")
    monkeypatch.setattr("optimization.cli.doctor", failing(error))

    outcome = planwise("doctor")

    assert outcome.code == 1
    assert outcome.stderr == "Error: The disk is full.\nThe run could not be recorded.\n"


def test_ctrl_c_exits_130_and_says_what_is_as_it_was(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimization.cli.doctor", failing(KeyboardInterrupt()))

    outcome = planwise("doctor")

    assert outcome.code == 130
    assert "published warehouse" in outcome.stderr


def test_ctrl_c_while_a_query_runs_is_an_interruption_too(
    planwise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def doctor() -> None:
        """Ask DuckDB for more than anybody waits for."""
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        duckdb.sql("select sum(hash(range)) from range(20000000000)").fetchall()

    monkeypatch.setattr("optimization.cli.doctor", doctor)

    outcome = planwise("doctor")

    assert outcome.code == 130
    assert "Interrupted" in outcome.stderr


def test_a_ledger_that_cannot_be_opened_exits_1_and_names_it(planwise: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    outcome = planwise("proposal", "list", PLANWISE_LEDGER_URL=f"sqlite:///{tmp_path}/file/ledger.sqlite")

    assert (outcome.code, outcome.stdout) == (1, "")
    assert str(tmp_path / "file") in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_wide_table_is_not_cut_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    wide = "x" * 400

    print_table(ReportTable(columns=text_columns("One", "Two"), rows=((wide, "[bold]end[/bold]"),)))

    assert f"{wide}   [bold]end[/bold]" in capsys.readouterr().out.splitlines()


def test_a_figure_that_is_not_finite_is_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"growth": float("nan")})

    assert capsys.readouterr().out == ""


def test_no_command_at_all_shows_the_help_as_a_usage_error(planwise: Callable[..., Any]) -> None:
    outcome = planwise()

    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Usage: planwise")
    assert "simulate" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], {*HEAVY, "duckdb"}),
        (["optimize", "engine", "--help"], {*HEAVY, "duckdb"}),
        (["levers", "show"], HEAVY),
    ],
    ids=["help", "engine_help", "levers_show"],
)
def test_what_must_start_at_once_loads_nothing_heavy(published: Any, arguments: list[str], unwanted: set[str]) -> None:
    script = f"import sys; from optimization.cli import main; main({arguments!r}); print(*sys.modules, file=sys.stderr)"

    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PLANWISE_HOME": str(published.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stderr.split()) & unwanted == set()


@pytest.mark.parametrize("arguments", [["levers", "show"], ["--help"]], ids=["results", "help"])
def test_output_that_nobody_reads_to_its_end_is_no_failure(published: Any, arguments: list[str]) -> None:
    command = subprocess.Popen(
        [Path(sys.executable).with_name("planwise"), *arguments],
        env={**os.environ, "PLANWISE_HOME": str(published.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout is not None
    # Long before the first line can be printed.
    command.stdout.close()
    assert command.stderr is not None
    said = command.stderr.read()
    command.stderr.close()

    assert (command.wait(), said) == (0, "")
