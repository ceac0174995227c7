"""The scenarios that exist and what each is based on: scenario_meta.csv, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.csv_tables import CsvRow, FileProblems, read_csv_table
from optimization.parameters.lever_file import LeverRow
from optimization.places import SEEDS_DIR

SCENARIO_COLUMNS = ("scenario_id", "base_scenario_id", "title", "description")
SCENARIO_FILE = SEEDS_DIR / "scenario_meta.csv"

# Where every chain of bases ends.
DEFAULT_SCENARIO = "default"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named set of differences. No base: what it does not set falls to `default`."""

    scenario_id: str
    base_scenario_id: str | None
    title: str
    description: str
    line: int


def read_scenarios(path: Path = SCENARIO_FILE) -> Mapping[str, Scenario]:
    """The scenarios by name, in the file's order.

    Raises:
        BadInputError: with every problem of the file, by line: columns, a name that is blank or stands twice, a base
            that does not exist, a chain of bases that comes back to itself; or `default` is missing.
    """
    problems = FileProblems(path)
    scenarios: dict[str, Scenario] = {}
    for row in read_csv_table(path, columns=SCENARIO_COLUMNS, problems=problems):
        scenario = _scenario(row)
        if not scenario.scenario_id:
            problems.add(row.line, "scenario_id is blank: name the scenario.")
        elif scenario.scenario_id in scenarios:
            first = scenarios[scenario.scenario_id].line
            problems.add(
                row.line, f"scenario {scenario.scenario_id!r} already stands on line {first}: keep one of them."
            )
        else:
            scenarios[scenario.scenario_id] = scenario
    _note_unknown_bases(scenarios, problems)
    _note_cycles(scenarios, problems)
    problems.raise_if_any()
    if DEFAULT_SCENARIO not in scenarios:
        raise BadInputError(f"{path} has no scenario {DEFAULT_SCENARIO!r}: add it, every scenario falls back to it.")
    return scenarios


def known_scenarios(path: Path = SCENARIO_FILE) -> tuple[str, ...]:
    """The names of the scenarios, in the file's order.

    Raises:
        BadInputError: the file has a problem; see `read_scenarios`.
    """
    return tuple(read_scenarios(path))


def require_scenario(name: str, scenarios: Mapping[str, Scenario]) -> Scenario:
    """The scenario of this name.

    Raises:
        BadInputError: there is none; lists the names and the nearest.
    """
    if name not in scenarios:
        raise unknown_name("scenario", name, scenarios)
    return scenarios[name]


def scenario_lineage(scenario_id: str, scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    """The scenario and what it falls to, one after the other; the chain ends at `default`.

    Raises:
        BadInputError: there is no such scenario; lists the names and the nearest.
    """
    chain = [require_scenario(scenario_id, scenarios).scenario_id]
    while chain[-1] != DEFAULT_SCENARIO:
        chain.append(scenarios[chain[-1]].base_scenario_id or DEFAULT_SCENARIO)
    return tuple(chain)


def require_scenarios_of(
    rows: Iterable[LeverRow], scenarios: Mapping[str, Scenario], *, lever_file: Path, scenario_file: Path
) -> None:
    """Check that every scenario of a lever file is a known one.

    Raises:
        BadInputError: naming each unknown scenario once, with its first line in the lever file.
    """
    problems = FileProblems(lever_file)
    seen: set[str] = set()
    for row in rows:
        if row.scenario_id not in scenarios and row.scenario_id not in seen:
            seen.add(row.scenario_id)
            unknown = unknown_name("scenario", row.scenario_id, scenarios)
            problems.add(row.line, f"{unknown} Correct the name, or describe the scenario in {scenario_file}.")
    problems.raise_if_any()


def _scenario(row: CsvRow) -> Scenario:
    return Scenario(
        scenario_id=row.fields["scenario_id"],
        base_scenario_id=row.fields["base_scenario_id"] or None,
        title=row.fields["title"],
        description=row.fields["description"],
        line=row.line,
    )


def _note_unknown_bases(scenarios: Mapping[str, Scenario], problems: FileProblems) -> None:
    for scenario in scenarios.values():
        base = scenario.base_scenario_id
        if base is not None and base not in scenarios:
            problems.add(scenario.line, f"{scenario.scenario_id}: {unknown_name('base_scenario_id', base, scenarios)}")


def _note_cycles(scenarios: Mapping[str, Scenario], problems: FileProblems) -> None:
    """Note each cycle once, on the line of the first scenario of the file that is in it."""
    reported: set[str] = set()
    for start in scenarios:
        chain = [start]
        while (base := _base(chain[-1], scenarios)) in scenarios and base not in chain:
            chain.append(base)
        if base == start and start not in reported:
            reported |= set(chain)
            problems.add(
                scenarios[start].line,
                f"the bases come back to where they began: {' -> '.join([*chain, start])}. "
                "Break the chain by another base, or leave one blank.",
            )


def _base(scenario_id: str, scenarios: Mapping[str, Scenario]) -> str:
    """What a scenario falls to; blank after `default`, where the chain ends."""
    blank = "" if scenario_id == DEFAULT_SCENARIO else DEFAULT_SCENARIO
    return scenarios[scenario_id].base_scenario_id or blank
