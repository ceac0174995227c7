"""What to do after a target loop, derived from how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from optimization.evidence.lever_cautions import lever_cautions
from optimization.evidence.loop.loop_answer import no_proposal_reason
from optimization.evidence.loop.loop_progress import gap_progress
from optimization.evidence.quantities import as_typed, count, counted, growth_digits, percent, percentage_points
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_config import MAX_ITERATIONS_LIMIT, LoopMode, unit_warning
from optimization.search.loop.target_loop_result import LoopStatus, SyntheticSearch, TargetLoopResult

# The flag of a search that estimates nothing.
_REAL_SEARCH = "--simulator real"
# What a lever's name adds to its family: see the grammar of lever names.
_LEVEL_AND_YEAR = re.compile(r"(_level_\d+)?(@\d+)?$", re.ASCII)
# A gap is closed to this many digits of a percent; finer says nothing about what to do.
_SHARE_DIGITS = 1
# All levers of the default families; where some rows are locked the others are named one by one, and are many.
_BOUNDS_SHOWN = 7


def loop_recommendations(result: TargetLoopResult, *, catalogue: LeverCatalogue) -> tuple[str, ...]:
    """Sentences for whoever asked, the most urgent first."""
    warning = unit_warning(result.config)
    has_proposal = no_proposal_reason(result) is None
    missed = f"The proposal does not meet the target: growth would be {_gap_left(result)} away from it."
    return (
        *((warning,) if warning else ()),
        *((missed,) if has_proposal and not result.converged else ()),
        *(_on_estimates(result, result.synthetic) if result.synthetic else ()),
        *_by_status(result),
        *(lever_cautions(result, catalogue=catalogue) if has_proposal else ()),
    )


def _on_estimates(result: TargetLoopResult, synthetic: SyntheticSearch) -> Iterator[str]:
    """What was only estimated, and what a search that simulates would add."""
    searched = (
        f"This search asked a response surface for {counted(result.evaluations, 'estimate')} of growth; "
        f"{count(synthetic.simulations)} candidates were simulated: those that it was fitted to and compared with, "
        "today's levers and the ones shown."
    )
    if result.converged:
        if result.proposal.cells:
            yield f"{searched} Whether a smaller change meets the target too, a search with {_REAL_SEARCH} tells."
        return
    yield (
        f"{searched} Before you change the target, the tolerance or the levers allowed, search with {_REAL_SEARCH}, "
        "which also moves every row of a lever as far as its own bound."
    )
    initial_gap = result.config.target_growth - result.initial_growth
    if initial_gap * result.final_gap < 0:
        yield (
            "Simulated, growth with today's levers lies on one side of the target and growth with the levers shown on "
            "the other: a setting between the two may meet it."
        )


def _by_status(result: TargetLoopResult) -> Iterator[str]:
    if result.status is LoopStatus.CONVERGED:
        yield from _after_convergence(result)
    elif result.status is LoopStatus.INFEASIBLE:
        yield from _when_infeasible(result)
    elif result.synthetic is not None and result.status is LoopStatus.STALLED:
        return  # Where a response surface leads no further, the simulation may.
    elif result.config.mode is not LoopMode.ADAPTIVE:
        yield from _when_steps_did_not_reach(result)
    else:
        yield from _when_adaptive_did_not_reach(result)


def _after_convergence(result: TargetLoopResult) -> Iterator[str]:
    moved = _moved_levers(result)
    if not moved:
        yield "Today's levers already meet the target: there is nothing to apply."
        return
    yield (
        f"Review the change of {', '.join(moved)} with planwise proposal show and planwise proposal risk, after "
        "planwise proposal make where this search was not to propose it. Once others have approved it, planwise "
        "proposal rollout brings it into force in phases, planwise proposal apply at once."
    )
    if holding := _holding_bounds(result):
        yield f"No room is left in the direction of the change for: {holding}."


def _when_infeasible(result: TargetLoopResult) -> Iterator[str]:
    is_simulated = result.synthetic is None
    yield (
        "Nothing is proposed: no setting that was found meets the target; the nearest one is shown."
        if is_simulated
        else "Nothing is proposed: the setting that the response surface puts nearest to the target falls short of it "
        "when it is simulated. That no other does better is estimated."
    )
    digits = growth_digits(result.config.tolerance)
    if result.achievable_range is not None:
        low, high = (percent(end, digits=digits) for end in result.achievable_range)
        yield (
            f"Choose a target between {low} and {high} a year: the allowed levers led no further."
            if is_simulated
            else f"The allowed levers are estimated to reach from {low} to {high} a year."
        )
    if holding := _holding_bounds(result):
        yield (
            f"These bounds hold growth where it is: {holding}. To widen one is a decision for whoever owns the lever."
        )
    kept = _families(name for name in result.levers_before if _family(name) not in result.config.levers)
    if kept:
        yield f"Allow more levers to move; these kept today's values: {', '.join(kept)}."


def _when_steps_did_not_reach(result: TargetLoopResult) -> Iterator[str]:
    closed = percent(gap_progress(result).reduction_percentage, digits=_SHARE_DIGITS)
    yield (
        f"Run the same target with mode {LoopMode.ADAPTIVE}: mode {result.config.mode} closed {closed} of the gap in "
        f"{counted(result.iterations, 'iteration')}, and each of its steps is smaller than the one before."
    )


def _when_adaptive_did_not_reach(result: TargetLoopResult) -> Iterator[str]:
    gap = _gap_left(result)
    if result.iterations < result.config.max_iterations and result.status is LoopStatus.BUDGET_EXHAUSTED:
        yield (
            f"Run it again to the end: it stopped after {result.iterations} of "
            f"{counted(result.config.max_iterations, 'iteration')}."
        )
    elif result.status is LoopStatus.BUDGET_EXHAUSTED:
        is_at_limit = result.config.max_iterations == MAX_ITERATIONS_LIMIT
        remedy = (
            "Accept a wider tolerance"
            if is_at_limit
            else f"Allow more than {counted(result.config.max_iterations, 'iteration')}"
        )
        yield f"{remedy}: {gap} of the gap is left."
    else:
        yield (
            f"Growth comes no nearer to the target than {gap}: accept a tolerance of that size "
            f"(it was {as_typed(result.config.tolerance)} pp) or allow other levers to move."
        )


def _gap_left(result: TargetLoopResult) -> str:
    return percentage_points(abs(result.final_gap), digits=growth_digits(result.config.tolerance)).lstrip("+")


def _moved_levers(result: TargetLoopResult) -> tuple[str, ...]:
    """The families with a cell that changes, each once."""
    cells = result.proposal.cells
    if not cells:
        return ()
    named = {name for name, value in result.levers_after.items() if result.levers_before.get(name) != value}
    return _families(name for name in result.levers_after if name in named)


def _families(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_family(name) for name in names))


def _family(name: str) -> str:
    return _LEVEL_AND_YEAR.sub("", name)


def _holding_bounds(result: TargetLoopResult) -> str:
    """The levers at the bound that stops growth on its way to the target; a lever at its other bound stops nothing."""
    side = "upper" if result.config.target_growth > result.initial_growth else "lower"
    holding = [f"{lever.lever} ({side} bound)" for lever in result.levers_at_bound if lever.side == side]
    more = f" and {len(holding) - _BOUNDS_SHOWN} more" if len(holding) > _BOUNDS_SHOWN else ""
    return ", ".join(holding[:_BOUNDS_SHOWN]) + more
