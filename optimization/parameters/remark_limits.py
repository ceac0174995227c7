"""From where on a set of levers deserves a remark: config/lever_remarks.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from optimization.parameters.entry_files import read_entry_values
from optimization.parameters.settings import Rate
from optimization.places import CONFIG_DIR

REMARKS_CONFIG = CONFIG_DIR / "lever_remarks.yaml"


class RemarkLimits(BaseModel):
    """The limits as exact numbers; unit, meaning and source stand in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    merit_spread_above: Annotated[Rate, Field(ge=0, le=1)]
    cola_above: Annotated[Rate, Field(ge=0, le=1)]
    new_hire_adjustment_above: Annotated[Rate, Field(gt=0)]
    new_hire_adjustment_below: Annotated[Rate, Field(gt=0)]


def load_remark_limits(path: Path = REMARKS_CONFIG) -> RemarkLimits:
    """The limits in force.

    Raises:
        BadInputError: naming the file, and the entry or value that is wrong.
    """
    return read_entry_values(path, RemarkLimits)
