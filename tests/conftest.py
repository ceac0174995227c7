"""What holds for every test: processes that tests start can be interrupted."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Take SIGINT, even where the tests run in a shell's background.

    Such a shell ignores it, processes inherit that, and a test that interrupts one would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
