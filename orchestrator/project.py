"""What is read when the code location loads: the parsed dbt project, from which the asset graph is made.

The one module of the package that does something at import: Dagster needs the graph before it can show anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from optimization.places import places
from optimization.simulation.dbt_project import ensure_manifest

DBT_MANIFEST: Mapping[str, Any] = json.loads(ensure_manifest(places()).read_text(encoding="utf-8"))
