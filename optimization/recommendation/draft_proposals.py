"""From a draft to a proposal: simulated beside the levers in force, recorded, reported, and put forward."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace

from optimization.errors import BadInputError, PlanwiseError
from optimization.evidence.drafts.draft_answer import draft_answer
from optimization.evidence.drafts.draft_report import write_draft_report
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.governance.drafts.draft_texts import cell_text
from optimization.governance.drafts.drafts import Draft, draft_as_seen_within, mark_proposed_within
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import record_run
from optimization.parameters.changed_levers import changed_levers
from optimization.parameters.draft_validation import validate_draft
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.lever_names import named_values
from optimization.parameters.settings import SimulationSettings
from optimization.parameters.settings_words import settings_words
from optimization.places import Places
from optimization.recommendation.recorded_outcome import check_governance_rules, put_forward
from optimization.recommendation.recorded_run import ORIGIN, AskedRun, begin_run, rationale_and_answer
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.opening_headcounts import opening_headcounts
from optimization.simulation.protocol import Simulator
from optimization.simulation.run_inputs import RunInputs, gather_inputs
from optimization.simulation.search_settings import search_settings

_SIMULATED = "simulated"


def propose_draft(  # noqa: PLR0913 - which draft as it was seen, by whom and why, and who is told
    places: Places,
    draft_id: str,
    *,
    revision: int,
    user: str,
    rationale: str,
    on_progress: Callable[[str], None] = lambda _step: None,
) -> str:
    """Put a draft forward: it leaves behind its report, its run in the ledger, the proposal and the decision record.

    Today's levers and the draft's are simulated together, with the settings of the published run or else the shipped
    ones. Run, proposal, decision and the draft's end are in the ledger together or not at all. The lever file and the
    published warehouse are only read.

    Args:
        places: Census, levers, ledger, reports.
        draft_id: Which draft.
        revision: The one that the user has seen.
        user: Who proposes.
        rationale: Why the levers are to change.
        on_progress: Told each step as it begins.

    Returns:
        The proposal's id.

    Raises:
        DraftConflictError: somebody saved another revision meanwhile; nothing is proposed.
        BadInputError: the draft is not open, changes nothing, moves a locked row or to a value that is not possible,
            or was made over other values than are in force now; census or lever file are wrong. Nothing is proposed.
        SimulationError: the draft could not be simulated; the failed run is recorded, and the draft stays open.
        PlanwiseError: the proposal is made, but its report could not be written.
    """
    check_governance_rules()
    catalogue = load_lever_catalogue()
    with open_ledger(places) as ledger:
        with ledger.read() as connection:
            draft = draft_as_seen_within(connection, draft_id, revision=revision)
        if not draft.changes:
            raise BadInputError(f"{draft_id} changes no lever, so it has nothing to propose: edit some first.")
        on_progress("preparing the simulator")
        inputs = gather_inputs(places, search_settings(places), scenario_ids=[draft.scenario_id])
        run, asked_origin = begin_run(
            RunKind.DRAFT,
            AskedRun(user=user, command=f"planwise draft propose {draft_id}", rationale=rationale),
            inputs,
            prefix="draft",
            config={"draft_id": draft_id, "revision": revision, "title": draft.title, "seeds": list(inputs.seeds)},
        )
        with record_run(ledger, run) as outcome:
            with batch_simulator(inputs, places, on_progress=on_progress) as simulator:
                _refuse_moved(draft, simulator.levers)
                _refuse_wrong(draft, simulator.levers, catalogue)
                on_progress("simulating today's levers and the draft")
                result = _simulated(draft, simulator, inputs, catalogue)
            # A draft is proposed once: what can be done again is to evaluate its levers.
            origin = replace(asked_origin, command=_evaluating_command(result, inputs.settings, catalogue))
            headcounts = opening_headcounts(inputs, places)
            with outcome.finishing(
                status=_SIMULATED, result={**result.as_json(), ORIGIN: origin.as_json()}
            ) as connection:
                # Seen again: somebody may have saved another revision during the simulation.
                draft_as_seen_within(connection, draft_id, revision=revision)
                proposal_id = put_forward(
                    connection,
                    run,
                    result,
                    proposer=user,
                    lever_rows=inputs.lever_rows,
                    headcounts=headcounts,
                    catalogue=catalogue,
                    rationale=rationale_and_answer(rationale, f"The simulation says: {draft_answer(result)}"),
                )
                mark_proposed_within(connection, draft_id, proposal_id, user=user)
            # Within the recorded run: why a report cannot be written is kept with it.
            on_progress("writing the report")
            try:
                write_draft_report(result, places.reports / run.run_id, origin=origin, catalogue=catalogue)
            except OSError as error:
                raise PlanwiseError(
                    f"{proposal_id} is made, but its report could not be written: {error}. Free disk room or mend the "
                    f"folder's rights; then `planwise report {run.run_id}` writes it."
                ) from error
    return proposal_id


def _simulated(draft: Draft, simulator: Simulator, inputs: RunInputs, catalogue: LeverCatalogue) -> DraftResult:
    table, drafted = simulator.levers, LeverVector(cells=draft.changes_by_cell)
    cells_before, cells_after = table.values(), table.after(drafted)
    before, after = simulator.simulate([LeverVector(cells={}), drafted], seeds=inputs.seeds)
    return DraftResult(
        draft_id=draft.draft_id,
        revision=draft.revision,
        title=draft.title,
        scenario_id=draft.scenario_id,
        cells_before=cells_before,
        cells_after=cells_after,
        levers_before=named_values(cells_before, catalogue),
        levers_after=named_values(cells_after, catalogue),
        locked_cells=frozenset(cell for cell, setting in table.settings.items() if setting.is_locked),
        seeds=inputs.seeds,
        inputs_fingerprint=inputs.fingerprint,
        metrics_before=before,
        metrics_after=after,
    )


def _refuse_moved(draft: Draft, table: LeverTable) -> None:
    moved = [
        f"{cell_text(change.cell)} from {change.before} to {table.settings[change.cell].value}"
        for change in draft.changes
        if change.cell in table.settings and table.settings[change.cell].value != change.before
    ]
    if moved:
        raise BadInputError(
            f"{draft.draft_id} was made over values that are not in force any more: somebody has moved "
            f"{', '.join(moved)}. Look at these rows again and save the draft; then propose it. Nothing was proposed."
        )


def _refuse_wrong(draft: Draft, table: LeverTable, catalogue: LeverCatalogue) -> None:
    errors = validate_draft(draft.changes_by_cell, table, catalogue).errors
    if errors:
        raise BadInputError(
            "\n".join([f"{draft.draft_id} cannot be proposed as it is:", *(f"  {error}" for error in errors)])
        )


def _evaluating_command(result: DraftResult, settings: SimulationSettings, catalogue: LeverCatalogue) -> str:
    """The command that simulates both sides again from a shell."""
    moved = changed_levers(result.cells_before, result.cells_after, catalogue)
    values = {str(lever.name): lever.after for lever in moved}
    asked = ["planwise", "evaluate", "--levers", "/dev/stdin", "--scenario", result.scenario_id]
    seeds = [word for seed in result.seeds for word in ("--seed", str(seed))]
    return f"echo {shlex.quote(json.dumps([{}, values]))} | {shlex.join([*asked, *seeds, *settings_words(settings)])}"
