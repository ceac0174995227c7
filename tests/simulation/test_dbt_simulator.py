"""Candidates evaluated by dbt: each is what an official run of the same levers would give, alone or in a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.lever_file import LeverRow
from optimization.places import Places
from optimization.simulation.dbt_simulator import DbtSimulator, dbt_simulator
from optimization.simulation.official_run import official_run
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.warehouse import open_published, read_metrics
from reference.real_run import fresh_places

SEED = 42
ONE_YEAR = LeverCell(2026, 1, "cola_rate")


@pytest.fixture(scope="module")
def simulator(inputs: RunInputs, places: Places) -> Iterator[DbtSimulator]:
    with dbt_simulator(inputs, places) as simulator:
        yield simulator


def test_todays_levers_give_what_the_official_run_publishes(
    simulator: DbtSimulator, inputs: RunInputs, places: Places
) -> None:
    official_run(inputs, places)
    with open_published(places) as connection:
        published = read_metrics(connection)["default", SEED]
    assert list(simulator.simulate([LeverVector(cells={})], seeds=[SEED])) == [published]


def test_a_candidate_moved_in_one_year_is_an_official_run_with_that_row_changed(
    simulator: DbtSimulator, inputs: RunInputs, tmp_path: Path
) -> None:
    def moved(row: LeverRow) -> LeverRow:
        at_cell = row.scenario_id == "default" and row.cell == ONE_YEAR
        return replace(row, value=Decimal("0.06")) if at_cell else row

    elsewhere = fresh_places(tmp_path)
    changed = replace(inputs, lever_rows=tuple(moved(row) for row in inputs.lever_rows))
    official_run(changed, elsewhere)
    with open_published(elsewhere) as connection:
        published = read_metrics(connection)["default", SEED]
    (metrics,) = simulator.simulate([LeverVector(cells={ONE_YEAR: 0.06})], seeds=[SEED])
    assert metrics == published


def test_a_candidate_is_the_same_in_any_batch_and_order(simulator: DbtSimulator) -> None:
    raised = LeverVector(cells={cell: 0.05 for cell in simulator.levers.settings if cell.parameter_name == "cola_rate"})
    promoted = LeverVector(
        cells={cell: 0.3 for cell in simulator.levers.settings if cell.parameter_name == "promotion_probability"}
    )
    unmoved = LeverVector(cells={})
    together = simulator.simulate([unmoved, raised, promoted], seeds=[SEED, 7])
    alone = [simulator.simulate([candidate], seeds=[SEED, 7]) for candidate in (promoted, raised)]
    assert list(together[2:4]) == list(alone[1])
    assert list(together[4:6]) == list(alone[0])
    assert [metrics.seed for metrics in together] == [SEED, 7] * 3
    assert together[4].promotion_rate > together[0].promotion_rate  # type: ignore[operator]


def test_a_search_never_writes_the_lever_file_nor_the_published_warehouse(
    simulator: DbtSimulator, places: Places
) -> None:
    before = places.levers.read_bytes()
    published = places.warehouse.read_bytes() if places.warehouse.exists() else None
    simulator.simulate([LeverVector(cells={ONE_YEAR: 0.06})], seeds=[SEED])
    assert places.levers.read_bytes() == before
    assert (places.warehouse.read_bytes() if places.warehouse.exists() else None) == published


def test_a_lever_that_resolves_nowhere_is_named_before_anything_runs(inputs: RunInputs, places: Places) -> None:
    missing = LeverCell(2025, 3, "promotion_raise")
    rows = tuple(
        row
        for row in inputs.lever_rows
        if (row.cell.job_level, row.cell.parameter_name) != (missing.job_level, missing.parameter_name)
        or row.scenario_id != "default"
        or row.cell.fiscal_year > missing.fiscal_year
    )
    with pytest.raises(BadInputError) as refusal:
        official_run(replace(inputs, lever_rows=rows), places)
    message = str(refusal.value)
    assert "scenario default, year 2025, level 3, promotion_raise" in message
    assert "year 2026" not in message
