"""What the screens show of the published warehouse, read whole in one read-only connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.errors import PlanwiseError
from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.places import Places
from optimization.simulation.protocol import Metrics
from optimization.simulation.warehouse import open_published, read_input_fingerprints, read_levers, read_metrics

if TYPE_CHECKING:
    import duckdb

# Keys: simulated year and job level.
LevelHeadcounts = Mapping[tuple[int, int], int]

_LEVEL_HEADCOUNTS = """
    select scenario_id, seed, simulation_year, job_level, count(*)
    from fct_workforce_snapshot
    where employment_status = 'active'
    group by all
    order by all
"""


@dataclass(frozen=True, kw_only=True)
class PublishedRun:
    """The last official run. Metrics and headcounts are by scenario and seed, levers by scenario.

    `level_headcounts` counts who is active at the end of each year, the census's own year included; `fingerprints`
    has a SHA-256 per input, and over all of them under `all`.
    """

    published_at: datetime
    fingerprints: Mapping[str, str]
    metrics: Mapping[tuple[str, int], Metrics]
    level_headcounts: Mapping[tuple[str, int], LevelHeadcounts]
    levers: Mapping[str, LeverTable]

    @property
    def scenario_ids(self) -> tuple[str, ...]:
        """The simulated scenarios: the one that all others fall back to first, then by name."""
        names = {scenario_id for scenario_id, _ in self.metrics}
        return tuple(sorted(names, key=lambda name: (name != DEFAULT_SCENARIO, name)))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The random worlds that every scenario was simulated in, ascending."""
        return tuple(sorted({seed for _, seed in self.metrics}))

    @property
    def years(self) -> tuple[int, ...]:
        """The simulated years, ascending."""
        return tuple(sorted({year for metrics in self.metrics.values() for year in metrics.years}))


def published_version(places: Places) -> tuple[int, int] | None:
    """What changes whenever another run is published: time of the last change and number of the file.

    Returns:
        None where nothing has been published.

    Raises:
        PlanwiseError: the file cannot be looked at.
    """
    try:
        status = places.warehouse.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PlanwiseError(
            f"{places.warehouse} cannot be looked at: {error.strerror}. See that you may read its folder."
        ) from error
    return status.st_mtime_ns, status.st_ino


def read_published_run(places: Places) -> PublishedRun:
    """Read it whole, in one snapshot; the connection is closed at the end.

    Raises:
        BadInputError: nothing has been published.
        PlanwiseError: the file is held for writing, is damaged, or is of another version of the program.
    """
    import duckdb

    try:
        with open_published(places) as connection:
            metrics = read_metrics(connection)
            return PublishedRun(
                published_at=datetime.fromtimestamp(places.warehouse.stat().st_mtime, UTC),
                fingerprints=read_input_fingerprints(connection),
                metrics=metrics,
                level_headcounts=_level_headcounts(connection),
                levers={scenario_id: read_levers(connection, scenario_id) for scenario_id, _ in metrics},
            )
    except duckdb.Error as error:
        raise PlanwiseError(
            f"{places.warehouse} is damaged, or was published by another version of PlanWise: {error}. "
            "Run `planwise simulate` to publish it again."
        ) from error


def _level_headcounts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], LevelHeadcounts]:
    counts: dict[tuple[str, int], dict[tuple[int, int], int]] = {}
    for scenario_id, seed, year, level, people in connection.execute(_LEVEL_HEADCOUNTS).fetchall():
        counts.setdefault((scenario_id, seed), {})[year, level] = people
    return dict(counts)
