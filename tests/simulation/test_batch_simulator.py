"""The batch simulator gives what dbt gives, however its work is cut up, and builds no more than it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation import compiled_world
from optimization.simulation.batch_resources import MIN_MEMORY_BYTES, BatchResources
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.batch_stages import batch_stages
from optimization.simulation.batch_workers import BatchWorkers
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.dbt_simulator import dbt_simulator
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.protocol import Metrics, Simulator
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.seed_worlds import Question, SeedWorlds

SEEDS = (42, 7)
MIB = 2**20
Cells = Mapping[LeverCell, float]


@pytest.fixture
def worlds_with(
    inputs: RunInputs, places: Places, levers: LeverTable, tmp_path: Path
) -> Iterator[Callable[[int], SeedWorlds]]:
    """Worlds in this much memory, which spill to the test's folder."""
    made: list[SeedWorlds] = []

    def worlds(memory_bytes: int) -> SeedWorlds:
        resources = BatchResources(threads=2, memory_bytes=memory_bytes, spill_folder=tmp_path)
        made.append(SeedWorlds(ensure_plan(places), inputs, levers, resources))
        return made[-1]

    yield worlds
    for each in made:
        each.close()


def everywhere(levers: LeverTable, parameter: str, value: float) -> dict[LeverCell, float]:
    return {cell: value for cell in levers.settings if cell.parameter_name == parameter}


def pay_candidates(levers: LeverTable) -> list[LeverVector]:
    cells: list[Cells] = [
        {},
        everywhere(levers, "cola_rate", 0.05),
        everywhere(levers, "new_hire_salary_adjustment", 1.3),
        everywhere(levers, "promotion_raise", 0.22),
        {LeverCell(2027, 2, "merit_base"): 0.08},
        {LeverCell(2025, 1, "cola_rate"): 0.0123456789, LeverCell(2029, 5, "merit_base"): 0.02},
        # Nobody is promoted from the top: not other people.
        {LeverCell(2026, 5, "promotion_probability"): 0.9},
    ]
    return [LeverVector(cells=each) for each in cells]


def promotion_candidates(levers: LeverTable) -> list[LeverVector]:
    cells: list[Cells] = [
        everywhere(levers, "promotion_probability", 0.3),
        {LeverCell(2026, 1, "promotion_probability"): 1.0},
        {**everywhere(levers, "promotion_probability", 0.3), **everywhere(levers, "cola_rate", 0.01)},
        everywhere(levers, "promotion_probability", 0.0),
    ]
    return [LeverVector(cells=each) for each in cells]


@pytest.fixture(scope="module")
def candidates(levers: LeverTable) -> list[LeverVector]:
    return [*pay_candidates(levers), *promotion_candidates(levers)]


@pytest.fixture(scope="module")
def by_dbt(inputs: RunInputs, places: Places, candidates: Sequence[LeverVector]) -> list[Metrics]:
    """What dbt gives for the candidates under both seeds."""
    with dbt_simulator(inputs, places) as simulator:
        return list(simulator.simulate(candidates, seeds=SEEDS))


def test_every_candidate_is_what_dbt_gives_to_the_last_digit(
    simulator: BatchSimulator, candidates: list[LeverVector], by_dbt: list[Metrics]
) -> None:
    assert simulator.simulate(candidates, seeds=SEEDS) == by_dbt
    # Every lever moves something, and seeds are different worlds; else equality would say little.
    assert [metrics.seed for metrics in by_dbt] == [*SEEDS] * len(candidates)
    unmoved = by_dbt[: len(SEEDS)]
    same = [number for number in range(len(candidates)) if by_dbt[2 * number : 2 * number + 2] == unmoved]
    assert same == [0, 6]
    assert unmoved[0].total_compensation_cost != unmoved[1].total_compensation_cost


def test_the_simulator_knows_the_levers_and_inputs_that_dbt_knows(simulator: Simulator, inputs: RunInputs) -> None:
    assert simulator.inputs_fingerprint == inputs.fingerprint
    assert simulator.levers.scenario_id == "default"
    assert simulator.levers.years == (2025, 2026, 2027, 2028, 2029)


def test_no_candidates_or_no_seeds_give_nothing(simulator: BatchSimulator, candidates: list[LeverVector]) -> None:
    assert simulator.simulate([], seeds=SEEDS) == []
    assert simulator.simulate(candidates, seeds=[]) == []


def test_a_candidate_is_the_same_alone_and_in_any_order(
    simulator: BatchSimulator, candidates: list[LeverVector], by_dbt: list[Metrics]
) -> None:
    backwards = simulator.simulate(candidates[::-1], seeds=SEEDS[::-1])
    assert list(backwards) == by_dbt[::-1]
    for number, candidate in enumerate(candidates):
        assert simulator.simulate([candidate], seeds=SEEDS) == by_dbt[2 * number : 2 * number + 2]
    assert simulator.simulate([candidates[8]] * 3, seeds=[7]) == [by_dbt[17]] * 3


def test_batches_after_one_another_do_not_disturb_each_other(
    inputs: RunInputs, places: Places, candidates: list[LeverVector], by_dbt: list[Metrics]
) -> None:
    pay, promotion = range(0, 7), range(7, 11)
    mixed = [9, 0, 4, 10, 2, 7]
    with batch_simulator(inputs, places) as simulator:
        for batch in (promotion, pay, mixed, pay, promotion, [8]):
            found = simulator.simulate([candidates[number] for number in batch], seeds=[42])
            assert found == [by_dbt[2 * number] for number in batch]


def test_a_seeds_people_are_made_by_one_worker_and_asked_of_it_again(
    inputs: RunInputs,
    places: Places,
    candidates: list[LeverVector],
    by_dbt: list[Metrics],
    levers: LeverTable,
    tmp_path: Path,
) -> None:
    resources = BatchResources(threads=1, memory_bytes=512 * MIB, spill_folder=tmp_path, workers=2)
    today = range(0, 1)
    with closing(BatchWorkers(partial(SeedWorlds, ensure_plan(places), inputs, levers), resources)) as workers:
        for seeds in ((42, 7), (7,), (42,), (7, 42), (7,)):
            chunks = [(today, seed) for seed in seeds]
            found = dict(workers.run(CompiledWorld.simulate, candidates[:1], chunks, before_each=lambda: None))
            assert found == {(today, seed): [by_dbt[SEEDS.index(seed)]] for seed in seeds}
            # A world of a process has its folder there.
            assert len(list(tmp_path.glob("workers-*/spill-*"))) == len(SEEDS)


def test_populations_that_are_let_go_are_simulated_again(
    worlds_with: Callable[[int], SeedWorlds],
    candidates: list[LeverVector],
    by_dbt: list[Metrics],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled_world, "_KEPT_ROWS", 1)
    worlds = worlds_with(1024 * MIB)
    for batch in ([7, 8], [8, 0], [7, 10], [0], [7, 8]):
        assert worlds.ask(CompiledWorld.simulate, [candidates[number] for number in batch], seed=42) == [
            by_dbt[2 * n] for n in batch
        ]


@pytest.mark.parametrize(
    ("workers", "threads"), [(1, 1), (1, 2), (2, 1)], ids=["one thread", "two threads", "two workers"]
)
def test_threads_and_workers_do_not_change_a_digit(
    workers: int,
    threads: int,
    inputs: RunInputs,
    places: Places,
    candidates: list[LeverVector],
    by_dbt: list[Metrics],
) -> None:
    with batch_simulator(inputs, places, workers=workers, threads=threads) as simulator:
        assert simulator.simulate(candidates, seeds=SEEDS) == by_dbt
        assert simulator.simulate(candidates[::-1], seeds=[7]) == by_dbt[1::2][::-1]


@pytest.mark.parametrize("chunk_bytes", [1, 400_000])
def test_the_size_of_the_chunks_does_not_change_a_digit(
    chunk_bytes: int,
    inputs: RunInputs,
    candidates: list[LeverVector],
    by_dbt: list[Metrics],
    worlds_with: Callable[[int], SeedWorlds],
    levers: LeverTable,
    tmp_path: Path,
) -> None:
    progress: list[tuple[int, int]] = []
    cut_small = BatchSimulator(
        inputs,
        levers,
        load_lever_catalogue(),
        runner=worlds_with(1024 * MIB),
        resources=BatchResources(threads=2, memory_bytes=chunk_bytes, spill_folder=tmp_path),
        on_chunk=lambda done, total: progress.append((done, total)),
        is_cancelled=lambda: False,
    )
    assert cut_small.simulate(candidates, seeds=SEEDS) == by_dbt
    # One at a time; or three of pay, 120 people x 5 years x 200 bytes each, and alone whoever may move promotions, for
    # as much again.
    of_a_seed = range(1, 12) if chunk_bytes == 1 else (3, 6, 7, 8, 9, 10, 11)
    assert progress == [(done, 22) for done in [*of_a_seed, *(11 + done for done in of_a_seed)]]


def test_worlds_make_room_for_each_other(
    worlds_with: Callable[[int], SeedWorlds], simulator: BatchSimulator, candidates: list[LeverVector], tmp_path: Path
) -> None:
    seeds = [1, 2, 3, 4, 5, 6, 7, 1]
    expected = [simulator.simulate(candidates[:2], seeds=[seed]) for seed in seeds]
    # A world of so few people is 8 MiB large: those at rest may take half.
    cramped = worlds_with(40 * MIB)
    for seed, metrics in zip(seeds, expected, strict=True):
        assert cramped.ask(CompiledWorld.simulate, candidates[:2], seed=seed) == metrics
        # Each has a folder to spill to.
        assert 1 <= len(list(tmp_path.iterdir())) < len(set(seeds))
    cramped.close()
    assert list(tmp_path.iterdir()) == []


def test_the_least_memory_that_may_be_given_is_enough_for_several_seeds(
    inputs: RunInputs, places: Places, candidates: list[LeverVector], by_dbt: list[Metrics]
) -> None:
    with batch_simulator(inputs, places, memory_bytes=MIN_MEMORY_BYTES) as simulator:
        assert simulator.simulate(candidates, seeds=SEEDS) == by_dbt


def test_a_batch_builds_only_what_its_levers_reach(
    worlds_with: Callable[[int], SeedWorlds], places: Places, levers: LeverTable
) -> None:
    worlds = worlds_with(1024 * MIB)
    before: dict[str, float] = {}

    def built_for(*cells: Cells, question: Question[object] = CompiledWorld.simulate) -> set[str]:
        worlds.ask(question, [LeverVector(cells=each) for each in cells], seed=42)
        after = worlds.seconds()
        names = {name for name in after if after[name] != before.get(name)}
        before.update(after)
        return names

    stages = batch_stages(ensure_plan(places))
    fixed, choice, people, cohorts, pay = (
        {model.name for model in stage}
        for stage in (stages.fixed, stages.choice, stages.people, stages.cohorts, stages.pay)
    )
    # A view is asked again by whatever reads it.
    views = {model.name for model in ensure_plan(places).models if model.is_view}
    always = (choice | pay) - views
    raised, promoted = everywhere(levers, "cola_rate", 0.05), everywhere(levers, "promotion_probability", 0.3)

    assert built_for({}, promoted) == fixed | choice | people | cohorts | pay
    # The same two populations, in other candidates.
    assert built_for(raised, promoted, {**promoted, **raised}) == always
    # One of them: no model of people, but the cohorts of fewer.
    assert built_for(raised) == always | cohorts - views
    assert built_for({LeverCell(2028, 3, "merit_base"): 0.05}) == always
    # A third population: its people, and nothing that no lever reaches.
    assert built_for(everywhere(levers, "promotion_probability", 0.2)) == always | (people | cohorts) - views
    assert built_for(raised, promoted) == always | cohorts - views
    # What made pay grow is asked rarely, and costs nobody who does not ask.
    drivers = {model.name for model in stages.drivers}
    assert built_for(raised, promoted, question=CompiledWorld.growth_drivers) == always | drivers
    assert built_for(raised, promoted) == always
