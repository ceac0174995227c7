"""A command that was interrupted with something to show: it is kept, and shown, before the command ends."""

from __future__ import annotations

from optimization.commands.exit_codes import EXIT_INTERRUPTED
from optimization.errors import PlanwiseError


class CancelledError(PlanwiseError):
    """What was found before the interruption is recorded; the message says where."""

    exit_code = EXIT_INTERRUPTED
