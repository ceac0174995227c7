"""Puts a census in place, together with the salary bands that belong to it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.atomic_file import replace_file
from optimization.places import Places
from optimization.simulation.salary_bands import SalaryBand, write_bands

if TYPE_CHECKING:
    import pyarrow as pa

# Part of the file's bytes: the same table must give the same file.
_ROW_GROUP_ROWS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class InstalledCensus:
    """What was put in place: the census, the bands derived from it, and where an older band table was moved."""

    census: Path
    bands: Path | None
    bands_set_aside: Path | None


def install_census(places: Places, census: pa.Table, *, bands: Sequence[SalaryBand] | None) -> InstalledCensus:
    """Writes `census` to its place, and `bands` beside it when there are any.

    Salary bands derived from another census must not silently apply to this one: an existing band table is moved to
    `job_levels.csv.bak` before anything else, and the seed's bands are in force until bands are derived again.
    """
    content = census_bytes(census)
    set_aside = _set_bands_aside(places)
    replace_file(places.census, content)
    if bands is not None:
        write_bands(places, bands)
    return InstalledCensus(
        census=places.census, bands=None if bands is None else places.job_levels, bands_set_aside=set_aside
    )


def census_bytes(census: pa.Table) -> bytes:
    """The Parquet file of a census; every option that decides on its bytes is stated."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        census,
        sink,
        row_group_size=_ROW_GROUP_ROWS,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        use_dictionary=True,
        write_statistics=True,
        store_schema=True,
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _set_bands_aside(places: Places) -> Path | None:
    if not places.job_levels.exists():
        return None
    aside = places.job_levels.with_name(f"{places.job_levels.name}.bak")
    os.replace(places.job_levels, aside)
    return aside
