"""The flags of `planwise optimize loop`, made from TargetLoopConfig so that the two cannot drift apart."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import typer

from optimization.commands.settings_flags import repeating_settings_flags
from optimization.parameters.field_errors import bounds_text
from optimization.parameters.settings import SimulationSettings
from optimization.search.loop.target_loop_config import TargetLoopConfig

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

# Fields whose flag is not simply their name: one lever per flag, and scenarios are called by one word everywhere.
_FLAGS = {"levers": "--lever", "scenario_id": "--scenario"}


def loop_flags() -> list[inspect.Parameter]:
    """A keyword parameter per field, as Typer reads it; None stands for the field's own default."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[_flag_type(field) | None, typer.Option(flag_of(name), help=_help(field))],
        )
        for name, field in TargetLoopConfig.model_fields.items()
    ]


def flag_of(field_name: str) -> str:
    """The flag that sets a field."""
    return _FLAGS.get(field_name, f"--{field_name.replace('_', '-')}")


def given_fields(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that flags were given for; an empty list is a flag that was not given."""
    fields = {name: arguments[name] for name in TargetLoopConfig.model_fields}
    return {name: value for name, value in fields.items() if value is not None and value != []}


def repeating_flags(config: TargetLoopConfig) -> list[str]:
    """The flags that ask the same again: the target, and every field that is not at its default."""
    flags = []
    for name, field in TargetLoopConfig.model_fields.items():
        value = getattr(config, name)
        if name != "target_growth" and value == field.default:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            flags += [flag_of(name), str(each)]
    return flags


def repeating_command(config: TargetLoopConfig, settings: SimulationSettings) -> str:
    """The command that asks the same again from a shell, whoever asked it first."""
    return shlex.join(["planwise", "optimize", "loop", *repeating_flags(config), *repeating_settings_flags(settings)])


def _flag_type(field: FieldInfo) -> Any:
    # A choice is read as text: the model refuses a wrong one, and names the nearest.
    if isinstance(field.default, tuple):
        return list[str]
    return type(field.default) if type(field.default) in (int, float) else str


def _help(field: FieldInfo) -> str:
    assert field.description is not None, "the model describes every field"
    parts = [field.description]
    if isinstance(field.default, tuple):
        parts.append("Give the flag again for more.")
    elif bounds := bounds_text(field):
        parts.append(f"It must be {bounds}.")
    choices = _choices(field)
    if choices:
        parts.append(f"One of {', '.join(choices)}.")
    default = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
    return f"{' '.join(parts)} [default: {default}]"


def _choices(field: FieldInfo) -> list[str]:
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return list(get_args(kind)) if get_origin(kind) is Literal else []
