"""The versions of what computed a result."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata

# What the figures of a run may depend on; the rest of the lock file does not touch them.
_DISTRIBUTIONS = ("planwise-navigator", "dbt-core", "dbt-duckdb", "duckdb", "numpy", "scipy")


def running_versions() -> Mapping[str, str]:
    """Name to version of Python and of the packages that figures depend on; one that is not installed says so."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _DISTRIBUTIONS}}


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        # A checkout that is run without being installed.
        return "not installed"
