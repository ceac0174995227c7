"""Configuration whose every value stands with its unit, description and source, read into a checked model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from optimization.parameters.field_errors import field_errors
from optimization.parameters.settings import SettingEntry
from optimization.parameters.yaml_files import read_yaml_sections

Model = TypeVar("Model", bound=BaseModel)


def read_entry_values(path: Path, model: type[Model]) -> Model:
    """The values of a file of entries, as the model that names and checks them.

    Raises:
        BadInputError: naming the file, and the entry or value that is wrong.
    """
    values: dict[str, Any] = {}
    for name, entry in read_yaml_sections(path).items():
        try:
            values[name] = SettingEntry.model_validate(entry).value
        except ValidationError as error:
            raise field_errors(error, where=f"{path}: {name}", names=SettingEntry.model_fields) from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise field_errors(error, where=str(path), names=model.model_fields, fields=model.model_fields) from error
