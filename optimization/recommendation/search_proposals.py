"""The proposal of a recorded search that made none: what it found is put forward later, by whoever takes it up."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.errors import BadInputError
from optimization.evidence.engine.engine_answer_texts import engine_answer
from optimization.evidence.loop import loop_answer
from optimization.evidence.reports.run_origin import origin_from_json
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import proposals_of_run_within
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RecordedRun, run_within
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places
from optimization.recommendation import engine
from optimization.recommendation.recorded_outcome import check_governance_rules, put_forward
from optimization.recommendation.recorded_results import recorded_result
from optimization.recommendation.recorded_run import ORIGIN, rationale_and_answer
from optimization.search.engine_result import OptimizationResult
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.simulation.opening_headcounts import opening_headcounts
from optimization.simulation.run_inputs import REQUESTED, RunInputs, gather_inputs

# What the fingerprints of a run are of, as a reader knows it.
_INPUTS: Mapping[str, str] = {
    "census": "the census",
    "levers": "the lever file",
    "scenarios": "the scenarios",
    "settings": "the settings",
    "end_year": "the horizon",
    "job_levels": "the salary bands",
    "plan": "the SQL of the simulation",
}


def propose_search(places: Places, run_id: str, *, user: str, rationale: str) -> str:
    """Put forward what a recorded search found, as the search itself would have.

    Nothing is simulated: the figures are those that the search recorded, so it is refused where anything that they
    were computed from is another now.

    Args:
        places: Census, levers, ledger.
        run_id: The search.
        user: Who proposes; not who searched.
        rationale: Why the levers are to change.

    Returns:
        The proposal's id.

    Raises:
        BadInputError: there is no such run, it is no search, has no result or nothing to propose, a proposal of it
            exists, or its inputs have changed since. Nothing is proposed.
        PlanwiseError: the ledger cannot be used.
    """
    check_governance_rules()
    with open_ledger(places) as ledger:
        with ledger.read() as connection:
            recorded = run_within(connection, run_id)
        result = _found_by(recorded)
        inputs = _same_inputs(places, recorded, result)
        headcounts = opening_headcounts(inputs, places)
        limits = result.config if isinstance(result, OptimizationResult) else None
        with ledger.write() as connection:
            made = proposals_of_run_within(connection, run_id)
            if made:
                raise BadInputError(
                    f"{run_id} has been proposed already, as {made[0].proposal_id} by {made[0].proposer!r} "
                    f"({made[0].state.in_words}): see `planwise proposal show {made[0].proposal_id}`."
                )
            return put_forward(
                connection,
                recorded.run,
                result,
                proposer=user,
                lever_rows=inputs.lever_rows,
                headcounts=headcounts,
                catalogue=load_lever_catalogue(),
                rationale=rationale_and_answer(rationale, f"The search says: {_answer(result)}"),
                budget=None if limits is None else limits.budget,
                budget_year=None if limits is None else limits.budget_year,
            )


def nothing_to_propose(result: TargetLoopResult | OptimizationResult) -> str | None:
    """Why a search proposes nothing, whichever it was; None where it has something to propose."""
    if isinstance(result, OptimizationResult):
        return engine.no_proposal_reason(result)
    return loop_answer.no_proposal_reason(result)


def _found_by(recorded: RecordedRun) -> TargetLoopResult | OptimizationResult:
    run_id, kind = recorded.run.run_id, recorded.run.kind
    if kind not in list(RunKind) or not RunKind(kind).is_search:
        raise BadInputError(f"The run {run_id} is no search but {kind!r}: it found no levers that could be proposed.")
    read = recorded_result(recorded)
    if read.search is None:
        raise BadInputError(
            f"The run {run_id} is {recorded.status} and has no result to propose. {read.unreadable or ''}".rstrip()
        )
    reason = nothing_to_propose(read.search)
    if reason is not None:
        raise BadInputError(f"The run {run_id} has nothing to propose: {reason}.")
    return read.search


def _same_inputs(places: Places, recorded: RecordedRun, result: TargetLoopResult | OptimizationResult) -> RunInputs:
    """The inputs as they are now, which are those of the run."""
    run = recorded.run
    settings = origin_from_json((recorded.result or {}).get(ORIGIN, {})).settings
    inputs = gather_inputs(places, settings, scenario_ids=[run.scenario_id], seeds=result.seeds)
    changed = [
        _INPUTS.get(name, name)
        for name, sha256 in inputs.fingerprints.items()
        if name != REQUESTED and run.fingerprints.get(name) != sha256
    ]
    if changed:
        raise BadInputError(
            f"The run {run.run_id} was computed from other inputs than those of now: {', '.join(changed)} changed "
            "since. Its figures hold no more, so run the search again and propose what that finds."
        )
    return inputs


def _answer(result: TargetLoopResult | OptimizationResult) -> str:
    if isinstance(result, OptimizationResult):
        return engine_answer(result)
    return loop_answer.loop_answer(result)
