"""A finished target loop on a terminal: status, growth by year, levers moved, and what to type next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.evidence.loop.loop_tables import growth_table, levers_table
from optimization.evidence.quantities import duration
from optimization.evidence.reports.report_table import ReportTable
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.search.loop.target_loop_json import result_from_json

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

# Of the levers' table, what fits a terminal: name, before, after, change.
_LEVER_COLUMNS = 4
_BEFORE, _AFTER = 1, 2


def loop_screen(found: dict[str, Any]) -> Group:
    """The value of compensation_optimization_loop, to be printed by rich."""
    from rich.console import Group
    from rich.text import Text

    result = result_from_json(found["result"])
    levers = levers_table(result, catalogue=load_lever_catalogue())
    moved = tuple(row for row in levers.rows if row[_BEFORE] != row[_AFTER])
    head = Text.assemble(
        (found["summary"]["performance_status"], "bold"), f"\n{result.message} Searched in {duration(result.seconds)}."
    )
    return Group(
        Text(),
        head,
        _table(growth_table(result), title="Pay growth by year"),
        _table(ReportTable(columns=levers.columns, rows=moved), title="Levers moved", columns=_LEVER_COLUMNS),
        Text(f"Report: {found['report']}"),
        Text("\n".join(["Next:", *_next_steps(found)])),
    )


def _next_steps(found: dict[str, Any]) -> list[str]:
    planwise = Path(sys.executable).with_name("planwise")
    if planwise.is_relative_to(Path.cwd()):
        planwise = planwise.relative_to(Path.cwd())
    proposal = found["proposal_id"]
    shown = [f"  {planwise} proposal show {proposal}   what would change"] if proposal else []
    return [
        *shown,
        f"  {planwise} optimize loop --target-growth 4   another target",
        "  make dev   this job with its history and checks, in Dagster",
    ]


def _table(content: ReportTable, *, title: str, columns: int | None = None) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", caption=content.note or None, caption_justify="left")
    for column in content.columns[:columns]:
        table.add_column(column.heading, justify="right" if column.is_number else "left")
    for row in content.rows:
        table.add_row(*row[:columns])
    return table
