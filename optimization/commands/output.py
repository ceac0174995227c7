"""What a command prints: results to stdout, as one JSON object or as tables, and everything else to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from optimization.evidence.reports.report_table import ReportTable

# Wider than any table: a line in a file or a pipe has no end to be cut off at.
_WIDTH_WITHOUT_TERMINAL = 10_000

JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


def print_json(content: Mapping[str, Any]) -> None:
    """Print one JSON object.

    Raises:
        ValueError: a number is not finite; nothing is printed.
    """
    _echo(json.dumps(content, indent=2, allow_nan=False))


def print_line(text: str = "") -> None:
    """Print a line of the result."""
    _echo(text)


def say(text: str) -> None:
    """Tell the person at the terminal something that is not the result."""
    _echo(text, to_stderr=True)


def print_table(table: ReportTable, *, title: str = "") -> None:
    """Print a table whole: a terminal folds long cells, a file or a pipe gets every row on a line of its own."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in table.columns:
        shown.add_column(Text(column.heading), justify="right" if column.is_number else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL)
    with console.capture() as capture:
        console.print(shown)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    print_line("\n".join(filter(None, [title, *lines, table.note])))


def _echo(text: str, *, to_stderr: bool = False) -> None:
    """Print a line; what is left when nobody reads any more, as after `| head`, goes nowhere, and the work goes on."""
    try:
        typer.echo(text, err=to_stderr)
    except BrokenPipeError:
        stream = sys.stderr if to_stderr else sys.stdout
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
