"""Makes the census of a home while nobody else writes there: for the command line and for the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.places import Places

if TYPE_CHECKING:
    from optimization.simulation.census_import import CensusImport
    from optimization.simulation.census_install import InstalledCensus


@dataclass(frozen=True, kw_only=True)
class MadeUpCensus:
    """A census of made-up people in its place, and the SHA-256 over its people."""

    installed: InstalledCensus
    sha256: str


def make_up_census(places: Places, *, employees: int, seed: int, census_date: date) -> MadeUpCensus:
    """Put a census of made-up people in place, the same for the same arguments on every machine.

    Raises:
        BadInputError: `employees` is out of range, or a file of the configuration is wrong. Nothing was changed.
        PlanwiseError: somebody else writes in the home.
    """
    from optimization.simulation.census_install import install_census
    from optimization.simulation.census_read import census_sha256
    from optimization.simulation.default_census import default_census
    from optimization.simulation.writer_lock import writer_lock

    census = default_census(employees, seed=seed, census_date=census_date)
    with writer_lock(places):
        installed = install_census(places, census, bands=None)
        return MadeUpCensus(installed=installed, sha256=census_sha256(places))


def bring_in_census(  # noqa: PLR0913 - a keyword for each option of `planwise census import`
    places: Places,
    file: Path,
    *,
    census_date: date,
    mapping: Path | None,
    derive_bands: bool,
    allow_rejects: bool,
) -> CensusImport:
    """Make the census from a file; see `import_census`.

    Raises:
        BadInputError: the file, the mapping or rows of the file are wrong. Census and bands are as they were.
        PlanwiseError: somebody else writes in the home.
    """
    from optimization.simulation.census_import import import_census
    from optimization.simulation.census_mapping import load_mapping
    from optimization.simulation.writer_lock import writer_lock

    rules = None if mapping is None else load_mapping(mapping)
    with writer_lock(places):
        return import_census(
            file,
            census_date=census_date,
            mapping=rules,
            allow_rejects=allow_rejects,
            places=places,
            derive_bands=derive_bands,
        )
