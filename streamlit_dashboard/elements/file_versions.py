"""The version of a file: what screens remember answers under that were computed from it."""

from __future__ import annotations

from pathlib import Path

from optimization.errors import PlanwiseError

# When a file was changed, how many bytes it has and which file it is: another content has another version.
FileVersion = tuple[int, int, int] | None


def file_version(path: Path) -> FileVersion:
    """What changes whenever the file does; None where there is none.

    Raises:
        PlanwiseError: the file cannot be looked at.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PlanwiseError(
            f"{path} cannot be looked at: {error.strerror}. See that you may read its folder."
        ) from error
    return status.st_mtime_ns, status.st_size, status.st_ino
