"""Our errors as failures that Dagster shows in words, without a traceback of the code behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from optimization.errors import PlanwiseError

# Metadata of a failure: what a command that ran the job should exit with.
EXIT_CODE = "exit_code"


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Turn an error of ours into a failed step whose description is the error's message.

    Raises:
        dagster.Failure: in place of any PlanwiseError. Never retried: the same input fails the same way.
    """
    try:
        yield
    except PlanwiseError as error:
        raise in_words(error) from None


def in_words(error: PlanwiseError) -> dg.Failure:
    """The failure that says what the error says."""
    return dg.Failure(description=str(error), metadata={EXIT_CODE: error.exit_code}, allow_retries=False)
