"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

# Bytes of the random part of a temporary file's name, written as twice as many hexadecimal digits.
_RANDOM_BYTES = 8


class ReplaceStep(StrEnum):
    """What `replace_file` has just done, in this order."""

    TEMPORARY_MADE = "temporary file made"
    TEMPORARY_WRITTEN = "temporary file written"
    TEMPORARY_FLUSHED = "temporary file flushed to disk"
    REPLACED = "file replaced"
    FOLDER_FLUSHED = "folder flushed to disk"


def replace_file(
    path: Path,
    content: bytes,
    *,
    on_step: Callable[[str], None] = lambda _step: None,
    before_replacing: Callable[[], None] = lambda: None,
) -> None:
    """Puts `content` at `path`: a temporary file in the same folder, flushed to disk, then renamed over `path`.

    A reader sees the old file or the new one; after a failure the old one is as it was. The new file has the mode of
    the old one. A missing folder is made. `on_step` is told each `ReplaceStep`. `before_replacing` is called last of
    all before the renaming: what it raises leaves the old file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile: its files can be read by nobody else, and the published file would keep that.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(_RANDOM_BYTES)}")
    try:
        with temporary.open("xb") as file:
            on_step(ReplaceStep.TEMPORARY_MADE)
            if path.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            on_step(ReplaceStep.TEMPORARY_WRITTEN)
            os.fsync(file.fileno())
        on_step(ReplaceStep.TEMPORARY_FLUSHED)
        before_replacing()
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    on_step(ReplaceStep.REPLACED)
    # The new name is the folder's content: without this a power cut could bring the old file back.
    sync(path.parent)
    on_step(ReplaceStep.FOLDER_FLUSHED)


def remove_left_temporaries(path: Path) -> None:
    """Remove what killed writers of `path` left beside it. Only for whoever knows that nobody is writing it now."""
    left = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{{2 * _RANDOM_BYTES}}}")
    for file in path.parent.iterdir():
        if left.fullmatch(file.name):
            file.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Flush a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
