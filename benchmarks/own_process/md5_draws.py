"""Prints what DuckDB takes for one md5 draw per person, year and stream: what random worlds cost at least."""

from __future__ import annotations

import argparse
import json

from benchmarks.measure import measure
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places
from optimization.simulation.census_read import read_census
from optimization.simulation.dbt_session import default_threads
from optimization.simulation.in_memory import in_memory

# Termination, promotion, their days, and the month and day of the raise.
_DRAWS_PER_PERSON_AND_YEAR = 6
_DRAW = (
    "select max(cast('0x' || left(md5(concat_ws('|', 42, 'termination', person, 2025)), 13) as bigint)) "
    "from range({draws}) as people(person)"
)


def main() -> None:
    """Measure for as many people as the census of the home has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, required=True)
    asked = parser.parse_args()
    people = read_census(places()).num_rows
    draws = people * _DRAWS_PER_PERSON_AND_YEAR * len(load_simulation_settings().years)
    with in_memory(threads=default_threads()) as connection:
        timing = measure(lambda: connection.execute(_DRAW.format(draws=draws)).fetchall(), rounds=asked.rounds)
    print(json.dumps({"rounds": timing.rounds, "draws": draws}))


if __name__ == "__main__":
    main()
