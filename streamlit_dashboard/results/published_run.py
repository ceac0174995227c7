"""What the screens show of the published warehouse as a whole, read in one read-only connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from optimization.errors import PlanwiseError
from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.growth_drivers import GrowthDrivers
from optimization.simulation.protocol import Metrics
from optimization.simulation.warehouse import (
    open_published,
    read_growth_drivers,
    read_input_fingerprints,
    read_levers,
    read_metrics,
    read_settings,
)

# Changes whenever another run is published: time of the file's last change in nanoseconds, and its number.
PublishedVersion = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class PublishedRun:
    """The last official run. Metrics and drivers are by scenario and seed, levers by scenario.

    `fingerprints` has a SHA-256 per input, and over all of them under `all`.
    """

    published_at: datetime
    fingerprints: Mapping[str, str]
    settings: SimulationSettings
    metrics: Mapping[tuple[str, int], Metrics]
    drivers: Mapping[tuple[str, int], GrowthDrivers]
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


def published_version(places: Places) -> PublishedVersion | None:
    """The version of the published warehouse.

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
    """Everything but what is counted from people.

    Raises:
        BadInputError, PlanwiseError: as `open_published`.
    """
    with open_published(places) as connection:
        metrics = read_metrics(connection)
        return PublishedRun(
            published_at=datetime.fromtimestamp(places.warehouse.stat().st_mtime, UTC),
            fingerprints=read_input_fingerprints(connection),
            settings=read_settings(connection),
            metrics=metrics,
            drivers=read_growth_drivers(connection),
            levers={name: read_levers(connection, name) for name in dict.fromkeys(name for name, _ in metrics)},
        )
