"""`planwise doctor`: how it stands with this installation, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from optimization.commands.diagnosis import Finding, Health, diagnose
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, say
from optimization.errors import PlanwiseError
from optimization.evidence.reports.versions import running_versions
from optimization.places import DBT_PROJECT_DIR, Places

EXIT_BROKEN = 1


def doctor(
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Also parse the dbt project and compile the lever models, if stale.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is in order, what is not, and what to do; settle searches and lever writes whose process was killed."""
    places = home_places()
    if prepare:
        _prepare(places)
    findings = diagnose(places)
    is_healthy = all(finding.health is not Health.BROKEN for finding in findings)
    versions, paths = running_versions(), _paths(places)
    if as_json:
        print_json(
            {
                "is_healthy": is_healthy,
                "findings": [
                    {"subject": each.subject, "health": str(each.health), "text": each.text} for each in findings
                ],
                "fingerprints": _fingerprints(places),
                "versions": dict(versions),
                "paths": paths,
            }
        )
    else:
        _print(findings, versions=versions, paths=paths)
    if not is_healthy:
        raise typer.Exit(EXIT_BROKEN)


def _prepare(places: Places) -> None:
    from optimization.simulation.dbt_project import ensure_manifest
    from optimization.simulation.plan_file import ensure_plan

    ensure_manifest(places)
    ensure_plan(places, on_progress=lambda step: say(f"{step} ..."))


def _fingerprints(places: Places) -> dict[str, str] | None:
    """A SHA-256 per input that a search would take today, to hold beside a report's; None where it would be refused."""
    from optimization.simulation.run_inputs import REQUESTED, gather_inputs
    from optimization.simulation.search_settings import search_settings

    try:
        fingerprints = gather_inputs(places, search_settings(places)).fingerprints
    except PlanwiseError:
        # The findings say why.
        return None
    # Scenario and seed are what a search is asked, not what lies here.
    return {name: sha256 for name, sha256 in fingerprints.items() if name != REQUESTED}


def _paths(places: Places) -> dict[str, str]:
    return {
        "home": str(places.home),
        "levers": str(places.levers),
        "targets": str(places.targets),
        "reports": str(places.reports),
        "dbt_project": str(DBT_PROJECT_DIR),
    }


def _print(findings: tuple[Finding, ...], *, versions: Mapping[str, str], paths: Mapping[str, str]) -> None:
    for finding in findings:
        print_line(f"{finding.health:<6}  {finding.subject}: {finding.text}")
    print_line("Paths: " + ", ".join(f"{name} {path}" for name, path in paths.items()))
    print_line("Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()))
