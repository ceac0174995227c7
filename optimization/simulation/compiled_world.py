"""One seed's world in memory: dbt's compiled SQL, run for many candidates at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from optimization.simulation import input_tables
from optimization.simulation.batch_stages import COHORT_SUMS, POPULATIONS, batch_stages
from optimization.simulation.impact import Impact
from optimization.simulation.in_memory import create_seeds, load_seeds
from optimization.simulation.level_metrics import LevelMetrics
from optimization.simulation.planned_hires import refuse_boundless_hiring
from optimization.simulation.simulation_plan import YEARLY_MODEL, CompiledModel, SimulationPlan
from optimization.simulation.warehouse import read_growth_drivers, read_level_metrics, read_metrics

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from optimization.simulation.growth_drivers import GrowthDrivers
    from optimization.simulation.protocol import Metrics
    from optimization.simulation.run_inputs import RunInputs

_HEADCOUNT_PLAN = "int_headcount_plan"
_KEPT_COHORT_SUMS = "inputs.kept_cohort_sums"
# A row takes about 150 bytes: what is kept stays below 200 MB.
_KEPT_ROWS = 1_000_000


class CompiledWorld:
    """The people of one seed, and candidates' pay.

    People of a population are simulated when a batch first asks for it: `BatchStages` says what is built when.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plan: SimulationPlan, inputs: RunInputs, *, seed: int
    ) -> None:
        self._connection = connection
        self._settings = inputs.settings
        self._kept_populations: set[int] = set()
        self._populations_in_use: frozenset[int] = frozenset()
        self._seconds: dict[str, float] = {}
        self._views: set[str] = set()
        self._step = ""
        self._stages = batch_stages(plan)
        self._has_people = False
        self._load(plan, inputs, seed)

    @property
    def seconds(self) -> Mapping[str, float]:
        """Where the time went: seconds by model, over the world's life."""
        return dict(self._seconds)

    @property
    def step(self) -> str:
        """What was made last, or broke, for messages."""
        return self._step

    @property
    def has_people(self) -> bool:
        """Whether everything is made that no candidate changes."""
        return self._has_people

    @property
    def memory_bytes(self) -> int:
        """What the world holds in memory."""
        return self._number("select sum(memory_usage_bytes) from duckdb_memory()")

    def limit_memory(self, memory_bytes: int) -> None:
        """Change what the world may hold in memory before it spills to disk."""
        self._connection.execute(f"set memory_limit = '{memory_bytes}B'")

    def simulate(self, names: Sequence[str], rows: pa.Table, *, base: str) -> dict[str, Metrics]:
        """Metrics by scenario name.

        Args:
            names: the candidates' scenario names.
            rows: what each sets, as `CandidateRows.table` gives it.
            base: the scenario that they differ from.

        Raises:
            BadInputError: the rates plan more hires than can be simulated.
        """
        self._simulate(names, rows, base=base)
        return {scenario_id: metrics for (scenario_id, _seed), metrics in read_metrics(self._connection).items()}

    def growth_drivers(self, names: Sequence[str], rows: pa.Table, *, base: str) -> dict[str, GrowthDrivers]:
        """What made pay grow, by scenario name; see `simulate`."""
        self._simulate(names, rows, base=base)
        return self._growth_drivers()

    def impact(self, names: Sequence[str], rows: pa.Table, *, base: str) -> dict[str, Impact]:
        """Metrics, growth drivers and job levels by scenario name; see `simulate`."""
        self._simulate(names, rows, base=base)
        drivers = self._growth_drivers()
        levels = read_level_metrics(self._connection)
        return {
            scenario_id: Impact(
                metrics=metrics,
                drivers=drivers[scenario_id],
                # Years in which nobody was left at all have no row.
                levels=levels.get((scenario_id, seed), LevelMetrics(seed=seed, years={})),
            )
            for (scenario_id, seed), metrics in read_metrics(self._connection).items()
        }

    def _growth_drivers(self) -> dict[str, GrowthDrivers]:
        self._build(self._stages.drivers)
        return {scenario_id: drivers for (scenario_id, _seed), drivers in read_growth_drivers(self._connection).items()}

    def _simulate(self, names: Sequence[str], rows: pa.Table, *, base: str) -> None:
        if not self._has_people:
            self._build_fixed()
        self._step = "writing the candidates' levers"
        input_tables.replace_candidates(self._connection, names, rows, base=base)
        self._build(self._stages.choice)
        self._ensure_populations()
        self._build(self._stages.pay)

    def _load(self, plan: SimulationPlan, inputs: RunInputs, seed: int) -> None:
        input_tables.create_input_tables(self._connection, inputs)
        input_tables.request_seeds(self._connection, [seed])
        create_seeds(self._connection, plan)
        load_seeds(self._connection, plan)
        input_tables.replace_parameter_rows(self._connection, inputs)
        self._connection.execute(plan.create_yearly_table)

    def _build_fixed(self) -> None:
        for model in self._stages.fixed:
            self._build([model])
            if model.name == _HEADCOUNT_PLAN:
                # Before anybody is hired: the models below make a row for every hire.
                refuse_boundless_hiring(self._connection, self._settings)
        self._has_people = True

    def _ensure_populations(self) -> None:
        """Have the cohorts of the batch's populations at hand: kept ones as they are, new ones simulated."""
        found = self._connection.execute(f"select population_key from {POPULATIONS}").fetchall()
        asked = frozenset(key for (key,) in found)
        new = asked - self._kept_populations
        if new:
            self._connection.execute(f"delete from {POPULATIONS} where population_key not in ({_listed(new)})")
            self._build(self._stages.people)
            self._connection.execute(f"truncate {YEARLY_MODEL}")
            self._keep(new, asked=asked)
        if asked != self._populations_in_use:
            self._connection.execute(
                f"create or replace table {COHORT_SUMS} as from {_KEPT_COHORT_SUMS} "
                f"where population_key in ({_listed(asked)})"
            )
            self._build(self._stages.cohorts)
            self._populations_in_use = asked

    def _keep(self, new: frozenset[int], *, asked: frozenset[int]) -> None:
        """Add the populations just simulated to those that are kept; when they grow too many, only the batch's stay."""
        if not self._kept_populations:
            self._connection.execute(f"create table {_KEPT_COHORT_SUMS} as from {COHORT_SUMS} limit 0")
        self._connection.execute(f"insert into {_KEPT_COHORT_SUMS} from {COHORT_SUMS}")
        self._kept_populations |= new
        if self._number(f"select count(*) from {_KEPT_COHORT_SUMS}") > _KEPT_ROWS:
            self._connection.execute(f"delete from {_KEPT_COHORT_SUMS} where population_key not in ({_listed(asked)})")
            self._kept_populations &= asked

    def _build(self, models: Iterable[CompiledModel]) -> None:
        for model in models:
            if model.name == YEARLY_MODEL:
                for year in self._settings.years:
                    input_tables.set_clock(self._connection, year)
                    self._execute(model, f"insert into {model.relation} {model.sql}")
            elif not model.is_view:
                self._execute(model, f"create or replace table {model.relation} as {model.sql}")
            elif model.name not in self._views:
                self._execute(model, f"create view {model.relation} as {model.sql}")
                self._views.add(model.name)

    def _execute(self, model: CompiledModel, statement: str) -> None:
        self._step = f"model {model.name}"
        started = time.perf_counter()
        self._connection.execute(statement)
        self._seconds[model.name] = self._seconds.get(model.name, 0.0) + time.perf_counter() - started

    def _number(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        assert row is not None, "an aggregate is one row"
        return int(row[0])


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(keys)))
