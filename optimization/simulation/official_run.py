"""The official run: dbt builds a private warehouse year by year, tests it, and it is published whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError, PlanwiseError, SimulationError
from optimization.interruptions import no_lost_interruption
from optimization.places import Places
from optimization.simulation import input_tables
from optimization.simulation.dbt_seeds import build_seeds
from optimization.simulation.dbt_session import DbtCommandFailedError, DbtSession, NodeOutcome, default_threads
from optimization.simulation.planned_hires import refuse_boundless_hiring
from optimization.simulation.private_run import PrivateRun, private_run, publish
from optimization.simulation.run_inputs import END_YEAR, RunInputs
from optimization.simulation.unresolved_levers import refuse_unresolved_levers
from optimization.simulation.writer_lock import DEFAULT_WAIT_SECONDS, writer_lock

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str], None]
_YEARLY_MODEL = "int_roster_years"
_POPULATIONS = "int_scenario_populations"


@dataclass(frozen=True, kw_only=True)
class OfficialRun:
    """A published run: every dbt node's outcome, once, and the fingerprint of what it was computed from."""

    warehouse: Path
    inputs_fingerprint: str
    outcomes: tuple[NodeOutcome, ...]


def official_run(  # noqa: PLR0913 - a keyword for each option of `planwise simulate`
    inputs: RunInputs,
    places: Places,
    *,
    resume_from: int | None = None,
    threads: int | None = None,
    wait_seconds: float = DEFAULT_WAIT_SECONDS,
    on_progress: Progress = lambda _step: None,
) -> OfficialRun:
    """Simulate, test and publish; until the last step the published warehouse is as it was.

    Args:
        inputs: what to simulate.
        places: where the warehouse is published.
        resume_from: keep the published years before this one and simulate from it on; the published run must have
            been computed from the same inputs, but for its last year.
        threads: DuckDB's threads, all cores unless given; the tables do not depend on it.
        wait_seconds: how long to wait for another writer.
        on_progress: told each step as it begins.

    Raises:
        BadInputError: a seed file breaks a rule, a lever resolves nowhere, or there is nothing to resume.
        SimulationError: a model broke or a test found rows; nothing is published.
        PlanwiseError: another writer holds the lock, or the file cannot be written.
    """
    with writer_lock(places, wait_seconds=wait_seconds), private_run(places) as private:
        # Whoever cancels a run must not find it published.
        with no_lost_interruption():
            first_year = inputs.settings.start_year
            if resume_from is not None:
                first_year = _copy_published(private, inputs, places, resume_from=resume_from)
            session = open_session(private, places, threads=threads)
            seed_outcomes = prepare_warehouse(session, inputs, on_progress=on_progress)
            if resume_from is not None:
                _rename_populations(session)
            simulate_years(session, inputs, first_year=first_year, on_progress=on_progress)
            on_progress("metrics, marts and tests")
            outcomes = _build_the_rest(session, places)
        on_progress("publishing")
        publish(private, places)
    return OfficialRun(
        warehouse=places.warehouse,
        inputs_fingerprint=inputs.fingerprint,
        outcomes=(*(o for o in seed_outcomes if o.resource_type == "seed"), *outcomes),
    )


def _build_the_rest(session: DbtSession, places: Places) -> tuple[NodeOutcome, ...]:
    try:
        return session.call("build", "--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test")
    except DbtCommandFailedError as error:
        raise SimulationError(f"{error}\nNothing was published; {places.warehouse} is as it was.") from error


def open_session(private: PrivateRun, places: Places, *, threads: int | None) -> DbtSession:
    """A dbt session on the run's private warehouse."""
    from optimization.simulation.dbt_project import parse_project

    return DbtSession(
        manifest=parse_project(places),
        warehouse=private.warehouse,
        work_dir=private.folder,
        threads=default_threads() if threads is None else threads,
    )


def prepare_warehouse(
    session: DbtSession, inputs: RunInputs, *, on_progress: Progress = lambda _step: None
) -> tuple[NodeOutcome, ...]:
    """Load the inputs and the seeds, and test the seeds before anything is computed from them.

    Raises:
        BadInputError: a seed cannot be read, or breaks one of its tests.
    """
    on_progress("inputs")
    with connect(session.warehouse) as connection:
        input_tables.create_input_tables(connection, inputs)
    outcomes = build_seeds(session)
    with connect(session.warehouse) as connection:
        input_tables.replace_parameter_rows(connection, inputs)
    return outcomes


def simulate_years(
    session: DbtSession, inputs: RunInputs, *, first_year: int, on_progress: Progress = lambda _step: None
) -> None:
    """Build the population of every year but the last, whose models the last call builds with all others.

    On return the clock stands at the last year.

    Raises:
        BadInputError: a lever resolves nowhere, or a year hires more people than can be simulated.
    """
    years = range(first_year, inputs.settings.end_year + 1)
    session.call("run", "--select", "+int_levers_resolved", "+int_headcount_plan")
    with connect(session.warehouse) as connection:
        refuse_unresolved_levers(connection)
        refuse_boundless_hiring(connection, inputs.settings)
    # Everything above the yearly model is the same in every year: built once, with the first.
    selection = f"+{_YEARLY_MODEL}"
    for year in years:
        with connect(session.warehouse) as connection:
            input_tables.set_clock(connection, year)
        if year == years[-1]:
            return
        on_progress(f"year {year}")
        session.call("run", "--select", selection)
        selection = _YEARLY_MODEL


@contextmanager
def connect(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a private warehouse, closed when the block is left: dbt opens the file next.

    Raises:
        PlanwiseError: the file cannot be opened or written.
    """
    import duckdb

    try:
        with duckdb.connect(str(warehouse)) as connection:
            yield connection
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise PlanwiseError(
            f"The private warehouse {warehouse} cannot be written: {error}. Free disk space or memory and run again; "
            "nothing was published."
        ) from error


def _copy_published(private: PrivateRun, inputs: RunInputs, places: Places, *, resume_from: int) -> int:
    """Start from a copy of the published warehouse, and return the first year to simulate again."""
    import shutil

    from optimization.simulation.warehouse import open_published, read_input_fingerprints, read_settings

    years = inputs.settings.years
    if resume_from not in years:
        raise BadInputError(f"Cannot resume from {resume_from}: the horizon is {years[0]} to {years[-1]}.")
    with open_published(places) as connection:
        published, published_end = read_input_fingerprints(connection), read_settings(connection).end_year
    others = [name for name, sha256 in inputs.fingerprints.items() if published.get(name) != sha256]
    if set(others) - {END_YEAR}:
        raise BadInputError(
            f"Cannot resume: {places.warehouse} was computed from other inputs ({', '.join(others)}). "
            "Only the last year may differ. Run the whole horizon instead."
        )
    if resume_from > published_end + 1:
        raise BadInputError(
            f"Cannot resume from {resume_from}: {places.warehouse} ends with {published_end}. "
            f"Resume from {published_end + 1} at the latest."
        )
    shutil.copyfile(places.warehouse, private.warehouse)
    return resume_from


def _rename_populations(session: DbtSession) -> None:
    """Give kept years the keys that their populations have over the new horizon.

    Scenarios share their people where they promote alike over the whole horizon; kept years that they share otherwise
    are refused.
    """
    before = _populations(session.warehouse)
    session.call("run", "--select", f"+{_POPULATIONS}")
    after = _populations(session.warehouse)
    renamed = {(before[scenario_id], population_key) for scenario_id, population_key in after.items()}
    if len(renamed) != len(set(before.values())) or len(renamed) != len(set(after.values())):
        raise BadInputError(
            "Cannot resume: the years that are added or dropped have promotion probabilities by which scenarios share "
            "their people otherwise, in all years. Run the whole horizon instead."
        )
    with connect(session.warehouse) as connection:
        connection.execute(
            f"update {_YEARLY_MODEL} as kept set population_key = renamed.after "
            f"from (values {', '.join(map(str, sorted(renamed)))}) as renamed (before, after) "
            "where kept.population_key = renamed.before"
        )


def _populations(warehouse: Path) -> dict[str, int]:
    with connect(warehouse) as connection:
        return dict(connection.execute(f"select scenario_id, population_key from {_POPULATIONS}").fetchall())
