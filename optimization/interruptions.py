"""Ctrl-C that is answered, whatever the libraries do that it falls into."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def no_lost_interruption() -> Iterator[None]:
    """Raise at the end of the block what Ctrl-C raised within it, if something there swallowed or disguised it.

    mashumaro, with which dbt reads its manifest, tries the members of a union with a bare `except`; DuckDB goes on
    where an import of pyarrow fails; and Python itself only prints what is raised while it collects garbage.
    """
    answer = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(answer):
        yield
        return
    raised: list[BaseException] = []

    def keep(number: int, frame: FrameType | None) -> None:
        try:
            answer(number, frame)
        except BaseException as error:
            raised.append(error)
            raise

    signal.signal(signal.SIGINT, keep)
    try:
        yield
    except BaseException as error:
        if raised and error is not raised[0]:
            raise raised[0] from error
        raise
    finally:
        signal.signal(signal.SIGINT, answer)
    if raised:
        raise raised[0]
