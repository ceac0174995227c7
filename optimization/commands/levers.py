"""`planwise levers`: what is in force, where scenarios differ, whether a lever file is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.levers_moved import moved
from optimization.commands.output import JsonOption, print_json, print_line, print_table, say
from optimization.errors import BadInputError
from optimization.evidence.lever_texts import lever_bounds, lever_value
from optimization.parameters.lever_blocks import lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue, Limits, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverSetting, LeverTable
from optimization.parameters.lever_file import LeverRow, read_lever_file
from optimization.parameters.lever_names import named_values
from optimization.parameters.scenarios import DEFAULT_SCENARIO, SCENARIO_FILE, read_scenarios, require_scenario
from optimization.parameters.scenarios import require_scenarios_of as require_known_scenarios
from optimization.parameters.settings import load_simulation_settings

app = command_group("Look at levers, none of which is changed, and say where their file is now.")
app.command()(moved)


@app.command()
def show(
    scenario: Annotated[str, typer.Option(help="Whose levers.")] = DEFAULT_SCENARIO,
    year: Annotated[int | None, typer.Option(help="One simulated year; all of them if not given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the levers in force, with the scenario that each value comes from and its lock."""
    from optimization.evidence.lever_tables import in_force_table

    catalogue = load_lever_catalogue()
    (table,) = _in_force(catalogue, scenario_ids=[scenario])
    settings = _of_year(table, year)
    if as_json:
        print_json(
            {
                "scenario_id": scenario,
                "years": sorted({cell.fiscal_year for cell in settings}),
                "levers": named_values({cell: setting.value for cell, setting in settings.items()}, catalogue),
                "cells": [
                    {
                        **cell._asdict(),
                        "value": setting.value,
                        "is_locked": setting.is_locked,
                        "source_scenario_id": setting.source_scenario_id,
                    }
                    for cell, setting in sorted(settings.items())
                ],
            }
        )
        return
    print_table(in_force_table(settings, catalogue=catalogue), title=f"Levers in force, scenario {scenario}")


@app.command()
def diff(
    first: Annotated[str, typer.Argument(help="A scenario.", metavar="A")],
    second: Annotated[str, typer.Argument(help="The scenario to compare it with.", metavar="B")],
    as_json: JsonOption = False,
) -> None:
    """Show the levers whose values in force differ between two scenarios."""
    from optimization.evidence.lever_tables import differences_table

    catalogue = load_lever_catalogue()
    tables = _in_force(catalogue, scenario_ids=[first, second])
    ours, theirs = (table.settings for table in tables)
    if as_json:
        print_json(
            {
                "scenario_ids": [first, second],
                "cells": [
                    {**cell._asdict(), "values": [setting.value, theirs[cell].value]}
                    for cell, setting in sorted(ours.items())
                    if setting.value != theirs[cell].value
                ],
            }
        )
        return
    differences = differences_table(ours, theirs, names=(first, second), catalogue=catalogue)
    if not differences.rows:
        print_line(f"No lever in force differs between {first} and {second}.")
        return
    print_table(differences)


@app.command()
def validate(
    file: Annotated[Path | None, typer.Argument(help="A lever file; the one in force if not given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a lever file: every row, and that every lever of every scenario has a value in every simulated year."""
    catalogue = load_lever_catalogue()
    path = home_places().levers if file is None else file
    rows = read_lever_file(path, catalogue)
    tables = _resolved(rows, path=path, scenario_ids=list(read_scenarios()))
    outside = [row for row in rows if not _is_searchable(row, catalogue)]
    if as_json:
        print_json(_validation_json(path, rows, outside=outside))
        return
    print_line(
        f"{path} is sound: {len(rows)} rows, {sum(row.is_locked for row in rows)} of them locked; every lever of "
        f"{len(tables)} scenarios has a value in every simulated year."
    )
    for line in _outside_lines(outside, catalogue):
        say(line)


def _in_force(catalogue: LeverCatalogue, *, scenario_ids: Sequence[str]) -> list[LeverTable]:
    """The levers in force, from the lever file in force."""
    path = home_places().levers
    return _resolved(read_lever_file(path, catalogue), path=path, scenario_ids=scenario_ids)


def _resolved(rows: Sequence[LeverRow], *, path: Path, scenario_ids: Sequence[str]) -> list[LeverTable]:
    from optimization.simulation.compiled_levers import resolve_levers

    scenarios = read_scenarios()
    for scenario_id in scenario_ids:
        require_scenario(scenario_id, scenarios)
    require_known_scenarios(rows, scenarios, lever_file=path, scenario_file=SCENARIO_FILE)
    # Each once: a scenario may be compared with itself.
    tables = resolve_levers(
        rows,
        scenarios=list(scenarios.values()),
        scenario_ids=list(dict.fromkeys(scenario_ids)),
        settings=load_simulation_settings(),
        places=home_places(),
        on_progress=lambda step: say(f"{step} ..."),
    )
    return [tables[scenario_id] for scenario_id in scenario_ids]


def _of_year(table: LeverTable, year: int | None) -> Mapping[LeverCell, LeverSetting]:
    if year is None:
        return table.settings
    if year not in table.years:
        raise BadInputError(
            f"--year {year} is not simulated: the years are {table.years[0]} to {table.years[-1]} "
            "(start_year and end_year in config/simulation.yaml)."
        )
    return {cell: setting for cell, setting in table.settings.items() if cell.fiscal_year == year}


def _is_searchable(row: LeverRow, catalogue: LeverCatalogue) -> bool:
    lower, upper = catalogue.of_parameter(row.cell.parameter_name).bounds(Limits.SEARCH)
    return lower <= float(row.value) <= upper


def _outside_lines(outside: Sequence[LeverRow], catalogue: LeverCatalogue) -> Iterator[str]:
    """A line per scenario and block of neighbouring levels and years with one value."""
    for scenario_id in dict.fromkeys(row.scenario_id for row in outside):
        rows = {row.cell: row for row in outside if row.scenario_id == scenario_id}
        values = {cell: float(row.value) for cell, row in rows.items()}
        for block in lever_blocks(values, parameter_names=catalogue.parameter_names):
            family = catalogue.of_parameter(block.parameter_name)
            first = min(rows[cell].line for cell in block.cells)
            yield (
                f"{scenario_id}, line {first}: {family.name} {lever_value(block.state, family)} for level "
                f"{block.level_text} in {block.year_text} is outside the bounds of a search, {lever_bounds(family)}: "
                "allowed, and no search would choose it."
            )


def _validation_json(path: Path, rows: Sequence[LeverRow], *, outside: Sequence[LeverRow]) -> dict[str, Any]:
    return {
        "file": str(path),
        "is_valid": True,
        "rows": len(rows),
        "locked_rows": sum(row.is_locked for row in rows),
        "rows_by_scenario": dict(Counter(row.scenario_id for row in rows)),
        "outside_search_bounds": [
            {"line": row.line, "scenario_id": row.scenario_id, **row.cell._asdict(), "value": float(row.value)}
            for row in outside
        ],
    }
