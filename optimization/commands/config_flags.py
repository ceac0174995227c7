"""Flags made from the fields of a config model, so that the two cannot drift apart."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import typer

from optimization.parameters.field_errors import bounds_text

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


@dataclass(frozen=True, kw_only=True)
class ConfigFlags:
    """The flags of a command that is asked what a model has fields for.

    Attributes:
        model: Every field of it has a description and a default.
        renamed: Fields whose flag is not simply their name.
        left_out: Fields that the command has no flag for.
    """

    model: type[BaseModel]
    renamed: Mapping[str, str] = field(default_factory=dict)
    left_out: Collection[str] = ()

    def parameters(self) -> list[inspect.Parameter]:
        """A keyword parameter per field, as Typer reads it; None stands for the field's own default."""
        return [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[
                    _flag_type(each) | None, typer.Option(self._declared(name, each), help=_help(each))
                ],
            )
            for name, each in self._fields().items()
        ]

    def flag_of(self, field_name: str) -> str:
        """The flag that sets a field; of a yes or no, the one that says yes."""
        return self.renamed.get(field_name, f"--{field_name.replace('_', '-')}")

    def given(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that flags were given for; an empty list is a flag that was not given."""
        fields = {name: arguments[name] for name in self._fields()}
        return {name: value for name, value in fields.items() if value is not None and value != []}

    def repeating(self, config: BaseModel, *, always: Collection[str] = ()) -> list[str]:
        """The flags that ask the same again: those named, and every field that is not at its default."""
        flags: list[str] = []
        for name, each in self._fields().items():
            value = getattr(config, name)
            if name not in always and value == each.default:
                continue
            if isinstance(value, bool):
                flags.append(self.flag_of(name) if value else _no(self.flag_of(name)))
                continue
            for one in value if isinstance(value, tuple) else (value,):
                flags += [self.flag_of(name), str(one)]
        return flags

    def _fields(self) -> dict[str, FieldInfo]:
        return {name: each for name, each in self.model.model_fields.items() if name not in self.left_out}

    def _declared(self, name: str, each: FieldInfo) -> str:
        flag = self.flag_of(name)
        return f"{flag}/{_no(flag)}" if _flag_type(each) is bool else flag


def _no(flag: str) -> str:
    return f"--no-{flag.removeprefix('--')}"


def _flag_type(each: FieldInfo) -> Any:
    # A choice is read as text: the model refuses a wrong one, and names the nearest.
    kind = _wanted(each.annotation)
    if get_origin(kind) is tuple:
        return list[str]
    return kind if kind in (int, float, bool) else str


def _wanted(annotation: Any) -> Any:
    """The type behind an optional one."""
    if get_origin(annotation) is UnionType:
        (annotation,) = (kind for kind in get_args(annotation) if kind is not NoneType)
    return annotation


def _help(each: FieldInfo) -> str:
    assert each.description is not None, "the model describes every field"
    parts = [each.description]
    if get_origin(each.annotation) is tuple:
        parts.append("Give the flag again for more.")
    elif bounds := bounds_text(each):
        parts.append(f"It must be {bounds}.")
    choices = _choices(each)
    if choices:
        parts.append(f"One of {', '.join(choices)}.")
    default = ", ".join(each.default) if isinstance(each.default, tuple) else each.default
    return " ".join(parts) if default in (None, "", False, True) else f"{' '.join(parts)} [default: {default}]"


def _choices(each: FieldInfo) -> list[str]:
    kind = _wanted(each.annotation)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return list(get_args(kind)) if get_origin(kind) is Literal else []
