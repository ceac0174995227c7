"""Dagster's config made from a question's own model, so that the two cannot drift apart."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import dagster as dg
from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo


def config_of_model(model: type[BaseModel], *, without: Collection[str] = ()) -> type[dg.Config]:
    """A Config with the fields, defaults and descriptions of a model, but for those in `without`.

    Bounds are left to the model itself: Dagster would report a broken one as a traceback.
    """
    fields: dict[str, Any] = {
        name: _as_config_field(name, field) for name, field in model.model_fields.items() if name not in without
    }
    config: type[dg.Config] = create_model(f"{model.__name__}Fields", __base__=dg.Config, **fields)
    return config


def _as_config_field(name: str, field: FieldInfo) -> tuple[Any, Any]:
    default = field.get_default(call_default_factory=True)
    annotation: Any = field.annotation
    is_optional = get_origin(annotation) is UnionType
    if is_optional:
        (annotation,) = (kind for kind in get_args(annotation) if kind is not NoneType)
    choices = _choices(annotation)
    if choices:
        # Dagster shows the names of an enum's members, so the names are made the words that analysts type.
        annotation = StrEnum(name, {choice: choice for choice in choices})  # type: ignore[misc, no-redef]
        default = None if default is None else annotation(str(default))
    elif get_origin(annotation) is tuple:
        annotation, default = list[str], list(default)
    if is_optional:
        annotation = annotation | None
    return annotation, Field(default=default, description=field.description)


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member) for member in annotation)
    return ()
