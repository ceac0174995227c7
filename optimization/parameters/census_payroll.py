"""What the people of the installed census earn in a year, all together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimization.errors import BadInputError

_WAYS_TO_A_CENSUS = "`planwise census generate` or `planwise census import FILE`"
_SALARY_COLUMN = "annual_salary"


def census_payroll(census: Path) -> Decimal:
    """The sum of annual_salary over a canonical census, exact, in the census's currency.

    Only the one column is read: whether the census as a whole is sound is judged where it is simulated.

    Raises:
        BadInputError: there is no census, it is not readable, it has no salaries, or they sum to nothing; says which
            command makes one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        # From bytes, and one thread: as the simulation reads it.
        table = pq.ParquetFile(pa.BufferReader(census.read_bytes())).read(columns=[_SALARY_COLUMN], use_threads=False)
    except FileNotFoundError as error:
        raise BadInputError(f"There is no census: {census} is missing. Run {_WAYS_TO_A_CENSUS}.") from error
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(
            f"{census}: not a readable Parquet file ({error}). Make it again: {_WAYS_TO_A_CENSUS}."
        ) from error
    if _SALARY_COLUMN not in table.column_names or not pa.types.is_decimal(table.schema.field(_SALARY_COLUMN).type):
        raise BadInputError(
            f"{census}: not a canonical census, it has no exact {_SALARY_COLUMN}. Import it: `planwise census import "
            "FILE`."
        )
    payroll = pc.sum(table[_SALARY_COLUMN]).as_py()
    if not payroll:
        raise BadInputError(f"{census}: its people earn nothing. Make it again: {_WAYS_TO_A_CENSUS}.")
    return Decimal(payroll)
