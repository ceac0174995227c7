"""Where things lie: the project's folders and the files that a run reads and writes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
CONFIG_DIR = PROJECT_ROOT / "config"
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt"
SEEDS_DIR = DBT_PROJECT_DIR / "seeds"
SHIPPED_TARGETS = CONFIG_DIR / "comp_targets.csv"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The files of one PLANWISE_HOME, and the lever file and the target file in force."""

    home: Path
    levers: Path
    targets: Path = SHIPPED_TARGETS

    @property
    def census(self) -> Path:
        """The canonical census."""
        return self.home / "census.parquet"

    @property
    def rejected_census_rows(self) -> Path:
        """The rows that the last census import refused."""
        return self.home / "census_rejected.csv"

    @property
    def job_levels(self) -> Path:
        """Salary bands derived from the census; where it exists it takes the place of the seed."""
        return self.home / "job_levels.csv"

    @property
    def warehouse(self) -> Path:
        """The published warehouse: readers open it read-only, only a publication replaces it."""
        return self.home / "warehouse.duckdb"

    @property
    def runs(self) -> Path:
        """One folder per run under way, each with its private warehouse."""
        return self.home / "runs"

    @property
    def reports(self) -> Path:
        """One folder per finished search: its result and its evidence report."""
        return self.home / "reports"

    @property
    def actual_metrics(self) -> Path:
        """What was measured in the company once levers were in force: period, metric_name, value, source."""
        return self.home / "actual_metrics.csv"

    @property
    def dbt_state(self) -> Path:
        """The parsed dbt project: manifest, stamp and dbt's own cache."""
        return self.home / "dbt"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance folder."""
        return self.home / "dagster"


def places(environ: Mapping[str, str] | None = None) -> Places:
    """The places named by PLANWISE_HOME, PLANWISE_LEVERS and PLANWISE_TARGETS, read at each call."""
    environ = os.environ if environ is None else environ
    home = environ.get("PLANWISE_HOME")
    levers = environ.get("PLANWISE_LEVERS")
    targets = environ.get("PLANWISE_TARGETS")
    return Places(
        home=Path(home).expanduser().resolve() if home else PROJECT_ROOT / "var",
        levers=Path(levers).expanduser().resolve() if levers else SEEDS_DIR / "comp_levers.csv",
        targets=Path(targets).expanduser().resolve() if targets else SHIPPED_TARGETS,
    )
