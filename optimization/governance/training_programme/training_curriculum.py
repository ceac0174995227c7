"""The training programme as data: config/training.yaml, read and checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from optimization.errors import unknown_name
from optimization.governance.training_programme.training_traces import Trace
from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml
from optimization.places import CONFIG_DIR

TRAINING_CONFIG = CONFIG_DIR / "training.yaml"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Command = Annotated[str, StringConstraints(pattern=r"^planwise .*\S$")]
Positive = Annotated[float, BeforeValidator(float), Field(gt=0, allow_inf_nan=False)]
Points = Annotated[int, Field(ge=0)]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SkillGroup(_Stated):
    """Skills of which one or more give points, once."""

    any_of: Annotated[tuple[Text, ...], Field(min_length=1)]
    points: Points


class Experience(_Stated):
    """How what somebody brings along is counted: `years` has points by the least number of years."""

    description: Text
    source: Text
    years: dict[int, Points]
    analytics: dict[str, Points]
    skills: tuple[SkillGroup, ...]


class Pace(_Stated):
    """How hours become weeks."""

    description: Text
    source: Text
    hours_per_week: Positive
    factors: Annotated[dict[str, Positive], Field(min_length=1)]
    shortest_weeks: Positive

    def weeks(self, hours: float, time_availability: str) -> float:
        """How many weeks a module of so many hours takes.

        Raises:
            BadInputError: there is no such time availability; names the nearest.
        """
        if time_availability not in self.factors:
            raise unknown_name("time availability", time_availability, self.factors)
        return max(self.shortest_weeks, hours / self.hours_per_week * self.factors[time_availability])


class Exercise(_Stated):
    """Commands to type, and the traces that they must leave behind."""

    title: Text
    task: Text
    commands: Annotated[tuple[Command, ...], Field(min_length=1)]
    leaves: Annotated[tuple[Trace, ...], Field(min_length=1)]


class Module(_Stated):
    """A part of the programme. `up_to_score`: who has no more points of experience begins here; None has no limit."""

    title: Text
    hours: Positive
    up_to_score: int | None
    prerequisites: tuple[str, ...]
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    exercises: Annotated[dict[str, Exercise], Field(min_length=1)]


class Curriculum(_Stated):
    """The whole programme, its modules in the order in which they are taken.

    Raises:
        ValueError: a prerequisite does not stand before its module, or the scores do not rise to one without a limit.
    """

    experience: Experience
    pace: Pace
    modules: Annotated[dict[str, Module], Field(min_length=1)]

    def module(self, name: str) -> Module:
        """The module of this name.

        Raises:
            BadInputError: there is none; lists the names and the nearest.
        """
        if name not in self.modules:
            raise unknown_name("module", name, self.modules)
        return self.modules[name]

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Some modules in the programme's order, each once."""
        wanted = set(names)
        return tuple(name for name in self.modules if name in wanted)

    @model_validator(mode="after")
    def _prerequisites_come_first(self) -> Self:
        names = list(self.modules)
        for place, (name, module) in enumerate(self.modules.items()):
            late = [needed for needed in module.prerequisites if needed not in names[:place]]
            if late:
                raise ValueError(f"{name} needs {', '.join(late)}, which must be modules that stand before it.")
        return self

    @model_validator(mode="after")
    def _every_score_leads_somewhere(self) -> Self:
        *limits, last = [module.up_to_score for module in self.modules.values()]
        if last is not None or None in limits or limits != sorted(set(limits), key=lambda limit: limit or 0):
            raise ValueError("up_to_score must rise from module to module, and be null for the last one only.")
        return self


def load_curriculum(path: Path = TRAINING_CONFIG) -> Curriculum:
    """The programme in force.

    Raises:
        BadInputError: naming the file and the key.
    """
    document: dict[str, Any] = read_yaml(path)
    try:
        return Curriculum.model_validate(document)
    except ValidationError as error:
        raise field_errors(error, where=str(path), names=list(Curriculum.model_fields)) from error
