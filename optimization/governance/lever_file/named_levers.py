"""What a lever file's bytes say of levers that are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_file import parse_lever_rows
from optimization.parameters.lever_names import cell_name, cells_of, lever_number, parse_lever_name
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.levers_in_force import row_in_force
from optimization.parameters.scenarios import read_scenarios, scenario_lineage
from optimization.parameters.settings import load_simulation_settings


def require_levers(parameters: Mapping[str, object]) -> None:
    """Refuse names of no lever, and values that are no numbers.

    Raises:
        BadInputError: naming the lever.
    """
    catalogue = load_lever_catalogue()
    for name, value in parameters.items():
        parse_lever_name(name, catalogue)
        lever_number(name, value)


def named_levers(content: bytes, names: Iterable[str], *, path: Path, scenario_id: str) -> dict[str, float]:
    """The values of levers in a scenario, in their units, as the file says them or lets them be inherited.

    A name whose cells have several values is answered by the names of its cells; a cell without a value is left out.

    Args:
        content: The lever file's bytes.
        names: Lever names, with or without level and year.
        path: The lever file, for messages.
        scenario_id: The scenario.

    Raises:
        BadInputError: the bytes are no lever file, or there is no such lever or scenario.
    """
    catalogue = load_lever_catalogue()
    rows = {LeverKey(row.scenario_id, row.cell): row for row in parse_lever_rows(content, path, catalogue)}
    lineage = scenario_lineage(scenario_id, read_scenarios())
    years = load_simulation_settings().years
    said: dict[str, float] = {}
    for name in names:
        # A run may be about other years than those of the settings.
        year = parse_lever_name(name, catalogue).year
        cells = cells_of(name, years=years if year is None else (year,), catalogue=catalogue)
        found = {cell: float(row.value) for cell in cells if (row := row_in_force(cell, rows, lineage)) is not None}
        if len(values := set(found.values())) == 1:
            said[name] = values.pop()
        else:
            said |= {cell_name(cell, catalogue): value for cell, value in found.items()}
    return said
