"""Dagster's instance folder, in PLANWISE_HOME and configured by the project's dagster.yaml."""

from __future__ import annotations

import os
from pathlib import Path

from optimization.atomic_file import replace_file
from optimization.places import PROJECT_ROOT, Places

INSTANCE_CONFIG = PROJECT_ROOT / "dagster.yaml"


def use_dagster_home(places: Places) -> Path:
    """Make the folder, put the project's instance config into it, and let this process and its children use it."""
    home = places.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    content = INSTANCE_CONFIG.read_bytes()
    target = home / INSTANCE_CONFIG.name
    if not target.exists() or target.read_bytes() != content:
        replace_file(target, content)
    os.environ["DAGSTER_HOME"] = str(home)
    return home
