"""Reads the canonical census back, and says what to do when it is not there or not one."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_pay_limits import refuse_too_much_pay
from optimization.simulation.census_schema import METADATA_PREFIX, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

_WAYS_TO_A_CENSUS = "`planwise census generate --employees 3000 --seed 42` or `planwise census import FILE`"
# Control characters that no export writes into a field: rows cannot be mistaken for one another.
_BETWEEN_FIELDS, _NO_VALUE, _BETWEEN_ROWS = "\x1f", "\x1e", "\x1d"


def read_census(places: Places) -> pa.Table:
    """The census: one row per person, ordered by the bytes of employee_id, columns as `arrow_schema` has them.

    Raises:
        BadInputError: there is none, it is not readable, it is not a canonical census, or its pay is beyond
            what is added up exactly.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = places.census.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(f"There is no census: {places.census} is missing. Run {_WAYS_TO_A_CENSUS}.") from error
    try:
        # pq.read_table leaves a thread behind that at times aborts the process at its end (apache/arrow 34314).
        census = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(
            f"{places.census}: not a readable Parquet file ({error}). Make it again: {_WAYS_TO_A_CENSUS}."
        ) from error
    _check_schema(census, places=places)
    refuse_too_much_pay(census, where=str(places.census))
    return census


def census_date(census: pa.Table) -> date:
    """The day that the census describes, from the file's metadata."""
    return date.fromisoformat(_metadata(census)["census_date"])


def census_sha256(places: Places) -> str:
    """SHA-256 over the census date and the people, not over the file.

    The same people give the same hash whatever file they were imported from and whichever version wrote it.

    Raises:
        BadInputError: as `read_census`.
    """
    return census_table_sha256(read_census(places))


def census_table_sha256(census: pa.Table) -> str:
    """SHA-256 over the census date and the people of a census that was read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [column.cast(pa.string()) for column in census.columns]
    rows = pc.binary_join_element_wise(
        *texts, _BETWEEN_FIELDS, null_handling="replace", null_replacement=_NO_VALUE
    ).to_pylist()
    text = _BETWEEN_ROWS.join([census_date(census).isoformat(), *census.column_names, *rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _check_schema(census: pa.Table, *, places: Places) -> None:
    expected = {field.name: field.type for field in arrow_schema()}
    found = {field.name: field.type for field in census.schema}
    faults = [
        f"{name} is {found.get(name, 'missing')}, not {of_type}"
        for name, of_type in expected.items()
        if found.get(name) != of_type
    ]
    faults += [f"{name} is not a column of a census" for name in found if name not in expected]
    if "census_date" not in _metadata(census):
        faults.append("its metadata has no census date")
    if faults:
        raise BadInputError(
            f"{places.census}: not a canonical census ({'; '.join(faults)}). Import it: `planwise census import FILE`."
        )


def _metadata(census: pa.Table) -> dict[str, str]:
    given = census.schema.metadata or {}
    return {
        key.decode().removeprefix(METADATA_PREFIX): value.decode()
        for key, value in given.items()
        if key.decode().startswith(METADATA_PREFIX)
    }
