"""The process of a started command: `python -m streamlit_dashboard.processes.command_process FOLDER ARGUMENT...`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from optimization.atomic_file import replace_file
from optimization.commands.exit_codes import EXIT_FAILED, EXIT_INTERRUPTED
from streamlit_dashboard.processes.started_command import EXIT_CODE_FILE


def run_command(folder: Path, arguments: Sequence[str]) -> int:
    """Run `planwise` with these arguments and leave its exit code in `folder`, after all that it printed."""
    try:
        _answer_to_ctrl_c()
        code = _exit_code(arguments)
    except KeyboardInterrupt:
        # Before the command itself was there to answer it, or again while it was answering.
        print("Interrupted.", file=sys.stderr)
        code = EXIT_INTERRUPTED
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout.flush()
    sys.stderr.flush()
    replace_file(folder / EXIT_CODE_FILE, str(code).encode())
    return code


def _answer_to_ctrl_c() -> None:
    """From here on, and to one that came since the process was started.

    A server that a shell started in the background ignores it, and so do its children: this one is stopped by it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _exit_code(arguments: Sequence[str]) -> int:
    # Takes a moment to import, in which the process can be stopped already.
    from optimization.cli import PROGRAM, main

    # Locks are signed with it.
    sys.argv = [PROGRAM, *arguments]
    try:
        return main(arguments)
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else EXIT_FAILED


if __name__ == "__main__":
    raise SystemExit(run_command(Path(sys.argv[1]), sys.argv[2:]))
