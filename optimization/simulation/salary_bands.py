"""Salary bands: read from a table, or derived from the pay in a census."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from optimization.atomic_file import replace_file
from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_pay_limits import MAXIMUM_SALARY

if TYPE_CHECKING:
    import pyarrow as pa

HEADER = ("job_level", "level_name", "min_compensation", "max_compensation")
LEVEL_NAMES = MappingProxyType({1: "Staff", 2: "Manager", 3: "SrMgr", 4: "Director", 5: "VP"})
# The middle four fifths of a level's pay: the ends are people between bands, not the band.
LOWER_PERCENTILE, UPPER_PERCENTILE = 10, 90
_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class SalaryBand:
    """The range of annual base pay for a level, both ends included."""

    job_level: int
    level_name: str
    min_compensation: Decimal
    max_compensation: Decimal

    @property
    def midpoint(self) -> Decimal:
        """The middle of the range."""
        return (self.min_compensation + self.max_compensation) / 2


def derive_bands(census: pa.Table) -> tuple[SalaryBand, ...]:
    """A band per level: the 10th and 90th percentile of the level's pay, interpolated linearly, rounded to cents.

    Raises:
        BadInputError: people without a level, a level without people, or bands that fall as levels rise.
    """
    import pyarrow.compute as pc

    without_level = census["job_level"].null_count
    if without_level:
        raise BadInputError(
            f"Salary bands cannot be derived: {without_level:,} of {census.num_rows:,} people have no job_level. "
            "Give everyone a level, or import without --derive-bands."
        )
    empty = [level for level in LEVEL_NAMES if pc.sum(pc.equal(census["job_level"], level)).as_py() == 0]
    if empty:
        raise BadInputError(
            f"Salary bands cannot be derived: nobody is at level {', '.join(map(str, empty))}. "
            f"Write job_levels.csv by hand ({','.join(HEADER)}), or import without --derive-bands."
        )
    bands = tuple(_band(census, level=level) for level in LEVEL_NAMES)
    _check_rising(bands)
    return bands


def write_bands(places: Places, bands: Sequence[SalaryBand]) -> None:
    """Writes the bands to their place in PLANWISE_HOME, where they take the place of the seed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for band in bands:
        writer.writerow((band.job_level, band.level_name, band.min_compensation, band.max_compensation))
    replace_file(places.job_levels, text.getvalue().encode())


def read_bands(path: Path) -> tuple[SalaryBand, ...]:
    """The bands of a table with the columns of `HEADER`, in the order of their levels.

    Raises:
        BadInputError: no such file, other columns, a value that is not a number, other levels than 1 to 5, a
            minimum that is not above zero or above its maximum, or a maximum above MAXIMUM_SALARY.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except FileNotFoundError as error:
        raise BadInputError(f"{path}: there is no such band table.") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: not UTF-8 text ({error}). Save it as CSV UTF-8.") from error
    try:
        bands = [
            SalaryBand(
                job_level=int(row["job_level"]),
                level_name=row["level_name"],
                min_compensation=Decimal(row["min_compensation"]),
                max_compensation=Decimal(row["max_compensation"]),
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise BadInputError(f"{path}: not a band table ({error!r}). Its columns are {', '.join(HEADER)}.") from error
    bands.sort(key=lambda band: band.job_level)
    if [band.job_level for band in bands] != list(LEVEL_NAMES):
        raise BadInputError(f"{path}: a band table has one row for each of the levels 1 to 5.")
    for band in bands:
        if not band.min_compensation.is_finite() or not band.max_compensation.is_finite():
            raise BadInputError(f"{path}: level {band.job_level} has a bound that is no number.")
        if not 0 < band.min_compensation <= band.max_compensation:
            raise BadInputError(
                f"{path}: level {band.job_level} goes from {band.min_compensation} to {band.max_compensation}; "
                "the minimum must be above zero and at most the maximum."
            )
        if band.max_compensation > MAXIMUM_SALARY:
            raise BadInputError(
                f"{path}: level {band.job_level} goes up to {band.max_compensation:,}, and at most {MAXIMUM_SALARY:,} "
                "is simulated. Give all pay, the census's too, in a larger unit, like thousands."
            )
    return tuple(bands)


def _band(census: pa.Table, *, level: int) -> SalaryBand:
    import pyarrow.compute as pc

    pay = census.filter(pc.equal(census["job_level"], level))["annual_salary"].combine_chunks()
    ascending = pay.take(pc.sort_indices(pay))
    return SalaryBand(
        job_level=level,
        level_name=LEVEL_NAMES[level],
        min_compensation=_percentile(ascending, LOWER_PERCENTILE),
        max_compensation=_percentile(ascending, UPPER_PERCENTILE),
    )


def _percentile(ascending: pa.Array, percent: int) -> Decimal:
    """The percentile of ascending decimals: between the two values around rank (n - 1) x percent / 100."""
    rank, hundredths = divmod((len(ascending) - 1) * percent, 100)
    lower: Decimal = ascending[rank].as_py()
    upper: Decimal = ascending[min(rank + 1, len(ascending) - 1)].as_py()
    return (lower + (upper - lower) * hundredths / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


def _check_rising(bands: Sequence[SalaryBand]) -> None:
    for lower, upper in pairwise(bands):
        if upper.min_compensation < lower.min_compensation or upper.max_compensation < lower.max_compensation:
            raise BadInputError(
                "Salary bands cannot be derived: pay falls from "
                f"level {lower.job_level} ({lower.min_compensation:,} to {lower.max_compensation:,}) to "
                f"level {upper.job_level} ({upper.min_compensation:,} to {upper.max_compensation:,}). Check the levels "
                "and the unit of pay in the census, or import without --derive-bands and write job_levels.csv by hand."
            )
