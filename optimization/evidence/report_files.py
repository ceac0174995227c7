"""Files of a report that exist whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# mkstemp makes files that only their owner reads; a report is for whoever may enter its folder.
_FILE_MODE = 0o644


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 text through a temporary file in the same folder, so that no reader sees half of it.

    Raises:
        OSError: the folder cannot be written to; a file that was there keeps its content.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_FILE_MODE)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
