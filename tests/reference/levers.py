"""Which lever value is in force: own rows first, then the chain of base scenarios, then `default`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reference.inputs import LeverRow

ROOT_SCENARIO = "default"
PARAMETER_NAMES = ("merit_base", "cola_rate", "promotion_probability", "promotion_raise", "new_hire_salary_adjustment")

LeversInForce = Mapping[tuple[int, int, str], float]
"""A value for every (year, level, parameter name)."""


def levers_in_force(
    lever_rows: Iterable[LeverRow],
    scenario_meta: Mapping[str, str | None],
    *,
    scenario_id: str,
    years: Iterable[int],
    job_levels: Iterable[int],
) -> LeversInForce:
    """The value in force for a scenario in every year, level and lever.

    Raises:
        ValueError: a cycle in the chain, two rows for one cell, or a value that resolves nowhere.
    """
    given = _given_values(lever_rows)
    chain = scenario_chain(scenario_meta, scenario_id=scenario_id)
    levels = tuple(job_levels)
    return {
        (year, level, name): _value_in_force(given, chain, year=year, job_level=level, name=name)
        for year in years
        for level in levels
        for name in PARAMETER_NAMES
    }


def scenario_chain(scenario_meta: Mapping[str, str | None], *, scenario_id: str) -> tuple[str, ...]:
    """The scenarios asked in turn: the scenario, its base, the base's base, and at last `default`.

    Raises:
        ValueError: a scenario that is met twice.
    """
    chain: list[str] = []
    scenario: str | None = scenario_id
    while scenario is not None:
        if scenario in chain:
            raise ValueError(f"Scenario {scenario_id!r} has a cycle in its chain: {' -> '.join([*chain, scenario])}.")
        chain.append(scenario)
        scenario = scenario_meta.get(scenario)
    return tuple(chain) if ROOT_SCENARIO in chain else (*chain, ROOT_SCENARIO)


def _given_values(lever_rows: Iterable[LeverRow]) -> dict[tuple[str, int, str], dict[int, float]]:
    given: dict[tuple[str, int, str], dict[int, float]] = {}
    for row in lever_rows:
        by_year = given.setdefault((row.scenario_id, row.job_level, row.parameter_name), {})
        if row.fiscal_year in by_year:
            raise ValueError(f"Two rows for one cell: {row}.")
        by_year[row.fiscal_year] = float(row.value)
    return given


def _value_in_force(
    given: Mapping[tuple[str, int, str], Mapping[int, float]],
    chain: Sequence[str],
    *,
    year: int,
    job_level: int,
    name: str,
) -> float:
    for scenario in chain:
        by_year = given.get((scenario, job_level, name), {})
        years_begun = [given_year for given_year in by_year if given_year <= year]
        if years_begun:
            return by_year[max(years_begun)]
    raise ValueError(f"No value for scenario {chain[0]!r}, year {year}, level {job_level}, {name}.")
