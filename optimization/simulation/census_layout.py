"""A mapping bound to the columns of one file: where in a row each canonical value stands."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimization.errors import BadInputError
from optimization.simulation.census_mapping import (
    CensusMapping,
    DateSource,
    IdSource,
    RowFilter,
    SalarySource,
    ValueSource,
)
from optimization.simulation.census_rules import BrokenRuleError, Rule
from optimization.simulation.census_schema import COLUMNS, REQUIRED_COLUMNS
from optimization.simulation.census_source import CensusSource
from optimization.simulation.census_source_rows import SourceRow

# How alike two names must be to be worth a hint; lower than difflib's 0.6 so that `id` still finds `employee_id`.
_HINT_CUTOFF = 0.3


@dataclass(frozen=True, kw_only=True)
class Field:
    """One canonical column's place in a row, or the constant that stands for it."""

    position: int | None = None
    constant: str | None = None
    values: Mapping[str, str] | None = None
    is_completed_years: bool = False
    date_format: str | None = None

    def as_given(self, row: SourceRow) -> str | None:
        """The field as the file has it, not even stripped."""
        return self.constant if self.position is None else row.fields[self.position]

    def text(self, row: SourceRow) -> str | None:
        """The field without the white space around it, translated by the value map; None for a blank.

        Raises:
            BrokenRuleError: the value map does not name what stands there.
        """
        given = (self.as_given(row) or "").strip()
        if self.values is not None and given in self.values:
            given = self.values[given]
        elif self.values is not None and given:
            raise BrokenRuleError(Rule.VALUE_NOT_MAPPED, given)
        return given or None


# An optional column that the file does not have: blank for everyone.
_ABSENT = Field()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Everything needed to read a row of one file; `fields` has every canonical column."""

    width: int
    fields: Mapping[str, Field]
    filters: Sequence[tuple[int, RowFilter]]
    id_prefix: str
    annual_factor: Decimal
    seed: int | None

    def filtered_out(self, row: SourceRow) -> str | None:
        """The reason of the first filter that takes the row out, if one does."""
        for position, row_filter in self.filters:
            if not row_filter.lets_pass((row.fields[position] or "").strip()):
                return row_filter.reason
        return None


def bind(mapping: CensusMapping, source: CensusSource) -> Layout:
    """The mapping with every column name replaced by its position in the file.

    Raises:
        BadInputError: a required column, or one that the mapping names, is not in the file.
    """
    return Layout(
        width=len(source.columns),
        fields={column: _field(column, mapping=mapping, source=source) for column in COLUMNS},
        filters=tuple((_position(each.column, source=source, wanted_by="a filter"), each) for each in mapping.filters),
        id_prefix=mapping.columns.employee_id.prefix,
        annual_factor=mapping.columns.annual_salary.annual_factor,
        seed=mapping.seed,
    )


def _field(column: str, *, mapping: CensusMapping, source: CensusSource) -> Field:
    origin: IdSource | ValueSource | DateSource | SalarySource = getattr(mapping.columns, column)
    is_named = column in mapping.columns.model_fields_set
    years_column = origin.completed_years_column if isinstance(origin, DateSource) else None
    name = years_column or origin.column
    if name is None:
        constant = None if isinstance(origin, IdSource) else origin.constant
        return Field(constant=constant, date_format=origin.date_format if isinstance(origin, DateSource) else None)
    if name not in source.columns and not is_named and column not in REQUIRED_COLUMNS:
        return _ABSENT
    return Field(
        position=_position(name, source=source, wanted_by=f"the mapping, for {column}," if is_named else None),
        values=origin.values if isinstance(origin, ValueSource) else None,
        is_completed_years=years_column is not None,
        date_format=origin.date_format if isinstance(origin, DateSource) else None,
    )


def _position(name: str, *, source: CensusSource, wanted_by: str | None) -> int:
    if name in source.columns:
        return source.columns.index(name)
    by_plain_name = {_plain(column): column for column in source.columns if column}
    near = difflib.get_close_matches(_plain(name), by_plain_name, n=1, cutoff=_HINT_CUTOFF)
    hint = f" The nearest column is {by_plain_name[near[0]]!r}." if near else ""
    wanted = f"{wanted_by} wants the column {name!r}" if wanted_by else f"the column {name!r} is required"
    raise BadInputError(
        f"{source.name}: {wanted}, and the file has none of that name.{hint} "
        f"Its columns: {', '.join(column for column in source.columns if column) or 'none'}. "
        "Rename the column, or name the right one in a mapping (--mapping)."
    )


def _plain(name: str) -> str:
    return name.lower().replace(" ", "_").replace("-", "_")
