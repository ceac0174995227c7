"""`planwise census`: make the canonical census, from a file or from a seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table, say
from optimization.errors import BadInputError
from optimization.parameters.settings import load_simulation_settings

app = command_group("Make the census that simulations start from.")


@app.command()
def generate(
    employees: Annotated[
        int | None,
        typer.Option(help="How many people; default_census_employees of config/simulation.yaml if not given."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Names the random world; default_census_seed of config/simulation.yaml if not given."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a census of made-up people, the same for the same seed on every machine."""
    from optimization.commands.census_making import make_up_census

    settings = load_simulation_settings()
    employees = settings.default_census_employees if employees is None else employees
    seed = settings.default_census_seed if seed is None else seed
    census_day = settings.census_date
    made = make_up_census(home_places(), employees=employees, seed=seed, census_date=census_day)
    installed = made.installed
    if as_json:
        print_json(
            {
                "census": str(installed.census),
                "employees": employees,
                "seed": seed,
                "census_date": census_day.isoformat(),
                "sha256": made.sha256,
                "bands_set_aside": _text(installed.bands_set_aside),
            }
        )
        return
    print_line(f"{employees:,} made-up people at {census_day}, seed {seed}: {installed.census}")
    _tell_bands_set_aside(installed.bands_set_aside)


@app.command("import")
def import_file(  # noqa: PLR0913 - one argument per option
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or Excel file, one row per employee.")],
    mapping: Annotated[
        Path | None, typer.Option(help="YAML file that names columns, units and filters; see config/mappings.")
    ] = None,
    derive_bands: Annotated[
        bool, typer.Option("--derive-bands", help="Also derive salary bands, which take the place of the seed's.")
    ] = False,
    allow_rejects: Annotated[
        bool, typer.Option("--allow-rejects", help="Import the good rows, and leave out those that break a rule.")
    ] = False,
    census_date: Annotated[
        str | None,
        typer.Option(help="The day that the file describes, YYYY-MM-DD; the day before the first simulated year else."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the census from a file; rows that break a rule are counted, shown and written to a file, never dropped."""
    from optimization.commands.census_making import bring_in_census
    from optimization.commands.census_texts import accounts_table, bands_table, import_json
    from optimization.simulation.census_rejects import rejects_table
    from optimization.simulation.salary_bands import read_bands

    expected = load_simulation_settings().census_date
    census_day = expected if census_date is None else _date(census_date)
    done = bring_in_census(
        home_places(),
        file,
        census_date=census_day,
        mapping=mapping,
        derive_bands=derive_bands,
        allow_rejects=allow_rejects,
    )
    bands = () if done.bands_path is None else read_bands(done.bands_path)
    if as_json:
        print_json(import_json(done, bands))
    else:
        print_line(f"{done.accepted:,} people at {done.census_date}: {done.census_path}")
        print_table(accounts_table(done))
        if done.rejects:
            print_line(rejects_table(done.rejects))
            print_line(f"The rejected rows are in {done.rejects_path}.")
        if done.bands_path is not None:
            print_table(bands_table(bands))
            print_line(f"These bands take the place of the seed's: {done.bands_path}")
    _tell_bands_set_aside(done.bands_set_aside)
    if census_day != expected:
        say(f"Simulations of this census start in {census_day.year + 1}: give them --start-year {census_day.year + 1}.")


def _tell_bands_set_aside(path: Path | None) -> None:
    if path is not None:
        say(
            f"Salary bands derived from the census before were moved to {path}; the seed's are in force unless derived."
        )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--census-date {text!r} is no date: write it YYYY-MM-DD, like 2024-12-31.") from error


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
