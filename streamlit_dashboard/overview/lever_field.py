"""One field of the editor: the lever cells that it stands for, for one level or all of them, in one year or in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimization.parameters.lever_catalogue import LeverFamily
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable


@dataclass(frozen=True, kw_only=True)
class LeverField:
    """A field.

    Attributes:
        job_level: None for a lever that is decided for all levels at once.
        year: None for all simulated years.
        cells: Those it shows, by year and level.
        free_cells: Those of them that it changes: the others are locked.
    """

    family: LeverFamily
    job_level: int | None
    year: int | None
    cells: tuple[LeverCell, ...]
    free_cells: tuple[LeverCell, ...]

    @property
    def name(self) -> str:
        """The field's name in the session."""
        return f"{self.family.name}_{self.job_level or 'all'}_{self.year or 'all'}"

    def common(self, values: Mapping[LeverCell, float]) -> float | None:
        """The value that all its cells share, the locked ones aside where others are free; None where they differ."""
        shared = {values[cell] for cell in self.free_cells or self.cells}
        return shared.pop() if len(shared) == 1 else None

    def difference(self, values: Mapping[LeverCell, float]) -> str:
        """What the values differ by, in words, for a field whose cells have no common one."""
        cells = self.free_cells or self.cells
        by_year = any(len({values[c] for c in cells if c.job_level == level}) > 1 for level in JOB_LEVELS)
        by_level = any(len({values[c] for c in cells if c.fiscal_year == year}) > 1 for year in {c[0] for c in cells})
        what = [*(["year"] if by_year else []), *(["level"] if by_level else [])]
        return f"differs by {' and '.join(what)}"


def lever_fields(family: LeverFamily, table: LeverTable, *, year: int | None) -> Iterator[LeverField]:
    """The fields of a lever: one per level where it is decided by level, else one."""
    for level in JOB_LEVELS if family.by_level else (None,):
        cells = tuple(
            LeverCell(in_year, at_level, family.parameter_name)
            for in_year in (table.years if year is None else (year,))
            for at_level in (JOB_LEVELS if level is None else (level,))
        )
        yield LeverField(
            family=family,
            job_level=level,
            year=year,
            cells=cells,
            free_cells=tuple(cell for cell in cells if not table.settings[cell].is_locked),
        )
