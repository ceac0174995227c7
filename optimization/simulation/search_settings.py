"""The settings that a search simulates with, the same from the command line and from Dagster."""

from __future__ import annotations

from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.places import Places
from optimization.simulation.warehouse import open_published, read_settings


def search_settings(places: Places) -> SimulationSettings:
    """Those of the published run, which a result is compared with; the shipped ones where nothing is published.

    Raises:
        BadInputError: config/simulation.yaml is wrong.
        PlanwiseError: the published warehouse cannot be read.
    """
    return settings_of_published(places) or load_simulation_settings()


def settings_of_published(places: Places) -> SimulationSettings | None:
    """The settings of the last official run, as `warehouse.read_settings` gives them; None before the first.

    Raises:
        BadInputError: config/simulation.yaml is wrong.
        PlanwiseError: the published warehouse cannot be read.
    """
    if not places.warehouse.exists():
        return None
    with open_published(places) as connection:
        return read_settings(connection)
