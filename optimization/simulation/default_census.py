"""The census of made-up people that the shipped shares and salary bands give."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from optimization.places import SEEDS_DIR
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config

if TYPE_CHECKING:
    import pyarrow as pa


def default_census(employees: int, *, seed: int, census_date: date) -> pa.Table:
    """A canonical census, the same for the same arguments; see `generate_census`.

    Raises:
        BadInputError: `employees` is out of range, or config/synthetic_census.yaml or the band table is wrong.
    """
    return generate_census(
        employees,
        seed=seed,
        census_date=census_date,
        config=load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG),
        bands=read_bands(SEEDS_DIR / "job_levels.csv"),
    )
