"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.atomic_file import ReplaceStep, remove_left_temporaries, replace_file


def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()

    with pytest.raises(OSError, match="target"):
        replace_file(tmp_path / "target", b"new")

    assert [file.name for file in tmp_path.iterdir()] == ["target"]


def test_a_second_write_replaces_the_first_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "file"
    replace_file(path, b"first, and longer")
    replace_file(path, b"second")

    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_can_be_read_by_whoever_may_read_a_file_written_directly(tmp_path: Path) -> None:
    (tmp_path / "direct").write_bytes(b"")
    replace_file(tmp_path / "replaced", b"")

    assert (tmp_path / "replaced").stat().st_mode == (tmp_path / "direct").stat().st_mode


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    path.chmod(0o604)
    replace_file(path, b"second")

    assert path.stat().st_mode & 0o777 == 0o604


def test_every_step_is_told_when_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    told: list[tuple[str, bytes, int]] = []
    replace_file(
        path, b"second", on_step=lambda step: told.append((step, path.read_bytes(), len(list(tmp_path.iterdir()))))
    )

    assert told == [
        (ReplaceStep.TEMPORARY_MADE, b"first", 2),
        (ReplaceStep.TEMPORARY_WRITTEN, b"first", 2),
        (ReplaceStep.TEMPORARY_FLUSHED, b"first", 2),
        (ReplaceStep.REPLACED, b"second", 1),
        (ReplaceStep.FOLDER_FLUSHED, b"second", 1),
    ]


def test_what_is_raised_last_of_all_before_the_renaming_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    told: list[str] = []

    def refuse() -> None:
        assert told[-1] == ReplaceStep.TEMPORARY_FLUSHED
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replace_file(path, b"second", on_step=told.append, before_replacing=refuse)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_killed_writers_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = {"file", ".file.lock", ".file.lock.holder", ".other.0123456789abcdef", ".file.0123456789abcde", ".fileX"}
    for name in (*kept, ".file.0123456789abcdef", ".file.fedcba9876543210"):
        (tmp_path / name).touch()
    remove_left_temporaries(tmp_path / "file")

    assert {file.name for file in tmp_path.iterdir()} == kept
