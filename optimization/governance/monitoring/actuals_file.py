"""The file of actual figures, read and checked row by row: what was measured in the company, when, and by whom."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import BadInputError, unknown_name
from optimization.governance.monitoring.periods import HOW_TO_WRITE, Period, parse_period
from optimization.parameters.csv_numbers import how_to_write, written_number
from optimization.parameters.csv_tables import CsvRow, FileProblems, read_csv_table

ACTUALS_COLUMNS = ("period", "metric_name", "value", "source")


@dataclass(frozen=True, kw_only=True)
class ActualRow:
    """One row: a metric's value in a period, and where the figure comes from."""

    line: int
    period: Period
    metric_name: str
    value: float
    source: str


def read_actuals(path: Path, *, metric_names: Collection[str]) -> tuple[ActualRow, ...]:
    """Every row of the file, in its order; a file with its header only holds none.

    Args:
        path: a CSV file with the columns period, metric_name, value and source.
        metric_names: those that somebody looks at; another one is taken for a slip.

    Raises:
        BadInputError: there is no file, or with every problem of it, by line: columns, a period that is none, an
            unknown metric, text where a number belongs, a blank source, figures that stand twice.
    """
    if not path.exists():
        raise BadInputError(
            f"There are no actual figures yet: {path} does not exist. Write it with the columns "
            f"{','.join(ACTUALS_COLUMNS)}; the metrics are {', '.join(sorted(metric_names))}."
        )
    problems = FileProblems(path)
    table = read_csv_table(path, columns=ACTUALS_COLUMNS, problems=problems)
    rows = [row for row in (_actual_row(row, metric_names, problems) for row in table) if row is not None]
    _note_duplicates(rows, problems)
    problems.raise_if_any()
    return tuple(rows)


def _actual_row(row: CsvRow, metric_names: Collection[str], problems: FileProblems) -> ActualRow | None:
    """The row, or None when something in it is wrong; what is wrong is noted."""
    fields = row.fields
    period = parse_period(fields["period"])
    if period is None:
        problems.add(row.line, f"period is {fields['period']!r}: {HOW_TO_WRITE}.")
    if fields["metric_name"] not in metric_names:
        problems.add(row.line, str(unknown_name("metric", fields["metric_name"], metric_names)))
    if not fields["source"]:
        problems.add(row.line, "source is blank: say where the figure comes from.")
    value = _value(row, problems)
    if period is None or value is None:
        return None
    return ActualRow(
        line=row.line, period=period, metric_name=fields["metric_name"], value=value, source=fields["source"]
    )


def _value(row: CsvRow, problems: FileProblems) -> float | None:
    text = row.fields["value"]
    number = written_number(text)
    if number is None:
        problems.add(row.line, f"value is {text!r}: {how_to_write(text)}")
        return None
    if not math.isfinite(float(number)):
        problems.add(row.line, f"value {text} is too large a number.")
        return None
    return float(number)


def _note_duplicates(rows: Sequence[ActualRow], problems: FileProblems) -> None:
    first_lines: dict[tuple[Period, str], int] = {}
    for row in rows:
        first = first_lines.setdefault((row.period, row.metric_name), row.line)
        if first != row.line:
            problems.add(
                row.line,
                f"{row.metric_name} of {row.period} already stands on line {first}: keep one of them.",
            )
