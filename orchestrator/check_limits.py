"""The limits of the checks on a published run: config/checks.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optimization.errors import BadInputError
from optimization.parameters.field_errors import field_errors
from optimization.parameters.settings import SettingEntry
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR

CHECKS_CONFIG = CONFIG_DIR / "checks.yaml"


class CheckLimits(BaseModel):
    """What is plausible. Fractions; meaning and source stand in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    headcount_growth_deviation: Annotated[float, Field(ge=0, le=1)]
    pay_growth_lower: Annotated[float, Field(ge=-1, le=1)]
    pay_growth_upper: Annotated[float, Field(ge=-1, le=1)]


def load_check_limits(path: Path = CHECKS_CONFIG) -> CheckLimits:
    """The limits in force.

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
        limits = CheckLimits.model_validate(values)
    except ValidationError as error:
        fields = CheckLimits.model_fields
        raise field_errors(error, where=str(path), names=fields, fields=fields) from error
    if limits.pay_growth_lower > limits.pay_growth_upper:
        raise BadInputError(
            f"{path}: pay_growth_lower = {limits.pay_growth_lower:g} is above "
            f"pay_growth_upper = {limits.pay_growth_upper:g}."
        )
    return limits
