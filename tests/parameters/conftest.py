"""The shipped lever catalogue, and a table of the default plan's levers for three years."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from figures import lever_table
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable


@pytest.fixture(scope="session")
def catalogue() -> LeverCatalogue:
    return load_lever_catalogue()


@pytest.fixture(scope="session")
def default_table() -> Callable[..., LeverTable]:
    """Builds the default levers for 2025 to 2027, with the given cells locked."""
    return partial(lever_table, (2025, 2026, 2027))
