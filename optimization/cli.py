"""The `planwise` command: its groups put together, and what went wrong as a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from optimization.commands import (
    audit,
    census,
    checkpoint,
    decision,
    draft,
    evaluate,
    levers,
    optimize,
    performance,
    proposal,
    training,
)
from optimization.commands.cancelled import CancelledError
from optimization.commands.doctor import doctor
from optimization.commands.exit_codes import EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED
from optimization.commands.group import command_group
from optimization.commands.output import print_line, say
from optimization.commands.report import report
from optimization.commands.simulate import simulate
from optimization.errors import PlanwiseError, is_interruption, unknown_name

PROGRAM = "planwise"
DEBUG_VARIABLE = "PLANWISE_DEBUG"

_LEFT_AS_IT_WAS = (
    "Census, lever file and published warehouse are replaced whole or not at all: what was there before this command "
    "is there still, unless it said that it was done."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments behind the program's name; the process's own if not given.

    Returns:
        The exit code: 0 done, 1 failed, 2 bad input, 3 finished without meeting the goal, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = get_command(_app()).main(args=arguments, prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        return _refused(error)
    except CancelledError as cancelled:
        say(f"Interrupted. {cancelled} {_LEFT_AS_IT_WAS}")
        return cancelled.exit_code
    except PlanwiseError as error:
        say("\n".join([f"Error: {error}", *getattr(error, "__notes__", ())]))
        return error.exit_code
    except SystemExit as stopped:
        # So Typer leaves when nobody reads its help to the end, as after `| head`.
        if not isinstance(stopped.__context__, BrokenPipeError):
            raise
        code = EXIT_DONE
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the outermost place: whatever is left is a fault of ours
        if not is_interruption(error):
            return _unexpected(error)
        code = EXIT_INTERRUPTED
    if code == EXIT_INTERRUPTED:
        say(f"Interrupted. {_LEFT_AS_IT_WAS}")
    return code if isinstance(code, int) else EXIT_DONE


def _app() -> typer.Typer:
    app = command_group("Compensation planning by simulation: find the levers that meet a goal.")
    app.callback()(_root)
    app.add_typer(census.app, name="census")
    app.command()(simulate)
    app.command("evaluate")(evaluate.command)
    app.add_typer(optimize.app, name="optimize")
    app.add_typer(levers.app, name="levers")
    app.add_typer(draft.app, name="draft")
    app.add_typer(proposal.app, name="proposal")
    app.add_typer(checkpoint.app, name="checkpoint")
    app.add_typer(audit.app, name="audit")
    app.add_typer(decision.app, name="decision")
    app.add_typer(performance.app, name="performance")
    app.add_typer(training.app, name="training")
    app.command()(report)
    app.command()(doctor)
    return app


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=lambda given: _version(given), help="Print the version."),
    ] = False,
) -> None:
    """Compensation planning by simulation: find the levers that meet a goal."""


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        print_line(f"{PROGRAM} {version('planwise-navigator')}")
        raise typer.Exit


def _refused(error: typer.TyperException) -> int:
    """Say what is wrong with the command line; an unknown option gets the nearest and the valid ones."""
    context: Any = getattr(error, "ctx", None)
    message = error.format_message()
    if context is None:
        say(f"Error: {message}")
        return error.exit_code
    options = [name for parameter in context.command.get_params(context) for name in parameter.opts]
    unknown = getattr(error, "option_name", None)
    if unknown is not None and unknown not in options:
        message = str(unknown_name("option", unknown, [name for name in options if name.startswith("-")]))
    # A group without a command has its help for a message, and needs no pointer to it.
    is_help = message.startswith("Usage:")
    say(message if is_help else f"Error: {message}\nSee `{context.command_path} --help`.")
    return error.exit_code


def _unexpected(error: Exception) -> int:
    if os.environ.get(DEBUG_VARIABLE) == "1":
        import traceback

        say("".join(traceback.format_exception(error)))
    elif isinstance(error, OSError):
        say(f"Error: the system refused: {error}. Mend what it names and run again.")
    else:
        text = " ".join(str(error).split())
        say(
            f"Error: {type(error).__name__}: {text}\n"
            f"This was not foreseen, so it is a fault of the program. {DEBUG_VARIABLE}=1 shows where it happened."
        )
    return EXIT_FAILED


if __name__ == "__main__":
    raise SystemExit(main())
