"""A proposal's rollout: planned, simulated phase by phase, and stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import Proposal, proposal_within
from optimization.governance.rollout import create_staged_rollout_plan, implement_gradual_rollout
from optimization.governance.rollouts.rollout_plans import Rollout, parameter_cells, record_rollout, require_plannable
from optimization.implementation.measured_levers import measure_levers
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.lever_names import cell_name
from optimization.places import Places

if TYPE_CHECKING:
    from optimization.simulation.protocol import Metrics

# What stands in the place of a risk tolerance where a number of phases was asked for.
EQUAL_STEPS = "equal steps"


def plan_rollout(  # noqa: PLR0913 - for whom, how, and who is told
    places: Places,
    proposal_id: str,
    *,
    user: str,
    risk_tolerance: str = "medium",
    phases: int | None = None,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> Rollout:
    """Plan the phases of a proposal, simulate all of them in one batch, and store the plan.

    Each stored phase has, beside what `create_staged_rollout_plan` gives it, an `outcome`: what its levers give over
    the horizon once they are in force. `growth` is a fraction a year by each of the three methods, None where one of
    them measures nobody; `total_compensation_cost` and `cost_change`, its difference from that of
    the levers in force today, are amounts of money.

    Args:
        places: census, levers and ledger.
        proposal_id: proposed or approved, and not yet applied.
        user: who plans.
        risk_tolerance: low, medium or high.
        phases: that many in equal steps without a cap, in place of a tolerance.
        on_progress: told each step as it begins.

    Raises:
        BadInputError: there is no such proposal, nothing of it can be planned any more, the levers in force are no
            longer those that it was made for, or the plan cannot be made as asked.
        SimulationError: a phase could not be simulated; nothing is stored.
    """
    catalogue = load_lever_catalogue()
    with open_ledger(places) as ledger:
        with ledger.read() as connection:
            proposal = proposal_within(connection, proposal_id)
            require_plannable(connection, proposal)
        plan = _plan(proposal, risk_tolerance=risk_tolerance, phases=phases, catalogue=catalogue)
        on_progress(f"simulating {len(plan)} phases")
        measured = measure_levers(
            places,
            [{}, *(parameter_cells(phase["parameters"], catalogue) for phase in plan)],
            scenario_id=proposal.scenario_id,
            on_progress=on_progress,
        )
        _refuse_moved_levers(proposal, measured.table, catalogue)
        today, *after = measured.metrics
        return record_rollout(
            ledger,
            proposal_id,
            user=user,
            risk_tolerance=risk_tolerance if phases is None else EQUAL_STEPS,
            phases=[
                {**phase, "outcome": _outcome(metrics, today=today)} for phase, metrics in zip(plan, after, strict=True)
            ],
        )


def _plan(
    proposal: Proposal, *, risk_tolerance: str, phases: int | None, catalogue: LeverCatalogue
) -> list[dict[str, Any]]:
    optimal = {cell_name(change.cell, catalogue): change.after for change in proposal.changes}
    current = {cell_name(change.cell, catalogue): change.before for change in proposal.changes}
    if phases is None:
        return create_staged_rollout_plan(optimal, current, risk_tolerance)
    return implement_gradual_rollout(optimal, current, phases)


def _refuse_moved_levers(proposal: Proposal, table: LeverTable, catalogue: LeverCatalogue) -> None:
    moved = [change for change in proposal.changes if table.settings[change.cell].value != change.before]
    if moved:
        change, others = moved[0], len(moved) - 1
        more = f", and {others} more moved" if others else ""
        raise BadInputError(
            f"{proposal.proposal_id} was made when {cell_name(change.cell, catalogue)} was {change.before:g}, and now "
            f"it is {table.settings[change.cell].value:g}{more}: ask the search again."
        )


def _outcome(metrics: Metrics, *, today: Metrics) -> Mapping[str, Any]:
    return {
        "growth": {str(method): value for method, value in metrics.horizon_growth.items()},
        "total_compensation_cost": metrics.total_compensation_cost,
        "cost_change": metrics.total_compensation_cost - today.total_compensation_cost,
    }
