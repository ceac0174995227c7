"""The targets that a choice of levers is measured against: comp_targets.csv, read and checked.

Which metrics exist is known where they are simulated; a name is checked there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.csv_numbers import how_to_write, written_number
from optimization.parameters.csv_tables import CsvRow, FileProblems, read_csv_table
from optimization.parameters.scenarios import Scenario, scenario_lineage
from optimization.parameters.years import FIRST_YEAR, LAST_YEAR

TARGET_COLUMNS = (
    "scenario_id",
    "fiscal_year",
    "metric_name",
    "target_value",
    "tolerance_pct",
    "priority",
    "description",
)

# A target that nothing at all would meet as well: five percent typed as 5 is the usual slip.
LARGEST_TOLERANCE = 1.0
# The smallest size but zero that a metric is compared with. Growth and rates are read in hundredths of a percent, 1e-4,
# so nobody means less; and a distance divided by next to nothing, and squared, is no number any more.
SMALLEST_SIZE = 1e-9
TOO_SMALL = f"it must be zero, or {SMALLEST_SIZE:g} in size at least: metrics cannot be compared with less."


class Priority(StrEnum):
    """How much a target counts beside the others."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """3, 2 or 1: the weight in the mean over all targets."""
        return {Priority.HIGH: 3, Priority.MEDIUM: 2, Priority.LOW: 1}[self]


@dataclass(frozen=True, kw_only=True)
class MetricTarget:
    """The value that a metric should come to, in the metric's own unit.

    No year: a metric of the whole horizon. `tolerance_pct` is a fraction of the target's size (0.05 is five percent),
    or an amount in the metric's unit where the target is zero.
    """

    scenario_id: str
    fiscal_year: int | None
    metric_name: str
    target_value: float
    tolerance_pct: float
    priority: Priority
    description: str
    line: int

    @property
    def tolerance(self) -> float:
        """How far the metric may be from the target and still meet it, in the metric's unit."""
        return self.tolerance_pct * abs(self.target_value) if self.target_value else self.tolerance_pct

    @property
    def scale(self) -> float:
        """What a distance from the target is divided by to compare metrics of different units; above zero."""
        return max(abs(self.target_value), self.tolerance)


def is_absurdly_small(number: float) -> bool:
    """Whether a number is not zero, and too small to compare a metric with."""
    return 0 < abs(number) < SMALLEST_SIZE


def read_targets(path: Path) -> tuple[MetricTarget, ...]:
    """Every target of the file, in the file's order; a file with its header only holds none.

    Raises:
        BadInputError: with every problem of the file, by line: columns, blank names, a year or number that is none or
            out of range, a size too small to compare with, an unknown priority, a target that stands twice.
    """
    problems = FileProblems(path)
    table = read_csv_table(path, columns=TARGET_COLUMNS, problems=problems)
    targets = tuple(target for target in (_target(row, problems) for row in table) if target is not None)
    _note_duplicates(targets, problems)
    problems.raise_if_any()
    return targets


def targets_in_force(
    targets: Iterable[MetricTarget], scenario_id: str, scenarios: Mapping[str, Scenario]
) -> tuple[MetricTarget, ...]:
    """What a scenario is measured against: per year and metric its own target, else that of the nearest base.

    Args:
        targets: Those of all scenarios.
        scenario_id: The scenario.
        scenarios: Those that exist, as `read_scenarios` gives them.

    Returns:
        By year and metric name, those of the whole horizon first.

    Raises:
        BadInputError: the scenario, or one that a target names, does not exist.
    """
    by_scenario: dict[str, list[MetricTarget]] = {}
    for target in targets:
        if target.scenario_id not in scenarios:
            unknown = unknown_name("scenario", target.scenario_id, scenarios)
            raise BadInputError(f"Target file, line {target.line}: {unknown}")
        by_scenario.setdefault(target.scenario_id, []).append(target)
    in_force = {
        (target.fiscal_year or 0, target.metric_name): target
        for each in reversed(scenario_lineage(scenario_id, scenarios))
        for target in by_scenario.get(each, [])
    }
    return tuple(in_force[key] for key in sorted(in_force))


def _target(row: CsvRow, problems: FileProblems) -> MetricTarget | None:
    """The row's target, or None when something in it is wrong; what is wrong is noted."""
    scenario_id, metric_name = (_name(row, column, problems) for column in ("scenario_id", "metric_name"))
    year_is_sound, year = _year(row, problems)
    target_value = _target_value(row, problems)
    tolerance_pct = _tolerance(row, target_value, problems)
    priority = _priority(row, problems)
    if not (scenario_id and metric_name and year_is_sound and priority):
        return None
    if target_value is None or tolerance_pct is None:
        return None
    return MetricTarget(
        scenario_id=scenario_id,
        fiscal_year=year,
        metric_name=metric_name,
        target_value=target_value,
        tolerance_pct=tolerance_pct,
        priority=priority,
        description=row.fields["description"],
        line=row.line,
    )


def _name(row: CsvRow, column: str, problems: FileProblems) -> str:
    if not row.fields[column]:
        problems.add(row.line, f"{column} is blank: name the {column.partition('_')[0]} of the target.")
    return row.fields[column]


def _year(row: CsvRow, problems: FileProblems) -> tuple[bool, int | None]:
    """Whether the field is sound, and the year; none for the whole horizon."""
    text = row.fields["fiscal_year"]
    if not text:
        return True, None
    if re.fullmatch("[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return True, int(text)
    problems.add(
        row.line,
        f"fiscal_year is {text!r}: it must be a whole year from {FIRST_YEAR} to {LAST_YEAR}, or blank for a target of "
        "the whole horizon.",
    )
    return False, None


def _number(row: CsvRow, column: str, problems: FileProblems) -> float | None:
    text = row.fields[column]
    number = written_number(text)
    if number is None:
        problems.add(row.line, f"{column} is {text!r}: {how_to_write(text)}")
        return None
    if not math.isfinite(float(number)):
        problems.add(row.line, f"{column} {text} is too large a number.")
        return None
    return float(number)


def _target_value(row: CsvRow, problems: FileProblems) -> float | None:
    target_value = _number(row, "target_value", problems)
    if target_value is not None and is_absurdly_small(target_value):
        problems.add(row.line, f"target_value is {row.fields['target_value']}: {TOO_SMALL}")
        return None
    return target_value


def _tolerance(row: CsvRow, target_value: float | None, problems: FileProblems) -> float | None:
    text = row.fields["tolerance_pct"]
    tolerance_pct = _number(row, "tolerance_pct", problems)
    if tolerance_pct is None or target_value is None:
        return tolerance_pct
    if target_value == 0:
        if tolerance_pct < SMALLEST_SIZE:
            problems.add(
                row.line,
                f"tolerance_pct is {text} and target_value is zero: it must then be above zero, an amount in the unit "
                f"of the metric, {SMALLEST_SIZE:g} at least.",
            )
            return None
    elif not 0 <= tolerance_pct <= LARGEST_TOLERANCE:
        problems.add(
            row.line,
            f"tolerance_pct {text} is out of range: it must be from 0 to {LARGEST_TOLERANCE:g} (a fraction of the "
            "target: 0.05 is five percent).",
        )
        return None
    return tolerance_pct


def _priority(row: CsvRow, problems: FileProblems) -> Priority | None:
    text = row.fields["priority"]
    if text in set(Priority):
        return Priority(text)
    problems.add(row.line, str(unknown_name("priority", text, map(str, Priority))))
    return None


def _note_duplicates(targets: Sequence[MetricTarget], problems: FileProblems) -> None:
    first_lines: dict[tuple[str, int | None, str], int] = {}
    for target in targets:
        first = first_lines.setdefault((target.scenario_id, target.fiscal_year, target.metric_name), target.line)
        if first != target.line:
            when = "the whole horizon" if target.fiscal_year is None else str(target.fiscal_year)
            problems.add(
                target.line,
                f"the target for {target.metric_name} of {when} in scenario {target.scenario_id!r} already stands on "
                f"line {first}: keep one of them.",
            )
