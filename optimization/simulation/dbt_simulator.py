"""The simulator that runs dbt: every batch of candidates is one untested run over a private warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from optimization.errors import SimulationError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_file import LeverRow
from optimization.places import Places
from optimization.simulation import input_tables
from optimization.simulation.dbt_session import DbtCommandFailedError, DbtSession
from optimization.simulation.official_run import connect, open_session, prepare_warehouse, simulate_years
from optimization.simulation.private_run import private_run
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.warehouse import read_levers, read_metrics

# The marts that metrics are read from; their ancestors never touch the wide, person-level ones.
_METRIC_MODELS = ("+fct_scenario_metrics", "+fct_year_metrics")


class DbtSimulator:
    """Evaluates candidates for the one scenario of its inputs, as rows of one dbt run per batch.

    The reference that faster simulators are compared with. Use `dbt_simulator`, which owns the private warehouse.
    """

    def __init__(self, session: DbtSession, inputs: RunInputs, catalogue: LeverCatalogue, levers: LeverTable) -> None:
        self._session = session
        self._inputs = inputs
        self._catalogue = catalogue
        self._levers = levers

    @property
    def levers(self) -> LeverTable:
        """The levers in force for the scenario."""
        return self._levers

    @property
    def inputs_fingerprint(self) -> str:
        """SHA-256 over what the scenario is computed from."""
        return self._inputs.fingerprint

    def simulate(self, candidates: Sequence[LeverVector], *, seeds: Sequence[int]) -> Sequence[Metrics]:
        """Metrics per candidate and seed, candidates in the order given, seeds within a candidate.

        Raises:
            SimulationError: the run broke, or a candidate came back without metrics; names the candidate.
        """
        names = [f"{self._levers.scenario_id} candidate {number}" for number in range(1, len(candidates) + 1)]
        with connect(self._session.warehouse) as connection:
            connection.execute(
                "delete from comp_levers where scenario_id not in (select scenario_id from scenario_meta)"
            )
            for name, candidate in zip(names, candidates, strict=True):
                connection.execute("insert into scenario_meta values (?, ?, '', '')", [name, self._levers.scenario_id])
                input_tables.insert_lever_rows(connection, self._rows(name, candidate))
            input_tables.request_scenarios(connection, names)
            input_tables.request_seeds(connection, seeds)
        try:
            simulate_years(self._session, self._inputs, first_year=self._inputs.settings.start_year)
            self._session.call("run", "--select", *_METRIC_MODELS)
        except DbtCommandFailedError as error:
            raise SimulationError(f"The batch of {names[0]!r} to {names[-1]!r} broke. {error}") from error
        with connect(self._session.warehouse) as connection:
            metrics = read_metrics(connection)
            connection.executemany("delete from scenario_meta where scenario_id = ?", [[name] for name in names])
        missing = [name for name in names for seed in seeds if (name, seed) not in metrics]
        if missing:
            raise SimulationError(f"The run gave no metrics for {missing[0]!r}.")
        return [metrics[name, seed] for name in names for seed in seeds]

    def _rows(self, name: str, candidate: LeverVector) -> list[LeverRow]:
        """The candidate as a scenario of differences.

        A row of a scenario holds for all later years, so every year of a moved lever is written.
        """
        moved = {(cell.job_level, cell.parameter_name) for cell in candidate.cells}
        after = self._levers.after(candidate)
        return [
            self._row(name, cell, value)
            for cell, value in after.items()
            if (cell.job_level, cell.parameter_name) in moved
        ]

    def _row(self, name: str, cell: LeverCell, value: float) -> LeverRow:
        return LeverRow(
            line=0,
            scenario_id=name,
            cell=cell,
            event_type=self._catalogue.of_parameter(cell.parameter_name).event_type,
            value=Decimal(value),
            is_locked=self._levers.settings[cell].is_locked,
            created_at=date.min.isoformat(),
            created_by="search",
        )


@contextmanager
def dbt_simulator(inputs: RunInputs, places: Places, *, threads: int | None = None) -> Iterator[DbtSimulator]:
    """A simulator for the single scenario of `inputs`, on a private warehouse that goes when the block is left.

    The published warehouse and the lever file are only read.

    Raises:
        BadInputError: a seed breaks a rule, or a lever resolves nowhere.
    """
    (scenario_id,) = inputs.scenario_ids
    with private_run(places) as private:
        session = open_session(private, places, threads=threads)
        prepare_warehouse(session, inputs)
        session.call("run", "--select", "+int_levers_resolved")
        with connect(session.warehouse) as connection:
            levers = read_levers(connection, scenario_id)
        yield DbtSimulator(session, inputs, load_lever_catalogue(), levers)
