"""The file of actual figures, read and checked row by row: what was measured in the company, when, and by whom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimization.errors import BadInputError, unknown_name
from optimization.governance.governance_settings import FigureRange
from optimization.governance.monitoring.periods import HOW_TO_WRITE, Period, parse_period
from optimization.parameters.csv_numbers import how_to_write, written_number
from optimization.parameters.csv_tables import CsvRow, FileProblems, read_csv_table

ACTUALS_COLUMNS = ("period", "metric_name", "value", "source")
_PERCENT_DIGITS = 2


@dataclass(frozen=True, kw_only=True)
class ActualRow:
    """One row: a metric's value in a period, and where the figure comes from."""

    line: int
    period: Period
    metric_name: str
    value: float
    source: str


def read_actuals(path: Path, *, figures: Mapping[str, FigureRange]) -> tuple[ActualRow, ...]:
    """Every row of the file, in its order; a file with its header only holds none.

    Args:
        path: a CSV file with the columns period, metric_name, value and source.
        figures: the metrics that somebody looks at, and what each can be; anything else is taken for a slip.

    Raises:
        BadInputError: there is no file, or with every problem of it, by line: columns, a period that is none, an
            unknown metric, text where a number belongs, a number that the metric cannot be, a blank source, figures
            that stand twice.
    """
    if not path.exists():
        raise BadInputError(
            f"There are no actual figures yet: {path} does not exist. Write it with the columns "
            f"{','.join(ACTUALS_COLUMNS)}; the metrics are {', '.join(sorted(figures))}."
        )
    problems = FileProblems(path)
    table = read_csv_table(path, columns=ACTUALS_COLUMNS, problems=problems)
    rows = [row for row in (_actual_row(row, figures, problems) for row in table) if row is not None]
    _note_duplicates(rows, problems)
    problems.raise_if_any()
    return tuple(rows)


def _actual_row(row: CsvRow, figures: Mapping[str, FigureRange], problems: FileProblems) -> ActualRow | None:
    """The row, or None when something in it is wrong; what is wrong is noted."""
    fields = row.fields
    period = parse_period(fields["period"])
    if period is None:
        problems.add(row.line, f"period is {fields['period']!r}: {HOW_TO_WRITE}.")
    if fields["metric_name"] not in figures:
        problems.add(row.line, str(unknown_name("metric", fields["metric_name"], figures)))
    if not fields["source"]:
        problems.add(row.line, "source is blank: say where the figure comes from.")
    value = _value(row, figures.get(fields["metric_name"], FigureRange()), problems)
    if period is None or value is None:
        return None
    return ActualRow(
        line=row.line, period=period, metric_name=fields["metric_name"], value=value, source=fields["source"]
    )


def _value(row: CsvRow, possible: FigureRange, problems: FileProblems) -> float | None:
    text = row.fields["value"]
    number = written_number(text)
    if number is None:
        problems.add(row.line, f"value is {text!r}: {how_to_write(text)}")
        return None
    if not math.isfinite(float(number)):
        problems.add(row.line, f"value {text} is too large a number.")
        return None
    if possible.least is not None and number < possible.least:
        problems.add(row.line, f"value is {text}: {row.fields['metric_name']} is at least {possible.least:g}.")
    if possible.most is not None and number > possible.most:
        slip = _percent_slip(number, possible.most)
        problems.add(row.line, f"value is {text}: {row.fields['metric_name']} is at most {possible.most:g}.{slip}")
    return float(number)


def _percent_slip(number: Decimal, most: float) -> str:
    """What to write where a percentage would do; nothing where it would not either."""
    fraction, percentage = number.scaleb(-_PERCENT_DIGITS), number.scaleb(_PERCENT_DIGITS)
    return f" {number:f} means {percentage:f} %: write {fraction:f}." if fraction <= most else ""


def _note_duplicates(rows: Sequence[ActualRow], problems: FileProblems) -> None:
    first_lines: dict[tuple[Period, str], int] = {}
    for row in rows:
        first = first_lines.setdefault((row.period, row.metric_name), row.line)
        if first != row.line:
            problems.add(
                row.line,
                f"{row.metric_name} of {row.period} already stands on line {first}: keep one of them.",
            )
