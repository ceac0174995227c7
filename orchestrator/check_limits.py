"""The limits of the checks on a published run: config/checks.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from optimization.errors import BadInputError
from optimization.parameters.entry_files import read_entry_values
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
    limits = read_entry_values(path, CheckLimits)
    if limits.pay_growth_lower > limits.pay_growth_upper:
        raise BadInputError(
            f"{path}: pay_growth_lower = {limits.pay_growth_lower:g} is above "
            f"pay_growth_upper = {limits.pay_growth_upper:g}."
        )
    return limits
