"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.atomic_file import replace_file


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
