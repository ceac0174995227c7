"""What starts jobs when something changes."""

from __future__ import annotations

import dagster as dg

from optimization.errors import BadInputError
from optimization.places import places
from optimization.simulation.census_read import census_sha256
from orchestrator.jobs import multi_year_simulation
from orchestrator.run_tags import asked_tags
from orchestrator.simulation_config import SimulationConfig

# Hashing a large census takes seconds, and nobody replaces one twice a minute.
_INTERVAL_SECONDS = 60
_NO_CENSUS = "none"
# The user that simulations of this sensor are recorded with.
_ASKED_BY = "census sensor"
CENSUS_TAG = "planwise/census"


@dg.sensor(
    job=multi_year_simulation,
    minimum_interval_seconds=_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Simulates again when other people stand in the census file; stopped until switched on. The first look "
    "only remembers what is there, and the same people in a newly written file are no change.",
)
def census_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One request per change of the people; the cursor is the SHA-256 of those seen last."""
    census = places().census
    seen = context.cursor
    if not census.exists():
        context.update_cursor(_NO_CENSUS)
        return dg.SkipReason(f"There is no census: {census} is missing.")
    try:
        content = census_sha256(places())
    except BadInputError as error:
        return dg.SkipReason(str(error))
    if seen == content:
        return dg.SkipReason("The census holds the same people as before.")
    if seen is None:
        context.update_cursor(content)
        return dg.SkipReason("First look: the census is remembered; the next change starts a run.")
    # With the moment of writing, a census that returns to an earlier one is a new request too.
    request = dg.RunRequest(
        run_key=f"{content}-{census.stat().st_mtime_ns}",
        tags={**asked_tags(user=_ASKED_BY, scenario_ids=SimulationConfig().scenario_ids), CENSUS_TAG: content},
    )
    return dg.SensorResult(run_requests=[request], cursor=content)
