"""A rollout plan as a table and as JSON: what each phase does, what it gives, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.evidence.quantities import count, counted, fraction_as_percent, money, money_change
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns

if TYPE_CHECKING:
    from optimization.governance.rollouts.rollout_plans import Rollout
    from optimization.simulation.protocol import GrowthMethod


def phases_table(rollout: Rollout, *, in_force: int, method: GrowthMethod) -> ReportTable:
    """A row per phase, with growth by a method and cost once it is in force."""
    return ReportTable(
        columns=(
            *number_columns("Phase"),
            *text_columns("Status"),
            *number_columns("Rows changed", "Growth a year", "Total cost", "Change from today"),
            *text_columns("What"),
        ),
        rows=tuple(
            (
                str(phase["phase"]),
                "in force" if phase["phase"] <= in_force else "not in force",
                count(len(phase["changes"])),
                fraction_as_percent(phase["outcome"]["growth"][method]),
                money(phase["outcome"]["total_compensation_cost"]),
                money_change(0.0, phase["outcome"]["cost_change"]),
                phase["description"],
            )
            for phase in rollout.phases
        ),
        note=f"Growth is of mean pay, by the method {method}, over the horizon. Cost is over the whole horizon, in the "
        "currency of the census.",
    )


def rollout_line(rollout: Rollout, *, in_force: int) -> str:
    """The plan in a sentence."""
    phases = counted(len(rollout.phases), "phase")
    return (
        f"{rollout.proposal_id}: {phases} ({rollout.risk_tolerance}), planned by {rollout.created_by} on "
        f"{rollout.created_at:%Y-%m-%d %H:%M}; {in_force} in force."
    )


def rollout_as_json(rollout: Rollout, *, in_force: int) -> dict[str, Any]:
    """The plan, and how many of its phases are in force."""
    return {
        "proposal_id": rollout.proposal_id,
        "risk_tolerance": rollout.risk_tolerance,
        "created_at": rollout.created_at.isoformat(),
        "created_by": rollout.created_by,
        "phases_in_force": in_force,
        "phases": [dict(phase) for phase in rollout.phases],
    }
