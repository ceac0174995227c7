"""A rollout is planned, simulated and stored: its figures are those that the proposal's own simulation gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.proposals import Proposal, find_proposal, record_proposal
from optimization.governance.rollouts.rollout_plans import Rollout, find_rollout
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.implementation.rollout_plans import plan_rollout
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home

YEARS, LEVELS = range(2025, 2030), range(1, 6)
COLA = {LeverCell(year, level, "cola_rate"): 0.025 for year in YEARS for level in LEVELS}
MERIT = {LeverCell(year, 3, "merit_base"): 0.05 for year in YEARS}
# The shipped cost-of-living rate is 1.5 %, level 3's merit 3 %: a cap of 35 % allows both in the three phases planned.
TODAY = {cell: 0.015 for cell in COLA} | {cell: 0.030 for cell in MERIT}
RUN = SearchRun(
    run_id="loop-20250102-030405-abc123",
    kind="target_loop",
    scenario_id="default",
    started_at=datetime(2025, 1, 2, tzinfo=UTC),
    user="analyst",
    config={},
    fingerprints={},
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"), people=80)


@pytest.fixture(scope="module")
def ledger(home: Places) -> Iterator[Ledger]:
    with open_ledger(home, {}) as ledger:
        with record_run(ledger, RUN) as outcome:
            outcome.finish(status="converged", result={})
        yield ledger


@pytest.fixture(scope="module")
def proposal(ledger: Ledger) -> Proposal:
    return propose(ledger, before=TODAY, changes=COLA | MERIT)


def propose(ledger: Ledger, *, before: Mapping[LeverCell, float], changes: Mapping[LeverCell, float]) -> Proposal:
    return record_proposal(
        ledger,
        run=RUN,
        before=before,
        changes=changes,
        lever_rows=(),
        risk_report={"proposal_risk_level": "LOW"},
    )


@pytest.fixture(scope="module")
def simulator(home: Places) -> Iterator[BatchSimulator]:
    with batch_simulator(gather_inputs(home, load_simulation_settings()), home) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def planned(home: Places, proposal: Proposal) -> Rollout:
    return plan_rollout(home, proposal.proposal_id, user="analyst")


def simulated(simulator: BatchSimulator, cells: Mapping[LeverCell, float]) -> Metrics:
    (metrics,) = simulator.simulate([LeverVector(cells=cells)], seeds=[42])
    return metrics


def test_the_last_phase_gives_what_the_proposal_itself_gives(
    planned: Rollout, proposal: Proposal, simulator: BatchSimulator
) -> None:
    today, whole = simulated(simulator, {}), simulated(simulator, COLA | MERIT)
    growth = {method: whole.horizon_growth[method] or 0.0 for method in GrowthMethod}
    assert planned.cells(3) == proposal.changes_by_cell == COLA | MERIT
    assert planned.phases[-1]["outcome"] == {
        "growth": {
            "current": growth[GrowthMethod.CURRENT],
            "continuous": growth[GrowthMethod.CONTINUOUS],
            "full_year_equivalent": growth[GrowthMethod.FULL_YEAR_EQUIVALENT],
        },
        "total_compensation_cost": whole.total_compensation_cost,
        "cost_change": whole.total_compensation_cost - today.total_compensation_cost,
    }


def test_every_phase_is_simulated_with_its_own_levers(planned: Rollout, simulator: BatchSimulator) -> None:
    first = {cell: 0.01833333 for cell in COLA} | {cell: 0.03666667 for cell in MERIT}
    assert planned.cells(1) == first
    outcomes = [phase["outcome"] for phase in planned.phases]
    assert outcomes[0]["total_compensation_cost"] == simulated(simulator, first).total_compensation_cost
    changes = [outcome["cost_change"] for outcome in outcomes]
    assert 0 < changes[0] < changes[1] < changes[2]


def test_the_plan_is_stored_with_its_figures(planned: Rollout, ledger: Ledger, proposal: Proposal) -> None:
    assert find_rollout(ledger, proposal.proposal_id) == planned
    assert (planned.created_by, planned.risk_tolerance, len(planned.phases)) == ("analyst", "medium", 3)


def test_as_many_equal_steps_as_asked_are_planned_without_a_cap(home: Places, ledger: Ledger) -> None:
    doubled = propose(ledger, before=TODAY, changes={cell: 0.06 for cell in MERIT})
    steps: list[str] = []
    planned = plan_rollout(home, doubled.proposal_id, user="approver", phases=2, on_progress=steps.append)
    assert [set(planned.cells(phase).values()) for phase in (1, 2)] == [{0.045}, {0.06}]
    assert planned.risk_tolerance == "equal steps"
    assert "simulating 2 phases" in steps


def test_levers_that_moved_since_the_proposal_are_named_and_nothing_is_stored(home: Places, ledger: Ledger) -> None:
    outdated = propose(ledger, before={cell: 0.02 for cell in MERIT}, changes=MERIT)
    with pytest.raises(
        BadInputError,
        match=r"made when merit_rate_level_3@2025 was 0.02, and now it is 0.03, and 4 more moved: ask the",
    ):
        plan_rollout(home, outdated.proposal_id, user="analyst")
    assert find_rollout(ledger, outdated.proposal_id) is None


def test_what_cannot_be_planned_is_told_before_anything_is_simulated(home: Places, ledger: Ledger) -> None:
    steep = propose(ledger, before={**TODAY, **{cell: 1e-15 for cell in MERIT}}, changes=MERIT)
    steps: list[str] = []
    with pytest.raises(BadInputError, match=r"merit_rate_level_3@2025 cannot go from 1e-15 to 0.05 in 60 phases"):
        plan_rollout(home, steep.proposal_id, user="analyst", on_progress=steps.append)
    with pytest.raises(BadInputError, match="Unknown proposal 'PRP-000099'"):
        plan_rollout(home, "PRP-000099", user="analyst", on_progress=steps.append)
    assert steps == []
    assert find_proposal(ledger, steep.proposal_id).state == "proposed"
