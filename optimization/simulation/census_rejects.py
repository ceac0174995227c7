"""The rejected rows of a census import: counted per rule, shown to the user, and written out to be corrected."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from optimization.simulation.census_rules import SENTENCES, Break, Rule
from optimization.simulation.census_source import CensusSource
from optimization.simulation.census_source_rows import SourceRow

OFFENDERS_SHOWN = 10
# A longer value would push the rest of its line off a terminal.
_VALUE_WIDTH = 60


@dataclass(frozen=True, kw_only=True)
class RejectedRow:
    """A row that no census may hold, with every rule it breaks; `employee_id` as given, "" where there is none."""

    row: SourceRow
    employee_id: str
    breaks: tuple[Break, ...]


@dataclass(frozen=True, kw_only=True)
class Offender:
    """A row that breaks a rule: the line it stands on in the source, whose it is, and the value found."""

    line: int
    employee_id: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RuleRejects:
    """What one rule rejected: how many rows, and the first of them. A row counts under every rule it breaks."""

    rule: Rule
    count: int
    offenders: tuple[Offender, ...]

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return SENTENCES[self.rule]


def rejects_per_rule(rejected: Sequence[RejectedRow]) -> tuple[RuleRejects, ...]:
    """The rejected rows by rule, rules in their declared order, offenders in the source's order."""
    offenders: dict[Rule, list[Offender]] = {rule: [] for rule in Rule}
    for each in rejected:
        for broken in each.breaks:
            offenders[broken.rule].append(
                Offender(line=each.row.line, employee_id=each.employee_id, value=broken.value)
            )
    return tuple(
        RuleRejects(rule=rule, count=len(found), offenders=tuple(found[:OFFENDERS_SHOWN]))
        for rule, found in offenders.items()
        if found
    )


def rejects_table(rejects: Sequence[RuleRejects]) -> str:
    """The counts per rule, most rows first, then the first offenders of each rule: plain text for a terminal."""
    ordered = sorted(rejects, key=lambda each: -each.count)
    width = max((len(each.rule) for each in ordered), default=0)
    lines = [f"  {each.rule:<{width}}  {each.count:>9,}  {each.sentence}" for each in ordered]
    for each in ordered:
        more = f", the first {OFFENDERS_SHOWN}" if each.count > len(each.offenders) else ""
        lines.append(f"{each.rule}{more}:")
        lines += [
            f"  line {offender.line}: employee_id {_shown(offender.employee_id)}, value {_shown(offender.value)}"
            for offender in each.offenders
        ]
    return "\n".join(lines)


def rejected_rows_csv(source: CensusSource, rejected: Sequence[RejectedRow]) -> bytes:
    """The rejected rows as CSV in UTF-8: line, rules (`; ` between them), then the fields as the source has them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("line", "rule", *source.columns))
    for each in rejected:
        writer.writerow((each.row.line, "; ".join(broken.rule for broken in each.breaks), *each.row.fields))
    return text.getvalue().encode()


def _shown(value: str) -> str:
    return repr(value if len(value) <= _VALUE_WIDTH else value[: _VALUE_WIDTH - 1] + "…")
