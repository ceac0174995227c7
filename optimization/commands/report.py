"""`planwise report`: the evidence report of a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line
from optimization.errors import BadInputError, PlanwiseError, unknown_name
from optimization.places import Places

_FILES = {"html": "report.html", "markdown": "report.md", "result": "result.json"}


def report(
    run: Annotated[str, typer.Argument(help="The run's id, as the run printed it.")],
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say where the evidence report of a run lies."""
    files = _report_files(run, home_places())
    if as_json:
        print_json({"run_id": run, **{kind: str(path) for kind, path in files.items()}})
    else:
        for path in files.values():
            print_line(str(path))
    if open_page:
        _open(files["html"])


def _report_files(run: str, places: Places) -> dict[str, Path]:
    folders = {folder.name: folder for folder in places.reports.glob("*") if folder.is_dir()}
    if not folders:
        raise BadInputError(f"There are no reports in {places.reports} yet: `planwise optimize loop` writes one.")
    if run not in folders:
        raise unknown_name("run", run, folders)
    files = {kind: folders[run] / name for kind, name in _FILES.items()}
    missing = [path.name for path in files.values() if not path.exists()]
    if missing:
        raise PlanwiseError(
            f"The report of {run} lacks {', '.join(missing)} in {folders[run]}: the run was interrupted, or files "
            "were removed. Run it again."
        )
    return files


def _open(page: Path) -> None:
    import webbrowser

    if not webbrowser.open(page.as_uri()):
        raise PlanwiseError(f"No browser could be started here. Open {page} yourself.")
