"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import DBT_PROJECT_DIR, PROJECT_ROOT

LONGEST_FILE = 400
FOLDERS = ("optimization", "orchestrator", "streamlit_dashboard", "tests", "benchmarks", "docs", "dbt")
LEVER_MACRO = DBT_PROJECT_DIR / "macros" / "lever_parameters.sql"


def code_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for pattern in ("*.py", "*.sql"):
            yield from (PROJECT_ROOT / folder).rglob(pattern)


def test_no_python_or_sql_file_is_too_long_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert Path(__file__) in lengths
    assert {path.name: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_the_dbt_folder_is_no_python_package() -> None:
    # It would stand in the way of the installed package of the same name.
    assert list(DBT_PROJECT_DIR.rglob("__init__.py")) == []


def test_sql_and_the_catalogue_know_the_same_levers() -> None:
    macro = LEVER_MACRO.read_text(encoding="utf-8")
    assert set(re.findall(r'"(\w+)"', macro)) == set(load_lever_catalogue().parameter_names)


def test_every_python_file_says_in_its_first_line_what_it_is() -> None:
    silent = [
        str(path.relative_to(PROJECT_ROOT))
        for path in code_files()
        if path.suffix == ".py" and (text := path.read_text(encoding="utf-8")) and not re.match(r'r?"""\S.*[.:]', text)
    ]
    assert silent == []
