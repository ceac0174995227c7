"""How a change of levers is governed: config/governance.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.field_errors import field_errors
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR

GOVERNANCE_CONFIG = CONFIG_DIR / "governance.yaml"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Share = Annotated[float, BeforeValidator(float), Field(gt=0, allow_inf_nan=False)]
Bound = Annotated[float | None, Field(allow_inf_nan=False)]
Days = Annotated[int, Field(ge=1)]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Stated):
    """Rules that belong together, with what they mean and where they come from."""

    description: Text
    source: Text


class Approvals(Section):
    """How many approvers a risk level asks for, and which levels nobody can approve.

    Raises:
        ValueError: a level is in both lists or in neither.
    """

    approvers: dict[RiskLevel, Annotated[int, Field(ge=1)]]
    refused: tuple[RiskLevel, ...]

    @model_validator(mode="after")
    def _every_level_is_settled_once(self) -> Self:
        for level in RiskLevel:
            if (level in self.approvers) == (level in self.refused):
                raise ValueError(f"{level} must stand either in approvers or in refused.")
        return self


class RolloutTolerance(_Stated):
    """Phases of a rollout, and the largest relative change of a lever in one of them."""

    phases: Annotated[int, Field(ge=1)]
    # Below one: no lever falls to zero, or further, by a share of where it stands.
    max_change_per_phase: Annotated[Share, Field(lt=1)]


class Rollout(Section):
    """The staged rollouts that can be asked for, and the most phases that any rollout may have.

    Raises:
        ValueError: a tolerance plans more phases than that.
    """

    tolerances: dict[str, RolloutTolerance]
    max_phases: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _no_tolerance_plans_too_many_phases(self) -> Self:
        for name, tolerance in self.tolerances.items():
            if tolerance.phases > self.max_phases:
                raise ValueError(f"{name} plans {tolerance.phases} phases, and max_phases is {self.max_phases}.")
        return self

    def tolerance(self, name: str) -> RolloutTolerance:
        """The tolerance of this name.

        Raises:
            BadInputError: there is none; lists the names and the nearest.
        """
        if name not in self.tolerances:
            raise unknown_name("risk tolerance", name, self.tolerances)
        return self.tolerances[name]


class RollbackTrigger(_Stated):
    """Metrics, and how far one may rise or fall from its baseline before somebody is told; a share of the baseline."""

    metrics: Annotated[tuple[Text, ...], Field(min_length=1)]
    direction: Literal["rise", "fall"]
    threshold: Share
    severity: RiskLevel


class FigureRange(_Stated):
    """What an actual figure can be, both ends included; one without an end may be any number on that side."""

    least: Bound = None
    most: Bound = None


class RollbackTriggers(Section):
    """What is watched, and what the figures of it can be.

    Raises:
        ValueError: a metric of a trigger has no range, or a range is of a metric that no trigger watches.
    """

    triggers: dict[str, RollbackTrigger]
    figures: dict[str, FigureRange]

    @model_validator(mode="after")
    def _every_metric_has_a_range(self) -> Self:
        watched = {metric for trigger in self.triggers.values() for metric in trigger.metrics}
        for metric in sorted(watched ^ set(self.figures)):
            raise ValueError(f"{metric} must stand both in the metrics of a trigger and in figures.")
        return self


class Monitoring(Section):
    """How long and how often actual figures are looked at."""

    period_days: Days
    review_every_days: Days


class Decisions(Section):
    """When a decision is looked at again."""

    review_after_days: Days


class GovernanceSettings(_Stated):
    """Everything in config/governance.yaml."""

    approvals: Approvals
    rollout: Rollout
    rollback_triggers: RollbackTriggers
    monitoring: Monitoring
    decisions: Decisions


def load_governance_settings(path: Path = GOVERNANCE_CONFIG) -> GovernanceSettings:
    """The rules in force.

    Raises:
        BadInputError: naming the file, the section and the key.
    """
    sections = read_yaml_sections(path)
    for name in sections:
        if name not in GovernanceSettings.model_fields:
            raise BadInputError(f"{path}: {unknown_name('section', name, GovernanceSettings.model_fields)}")
    return GovernanceSettings(
        approvals=_section(path, "approvals", sections, Approvals),
        rollout=_section(path, "rollout", sections, Rollout),
        rollback_triggers=_section(path, "rollback_triggers", sections, RollbackTriggers),
        monitoring=_section(path, "monitoring", sections, Monitoring),
        decisions=_section(path, "decisions", sections, Decisions),
    )


GivenSection = TypeVar("GivenSection", bound=Section)


def _section(path: Path, name: str, sections: dict[str, dict[str, Any]], model: type[GivenSection]) -> GivenSection:
    if name not in sections:
        raise BadInputError(f"{path}: the section {name!r} is missing.")
    try:
        return model.model_validate(sections[name])
    except ValidationError as error:
        raise field_errors(error, where=f"{path}: {name}", names=list(model.model_fields)) from error
