"""The canonical census: its columns, their types, and where a census says it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

# Part of the metadata of every census file: raise it when the same source would give another census.
IMPORTER_VERSION = "1"

METADATA_PREFIX = "planwise."
SALARY_PRECISION = 18
SALARY_SCALE = 4


class Person(NamedTuple):
    """One row of the census; None where an optional column has nothing to say."""

    employee_id: str
    birth_date: date
    hire_date: date
    annual_salary: Decimal
    job_level: int | None
    gender: str | None
    department: str | None
    performance_rating: int | None
    termination_date: date | None
    active: bool | None


COLUMNS = Person._fields
REQUIRED_COLUMNS = ("employee_id", "birth_date", "hire_date", "annual_salary")


@dataclass(frozen=True, kw_only=True)
class CensusOrigin:
    """What a census was made from; it travels in the file's metadata.

    `source_name` is a file name without its folder, so that nobody's paths end up in a published file.
    """

    census_date: date
    source_name: str
    source_sha256: str

    def metadata(self) -> dict[str, str]:
        """The file metadata, keys with the project's prefix."""
        return {
            f"{METADATA_PREFIX}census_date": self.census_date.isoformat(),
            f"{METADATA_PREFIX}source_name": self.source_name,
            f"{METADATA_PREFIX}source_sha256": self.source_sha256,
            f"{METADATA_PREFIX}importer_version": IMPORTER_VERSION,
        }


def arrow_schema() -> pa.Schema:
    """The Arrow types of the canonical columns, in order, without metadata."""
    import pyarrow as pa

    types = {
        "employee_id": pa.string(),
        "birth_date": pa.date32(),
        "hire_date": pa.date32(),
        "annual_salary": pa.decimal128(SALARY_PRECISION, SALARY_SCALE),
        "job_level": pa.int32(),
        "gender": pa.string(),
        "department": pa.string(),
        "performance_rating": pa.int32(),
        "termination_date": pa.date32(),
        "active": pa.bool_(),
    }
    return pa.schema([pa.field(name, types[name], nullable=name not in REQUIRED_COLUMNS) for name in COLUMNS])


def canonical_table(people: Sequence[Person], *, origin: CensusOrigin) -> pa.Table:
    """The census as a table: one row per person, ordered by the bytes of employee_id."""
    import pyarrow as pa

    # Code point order, which Python's text comparison follows, is the byte order of UTF-8.
    ordered = sorted(people, key=lambda person: person.employee_id)
    schema = arrow_schema()
    columns = zip(*ordered, strict=True) if ordered else ((),) * len(COLUMNS)
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema.with_metadata(origin.metadata()))
