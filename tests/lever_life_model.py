"""The life of lever changes on plain dictionaries and lists: what the ledger, the lever file and the audit trail owe.

It knows neither locks nor transactions, only what must be left behind when a write is made, refused or cut short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from optimization.atomic_file import ReplaceStep
from optimization.governance.lever_file.lever_file_writing import WriteStep, write_steps
from optimization.parameters.lever_cells import LeverCell

STEPS = write_steps()
APPROVERS_NEEDED = {"LOW": 1, "HIGH": 2}
# What came of something that was asked for.
DONE, REFUSED, KILLED = "done", "refused", "killed"

Values = Mapping[LeverCell, Decimal]


class RefusedError(Exception):
    """The rules do not allow what is asked."""


@dataclass
class Life:
    """One proposal; `values` are what it proposes, `rows` the lever file that it was made from."""

    proposer: str
    risk: str
    values: Values
    rows: Values
    state: str = "proposed"
    approvers: list[str] = field(default_factory=list)
    plan: list[Values] | None = None

    @property
    def phases(self) -> int:
        return 1 if self.plan is None else len(self.plan)


@dataclass(frozen=True)
class Write:
    """A write of the lever file; `in_force_before` are the places, in the list of writes, of those not undone by then.

    `goes_back_to` is the write from before which a rollback takes the bytes.
    """

    proposal: str
    phase: int
    before: bytes
    after: bytes
    in_force_before: tuple[int, ...]
    goes_back_to: Write | None = None


@dataclass
class LifeModel:
    """What is known of everything: `seen` are the bytes that the audit trail knows of, `trail` its entries.

    `cut_short` is the last write of each proposal that was begun and is known not to be in force.

    An entry is its action, what the details say happened, and the proposal.
    """

    file: bytes
    day: str
    lives: dict[str, Life] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    in_force: tuple[int, ...] = ()
    begun: Write | None = None
    cut_short: dict[str, Write] = field(default_factory=dict)
    seen: bytes | None = None
    trail: list[tuple[str, str, str | None]] = field(default_factory=list)

    def propose(self, name: str, life: Life) -> None:
        self.lives[name] = life
        self.trail += [("OPTIMIZATION_START", "", None), ("OPTIMIZATION_COMPLETE", "", None)]
        self.trail.append(("APPROVAL_ACTION", "PROPOSED", name))

    def decide(self, name: str, action: str, user: str) -> str:
        life = self.lives[name]
        is_approval = action == "APPROVED"
        if life.state != "proposed" or (
            is_approval and (life.risk == "CRITICAL" or user == life.proposer or user in life.approvers)
        ):
            self.trail.append(("APPROVAL_ACTION", "REFUSED", name))
            return REFUSED
        self.trail.append(("APPROVAL_ACTION", action, name))
        if is_approval:
            life.approvers.append(user)
            if len(life.approvers) == APPROVERS_NEEDED[life.risk]:
                life.state = "approved"
        else:
            life.state = {"REJECTED": "rejected", "REQUESTED_CHANGES": "changes_requested"}[action]
        return DONE

    def plan(self, name: str, phases: list[Values]) -> str:
        life = self.lives[name]
        if life.state not in ("proposed", "approved") or self._is_begun(name):
            return REFUSED
        life.plan = phases
        return DONE

    def complete(self, name: str, user: str) -> str:
        self.look()
        life = self.lives[name]
        if (
            life.state != "applied"
            or user == life.proposer
            or self.phases_in_force(name) < life.phases
            or not self._is_in_force(name)
        ):
            self.trail.append(("APPROVAL_ACTION", "REFUSED", name))
            return REFUSED
        life.state = "completed"
        self.trail.append(("APPROVAL_ACTION", "COMPLETED", name))
        return DONE

    def write(self, wanted: Callable[[], Write], *, killed_at: str | None) -> str:
        """What is left behind of a write that is killed at a step which it announces, or runs to its end."""
        reached = set(STEPS if killed_at is None else STEPS[: STEPS.index(killed_at) + 1])
        if WriteStep.LOOKED not in reached:
            # What earlier writes left is settled between these two steps.
            return KILLED
        self.look()
        if killed_at == WriteStep.LOOKED:
            return KILLED
        try:
            write = wanted()
        except RefusedError:
            return REFUSED
        if WriteStep.INTENT_KEPT in reached:
            self._begin(write)
        if ReplaceStep.REPLACED in reached:
            self.file = write.after
        if WriteStep.OUTCOME_KEPT in reached:
            self._end(write)
        return DONE if killed_at is None else KILLED

    def look(self) -> None:
        """What everyone does who comes to write: settle what was cut short, and note what nothing explains."""
        self.settle()
        if self.seen is not None and self.seen != self.file:
            self.trail.append(("IMPLEMENTATION_EVENT", "EXTERNAL_CHANGE", None))
            self.seen = self.file

    def settle(self) -> None:
        write = self.begun
        if write is None:
            return
        after, found = values_in(write.after), values_in(self.file)
        moved = changed_cells(write)
        # Somebody may have saved the file again since: its values tell that the write was made.
        is_made = found == after or (bool(moved) and all(found[cell] == after[cell] for cell in moved))
        if self.file == write.after or (is_made and self.file != write.before):
            self._end(write)
            if self.file != write.after:
                self.trail.append(("IMPLEMENTATION_EVENT", "EXTERNAL_CHANGE", None))
                self.seen = self.file
            return
        if self.file != write.before:
            self.trail.append(("IMPLEMENTATION_EVENT", "EXTERNAL_CHANGE", None))
        self.trail.append(("IMPLEMENTATION_EVENT", "INTERRUPTED", write.proposal))
        self.begun, self.seen = None, self.file
        self.cut_short[write.proposal] = write

    def whole(self, name: str) -> Write:
        life = self.lives[name]
        self._require(life.state == "approved" and values_in(self.file) == life.rows)
        return self._forwards(name, life.values, life.phases)

    def next_phase(self, name: str) -> Write:
        life = self.lives[name]
        self._require(life.state in ("approved", "applied") and life.plan is not None)
        assert life.plan is not None
        done = self.phases_in_force(name)
        self._require(done < len(life.plan))
        if life.state == "approved":
            self._require(values_in(self.file) == life.rows)
        else:
            own = [place for place in self.in_force if self.writes[place].proposal == name]
            later = [self.writes[place] for place in self.in_force if place > own[-1]]
            about = set(life.values).union(*(changed_cells(self.writes[place]) for place in own))
            self._require(not any(about & changed_cells(write) for write in later))
            self._require(values_in(self.file) == self._left_by([own[-1], *(p for p in self.in_force if p > own[-1])]))
        return self._forwards(name, life.plan[done], done + 1)

    def backwards(self, name: str, to: int | None, *, force: bool) -> Write:
        """Back to before a write of the proposal, the first one in force unless its place is given."""
        life, cut_short = self.lives[name], self.cut_short.get(name)
        if force and life.state == "approved" and to is None and cut_short is not None:
            self._require(self.in_force == cut_short.in_force_before)
            return Write(name, 0, self.file, cut_short.before, self.in_force, goes_back_to=cut_short)
        self._require(life.state == "applied")
        own = [place for place in self.in_force if self.writes[place].proposal == name]
        self._require(to is None or to in own)
        target = self.writes[own[0] if to is None else to]
        undone = [each for each in self.in_force if each not in target.in_force_before]
        if not force:
            self._require(all(self.writes[each].proposal == name for each in undone))
            if self.file != target.before:
                known = target.before
                for each in undone:
                    self._require(self.writes[each].before == known)
                    known = self.writes[each].after
                self._require(self.file == known)
        return Write(name, 0, self.file, target.before, self.in_force, goes_back_to=target)

    def can_be_applied(self) -> bool:
        """Whether there is an approved proposal that the lever file still agrees with."""
        rows = values_in(self.file)
        return any(life.state == "approved" and life.rows == rows for life in self.lives.values())

    def own(self, name: str) -> list[int]:
        """The places of the writes that were made for a proposal."""
        return [place for place, write in enumerate(self.writes) if write.proposal == name]

    def phases_in_force(self, name: str) -> int:
        return max((self.writes[each].phase for each in self.in_force if self.writes[each].proposal == name), default=0)

    def _left_by(self, places: Sequence[int]) -> Values:
        """The values that the first of these writes left, with those that the others changed."""
        values = dict(values_in(self.writes[places[0]].after))
        for place in places[1:]:
            after = values_in(self.writes[place].after)
            values |= {cell: after[cell] for cell in changed_cells(self.writes[place])}
        return values

    def _is_in_force(self, name: str) -> bool:
        """Whether the file says what the proposal brought into force, or what another one made of it since."""
        own = [place for place in self.in_force if self.writes[place].proposal == name]
        expected = self._left_by([place for place in self.in_force if place >= own[0]])
        found = values_in(self.file)
        return all(found[cell] == expected[cell] for place in own for cell in changed_cells(self.writes[place]))

    def _forwards(self, name: str, values: Values, phase: int) -> Write:
        return Write(name, phase, self.file, with_values(self.file, values, self.day), self.in_force)

    def _begin(self, write: Write) -> None:
        self.begun, self.seen = write, write.before
        self.trail.append(("IMPLEMENTATION_EVENT", "CHECKPOINT", write.proposal))
        if write.goes_back_to is None and self.phases_in_force(write.proposal) == 0:
            self.trail.append(("IMPLEMENTATION_EVENT", "ROLLOUT_START", write.proposal))

    def _end(self, write: Write) -> None:
        self.begun, self.seen = None, write.after
        self.writes.append(write)
        before, after = values_in(write.before), values_in(write.after)
        self.trail += [("PARAMETER_CHANGE", "", write.proposal) for cell in after if before[cell] != after[cell]]
        if write.goes_back_to is None:
            self.in_force = (*write.in_force_before, len(self.writes) - 1)
            self.lives[write.proposal].state = "applied"
            self.trail.append(("IMPLEMENTATION_EVENT", "COMPLETION", write.proposal))
            return
        self.in_force = write.goes_back_to.in_force_before
        for name, life in self.lives.items():
            if life.state == "applied" and self.phases_in_force(name) == 0:
                life.state = "rolled_back"
        self.trail.append(("IMPLEMENTATION_EVENT", "ROLLBACK", write.proposal))

    def _is_begun(self, name: str) -> bool:
        return self.begun is not None and self.begun.proposal == name

    @staticmethod
    def _require(is_allowed: bool) -> None:
        if not is_allowed:
            raise RefusedError


def changed_cells(write: Write) -> set[LeverCell]:
    before, after = values_in(write.before), values_in(write.after)
    return {cell for cell in after if before[cell] != after[cell]}


def values_in(content: bytes) -> dict[LeverCell, Decimal]:
    """The values of a lever file of one scenario, read without the program's reader."""
    rows = [line.split(",") for line in content.decode().splitlines()[1:] if line]
    return {LeverCell(int(row[1]), int(row[2]), row[4]): Decimal(row[5]) for row in rows}


def with_values(content: bytes, values: Values, day: str) -> bytes:
    """The file with other values, signed by the program where a row moved; the rest stays byte for byte."""
    lines = content.decode().split("\n")
    for number, line in enumerate(lines):
        row = line.split(",")
        value = values.get(LeverCell(int(row[1]), int(row[2]), row[4])) if number and line else None
        if value is not None and value != Decimal(row[5]):
            lines[number] = ",".join([*row[:5], str(value.normalize()), row[6], day, "optimization_engine"])
    return "\n".join(lines).encode()
