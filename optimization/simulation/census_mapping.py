"""What a mapping file says: from which columns of a foreign file, and how, the census is made."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml

MONTHS_PER_YEAR = 12


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ColumnNamed(_Stated):
    """Anything that may be written as a bare column name."""

    @model_validator(mode="before")
    @classmethod
    def _bare_name(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class IdSource(_ColumnNamed):
    """Where employee_id comes from: a column, with a text put before each id if wanted."""

    column: str
    prefix: str = ""


class ValueSource(_ColumnNamed):
    """Where a value comes from: a column, or one constant for everyone; `values` translates what the column holds."""

    column: str | None = None
    constant: str | None = None
    values: dict[str, str] | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either 'column' or 'constant'")
        if self.constant is not None and self.values is not None:
            raise ValueError("'values' translates a column; a constant needs none")
        return self


class DateSource(_ColumnNamed):
    """Where a date comes from: a column of dates, a constant, or a column of completed years at the census date."""

    column: str | None = None
    constant: str | None = None
    completed_years_column: str | None = None
    date_format: str | None = Field(default=None, description="As strptime reads it; YYYY-MM-DD when not given.")

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(origin is not None for origin in (self.column, self.constant, self.completed_years_column)) != 1:
            raise ValueError("give exactly one of 'column', 'constant' and 'completed_years_column'")
        if self.completed_years_column is not None and self.date_format is not None:
            raise ValueError("'date_format' does not go with 'completed_years_column'")
        return self


class SalarySource(_ColumnNamed):
    """Where annual_salary comes from: pay per year, per month, or per hour with the hours of a year."""

    column: str | None = None
    constant: str | None = None
    unit: Literal["annual", "monthly", "hourly"] = "annual"
    hours_per_year: Annotated[Decimal, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _unit_is_complete(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either 'column' or 'constant'")
        if (self.unit == "hourly") != (self.hours_per_year is not None):
            raise ValueError("'hours_per_year' goes with the unit 'hourly', and with no other")
        return self

    @property
    def annual_factor(self) -> Decimal:
        """What the number given is multiplied by to be pay per year."""
        if self.hours_per_year is not None:
            return self.hours_per_year
        return Decimal(MONTHS_PER_YEAR if self.unit == "monthly" else 1)


class RowFilter(_Stated):
    """Which rows are part of the census at all: those whose column is, or is not, one of the values."""

    column: str
    keep: tuple[str, ...] | None = None
    drop: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.keep is None) == (self.drop is None):
            raise ValueError("give either 'keep' or 'drop'")
        return self

    @property
    def reason(self) -> str:
        """Why a row that the filter takes out was left out, for the import's count."""
        if self.keep is not None:
            return f"{self.column} is not {' or '.join(self.keep)}"
        return f"{self.column} is {' or '.join(self.drop or ())}"

    def lets_pass(self, value: str) -> bool:
        """Whether a row with this value in the column stays."""
        return value in self.keep if self.keep is not None else value not in (self.drop or ())


class MappedColumns(_Stated):
    """The differences from the canonical names: a column not named here is read under its own name, if there."""

    employee_id: IdSource = IdSource(column="employee_id")
    birth_date: DateSource = DateSource(column="birth_date")
    hire_date: DateSource = DateSource(column="hire_date")
    annual_salary: SalarySource = SalarySource(column="annual_salary")
    job_level: ValueSource = ValueSource(column="job_level")
    gender: ValueSource = ValueSource(column="gender")
    department: ValueSource = ValueSource(column="department")
    performance_rating: ValueSource = ValueSource(column="performance_rating")
    termination_date: DateSource = DateSource(column="termination_date")
    active: ValueSource = ValueSource(column="active")

    @model_validator(mode="after")
    def _terminations_have_dates(self) -> Self:
        if self.termination_date.completed_years_column is not None:
            raise ValueError("termination_date cannot come from a 'completed_years_column'")
        return self


class CensusMapping(_Stated):
    """A mapping file: what it is for, and how its source becomes a census.

    `seed` draws the days that completed years leave open, by the rule of the model's own draws.
    """

    title: str
    description: str = ""
    source: str = ""
    sheet: str | None = None
    seed: int | None = None
    columns: MappedColumns = MappedColumns()
    filters: tuple[RowFilter, ...] = ()

    @model_validator(mode="after")
    def _drawn_days_have_a_seed(self) -> Self:
        derived = (self.columns.birth_date, self.columns.hire_date)
        if any(each.completed_years_column is not None for each in derived) and self.seed is None:
            raise ValueError("a 'completed_years_column' leaves the day to a draw: state its 'seed'")
        return self


# A file that already has the canonical columns.
CANONICAL_COLUMNS = CensusMapping(title="Canonical columns")


def load_mapping(path: Path) -> CensusMapping:
    """The mapping that a YAML file holds.

    Raises:
        BadInputError: naming the file and every key that is unknown or wrong.
    """
    try:
        return CensusMapping.model_validate(read_yaml(path))
    except ValidationError as error:
        raise field_errors(error, where=str(path), names=CensusMapping.model_fields) from error
