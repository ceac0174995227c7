"""The last figures, as JSON, and the table in docs/performance.md that is made from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from optimization.places import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "benchmarks" / "results" / "latest.json"
PAGE = PROJECT_ROOT / "docs" / "performance.md"


def write_results(results: dict[str, Any], *, path: Path = RESULTS, page: Path = PAGE) -> None:
    """Keep the figures and renew the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n")
    page.write_text(performance_page(results))


def performance_page(results: dict[str, Any]) -> str:
    """docs/performance.md for these results."""
    machine = results["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    lines = [
        "# Performance",
        "",
        "Made by `make bench` from `benchmarks/results/latest.json`: medians after a warm-up, each beside a reference",
        "that was measured in the same run, since machines differ.",
        "",
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}; {packages}.",
        "",
        "| work | seconds | must reach | reference | ratio | rounds |",
        "|---|---:|---:|---|---:|---:|",
        *(_row(work) for work in results["works"]),
        "",
        "The target loop runs dbt once per batch of candidates in this version, without the wide tables and the tests.",
        "",
    ]
    return "\n".join(lines)


def _row(work: dict[str, Any]) -> str:
    must_reach = "" if work["must_reach_seconds"] is None else f"{work['must_reach_seconds']:g}"
    reference = f"{work['reference']}: {work['reference_seconds']:.2f} s"
    return (
        f"| {work['what']} | {work['seconds']:.2f} | {must_reach} | {reference} | "
        f"{work['seconds'] / work['reference_seconds']:.1f} | {len(work['rounds'])} |"
    )
