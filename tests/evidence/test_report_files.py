"""Report files exist whole or not at all, and versions are those that run."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from optimization.evidence.report_files import write_whole
from optimization.evidence.versions import running_versions


def test_a_write_that_fails_keeps_the_old_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write_whole(path, "first é\n")

    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "second \ud800")

    assert path.read_bytes() == "first é\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_second_write_replaces_the_first(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write_whole(path, "first, and longer\n")
    write_whole(path, "second\n")

    assert path.read_text(encoding="utf-8") == "second\n"


def test_versions_are_those_of_the_running_program() -> None:
    versions = running_versions()

    assert versions["python"] == platform.python_version()
    assert versions["duckdb"] == duckdb.__version__


def test_importing_the_report_loads_neither_plotly_nor_matplotlib() -> None:
    program = (
        "import sys, optimization.evidence.loop_report, optimization.evidence.convergence_picture;"
        "print(sorted({'plotly', 'matplotlib', 'jinja2', 'pandas'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)

    assert done.stdout.strip() == "[]"
