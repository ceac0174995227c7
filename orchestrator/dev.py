"""`python -m orchestrator.dev`: the Dagster UI on this machine, with its daemon."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from optimization.places import PROJECT_ROOT, places
from orchestrator.dagster_home import use_dagster_home

# Dagster has no login of its own: only this machine may connect.
HOST = "127.0.0.1"
_PORT = "3000"


def main() -> None:
    """Become `dagster dev`; options on the command line are handed on and come last, so they win."""
    use_dagster_home(places())
    dagster = Path(sys.executable).with_name("dagster")
    workspace = PROJECT_ROOT / "workspace.yaml"
    arguments = ["dev", "-w", str(workspace), "-h", HOST, "-p", _PORT, *sys.argv[1:]]
    os.execv(dagster, [str(dagster), *arguments])


if __name__ == "__main__":
    main()
