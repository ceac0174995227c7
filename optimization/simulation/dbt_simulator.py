"""The simulator that runs dbt: every batch of candidates is one untested run over a private warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from optimization.errors import SimulationError
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation import input_tables
from optimization.simulation.batch_stages import METRIC_MODELS
from optimization.simulation.candidate_check import refuse_bad_candidates
from optimization.simulation.candidate_rows import CandidateRows, candidate_names
from optimization.simulation.dbt_session import DbtCommandFailedError, DbtSession
from optimization.simulation.official_run import connect, open_session, prepare_warehouse, simulate_years
from optimization.simulation.private_run import private_run
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.warehouse import read_levers, read_metrics

_METRIC_MODELS = tuple(f"+{name}" for name in METRIC_MODELS)


class DbtSimulator:
    """Evaluates candidates for the one scenario of its inputs, as rows of one dbt run per batch.

    The reference that faster simulators are compared with. Use `dbt_simulator`, which owns the private warehouse.
    """

    def __init__(
        self,
        session: DbtSession,
        inputs: RunInputs,
        catalogue: LeverCatalogue,
        levers: LeverTable,
        *,
        on_progress: Callable[[str], None],
    ) -> None:
        self._session = session
        self._inputs = inputs
        self._catalogue = catalogue
        self._levers = levers
        self._on_progress = on_progress

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
            BadInputError: a candidate sets an unknown cell, or one beyond what a lever file may hold; names both.
            SimulationError: the run broke, or a candidate came back without metrics; names the candidate.
        """
        refuse_bad_candidates(candidates, levers=self._levers, catalogue=self._catalogue)
        scenario_id = self._levers.scenario_id
        names = candidate_names(scenario_id, len(candidates))
        rows = CandidateRows(self._levers).table(names, candidates)
        with connect(self._session.warehouse) as connection:
            input_tables.replace_candidates(connection, names, rows, base=scenario_id)
            input_tables.request_seeds(connection, seeds)
        try:
            simulate_years(
                self._session,
                self._inputs,
                first_year=self._inputs.settings.start_year,
                on_progress=self._on_progress,
            )
            self._on_progress("metrics")
            self._session.call("run", "--select", *_METRIC_MODELS)
        except DbtCommandFailedError as error:
            raise SimulationError(f"The batch of {names[0]!r} to {names[-1]!r} broke. {error}") from error
        with connect(self._session.warehouse) as connection:
            metrics = read_metrics(connection)
        missing = [name for name in names for seed in seeds if (name, seed) not in metrics]
        if missing:
            raise SimulationError(f"The run gave no metrics for {missing[0]!r}.")
        return [metrics[name, seed] for name in names for seed in seeds]


@contextmanager
def dbt_simulator(
    inputs: RunInputs,
    places: Places,
    *,
    threads: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> Iterator[DbtSimulator]:
    """A simulator for the single scenario of `inputs`, on a private warehouse that goes when the block is left.

    The published warehouse and the lever file are only read.

    Raises:
        BadInputError: a seed breaks a rule, or a lever resolves nowhere.
    """
    (scenario_id,) = inputs.scenario_ids
    with private_run(places) as private:
        session = open_session(private, places, threads=threads)
        prepare_warehouse(session, inputs, on_progress=on_progress)
        session.call("run", "--select", "+int_levers_resolved")
        with connect(session.warehouse) as connection:
            levers = read_levers(connection, scenario_id)
        yield DbtSimulator(session, inputs, load_lever_catalogue(), levers, on_progress=on_progress)
