"""Why a target loop ended as it did, in sentences with the figures that show it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name
from optimization.search.loop.loop_run import GrowthEvaluation, LoopRun
from optimization.search.loop.target_loop_config import MAX_ITERATIONS_LIMIT, LoopMode, TargetLoopConfig
from optimization.search.movable_levers import (
    LEVER_DECIMALS,
    STEPPED_FAMILY,
    LeverAtBound,
    MovableLever,
    levers_at_bound,
)

# Levers named in one sentence; a longer list would hide the growth figures it is about.
LEVERS_SHOWN = 4
# Growth to a thousandth of a percent: a tolerance of 0.01 percentage points is usual, and a gap inside it shows.
GROWTH_DIGITS = 3
_MINUS = "\N{MINUS SIGN}"
# Exact where a float would turn 0.07 into 7.000000000000001 percent.
_PERCENT_PER_ONE = Decimal(100)


def met_reason(run: LoopRun, evaluation: GrowthEvaluation) -> str:
    """The figures of growth that meets the target, which the status says."""
    return (
        f"It is {_growth(evaluation.growth)} a year, for a target of {_target(run)} "
        f"within {_as_typed(run.config.tolerance)} percentage points."
    )


def out_of_reach_reason(run: LoopRun, levers: Sequence[MovableLever], best: GrowthEvaluation) -> str:
    """The lowest and highest growth, how far that is a proof, and the levers that go no further."""
    lowest, highest = run.growth_range
    at_bound = levers_at_bound(levers, values=run.table.after(best.vector), catalogue=run.catalogue)
    listed = _shortened([_where(lever, run.catalogue) for lever in at_bound]) or "no lever at a bound"
    has_steps = any(lever.family == STEPPED_FAMILY for lever in levers)
    proof = (
        "Nothing simulated reaches it: corners, bounds, and tenths of each promotion probability that changes growth; "
        "settings between may go a little further."
        if has_steps
        else "That follows from growth in the corners of all levers' room, beyond which no lever moved alone leads."
    )
    return (
        f"With {', '.join(run.config.levers)} growth {'goes' if has_steps else 'can be'} from {_growth(lowest)} to "
        f"{_growth(highest)} a year; the target is {_target(run)}. {proof} Nearest to the target: {listed}. "
        "Choose a target within the range, or let more levers move."
    )


def between_reason(run: LoopRun, sides: tuple[GrowthEvaluation, GrowthEvaluation], *, are_neighbours: bool) -> str:
    """The two settings between which growth passes the target; neighbours by where they differ from the proposal."""
    if not are_neighbours:
        return (
            f"The target of {_target(run)} lies between the settings tried so far, "
            f"which give {_growth(sides[0].growth)} and {_growth(sides[1].growth)}."
        )
    named = [run.named(side.vector) for side in sides]
    proposed = run.named(run.best_so_far.vector)
    shared = [name for name in proposed if all(name in levers for levers in named)]
    differing = [name for name in shared if any(levers[name] != proposed[name] for levers in named)]
    settings = [
        _shortened([f"{name} = {_lever_value(name, levers[name], run.catalogue)}" for name in differing])
        for levers in named
    ]
    return (
        f"The target of {_target(run)} lies between two neighbouring settings: "
        f"{settings[0]} gives {_growth(sides[0].growth)}, {settings[1]} gives {_growth(sides[1].growth)}."
    )


def left_over_reason(run: LoopRun, best: GrowthEvaluation) -> str:
    """What the best candidate still misses."""
    return (
        f"The nearest candidate gives {_growth(best.growth)} a year, {_distance(best.gap)} percentage points "
        f"{'below' if best.gap > 0 else 'above'} the target of {_target(run)}."
    )


def stalled_hint(*, has_steps: bool) -> str:
    """What to do when the target lies between neighbours, on a path where growth moves in steps or smoothly."""
    if has_steps:
        return "Growth jumps there: let a lever move that changes growth smoothly, or accept a wider tolerance."
    return f"Levers are set to {LEVER_DECIMALS} decimals, so nothing lies between these: accept a wider tolerance."


def more_iterations_hint(config: TargetLoopConfig) -> str:
    """What to do when Adaptive has used all its iterations."""
    if config.max_iterations == MAX_ITERATIONS_LIMIT:
        return "Accept a wider tolerance."
    return f"Allow more iterations than {config.max_iterations}, or accept a wider tolerance."


def shrinking_steps_hint(mode: LoopMode) -> str:
    """What to do when a step mode has used all its iterations."""
    return f"{mode} steps shrink every iteration and cannot close large gaps: use mode {LoopMode.ADAPTIVE}."


def stuck_steps_hint() -> str:
    """What to do when the steps of a mode come no further."""
    return f"Use mode {LoopMode.ADAPTIVE}: it moves all levers that may move, and shows how far growth can go."


def _where(lever: LeverAtBound, catalogue: LeverCatalogue) -> str:
    value = _lever_value(lever.lever, lever.value, catalogue)
    if lever.side == "outside":
        return f"{lever.lever} outside its bounds at {value}"
    return f"{lever.lever} at its {lever.side} bound {value}"


def _lever_value(name: str, value: float, catalogue: LeverCatalogue) -> str:
    """A fraction in percent, a factor as it is, with all digits of the lever: neighbours may differ in the last."""
    if parse_lever_name(name, catalogue).family.unit == "factor":
        return _as_typed(value)
    return f"{format((Decimal(repr(value)) * _PERCENT_PER_ONE).normalize(), 'f')}%"


def _target(run: LoopRun) -> str:
    return f"{_as_typed(run.config.target_growth)}%"


def _growth(percent: float) -> str:
    return f"{_signed(f'{percent:z.{GROWTH_DIGITS}f}')}%"


def _distance(gap: float) -> str:
    """The size of a gap; one that the digits cannot show is said to be smaller than they can."""
    shown = f"{abs(gap):.{GROWTH_DIGITS}f}"
    return shown if float(shown) else f"less than {Decimal(1).scaleb(-GROWTH_DIGITS)}"


def _as_typed(value: float) -> str:
    """A number with the digits somebody gave it: 2.0 as ``2``."""
    return _signed(format(Decimal(repr(value)).normalize(), "f"))


def _signed(number: str) -> str:
    return number.replace("-", _MINUS)


def _shortened(items: Sequence[str]) -> str:
    more = f" and {len(items) - LEVERS_SHOWN} more" if len(items) > LEVERS_SHOWN else ""
    return ", ".join(items[:LEVERS_SHOWN]) + more
