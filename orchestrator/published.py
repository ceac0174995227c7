"""What assets and checks read from the published warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.protocol import Metrics
from optimization.simulation.warehouse import open_published, read_metrics, read_run_fingerprint, read_settings


@dataclass(frozen=True, kw_only=True)
class PublishedRun:
    """The last official run: metrics by scenario and seed, and what they were computed from."""

    fingerprint: str
    settings: SimulationSettings
    metrics: Mapping[tuple[str, int], Metrics]
    size_bytes: int


def read_published(places: Places) -> PublishedRun:
    """Read it whole, in one snapshot.

    Raises:
        BadInputError: nothing has been published.
    """
    with open_published(places) as connection:
        return PublishedRun(
            fingerprint=read_run_fingerprint(connection),
            settings=read_settings(connection),
            metrics=read_metrics(connection),
            size_bytes=places.warehouse.stat().st_size,
        )
