"""Groups of commands that answer an unknown name with the nearest one."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from optimization.errors import unknown_name


class PlanwiseGroup(TyperGroup):
    """A group whose unknown commands are bad input like any other unknown name."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name.

        Raises:
            BadInputError: there is none; lists the names and the nearest.
        """
        command = super().get_command(ctx, cmd_name)
        # An option in the place of a command is Typer's to report.
        if command is None and not cmd_name.startswith("-"):
            raise unknown_name("command", f"{ctx.command_path} {cmd_name}", self._paths(ctx))
        return command

    def _paths(self, ctx: Any) -> list[str]:
        return [f"{ctx.command_path} {name}" for name in self.commands]


def command_group(purpose: str) -> typer.Typer:
    """A group of commands; without one of them it prints its help. Plain help is not cut to a terminal's width."""
    return typer.Typer(cls=PlanwiseGroup, help=purpose, no_args_is_help=True, rich_markup_mode=None)
