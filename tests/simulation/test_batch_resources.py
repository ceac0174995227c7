"""How candidates are cut into chunks that fit into memory, and what each process may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.simulation.batch_resources import MIN_MEMORY_BYTES, BatchResources, batch_resources, chunks

PAY = LeverVector(cells={LeverCell(2025, 1, "cola_rate"): 0.03})
PROMOTION = LeverVector(cells={LeverCell(2025, 1, "promotion_probability"): 0.1})
SPILL = Path("spill")


def having(memory_bytes: int, *, workers: int = 1) -> BatchResources:
    return BatchResources(threads=1, memory_bytes=memory_bytes, spill_folder=SPILL, workers=workers)


def test_a_chunk_that_only_moves_pay_is_as_large_on_any_census() -> None:
    for people in (10, 1_000_000):
        stretches = list(chunks([PAY] * 1100, people=people, years=5, resources=having(10**9)))
        assert stretches == [range(0, 512), range(512, 1024), range(1024, 1100)]


def test_a_candidate_with_people_of_its_own_takes_what_they_take() -> None:
    # 2,000 cohorts and 9,600 x 5 person-years of 200 bytes: 10 million bytes each, and three fit into 30 million.
    stretches = list(chunks([PROMOTION] * 7, people=9_600, years=5, resources=having(30_000_000)))
    assert stretches == [range(0, 3), range(3, 6), range(6, 7)]


def test_a_long_horizon_has_more_cohorts() -> None:
    # 0.4 million bytes for a candidate over five years; over twenty at least the 13,155 cohorts of 200 bytes measured.
    counts = [
        len(next(chunks([PAY] * 500, people=9_600, years=years, resources=having(100_000_000)))) for years in (5, 20)
    ]
    assert counts[0] == 250
    assert 1 < counts[1] <= 100_000_000 // (13_155 * 200)


def test_pay_candidates_fill_what_people_leave() -> None:
    # 0.4 million bytes for a candidate of pay, 10 million for one of people.
    mixed = [PROMOTION, PAY, PAY, PROMOTION, PAY]
    stretches = list(chunks(mixed, people=9_600, years=5, resources=having(11_000_000)))
    assert stretches == [range(0, 3), range(3, 5)]


def test_a_candidate_larger_than_memory_is_a_chunk_of_its_own() -> None:
    assert list(chunks([PROMOTION] * 2, people=10**6, years=5, resources=having(1))) == [range(0, 1), range(1, 2)]


def test_every_worker_gets_something_to_do() -> None:
    assert list(chunks([PAY] * 5, people=10, years=5, resources=having(10**9, workers=2))) == [range(0, 3), range(3, 5)]


def test_no_candidates_are_no_chunks() -> None:
    assert list(chunks([], people=10, years=5, resources=having(10**9))) == []


def test_workers_share_memory() -> None:
    shared = batch_resources(SPILL, workers=4, memory_bytes=8 * MIN_MEMORY_BYTES)
    assert shared.memory_bytes == 2 * MIN_MEMORY_BYTES
    assert batch_resources(SPILL, threads=3).threads == 3


@pytest.mark.parametrize(("cores", "workers", "threads"), [(8, 2, 4), (8, 3, 2), (2, 4, 1)])
def test_cores_are_shared_and_none_is_left_without(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int, threads: int
) -> None:
    monkeypatch.setattr("optimization.simulation.batch_resources.default_threads", lambda: cores)
    assert batch_resources(SPILL, workers=workers, memory_bytes=workers * MIN_MEMORY_BYTES).threads == threads


def test_half_of_the_free_memory_is_taken_unless_told() -> None:
    import psutil

    taken = batch_resources(SPILL).memory_bytes
    # Others come and go while we look.
    assert taken == pytest.approx(psutil.virtual_memory().available / 2, rel=0.2)


@pytest.mark.parametrize(
    ("workers", "memory_bytes", "told"),
    [
        (0, None, "0 workers cannot simulate: give at least 1."),
        (2, 500 * 2**20, "500 MiB are too little for 2 workers: each needs 256 MiB."),
        (100_000, None, "MiB are too little for 100000 workers: each needs 256 MiB."),
    ],
)
def test_resources_with_which_nothing_can_run_are_refused(workers: int, memory_bytes: int | None, told: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        batch_resources(SPILL, workers=workers, memory_bytes=memory_bytes)
    assert told in str(refusal.value)
