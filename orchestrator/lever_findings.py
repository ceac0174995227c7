"""What must never be put forward: levers beyond what a search may choose, and locked rows that would move."""

from __future__ import annotations

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import cell_name
from optimization.search.engine_result import OptimizationResult
from optimization.search.movable_levers import cell_room


def bounds_findings(result: OptimizationResult, *, catalogue: LeverCatalogue) -> list[str]:
    """A sentence for each changed cell that is out of its room or locked; a cell beyond its bounds today may stay."""
    findings = []
    for cell, value in sorted(result.proposal.cells.items()):
        name = cell_name(cell, catalogue)
        room = cell_room(result.cells_before[cell], catalogue.of_parameter(cell.parameter_name))
        if not room.lower <= value <= room.upper:
            findings.append(f"{name} = {value}: it must be from {room.lower} to {room.upper}")
        if cell in result.locked_cells:
            findings.append(f"{name} would move from {room.today} to {value}, and its row is locked")
    return findings
