"""The weights of cost, equity and targets: typed by hand or by the name of a preset."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR

PRESETS_CONFIG = CONFIG_DIR / "objective_presets.yaml"

# Weights typed with a few decimals, like thirds, sum to one as nearly as this.
SUM_TOLERANCE = 1e-6


class ObjectiveWeights(BaseModel):
    """What each objective counts, from 0 to 1; a weight that is not given is 0. They sum to one."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    cost: float = Field(default=0.0, ge=0.0, le=1.0)
    equity: float = Field(default=0.0, ge=0.0, le=1.0)
    targets: float = Field(default=0.0, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = math.fsum((self.cost, self.equity, self.targets))
        if abs(total - 1.0) > SUM_TOLERANCE:
            raise ValueError(
                f"the weights must sum to 1, but cost {self.cost:g} + equity {self.equity:g} + targets "
                f"{self.targets:g} = {total:g}."
            )
        return self


def objective_weights(given: ObjectiveWeights | Mapping[str, float] | str) -> ObjectiveWeights:
    """Weights from a mapping like {"cost": 0.4, "equity": 0.3, "targets": 0.3}, or a preset's name.

    Raises:
        BadInputError: an unknown objective or preset, a weight out of range, or weights that do not sum to one.
    """
    if isinstance(given, ObjectiveWeights):
        return given
    if isinstance(given, str):
        presets = objective_presets()
        if given not in presets:
            raise unknown_name("preset of objectives", given, presets)
        return presets[given]
    try:
        return ObjectiveWeights.model_validate(dict(given))
    except ValidationError as error:
        fields = ObjectiveWeights.model_fields
        raise field_errors(error, where="Objectives", names=fields, fields=fields) from error


def objective_presets(path: Path = PRESETS_CONFIG) -> dict[str, ObjectiveWeights]:
    """The presets by name, in the order of the file.

    Raises:
        BadInputError: naming the file, the preset and what is wrong with it.
    """
    presets = {}
    for name, entry in read_yaml_sections(path).items():
        try:
            presets[name] = objective_weights({key: value for key, value in entry.items() if key != "description"})
        except BadInputError as error:
            raise BadInputError(f"{path}: {name}: {error}") from error
    return presets


def parse_objectives(text: str) -> ObjectiveWeights:
    """Weights from a command line: `cost=.4,equity=.3,targets=.3`, or a preset's name.

    Raises:
        BadInputError: neither, or the weights are wrong.
    """
    if "=" not in text:
        return objective_weights(text.strip())
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = (word.strip() for word in part.partition("="))
        if name in weights:
            raise BadInputError(f"Objectives: {name} is given twice in {text!r}. Give each weight once.")
        try:
            weights[name] = float(number)
        except ValueError as error:
            raise BadInputError(
                f"Objectives: {part.strip()!r} is not a weight. Write them like cost=.4,equity=.3,targets=.3, or name "
                "a preset."
            ) from error
    return objective_weights(weights)
