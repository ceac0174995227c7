"""`planwise report`: the evidence report of a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line
from optimization.errors import PlanwiseError


def report(
    run: Annotated[str, typer.Argument(help="The run's id, as the run printed it.")],
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say where the evidence report of a run lies; it is written again where its files are gone."""
    from optimization.recommendation.reports import report_of_run

    files = report_of_run(home_places(), run)
    paths = {"html": files.html, "markdown": files.markdown, "result": files.result}
    if as_json:
        print_json({"run_id": run, **{kind: str(path) for kind, path in paths.items()}})
    else:
        for path in paths.values():
            print_line(str(path))
    if open_page:
        _open(files.html)


def _open(page: Path) -> None:
    import webbrowser

    if not webbrowser.open(page.as_uri()):
        raise PlanwiseError(f"No browser could be started here. Open {page} yourself.")
