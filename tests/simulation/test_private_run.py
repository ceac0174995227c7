"""A run's folder lasts as long as the process that holds its lock, whatever pids say."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from optimization.places import Places
from optimization.simulation.private_run import private_run, runs_under_way


def places_of(home: Path) -> Places:
    return Places(home=home, levers=home / "comp_levers.csv")


def test_a_folder_goes_when_its_block_is_left(tmp_path: Path) -> None:
    with private_run(places_of(tmp_path)) as private:
        private.warehouse.write_bytes(b"something")
        assert runs_under_way(places_of(tmp_path)) == (private.folder,)

    assert not private.folder.exists()
    assert runs_under_way(places_of(tmp_path)) == ()


def hold_a_run(home: Path, told: Connection) -> None:
    with private_run(places_of(home)) as private:
        told.send(private.folder)
        told.recv()


def test_a_folder_stays_while_its_process_lives_and_is_removed_by_the_next_run_once_it_was_killed(
    tmp_path: Path,
) -> None:
    ours, theirs = multiprocessing.Pipe()
    # A fresh process: a forked one would share this one's open files, and their locks.
    process = multiprocessing.get_context("spawn").Process(target=hold_a_run, args=(tmp_path, theirs))
    process.start()
    # With one end, the other one is told when the process dies.
    theirs.close()
    folder = ours.recv()

    with private_run(places_of(tmp_path)) as private:
        assert set(runs_under_way(places_of(tmp_path))) == {folder, private.folder}
    assert folder.exists()

    process.kill()
    process.join()
    assert runs_under_way(places_of(tmp_path)) == ()
    with private_run(places_of(tmp_path)):
        assert not folder.exists()


def test_a_folder_whose_process_died_before_it_took_the_lock_is_removed(tmp_path: Path) -> None:
    abandoned = tmp_path / "runs" / "run-1-abandoned"
    abandoned.mkdir(parents=True)

    with private_run(places_of(tmp_path)):
        assert not abandoned.exists()
