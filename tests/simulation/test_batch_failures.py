"""What goes wrong in a batch is said in a sentence, and the next call works."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from optimization.errors import BadInputError, SimulationCancelledError, SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.batch_resources import BatchResources
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.batch_workers import BatchWorkers
from optimization.simulation.compiled_world import CompiledWorld
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.run_inputs import RunInputs, gather_inputs
from optimization.simulation.seed_worlds import Answer, Question, SeedWorlds
from reference.batch_process import promoting
from reference.small_home import small_home

MIB = 2**20
# DuckDB reads the seeds' files through a buffer of 30.5 MiB.
TOO_LITTLE_FOR_ANY_CENSUS = 20 * MIB
# Room for the people, and for some tens of populations at once.
CRAMPED = 40 * MIB


class RecordedWorlds(SeedWorlds):
    """Worlds that remember how large the chunks were that they were given, by themselves too."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.sizes: list[int] = []

    def ask(
        self, question: Question[Answer], candidates: Sequence[LeverVector], *, seed: int, first_number: int = 1
    ) -> list[Answer]:
        self.sizes.append(len(candidates))
        return super().ask(question, candidates, seed=seed, first_number=first_number)


WorldsWith = Callable[..., RecordedWorlds]


@pytest.fixture
def worlds_with(inputs: RunInputs, places: Places, levers: LeverTable, tmp_path: Path) -> Iterator[WorldsWith]:
    made: list[RecordedWorlds] = []

    def worlds(memory_bytes: int, spill_folder: Path = tmp_path, given: RunInputs = inputs) -> RecordedWorlds:
        resources = BatchResources(threads=2, memory_bytes=memory_bytes, spill_folder=spill_folder)
        made.append(RecordedWorlds(ensure_plan(places), given, levers, resources))
        return made[-1]

    yield worlds
    for each in made:
        each.close()


def folders_of_runs(places: Places) -> list[Path]:
    return sorted(places.runs.glob("*"))


def pool_processes() -> list[psutil.Process]:
    """The processes of pools that this one started; Python has one more, which counts its semaphores."""
    return [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def test_a_bad_candidate_is_refused_before_anything_runs(inputs: RunInputs, places: Places) -> None:
    progress: list[int] = []
    bad = LeverVector(cells={LeverCell(2026, 1, "cola_rate"): float("nan")})
    before = folders_of_runs(places)
    with batch_simulator(inputs, places, on_chunk=lambda done, _total: progress.append(done)) as simulator:
        (mine,) = set(folders_of_runs(places)) - set(before)
        with pytest.raises(BadInputError, match=r"Candidate 3 of 4: the lever 'cola_rate_level_1@2026' is nan"):
            simulator.simulate([LeverVector(cells={})] * 2 + [bad, bad], seeds=[42])
        assert progress == []
        # A world would have its folder here.
        assert [path for path in mine.iterdir() if path.is_dir()] == []


def test_a_lever_that_resolves_nowhere_is_named(inputs: RunInputs, places: Places) -> None:
    rows = tuple(row for row in inputs.lever_rows if row.cell.parameter_name != "promotion_raise")
    with (
        pytest.raises(BadInputError, match=r"scenario default, year 2025, level 1, promotion_raise"),
        batch_simulator(replace(inputs, lever_rows=rows), places),
    ):
        raise AssertionError("it was let pass")


def test_rates_that_hire_without_bound_are_refused_before_anybody_is_hired(inputs: RunInputs, places: Places) -> None:
    # 120 people: 14 leave, 4 more are wanted, and one in a billion new hires stays.
    rates = inputs.settings.replace(new_hire_termination_rate=Decimal("0.999999999"))
    with batch_simulator(replace(inputs, settings=rates), places) as simulator:
        for _ in range(2):
            with pytest.raises(BadInputError, match=r"2025 would hire 18,000,000,000 people on top of 120"):
                simulator.simulate([LeverVector(cells={})], seeds=[42])


def test_a_chunk_that_does_not_fit_into_memory_is_halved_until_it_does(
    worlds_with: WorldsWith, simulator: BatchSimulator, levers: LeverTable
) -> None:
    many = promoting(levers, 256)
    cramped = worlds_with(CRAMPED)
    assert cramped.ask(CompiledWorld.simulate, many, seed=42) == simulator.simulate(many, seeds=[42])
    assert cramped.sizes[:2] == [256, 128]
    assert 1 <= min(cramped.sizes) < 128


def test_a_world_gives_way_to_another_that_needs_the_memory(
    worlds_with: WorldsWith, simulator: BatchSimulator, levers: LeverTable
) -> None:
    (candidate,) = promoting(levers, 1)
    # Two worlds fit when they are at rest, 12 MiB each, but not while the second is made.
    cramped = worlds_with(CRAMPED)
    for seed in (42, 7, 42):
        assert cramped.ask(CompiledWorld.simulate, [candidate], seed=seed) == simulator.simulate(
            [candidate], seeds=[seed]
        )


def test_a_census_that_does_not_fit_into_memory_is_said_so_at_once(worlds_with: WorldsWith, levers: LeverTable) -> None:
    worlds = worlds_with(TOO_LITTLE_FOR_ANY_CENSUS)
    for attempt in (1, 2):
        with pytest.raises(SimulationError) as failure:
            worlds.ask(CompiledWorld.simulate, promoting(levers, 8), seed=42)
        message = str(failure.value)
        assert message.startswith("The census does not fit into the 20 MiB that a process of the simulation may take")
        assert "loading census and seeds: Out of Memory Error: " in message
        assert "Give it more memory, fewer processes, or room on the disk of " in message
        assert worlds.sizes == [8] * attempt


@contextmanager
def no_large_files() -> Iterator[None]:
    """The system refuses to write beyond 100 kB into any file, as it does when a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_is_reported_and_the_next_call_works(
    worlds_with: WorldsWith, simulator: BatchSimulator, levers: LeverTable, tmp_path: Path
) -> None:
    several = promoting(levers, 24)
    worlds = worlds_with(CRAMPED)
    with no_large_files(), pytest.raises(SimulationError) as failure:
        worlds.ask(CompiledWorld.simulate, several, seed=42, first_number=101)
    message = str(failure.value)
    assert message.startswith("The simulation of candidates 101 to 124 broke, seed 42, model ")
    assert "IO Error: Could not write file" in message
    assert message.endswith(f"it spills to {tmp_path}: see that the disk has room, and run again.")
    assert list(tmp_path.iterdir()) == []
    assert worlds.ask(CompiledWorld.simulate, several, seed=42) == simulator.simulate(several, seeds=[42])


@contextmanager
def tiny_disk(folder: Path) -> Iterator[None]:
    """A disk of 512 KiB at the folder, where the system lets us make one."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk may be mounted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="a disk of memory is Linux's")
def test_a_full_disk_is_worked_around_while_smaller_chunks_fit_and_named_when_none_does(
    worlds_with: WorldsWith, simulator: BatchSimulator, levers: LeverTable, tmp_path: Path
) -> None:
    several = promoting(levers, 24)
    crowd = gather_inputs(small_home(tmp_path, people=2000), load_simulation_settings())
    disk = tmp_path / "disk"
    disk.mkdir()
    with tiny_disk(disk):
        worlds = worlds_with(CRAMPED, disk)
        assert worlds.ask(CompiledWorld.simulate, several, seed=42) == simulator.simulate(several, seeds=[42])
        assert min(worlds.sizes) < worlds.sizes[0] == 24
        worlds.close()
        with pytest.raises(SimulationError) as failure:
            worlds_with(CRAMPED, disk, crowd).ask(CompiledWorld.simulate, several, seed=42)
        message = str(failure.value)
        assert message.startswith("The census does not fit into the 40 MiB")
        assert "failed to offload data block" in message
        assert f"or room on the disk of {disk}, where it spills to." in message
        assert list(disk.iterdir()) == []


def test_a_folder_to_spill_to_that_is_gone_is_reported(worlds_with: WorldsWith, tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match=r"candidates 1 to 1 broke, seed 42, .*No such file or directory"):
        worlds_with(512 * MIB, tmp_path / "gone").ask(CompiledWorld.simulate, [LeverVector(cells={})], seed=42)


def test_processes_that_spill_at_once_do_not_read_each_others_files(
    inputs: RunInputs, places: Places, simulator: BatchSimulator, levers: LeverTable, tmp_path: Path
) -> None:
    several = promoting(levers, 48)
    cramped = BatchResources(threads=1, memory_bytes=CRAMPED, spill_folder=tmp_path, workers=2)
    workers = BatchWorkers(partial(SeedWorlds, ensure_plan(places), inputs, levers), cramped)
    halves = [(range(0, 24), 42), (range(24, 48), 42)]
    found = dict(workers.run(CompiledWorld.simulate, several, halves * 2, before_each=lambda: None))
    spilled = [path for path in tmp_path.rglob("*.tmp") if path.stat().st_size > 0]
    workers.close()
    assert len({path.parent for path in spilled}) == 2
    assert [metrics for half in halves for metrics in found[half]] == simulator.simulate(several, seeds=[42])
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_is_cancelled_between_chunks_and_counts_its_progress(inputs: RunInputs, places: Places) -> None:
    progress: list[tuple[int, int]] = []
    today = [LeverVector(cells={})] * 2
    with batch_simulator(
        inputs,
        places,
        on_chunk=lambda done, total: progress.append((done, total)),
        is_cancelled=lambda: progress[-1:] == [(4, 6)],
    ) as simulator:
        with pytest.raises(SimulationCancelledError):
            simulator.simulate(today, seeds=[42, 7, 8])
        assert progress == [(2, 6), (4, 6)]
        progress.clear()
        assert len(simulator.simulate(today, seeds=[42, 7])) == 4


def test_a_worker_that_is_killed_is_an_error_and_the_next_call_begins_new_ones(
    inputs: RunInputs, places: Places, simulator: BatchSimulator, levers: LeverTable
) -> None:
    several = promoting(levers, 4)
    killed: list[int] = []

    def kill_one(_done: int, _total: int) -> None:
        if not killed:
            killed.append(pool_processes()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    with batch_simulator(inputs, places, workers=2, on_chunk=kill_one) as pooled:
        with pytest.raises(SimulationError, match=r"candidates [13] to [24], seed (42|7|8|9), died"):
            pooled.simulate(several, seeds=[42, 7, 8, 9])
        assert pool_processes() == []
        assert pooled.simulate(several, seeds=[42]) == simulator.simulate(several, seeds=[42])
        assert len(pool_processes()) == 2
    assert pool_processes() == []


def test_workers_that_die_while_they_start_are_an_error_and_not_waited_for(
    inputs: RunInputs, places: Places, levers: LeverTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = ModuleType("__main__")
    script.__file__ = str(tmp_path / "gone.py")
    # A worker imports the script that asks for it, which is not there any more.
    monkeypatch.setitem(sys.modules, "__main__", script)
    with (
        batch_simulator(inputs, places, workers=2) as pooled,
        pytest.raises(SimulationError, match=r"seed 42, died\. .* below `if __name__ == \"__main__\":`"),
    ):
        pooled.simulate(promoting(levers, 4), seeds=[42])


def interrupt_once(asked: list[int]) -> Callable[[int, int], None]:
    def on_chunk(done: int, _total: int) -> None:
        if not asked:
            asked.append(done)
            raise KeyboardInterrupt

    return on_chunk


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_leaves_a_simulator_that_works_and_no_process_nor_folder_behind(
    workers: int, inputs: RunInputs, places: Places, simulator: BatchSimulator, levers: LeverTable
) -> None:
    several, before = promoting(levers, 16), folders_of_runs(places)
    expected = simulator.simulate(several, seeds=[42])
    with batch_simulator(inputs, places, workers=workers, on_chunk=interrupt_once([])) as mine:
        with pytest.raises(KeyboardInterrupt):
            mine.simulate(several, seeds=[42, 7])
        assert pool_processes() == []
        assert mine.simulate(several, seeds=[42]) == expected
    pressed = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    with batch_simulator(inputs, places, workers=workers) as mine:
        pressed.start()
        with pytest.raises(KeyboardInterrupt):
            mine.simulate(several, seeds=range(1000))
    # One that was only just begun ends by itself.
    _gone, alive = psutil.wait_procs(pool_processes(), timeout=10)
    assert alive == []
    assert folders_of_runs(places) == before


def test_ctrl_c_while_sql_runs_is_an_interruption_and_the_next_call_works(
    simulator: BatchSimulator, levers: LeverTable
) -> None:
    several = promoting(levers, 16)
    expected = simulator.simulate(several, seeds=[42])
    for seconds in (0.1, 0.15, 0.2, 0.25):
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            simulator.simulate(several, seeds=range(1000))
        assert simulator.simulate(several, seeds=[42]) == expected


@pytest.fixture
def started(places: Places) -> Iterator[Callable[[int], subprocess.Popen[str]]]:
    """Starts processes on the home that say their metrics and then wait."""
    processes: list[subprocess.Popen[str]] = []

    def start(workers: int) -> subprocess.Popen[str]:
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "reference.batch_process", str(places.home), str(workers)],
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_two_processes_on_one_home_do_not_disturb_each_other(
    started: Callable[[int], subprocess.Popen[str]], simulator: BatchSimulator, levers: LeverTable, places: Places
) -> None:
    expected = [metrics.as_json() for metrics in simulator.simulate(promoting(levers, 4), seeds=[42])]
    before = folders_of_runs(places)
    both = [started(1), started(1)]
    lines = [process.stdout.readline().strip() for process in both if process.stdout]
    assert lines == [str(expected)] * 2
    assert len(folders_of_runs(places)) == len(before) + 2
    for process in both:
        process.communicate(timeout=30)
    assert folders_of_runs(places) == before


def test_workers_end_with_a_parent_that_is_killed(started: Callable[[int], subprocess.Popen[str]]) -> None:
    parent = started(2)
    assert parent.stdout
    parent.stdout.readline()
    workers = psutil.Process(parent.pid).children()
    assert len(workers) >= 2
    parent.kill()
    parent.wait()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
