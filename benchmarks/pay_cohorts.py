"""The pay cohorts of one population as arrays: all that the NumPy twin knows of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimization.parameters.lever_cells import JOB_LEVELS

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Stands for the year before of cohorts that have none: the census and every year's hires.
NO_COHORT = -1


@dataclass(frozen=True, kw_only=True)
class EventSequences:
    """What happens in a year, by sequence code: where promotion and raise stand, 0 for not at all."""

    promotion_position: Integers
    raise_position: Integers
    has_merit: Flags


@dataclass(frozen=True, kw_only=True)
class Cohorts:
    """People with one pay history, ordered by year; positions count from 0, and year 0 is the census's."""

    year: Integers
    starting_level: Integers
    opening_level: Integers
    sequence: Integers
    previous: Integers


@dataclass(frozen=True, kw_only=True)
class Statuses:
    """Sums over the people of a cohort with one status at year end, ordered by year and closing level.

    Pay is in dollars of their starting salaries.
    """

    cohort: Integers
    year: Integers
    closing_level: Integers
    sequence: Integers
    is_active: Flags
    is_continuous: Flags
    is_hire: Flags
    is_experienced_termination: Flags
    is_new_hire_termination: Flags
    headcount: Floats
    starting_pay: Floats
    starting_pay_deviations_squared: Floats
    prorated_before_events: Floats
    prorated_between_events: Floats
    prorated_after_events: Floats


@dataclass(frozen=True, kw_only=True)
class PayCohorts:
    """Cohorts, their statuses, the event sequences, and the years from the census's on."""

    years: tuple[int, ...]
    sequences: EventSequences
    cohorts: Cohorts
    statuses: Statuses


def read_pay_cohorts(connection: duckdb.DuckDBPyConnection) -> PayCohorts:
    """The cohorts of the one population that a compiled world has just simulated.

    Raises:
        ValueError: it has simulated several.
    """
    populations = connection.execute("select count(distinct population_key) from int_cohort_statuses").fetchall()
    if populations != [(1,)]:
        raise ValueError(f"The cohorts are of {populations[0][0]} populations; the twin takes those of one.")
    years = connection.execute("select simulation_year from stg_assumptions__years order by 1").fetchall()
    first_year = years[0][0]
    sequences = _columns(
        connection,
        "select promotion_position, raise_position, has_merit from stg_assumptions__event_sequences "
        "order by sequence_code",
    )
    cohorts = _columns(
        connection,
        f"""
        select cohort_key, simulation_year - {first_year} as year, starting_level - {JOB_LEVELS[0]} as starting_level,
            opening_level - {JOB_LEVELS[0]} as opening_level, sequence_code as sequence,
            coalesce(previous_cohort_key, {NO_COHORT}) as previous_key
        from int_pay_cohorts order by simulation_year, cohort_key
        """,
    )
    statuses = _columns(
        connection,
        f"""
        select cohort_key, simulation_year - {first_year} as year, closing_level - {JOB_LEVELS[0]} as closing_level,
            sequence_code as sequence, is_active, is_continuous, is_hire,
            detailed_status_code = 'experienced_termination' as is_experienced_termination,
            detailed_status_code = 'new_hire_termination' as is_new_hire_termination,
            cast(headcount as double) as headcount, starting_pay, starting_pay_deviations_squared,
            prorated_before_events, prorated_between_events, prorated_after_events
        from int_cohort_statuses order by year, closing_level, cohort_key, detailed_status_code
        """,
    )
    position = {key: at for at, key in enumerate(cohorts.pop("cohort_key"))} | {NO_COHORT: NO_COHORT}
    previous = np.array([position[key] for key in cohorts.pop("previous_key")])
    of_status = np.array([position[key] for key in statuses.pop("cohort_key")])
    return PayCohorts(
        years=tuple(year for (year,) in years),
        sequences=EventSequences(**sequences),
        cohorts=Cohorts(**cohorts, previous=previous),
        statuses=Statuses(**statuses, cohort=of_status),
    )


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    columns: dict[str, Any] = connection.execute(query).fetchnumpy()
    return columns
