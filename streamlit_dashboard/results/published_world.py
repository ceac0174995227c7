"""What the published run says of the people of one scenario under one seed, read when somebody looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.places import Places
from optimization.simulation.pay_equity import PayEquity, read_pay_equity
from optimization.simulation.published_people import DetailedStatus, LevelPay, read_level_pay, read_status_mix
from optimization.simulation.warehouse import open_published

# By simulated year, the census's own year included, and job level.
PayByLevel = Mapping[int, Mapping[int, LevelPay]]
StatusMix = Mapping[int, Mapping[DetailedStatus, int]]
EquityByYear = Mapping[int, PayEquity]


@dataclass(frozen=True, kw_only=True)
class PublishedWorld:
    """Aggregates over the snapshot by year; all of them are empty where the run has no such scenario or seed."""

    scenario_id: str
    seed: int
    pay: PayByLevel
    statuses: StatusMix
    equity: EquityByYear


def read_published_world(places: Places, *, scenario_id: str, seed: int) -> PublishedWorld:
    """Read it in one snapshot.

    Raises:
        BadInputError, PlanwiseError: as `open_published`.
    """
    with open_published(places) as connection:
        return PublishedWorld(
            scenario_id=scenario_id,
            seed=seed,
            pay=read_level_pay(connection, scenario_id=scenario_id, seed=seed),
            statuses=read_status_mix(connection, scenario_id=scenario_id, seed=seed),
            equity=read_pay_equity(connection, scenario_id=scenario_id, seed=seed),
        )
