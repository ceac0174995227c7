"""The dbt project as dbt parsed it: made once, and again when its files change."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.atomic_file import replace_file
from optimization.errors import PlanwiseError
from optimization.interruptions import no_lost_interruption
from optimization.places import DBT_PROJECT_DIR, SEEDS_DIR, Places

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# What dbt compiles from: a change in any of these files is another plan.
_PROJECT_FILES = ("*.sql", "*.yml", "*.csv")
# These rows reach SQL as data, from the lever file in force.
_DATA_ONLY = {SEEDS_DIR / "comp_levers.csv", SEEDS_DIR / "scenario_meta.csv"}
_ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")


def plan_sha256(project_dir: Path = DBT_PROJECT_DIR) -> str:
    """SHA-256 of everything that decides what SQL runs: the project's files and the engines' versions."""
    digest = hashlib.sha256()
    for package in _ENGINES:
        digest.update(f"{package}={version(package)}\n".encode())
    for path in sorted(path for pattern in _PROJECT_FILES for path in project_dir.rglob(pattern)):
        relative = path.relative_to(project_dir)
        if path in _DATA_ONLY or relative.parts[0] in {"target", "logs"}:
            continue
        digest.update(f"{relative.as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def manifest_path(places: Places) -> Path:
    """Where the parsed project lies on disk, for whoever needs its graph and not dbt."""
    return places.dbt_state / "manifest.json"


def is_manifest_fresh(places: Places) -> bool:
    """Whether the manifest on disk was parsed from the project's files as they are now."""
    stamp = _stamp_path(places)
    return manifest_path(places).exists() and stamp.exists() and stamp.read_text() == plan_sha256()


def ensure_manifest(places: Places) -> Path:
    """The manifest on disk, parsed first when the project's files have changed since.

    Raises:
        PlanwiseError: the project does not parse; carries dbt's words.
    """
    if not is_manifest_fresh(places):
        parse_project(places)
    return manifest_path(places)


def parse_project(places: Places) -> Manifest:
    """Parse the project once per process and content, and leave the manifest on disk.

    Raises:
        PlanwiseError: the project does not parse; carries dbt's words.
    """
    plan = plan_sha256()
    with _one_at_a_time:
        if _parsed.get(places.dbt_state, (None, ""))[1] != plan or not is_manifest_fresh(places):
            _parsed[places.dbt_state] = (_parse(places, plan), plan)
        manifest: Manifest = _parsed[places.dbt_state][0]
    return manifest


# dbt keeps its connection, its log and its settings in the process: two commands at once would share them.
_one_at_a_time = threading.RLock()

# By state folder, the manifest and the content that it was parsed from: parsing costs more than a simulated year.
_parsed: dict[Path, tuple[Any, str]] = {}

# A parse takes seconds; whoever holds the lock for longer hangs.
_PARSE_WAIT_SECONDS = 120.0


def _parse(places: Places, plan: str) -> Any:
    from filelock import FileLock, Timeout

    places.dbt_state.mkdir(parents=True, exist_ok=True)
    lock = places.dbt_state / "parse.lock"
    try:
        with FileLock(lock, timeout=_PARSE_WAIT_SECONDS):
            result = invoke_dbt(["parse"], work_dir=places.dbt_state, environment={}, manifest=None)
            if not result.success:
                raise PlanwiseError(
                    f"The dbt project in {DBT_PROJECT_DIR} does not parse: {result.exception}. "
                    f"Mend the file that it names; dbt's log is {places.dbt_state / 'logs' / 'dbt.log'}."
                )
            if not is_manifest_fresh(places):
                # dbt writes its own copy in place; readers get one that is whole, and its stamp after it.
                replace_file(manifest_path(places), (places.dbt_state / "target" / "manifest.json").read_bytes())
                replace_file(_stamp_path(places), plan.encode())
    except Timeout as error:
        raise PlanwiseError(
            f"{lock} was held for {_PARSE_WAIT_SECONDS:g} seconds by another process that parses the dbt project. "
            "If no planwise, dagster or make runs, end the process that hangs and run again."
        ) from error
    return result.result


def invoke_dbt(
    arguments: list[str], *, work_dir: Path, environment: Mapping[str, str], manifest: Manifest | None
) -> Any:
    """One dbt command in this process; artifacts and log go under `work_dir`, nothing to the terminal.

    Returns dbt's own dbtRunnerResult. The warehouse file is released when the command is over.
    """
    with (
        _one_at_a_time,
        _environment({**environment, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}),
        no_lost_interruption(),
    ):
        # Within: the import takes a second, and mashumaro works in it too.
        from dbt.cli.main import dbtRunner

        try:
            result = dbtRunner(manifest=manifest).invoke(
                [
                    *arguments,
                    *("--project-dir", str(DBT_PROJECT_DIR)),
                    *("--profiles-dir", str(DBT_PROJECT_DIR), "--profile", "planwise", "--target", "private"),
                    *("--target-path", str(work_dir / "target")),
                    *("--log-path", str(work_dir / "logs")),
                    *("--log-level", "none", "--log-level-file", "info", "--no-use-colors"),
                ]
            )
        finally:
            _release_warehouse()
    # dbt hands Ctrl-C, and the interruption that Dagster raises, back like errors of its own.
    if result.exception is not None and not isinstance(result.exception, Exception):
        raise result.exception
    return result


def _stamp_path(places: Places) -> Path:
    return places.dbt_state / "manifest.sha256"


def _release_warehouse() -> None:
    """Close the connection that dbt-duckdb keeps open for the life of the process.

    While it is open the file cannot be opened read-only, nor published by a rename.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """These variables, and none that somebody set for another dbt project, for the length of a block."""
    strangers = [name for name in os.environ if name.startswith("DBT_")]
    before = {name: os.environ.get(name) for name in (*values, *strangers)}
    for name in strangers:
        del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
