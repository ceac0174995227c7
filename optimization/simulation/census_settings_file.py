"""Reads a YAML file into a pydantic model; every fault is named by file and key."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from optimization.errors import BadInputError

Settings = TypeVar("Settings", bound=BaseModel)


def load_settings(path: Path, model: type[Settings]) -> Settings:
    """The settings that a YAML file holds.

    Raises:
        BadInputError: no such file, not YAML, an unknown key, or a value that the model refuses.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInputError(f"{path}: there is no such file.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path}: cannot be read as UTF-8 text ({error}).") from error
    except yaml.YAMLError as error:
        raise BadInputError(f"{path}: not readable as YAML ({error}).") from error
    if not isinstance(content, dict):
        raise BadInputError(f"{path}: holds no keys. A mapping of keys to values is expected.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BadInputError(_faults(error, path=path)) from error


def _faults(error: ValidationError, *, path: Path) -> str:
    lines = [f"{path}: {error.error_count()} thing(s) to correct."]
    for fault in error.errors():
        key = ".".join(str(part) for part in fault["loc"]) or "(the whole file)"
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "string_type":
            # YAML reads an unquoted Yes as true, and an unquoted 0007 as 7.
            message += f", got {fault['input']!r}: write it in quotes"
        lines.append(f"  {key}: {message}")
    return "\n".join(lines)
