"""What a report says of the program that runs, and what importing it costs."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import duckdb

from optimization.evidence.reports.versions import running_versions


def test_versions_are_those_of_the_running_program() -> None:
    versions = running_versions()

    assert versions["python"] == platform.python_version()
    assert versions["duckdb"] == duckdb.__version__


def test_importing_the_evidence_loads_nothing_that_draws_or_writes_it() -> None:
    program = (
        "import importlib, pkgutil, sys, optimization.evidence as evidence;"
        "names = [module.name for module in pkgutil.walk_packages(evidence.__path__, evidence.__name__ + '.')];"
        "[importlib.import_module(name) for name in names];"
        "print(len(names) > 40, sorted({'plotly', 'matplotlib', 'jinja2', 'pandas', 'openpyxl'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)

    assert done.stdout.strip() == "True []"
