"""Ctrl-C is never lost in a library that swallows it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from optimization.interruptions import no_lost_interruption


class Halted(BaseException):
    """What a host raises instead of KeyboardInterrupt, as Dagster does."""


def halt(_number: int, _frame: object) -> None:
    raise Halted


@pytest.fixture
def answer() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, halt)
    yield
    signal.signal(signal.SIGINT, before)


def swallow(seen: list[BaseException]) -> None:
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except (KeyboardInterrupt, Halted) as error:
        seen.append(error)


def test_an_interruption_that_was_swallowed_is_raised_when_the_work_is_over() -> None:
    seen: list[BaseException] = []
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), no_lost_interruption():
        swallow(seen)
    assert [type(error) for error in seen] == [KeyboardInterrupt]
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interruption_in_disguise_is_raised_as_itself() -> None:
    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ValueError("no manifest") from error

    with pytest.raises(KeyboardInterrupt), no_lost_interruption():
        work()


@pytest.mark.usefixtures("answer")
def test_the_hosts_own_interruption_is_the_one_that_is_raised() -> None:
    seen: list[BaseException] = []
    with pytest.raises(Halted) as raised, no_lost_interruption():
        swallow(seen)
    assert raised.value is seen[0]
    assert signal.getsignal(signal.SIGINT) is halt


def test_an_interruption_that_nobody_swallows_ends_the_work_at_once() -> None:
    done: list[str] = []

    def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        done.append("more")

    with pytest.raises(KeyboardInterrupt), no_lost_interruption():
        work()
    assert done == []


def test_a_thread_leaves_signals_to_the_main_thread() -> None:
    before = signal.getsignal(signal.SIGINT)
    found: list[object] = []

    def work() -> None:
        with no_lost_interruption():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [before]
