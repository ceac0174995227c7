"""What `planwise doctor` looks at: each check answers ok, with a hint, or with what is broken and what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places


class Health(StrEnum):
    """How it stands with what was looked at. A hint is something to know or to do next, not a fault."""

    OK = "ok"
    HINT = "hint"
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was looked at and what was found; the text of a hint or a fault says what to do."""

    subject: str
    health: Health
    text: str


Check = Callable[[Places], tuple[Health, str]]

# A simulated million people fill a warehouse of 43 times their census file, for one scenario over five years.
_WAREHOUSE_BYTES_PER_CENSUS_BYTE = 50
# What a warehouse of a handful of people takes: seeds, marts and indexes.
_SMALLEST_WAREHOUSE_BYTES = 20_000_000
# A run builds a new warehouse beside the published one; DuckDB's log and intermediate tables take as much again.
_WAREHOUSES_PER_RUN = 2
_BYTES_PER_MEGABYTE = 1_000_000


def diagnose(places: Places) -> tuple[Finding, ...]:
    """Every check, in the order in which one thing needs another.

    No input and no figure is changed. A ledger of an older version of the program is brought up to date, as any command
    does that opens it; searches whose process is gone are recorded as abandoned; and writes of the lever file whose
    process was killed are settled: the ledger is told what the file says came of them.
    """
    return tuple(_finding(subject, check, places) for subject, check in _CHECKS.items())


def _finding(subject: str, check: Check, places: Places) -> Finding:
    try:
        health, text = check(places)
    except PlanwiseError as error:
        # Messages of the project's own errors say what is wrong, where, and what to do.
        health, text = Health.BROKEN, str(error)
    return Finding(subject=subject, health=health, text=text)


def _config(_places: Places) -> tuple[Health, str]:
    from optimization.parameters.lever_catalogue import load_lever_catalogue
    from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config

    settings = load_simulation_settings()
    catalogue = load_lever_catalogue()
    load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG)
    return Health.OK, f"{len(catalogue.families)} lever families, years {settings.start_year} to {settings.end_year}"


def _levers(places: Places) -> tuple[Health, str]:
    from optimization.parameters.lever_catalogue import load_lever_catalogue
    from optimization.parameters.lever_file import read_lever_file
    from optimization.parameters.scenarios import SCENARIO_FILE, read_scenarios, require_scenarios_of

    rows = read_lever_file(places.levers, load_lever_catalogue())
    scenarios = read_scenarios()
    require_scenarios_of(rows, scenarios, lever_file=places.levers, scenario_file=SCENARIO_FILE)
    return Health.OK, f"{places.levers}: {len(rows)} rows for {len(scenarios)} scenarios"


def _locks(places: Places) -> tuple[Health, str]:
    from optimization.simulation.private_run import runs_under_way
    from optimization.simulation.writer_lock import current_holder, lock_path

    running = runs_under_way(places)
    folders = f"private runs under way: {', '.join(map(str, running)) or 'none'}"
    holder = current_holder(places)
    if holder is None:
        return Health.OK, f"{lock_path(places)} is held by nobody; {folders}"
    return Health.HINT, (
        f"{lock_path(places)} is held by {holder}: a run is under way. "
        f"Wait until it is done; if it hangs, end that process. {folders[0].upper()}{folders[1:]}"
    )


def _ledger(places: Places) -> tuple[Health, str]:
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.ledger.ledger_url import ledger_url, shown
    from optimization.governance.ledger.missing_tables import missing_tables
    from optimization.governance.runs.runs import list_runs, settle_abandoned_runs

    missing = _missing_ledger(places)
    if missing is not None and missing.exists():
        return Health.BROKEN, (
            f"{missing}: the file is empty, so what it held is gone. Put a copy of it back, or remove it to begin with "
            "a new ledger."
        )
    if missing is not None:
        return Health.OK, f"{missing}: none yet, the first record makes it"
    shown_url = shown(ledger_url(places, os.environ))
    with open_ledger(places) as ledger:
        lacking = missing_tables(ledger)
        if lacking:
            return Health.BROKEN, (
                f"{shown_url}: {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not there, which somebody "
                "has dropped. Put a copy of the ledger back."
            )
        abandoned = settle_abandoned_runs(ledger)
        newest = list_runs(ledger, 1)
    text = f"{shown_url}: {f'newest run {newest[0].run.run_id}' if newest else 'no runs yet'}"
    if abandoned:
        return Health.HINT, (
            f"{text}. Recorded as abandoned, since their process is gone: {', '.join(abandoned)}. Ask them again."
        )
    return Health.OK, text


def _lever_writes(places: Places) -> tuple[Health, str]:
    from optimization.governance.identity import USER_VARIABLE, acting_user
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.lever_file.elsewhere import how_to_reach
    from optimization.governance.lever_file.lever_file_lock import lever_file_of, writer_of
    from optimization.governance.lever_file.moved_lever_file import lost_lever_files
    from optimization.governance.lever_file.write_recovery import settle_writes, unsettled_writes

    lever_file = lever_file_of(places.levers)
    writer = writer_of(lever_file)
    if writer is not None:
        return Health.HINT, (
            f"{lever_file} is being written by {writer}. Wait until it is done; if it hangs, end that process and run "
            "`planwise doctor` again, which settles what it leaves."
        )
    if _missing_ledger(places) is not None:
        return Health.OK, f"{lever_file} is written by nobody; none is recorded yet"
    with open_ledger(places) as ledger:
        lost = lost_lever_files(ledger)
        if not unsettled_writes(ledger) and not lost:
            return Health.OK, f"{lever_file} is written by nobody; every write that was begun is settled"
        settled = settle_writes(ledger, places, user=acting_user(None, origin=USER_VARIABLE))
        left = unsettled_writes(ledger)
    found = [
        *(f"Settled: {each.text}" for each in settled),
        *(
            f"Not settled: {write.write_id}, which {write.user!r} began on {write.host}, is to another lever file, and "
            f"only that one can say what came of it. {how_to_reach(write.lever_file)}"
            for write in left
        ),
        *(f"Proposals are in force in another lever file than {lever_file}. {how_to_reach(path)}" for path in lost),
    ]
    return Health.HINT, " ".join(found)


def _lever_changes(places: Places) -> tuple[Health, str]:
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.lever_file.shown_rows import shown_rows
    from optimization.governance.lever_file.unexplained_change import unexplained_change

    if _missing_ledger(places) is not None:
        return Health.OK, f"{places.levers}: nothing is known of it yet"
    with open_ledger(places) as ledger:
        change = unexplained_change(ledger, places.levers)
    if change is None:
        return Health.OK, f"{places.levers}: as the ledger last knew it"
    rows = "which rows is not known. " if change.rows is None else shown_rows(change.rows)
    return Health.HINT, (
        f"{change.lever_file} was changed by something that the audit trail does not tell of: {rows}Put it back, or "
        "ask the search again from what it says now; the audit report is not compliant until then."
    )


def _missing_ledger(places: Places) -> Path | None:
    """The file of a SQLite ledger that does not exist yet, or is empty: to look at it would make one."""
    from optimization.governance.ledger.ledger_url import ledger_url, sqlite_file

    file = sqlite_file(ledger_url(places, os.environ))
    return file if file is not None and not (file.exists() and file.stat().st_size) else None


def _census(places: Places) -> tuple[Health, str]:
    from optimization.simulation.census_read import census_date, read_census

    if not places.census.exists():
        return Health.HINT, (
            f"{places.census}: none yet. `planwise census generate` makes one of made-up people, "
            "`planwise census import FILE` makes yours."
        )
    census = read_census(places)
    day = census_date(census)
    text = f"{places.census}: {census.num_rows:,} people at {day}"
    start_year = load_simulation_settings().start_year
    if day.year + 1 != start_year:
        return Health.HINT, f"{text}. Simulate it with --start-year {day.year + 1}; the settings start in {start_year}."
    return Health.OK, text


def _warehouse(places: Places) -> tuple[Health, str]:
    from optimization.simulation.changed_inputs import changed_inputs
    from optimization.simulation.warehouse import open_published, read_input_fingerprints

    if not places.warehouse.exists():
        return Health.HINT, f"{places.warehouse}: nothing is published yet. Run `planwise simulate`."
    with open_published(places) as connection:
        published = read_input_fingerprints(connection)
    if not places.census.exists():
        return Health.HINT, f"{places.warehouse}: published from a census that is not here any more."
    changed = changed_inputs(places, published, settings=load_simulation_settings())
    if changed:
        return Health.HINT, (
            f"{places.warehouse}: computed from other {', '.join(changed)} than those of today. "
            "Run `planwise simulate` for figures of today's inputs."
        )
    return Health.OK, f"{places.warehouse}: computed from today's inputs ({published['all']})"


def _disk(places: Places) -> tuple[Health, str]:
    # A published run may be of many scenarios, and the next one of one again: it warns, and forbids nothing.
    needed = _WAREHOUSES_PER_RUN * _expected_warehouse_bytes(places)
    as_published = _WAREHOUSES_PER_RUN * _size(places.warehouse)
    free = _free_disk_bytes(places.home)
    text = (
        f"{places.home}: {_megabytes(free)} are free, and a run of one scenario may need {_megabytes(needed)} while it "
        "lasts"
    )
    if free < needed:
        return Health.BROKEN, f"{text}. Free disk room, or name another folder in PLANWISE_HOME."
    if free < max(_WAREHOUSES_PER_RUN * needed, as_published):
        return Health.HINT, f"{text}: enough for one, and not for much more. Free disk room before you simulate more."
    return Health.OK, text


def _expected_warehouse_bytes(places: Places) -> int:
    """The size of one scenario's warehouse, from the size of the census."""
    return _SMALLEST_WAREHOUSE_BYTES + _WAREHOUSE_BYTES_PER_CENSUS_BYTE * _size(places.census)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _free_disk_bytes(folder: Path) -> int:
    """What this user may still write where the folder is, or will be made."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


def _megabytes(size: int) -> str:
    return f"{size // _BYTES_PER_MEGABYTE:,} MB"


def _dbt_project(places: Places) -> tuple[Health, str]:
    from optimization.simulation.dbt_project import is_manifest_fresh, manifest_path
    from optimization.simulation.plan_file import is_plan_fresh

    stale = [
        what
        for what, is_fresh in {"parsed": is_manifest_fresh(places), "compiled": is_plan_fresh(places)}.items()
        if not is_fresh
    ]
    if stale:
        return Health.HINT, (
            f"{manifest_path(places)}: not {' and not '.join(stale)} as the project is now. "
            "`planwise doctor --prepare` does it, else the next command that needs it."
        )
    return Health.OK, f"{manifest_path(places)}: parsed and compiled as the project is now"


_CHECKS: dict[str, Check] = {
    "config": _config,
    "levers": _levers,
    "dbt project": _dbt_project,
    "locks": _locks,
    "disk": _disk,
    "ledger": _ledger,
    "lever writes": _lever_writes,
    "lever changes": _lever_changes,
    "census": _census,
    "warehouse": _warehouse,
}
