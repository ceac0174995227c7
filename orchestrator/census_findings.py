"""What is wrong with a census as the start of a simulation, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.simulation.census_read import census_date

if TYPE_CHECKING:
    import pyarrow as pa

_YEAR_END = (12, 31)


def census_findings(census: pa.Table) -> list[str]:
    """Empty for a sound census. dbt tests the same once it is loaded; here nothing has been simulated yet."""
    import pyarrow.compute as pc

    as_of = census_date(census)
    repeated = census.num_rows - pc.count_distinct(census["employee_id"]).as_py()
    unpaid = census.num_rows - (pc.sum(pc.greater(census["annual_salary"], 0)).as_py() or 0)
    hired_later = pc.sum(pc.greater(census["hire_date"], as_of)).as_py() or 0
    found = {
        "there is nobody in the census": census.num_rows == 0,
        f"{repeated:,} rows repeat the employee_id of another row": repeated,
        f"{unpaid:,} people have no pay above zero": unpaid,
        f"{hired_later:,} people were hired after the census date, {as_of}": hired_later,
        f"the census is of {as_of}, not of the last day of a year": (as_of.month, as_of.day) != _YEAR_END,
    }
    return [sentence for sentence, is_so in found.items() if is_so]
