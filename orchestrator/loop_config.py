"""Dagster's config for a target loop, made from TargetLoopConfig so that the two cannot drift apart."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, StrEnum
from typing import Any, Literal, get_args, get_origin

import dagster as dg
from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from optimization.search.loop.target_loop_config import TargetLoopConfig, target_loop_config


def _config_of_loop(*, without: Collection[str] = ()) -> type[dg.Config]:
    """A Config with the fields, defaults and descriptions of TargetLoopConfig, but for those in `without`.

    Bounds are left to `checked_loop_config`: Dagster would report a broken one as a traceback.
    """
    fields: dict[str, Any] = {
        field_name: _as_config_field(field_name, field)
        for field_name, field in TargetLoopConfig.model_fields.items()
        if field_name not in without
    }
    config: type[dg.Config] = create_model("LoopFields", __base__=dg.Config, **fields)
    return config


def checked_loop_config(config: dg.Config) -> TargetLoopConfig:
    """The loop's own config.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds or valid names.
    """
    return target_loop_config(**config.model_dump(mode="json"))


def _as_config_field(name: str, field: FieldInfo) -> tuple[Any, Any]:
    default = field.get_default(call_default_factory=True)
    annotation: Any = field.annotation
    choices = _choices(annotation)
    if choices:
        # Dagster shows the names of an enum's members, so the names are made the words that analysts type.
        annotation = StrEnum(name, {choice: choice for choice in choices})  # type: ignore[misc, no-redef]
        default = annotation(str(default))
    elif get_origin(annotation) is tuple:
        annotation, default = list[str], list(default)
    return annotation, Field(default=default, description=field.description)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member) for member in annotation)
    return ()


class LoopConfig(_config_of_loop()):  # type: ignore[misc]  # its fields are made, not written
    """A target loop: growth in percent per year, tolerance in percentage points."""


class SingleIterationConfig(_config_of_loop(without={"max_iterations"})):  # type: ignore[misc]
    """A target loop of one iteration: growth in percent per year, tolerance in percentage points."""
