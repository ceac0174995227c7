"""What holds for every test: it can interrupt and start processes, whatever ran before, and long files begin first."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest

MAIN = sys.modules["__main__"]
# Files of minutes: whoever meets one last works alone while the other processes wait.
BEGUN_FIRST = (
    "test_the_simulation_equals_the_reference_model.py",
    "test_dagster_dev.py",
    "test_main_job_after_a_kill.py",
    "test_official_run.py",
    "test_planwise_simulate_equals_the_reference_model.py",
)


def pytest_configure() -> None:
    """Take SIGINT, even where the tests run in a shell's background.

    Such a shell ignores it, processes inherit that, and a test that interrupts one would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files."""
    items.sort(key=lambda item: item.path.name not in BEGUN_FIRST)


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Give `__main__` back before and after a test.

    Streamlit's AppTest leaves its script there, a file that is gone, and each process of a pool imports `__main__`.
    """
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN
