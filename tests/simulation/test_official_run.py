"""The official run: the worked case, the same bytes every time, and a publication that is whole or does not happen."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pytest

from optimization.errors import BadInputError, PlanwiseError, SimulationError
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.census_install import install_census
from optimization.simulation.census_read import read_census
from optimization.simulation.default_census import default_census
from optimization.simulation.official_run import official_run
from optimization.simulation.run_inputs import RunInputs, gather_inputs
from optimization.simulation.warehouse import open_published, read_metrics, read_run_fingerprint
from optimization.simulation.writer_lock import writer_lock
from reference.real_run import fresh_places

EMPLOYEES = 150
# Over two years they make some 300,000 rows of events; a row group has 122,880.
SEVERAL_ROW_GROUPS = 100_000
SCENARIOS = ("default", "budget_constrained")
SEEDS = (42, 7)
MARTS = (
    "dim_levers",
    "fct_compensation_growth",
    "fct_growth_drivers",
    "fct_pay_equity",
    "fct_scenario_metrics",
    "fct_workforce_snapshot",
    "fct_year_metrics",
    "fct_yearly_events",
)
PLANWISE = Path(sys.executable).with_name("planwise")


def places_with_census(home: Path, *, employees: int = EMPLOYEES) -> Places:
    places = fresh_places(home)
    install_census(places, default_census(employees, seed=1, census_date=date(2024, 12, 31)), bands=None)
    return places


def inputs_of(places: Places, *, end_year: int = 2029) -> RunInputs:
    settings = load_simulation_settings().replace(end_year=end_year)
    return gather_inputs(places, settings, scenario_ids=SCENARIOS, seeds=SEEDS)


def bytes_of_marts(places: Places, folder: Path) -> dict[str, str]:
    """A hash of every mart as it lies in the file: no ordering is asked for."""
    hashes = {}
    with open_published(places) as connection:
        for mart in MARTS:
            target = folder / f"{mart}.csv"
            connection.execute(f"copy (select * from {mart}) to '{target}' (header)")
            hashes[mart] = hashlib.sha256(target.read_bytes()).hexdigest()
    return hashes


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Places:
    places = places_with_census(tmp_path_factory.mktemp("home"))
    official_run(inputs_of(places), places, threads=2)
    return places


def test_every_scenario_and_seed_has_its_own_rows(published: Places) -> None:
    with open_published(published) as connection:
        metrics = read_metrics(connection)
    assert set(metrics) == {(scenario, seed) for scenario in SCENARIOS for seed in SEEDS}
    costs = {metrics[key].total_compensation_cost for key in metrics}
    assert len(costs) == len(metrics)


def test_the_same_inputs_give_the_same_bytes_again(published: Places, tmp_path: Path) -> None:
    again = places_with_census(tmp_path / "home")
    official_run(inputs_of(again), again)
    (tmp_path / "first").mkdir()
    (tmp_path / "again").mkdir()
    assert bytes_of_marts(again, tmp_path / "again") == bytes_of_marts(published, tmp_path / "first")


def test_the_thread_count_changes_no_byte(tmp_path: Path) -> None:
    """On tables of several row groups: DuckDB gives a smaller one to a single thread, whatever it is allowed."""
    hashes = []
    for threads in (1, 4):
        places = places_with_census(tmp_path / f"home of {threads}", employees=SEVERAL_ROW_GROUPS)
        inputs = gather_inputs(places, load_simulation_settings().replace(end_year=2026))
        official_run(inputs, places, threads=threads)
        folder = tmp_path / f"marts of {threads}"
        folder.mkdir()
        hashes.append(bytes_of_marts(places, folder))
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("ended", [2026, 2030], ids=["years added", "years dropped"])
def test_a_resumed_run_gives_the_tables_of_a_whole_one(ended: int, published: Places, tmp_path: Path) -> None:
    resumed = places_with_census(tmp_path / "home")
    official_run(inputs_of(resumed, end_year=ended), resumed)
    official_run(inputs_of(resumed), resumed, resume_from=2027)
    (tmp_path / "whole").mkdir()
    (tmp_path / "resumed").mkdir()
    assert bytes_of_marts(resumed, tmp_path / "resumed") == bytes_of_marts(published, tmp_path / "whole")


def test_a_year_after_a_gap_cannot_be_resumed_from(published: Places) -> None:
    with pytest.raises(BadInputError, match="Resume from 2030 at the latest"):
        official_run(inputs_of(published, end_year=2031), published, resume_from=2031)


def test_years_that_part_a_shared_population_cannot_be_added(tmp_path: Path) -> None:
    places = places_with_census(tmp_path / "home")

    def promoting_alike_until_2025(end_year: int) -> RunInputs:
        settings = load_simulation_settings().replace(end_year=end_year)
        inputs = gather_inputs(places, settings, scenario_ids=["default", "aggressive_retention"])
        kept = [row for row in inputs.lever_rows if row.scenario_id == "default" or row.cell.fiscal_year > 2025]
        return replace(inputs, lever_rows=tuple(kept))

    official_run(promoting_alike_until_2025(2025), places)
    before = places.warehouse.read_bytes()
    with pytest.raises(BadInputError, match="scenarios share their people otherwise"):
        official_run(promoting_alike_until_2025(2026), places, resume_from=2026)
    assert places.warehouse.read_bytes() == before


def test_a_published_run_says_what_it_was_computed_from(published: Places) -> None:
    with open_published(published) as connection:
        stored = dict(connection.execute("select input_name, sha256 from inputs.run").fetchall())
    inputs = inputs_of(published)
    assert stored == {**inputs.fingerprints, "all": inputs.fingerprint}


def test_readers_keep_their_snapshot_while_a_new_run_is_published(published: Places) -> None:
    with open_published(published) as reader:
        before = reader.execute("select count(*) from fct_yearly_events").fetchone()
        official_run(inputs_of(published), published)
        assert reader.execute("select count(*) from fct_yearly_events").fetchone() == before


def kill_at_step(places: Places, step: str) -> None:
    """Start a run of another scenario and kill it without warning as soon as it says that `step` begins."""
    process = subprocess.Popen(
        [PLANWISE, "simulate", "--scenario", "aggressive_retention"],
        env={**os.environ, "PLANWISE_HOME": str(places.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if step in line:
            process.send_signal(signal.SIGKILL)
            break
    else:
        pytest.fail(f"The run never said {step!r}: {said}")
    assert process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("step", ["inputs", "year 2025", "year 2027", "metrics, marts and tests"])
def test_a_run_killed_before_publication_leaves_the_published_file_as_it_was(published: Places, step: str) -> None:
    before = published.warehouse.read_bytes()
    kill_at_step(published, step)
    assert published.warehouse.read_bytes() == before


def test_a_run_killed_while_publishing_leaves_the_old_file_or_the_whole_new_one(tmp_path: Path) -> None:
    places = places_with_census(tmp_path / "home")
    inputs = inputs_of(places)
    official_run(inputs, places)
    kill_at_step(places, "publishing")
    with open_published(places) as connection:
        metrics = read_metrics(connection)
        assert read_run_fingerprint(connection)
    assert set(metrics) in (
        {(scenario, seed) for scenario in SCENARIOS for seed in SEEDS},
        {("aggressive_retention", SEEDS[0])},
    )


def test_the_run_after_a_killed_one_works_and_clears_up(published: Places) -> None:
    abandoned = published.runs / "run-999999999-killed"
    abandoned.mkdir(parents=True)
    (abandoned / "warehouse.duckdb").write_bytes(b"half a file")
    official_run(inputs_of(published), published)
    assert not abandoned.exists()
    assert list(published.runs.iterdir()) == []


def hold_the_lock(home: Path, ready: Connection) -> None:
    with writer_lock(fresh_places(home)):
        ready.send(os.getpid())
        time.sleep(60)


def test_a_lock_held_by_another_process_is_explained_and_nothing_changes(published: Places) -> None:
    before = published.warehouse.read_bytes()
    receiver, sender = multiprocessing.Pipe()
    holder = multiprocessing.get_context("fork").Process(target=hold_the_lock, args=(published.home, sender))
    holder.start()
    try:
        pid = receiver.recv()
        started = time.monotonic()
        with pytest.raises(PlanwiseError) as refusal:
            official_run(inputs_of(published), published, wait_seconds=0.5)
        waited = time.monotonic() - started
    finally:
        holder.terminate()
        holder.join()
    message = str(refusal.value)
    assert str(pid) in message
    assert "warehouse.lock" in message
    assert "Nothing was changed" in message
    # Not for ever: well under the process's sixty seconds.
    assert waited < 30
    assert published.warehouse.read_bytes() == before


def test_a_published_file_held_open_for_writing_is_explained(published: Places) -> None:
    script = (
        "import duckdb, sys, time; connection = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(published.warehouse)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(PlanwiseError) as refusal, open_published(published):
            pass
    finally:
        holder.kill()
        holder.wait()
    assert str(published.warehouse) in str(refusal.value)
    assert str(holder.pid) in str(refusal.value)


def test_a_run_that_breaks_an_identity_is_never_published(tmp_path: Path) -> None:
    """One person twice in the census file, which no import would write: tests in the last call find it."""
    places = places_with_census(tmp_path / "home")
    official_run(inputs_of(places), places)
    before = places.warehouse.read_bytes()
    census = read_census(places)
    install_census(places, pa.concat_tables([census, census.slice(0, 1)]), bands=None)
    with pytest.raises(SimulationError, match="census_has_everybody_once"):
        official_run(inputs_of(places), places)
    assert places.warehouse.read_bytes() == before
    assert list(places.runs.iterdir()) == []


def test_what_a_stranger_left_beside_the_published_file_does_not_reach_the_next_run(published: Places) -> None:
    """A process that dies with the published file open for writing leaves a log that DuckDB would replay."""
    script = (
        "import duckdb, os, signal, sys; connection = duckdb.connect(sys.argv[1]); "
        "connection.execute('delete from fct_year_metrics'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(published.warehouse)], check=False)
    assert published.warehouse.with_name("warehouse.duckdb.wal").exists()
    official_run(inputs_of(published), published)
    with open_published(published) as connection:
        assert set(read_metrics(connection)) == {(scenario, seed) for scenario in SCENARIOS for seed in SEEDS}


def test_a_census_replaced_while_a_run_waits_is_not_simulated_under_the_old_fingerprint(tmp_path: Path) -> None:
    places = places_with_census(tmp_path / "home")
    inputs = inputs_of(places)
    replaced = places_with_census(tmp_path / "home", employees=EMPLOYEES // 2)
    official_run(inputs, replaced)
    with open_published(places) as connection:
        metrics = read_metrics(connection)["default", SEEDS[0]]
    assert metrics.years[2025].opening_headcount == EMPLOYEES


def test_settings_of_another_dbt_project_do_not_reach_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DBT_TARGET": "prod", "DBT_PROFILE": "other", "DBT_FULL_REFRESH": "true"}.items():
        monkeypatch.setenv(name, value)
    places = places_with_census(tmp_path / "home")
    official_run(inputs_of(places), places)
    assert os.environ["DBT_TARGET"] == "prod"


def test_the_published_file_holds_no_path_of_the_machine(published: Places) -> None:
    assert str(published.home).encode() not in published.warehouse.read_bytes()
