"""The flags of a command line that change a simulation's horizon and assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from optimization.parameters.settings import SimulationSettings

# By setting.
SETTINGS_FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "start_year": "--start-year",
        "end_year": "--end-year",
        "workforce_growth_rate": "--workforce-growth",
        "total_termination_rate": "--termination-rate",
        "new_hire_termination_rate": "--new-hire-termination-rate",
    }
)


def settings_words(settings: SimulationSettings) -> tuple[str, ...]:
    """The words of a command that simulates under these settings, whatever is shipped or published by then."""
    return tuple(word for name, flag in SETTINGS_FLAGS.items() for word in (flag, str(getattr(settings, name))))
