"""Bad input of every kind: exit code 2, a message that names the offender and what to do, and nothing changed.

The table is bad_input/*.yaml. In it `{here}` is the folder that holds a case's files, and `says` what the message must
contain; `may_write` names the files that a refusal is documented to leave behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimization.places import PROJECT_ROOT, SEEDS_DIR

TABLE = Path(__file__).parent / "bad_input"


def cases(*names: str) -> list[Any]:
    table = [case for name in names for case in yaml.safe_load((TABLE / f"{name}.yaml").read_text(encoding="utf-8"))]
    return [pytest.param(case, id=case["name"]) for case in table]


def write_files(case: Mapping[str, Any], folder: Path) -> None:
    for name, content in case.get("files", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text, encoding = (content, "utf-8") if isinstance(content, str) else (content["text"], content["encoding"])
        path.write_bytes(text.encode(encoding))


@pytest.mark.parametrize("case", cases("census", "mappings", "levers", "command_lines", "engine"))
def test_bad_input_is_refused_by_name_and_changes_nothing(
    case: Mapping[str, Any],
    planwise: Callable[..., Any],
    published: Any,
    tmp_path: Path,
    hashes: Callable[[Path], Mapping[str, str]],
) -> None:
    write_files(case, tmp_path)
    environment = {name: text.replace("{here}", str(tmp_path)) for name, text in case.get("environment", {}).items()}
    home = Path(environment.pop("PLANWISE_HOME", published.path))
    arguments = [word.replace("{here}", str(tmp_path)) for word in case["command"].split()]
    watched = (published.path, SEEDS_DIR, tmp_path)
    before = [hashes(folder) for folder in watched]

    outcome = planwise(*arguments, home=home, **environment)

    after = [hashes(folder) for folder in watched]
    assert outcome.code == 2, outcome
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.stderr
    assert [text for text in case["says"] if text not in outcome.stderr] == [], outcome.stderr
    changed = {name for old, new in zip(before, after, strict=True) for name, _ in set(old.items()) ^ set(new.items())}
    assert changed <= set(case.get("may_write", ()))


@pytest.mark.parametrize("case", cases("project"))
def test_a_wrong_file_of_the_project_is_refused_by_name_and_changes_nothing(
    case: Mapping[str, Any], published: Any, tmp_path: Path, hashes: Callable[[Path], Mapping[str, str]]
) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    for folder in ("optimization", "config", "dbt"):
        shutil.copytree(
            PROJECT_ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__", "target", "logs")
        )
    home.mkdir()
    for name in ("census.parquet", "warehouse.duckdb", "warehouse.lock", "runs.lock"):
        shutil.copyfile(published.path / name, home / name)
    broken = project / case["file"]
    shipped = broken.read_text(encoding="utf-8")
    assert case.get("text", "") in shipped
    broken.write_text(shipped.replace(case["text"], case["by"], 1) if "text" in case else case["by"], encoding="utf-8")
    before = (hashes(home), hashes(project))

    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")}
    done = subprocess.run(
        # The copy's folder comes before the installed project where modules are looked for.
        [
            sys.executable,
            "-c",
            "import sys; from optimization.cli import main; sys.exit(main())",
            *case["command"].split(),
        ],
        cwd=project,
        env={**inherited, "PLANWISE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert [text for text in case["says"] if text not in done.stderr] == [], done.stderr
    # What dbt parsed is a cache: it says nothing about the figures.
    kept = {name: sha256 for name, sha256 in hashes(home).items() if not name.startswith("dbt/")}
    assert (kept, hashes(project)) == before
