"""Which of today's inputs are other ones than those a run was computed from."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.parameters.settings import SimulationSettings
from optimization.places import Places
from optimization.simulation.run_inputs import REQUESTED, gather_inputs


def changed_inputs(places: Places, published: Mapping[str, str], *, settings: SimulationSettings) -> tuple[str, ...]:
    """The names of the inputs that differ, as `RunInputs.fingerprints` has them.

    Args:
        places: Where today's inputs lie; all of them are read, the census too.
        published: SHA-256 per input of the run.
        settings: Today's.

    Raises:
        BadInputError: there is no census, or an input is wrong.
    """
    # Which scenarios and seeds a run was asked for is the person's choice, and never out of date.
    today = gather_inputs(places, settings).fingerprints
    return tuple(name for name, sha256 in today.items() if name != REQUESTED and published.get(name) != sha256)
