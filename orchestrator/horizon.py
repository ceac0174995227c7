"""The years that a run is of, where others must not overlook them: a short run takes the place of a longer one."""

from __future__ import annotations

import logging

from optimization.parameters.settings import SimulationSettings, load_simulation_settings


def horizon_metadata(settings: SimulationSettings) -> dict[str, int]:
    """First and last simulated year, under the names of config/simulation.yaml."""
    return {"start_year": settings.start_year, "end_year": settings.end_year}


def tell_horizon(log: logging.Logger, settings: SimulationSettings, *, what: str) -> None:
    """Log which years were published or searched, as a warning where config/simulation.yaml has more of them.

    Raises:
        BadInputError: config/simulation.yaml is wrong.
    """
    years, shipped = settings.years, load_simulation_settings().years
    if len(years) < len(shipped):
        log.warning(
            f"{what} {years[0]} to {years[-1]} only; config/simulation.yaml has {shipped[0]} to {shipped[-1]}. "
            "Dashboards and searches use these years until multi_year_simulation publishes the whole horizon."
        )
    else:
        log.info(f"{what} {years[0]} to {years[-1]}")
