"""A logger that shows progress and nothing else: one line per step, for a person at a terminal."""

from __future__ import annotations

import logging
import sys
import time

import dagster as dg


class _OwnMessage(logging.Formatter):
    """The message as it was logged, without run and step ids, after the seconds since the start."""

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()

    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", {})
        return f"{time.monotonic() - self._started:6.1f} s  {meta.get('orig_message', record.getMessage())}"


@dg.logger(None, description="Progress lines on stderr: what assets say of their own work, no engine events.")
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """A logger that passes on what assets log, in their words."""
    logger = logging.Logger("progress", level=logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OwnMessage())
    # Errors are told once, by whoever ran the job.
    handler.addFilter(lambda record: record.levelno < logging.ERROR)
    logger.addHandler(handler)
    return logger
