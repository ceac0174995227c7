"""Candidates as rows: each is a scenario of differences from the levers in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimization.parameters.lever_cells import LeverTable, LeverVector

if TYPE_CHECKING:
    import pyarrow as pa


def candidate_names(scenario_id: str, count: int) -> list[str]:
    """What the scenarios of a batch are called."""
    return [f"{scenario_id} candidate {number}" for number in range(1, count + 1)]


class CandidateRows:
    """Turns candidates into rows of comp_levers.

    A row holds for all later years, so a lever that moves in one year is written for every year.
    """

    def __init__(self, levers: LeverTable) -> None:
        self._today: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
        for cell, value in levers.values().items():
            self._today[cell.job_level, cell.parameter_name][cell.fiscal_year] = value

    def table(self, names: Sequence[str], candidates: Sequence[LeverVector]) -> pa.Table:
        """One row per candidate and written cell, with the columns of comp_levers that decide its pay."""
        import pyarrow as pa

        rows = [
            (name, year, level, parameter, value)
            for name, candidate in zip(names, candidates, strict=True)
            for (level, parameter), values in self._written(candidate).items()
            for year, value in values.items()
        ]
        scenario_ids, years, levels, parameters, values = zip(*rows, strict=True) if rows else ((), (), (), (), ())
        return pa.table(
            {
                "scenario_id": pa.array(scenario_ids, pa.string()),
                "fiscal_year": pa.array(years, pa.int32()),
                "job_level": pa.array(levels, pa.int32()),
                "parameter_name": pa.array(parameters, pa.string()),
                "parameter_value": pa.array(values, pa.float64()),
            }
        )

    def _written(self, candidate: LeverVector) -> dict[tuple[int, str], dict[int, float]]:
        written: dict[tuple[int, str], dict[int, float]] = {}
        for cell, value in candidate.cells.items():
            lever = (cell.job_level, cell.parameter_name)
            if lever not in written:
                written[lever] = dict(self._today[lever])
            written[lever][cell.fiscal_year] = value
        return written
