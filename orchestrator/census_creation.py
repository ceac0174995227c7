"""The default census of a first run, and what can be said of a census that is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.census_read import census_date, census_sha256, read_census
from optimization.simulation.census_schema import METADATA_PREFIX


@dataclass(frozen=True, kw_only=True)
class CensusFacts:
    """What tells one census from another."""

    census_date: date
    headcount: int
    sha256: str
    source_name: str


def create_missing_census(places: Places, settings: SimulationSettings) -> bool:
    """Make the default synthetic census where there is none; whether it was made.

    Raises:
        BadInputError: config/synthetic_census.yaml or the band table is wrong.
        PlanwiseError: another process writes to the same PLANWISE_HOME.
    """
    from optimization.simulation.census_install import install_census
    from optimization.simulation.default_census import default_census
    from optimization.simulation.writer_lock import writer_lock

    if places.census.exists():
        return False
    people = default_census(
        settings.default_census_employees, seed=settings.default_census_seed, census_date=settings.census_date
    )
    with writer_lock(places):
        # Somebody may have imported one in the meantime.
        if places.census.exists():
            return False
        install_census(places, people, bands=None)
    return True


def describe_census(places: Places) -> CensusFacts:
    """Date, size, hash and origin of the census.

    Raises:
        BadInputError: there is none, or it is not a canonical census.
    """
    people = read_census(places)
    metadata = people.schema.metadata
    return CensusFacts(
        census_date=census_date(people),
        headcount=people.num_rows,
        sha256=census_sha256(places),
        source_name=metadata[f"{METADATA_PREFIX}source_name".encode()].decode(),
    )
