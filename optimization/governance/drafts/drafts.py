"""Drafts in the ledger: lever changes that people are still at work on, saved by one of them after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError
from optimization.governance.drafts.draft_changes import checked_changes
from optimization.governance.drafts.draft_texts import conflict_text
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.unknown_ids import unknown_id
from optimization.governance.one_line import one_line
from optimization.governance.proposals.proposals import (
    CellChange,
    changes_as_json,
    changes_from_json,
    proposal_id_of,
    proposal_number,
)
from optimization.parameters.lever_cells import LeverCell

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


class DraftState(StrEnum):
    """Where a draft stands: only an open one can be changed, and the two others are its ends."""

    OPEN = "open"
    PROPOSED = "proposed"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Lever changes that somebody is at work on.

    Attributes:
        revision: 1 when it was made, and one more with every save.
        changes: Ascending by cell; `before` is the value that was in force when the cell was edited.
        proposal_id: What was proposed; None unless the draft is proposed.
    """

    draft_id: str
    scenario_id: str
    title: str
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime
    revision: int
    changes: tuple[CellChange, ...]
    state: DraftState
    proposal_id: str | None

    @property
    def changes_by_cell(self) -> dict[LeverCell, float]:
        """The drafted value of every cell that changes."""
        return {change.cell: change.after for change in self.changes}


class DraftConflictError(BadInputError):
    """Somebody saved another revision of a draft meanwhile; `theirs` is the draft as it stands now."""

    def __init__(self, message: str, theirs: Draft) -> None:
        super().__init__(message)
        self.theirs = theirs


def create_draft(
    ledger: Ledger, *, scenario_id: str, title: str, user: str, changes: Sequence[CellChange] = ()
) -> Draft:
    """Start a draft of a scenario's levers, under the next number.

    Args:
        ledger: where it is kept.
        scenario_id: whose levers it would change.
        title: what people shall know it by; on one line, not blank.
        user: who starts it.
        changes: what it begins with; a change to the value that the cell has is left out.

    Raises:
        BadInputError: the title is blank, a cell is named twice, or a value is no finite number.
        PlanwiseError: the ledger cannot be written to.
    """
    from sqlalchemy import func, select

    from optimization.governance.ledger.governance_tables import drafts

    title, content = _checked_title(title), changes_as_json(checked_changes(changes))
    now = datetime.now(UTC)
    with ledger.write() as connection:
        number = connection.scalar(select(func.coalesce(func.max(drafts.c.number), 0) + 1))
        row = connection.execute(
            drafts.insert()
            .values(
                number=number,
                scenario_id=scenario_id,
                title=title,
                created_by=user,
                created_at=now,
                updated_by=user,
                updated_at=now,
                revision=1,
                changes=content,
                state=str(DraftState.OPEN),
            )
            .returning(drafts)
        ).one()
    return _draft(row)


def list_drafts(
    ledger: Ledger, *, scenario_id: str | None = None, state: DraftState | None = DraftState.OPEN, limit: int
) -> tuple[Draft, ...]:
    """The `limit` drafts that were changed last, newest change first.

    Args:
        ledger: where they are kept.
        scenario_id: whose levers they would change; every scenario's where None.
        state: where they stand; anywhere where None.
        limit: how many at most.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import drafts

    newest_first = select(drafts).order_by(drafts.c.updated_at.desc(), drafts.c.number.desc()).limit(limit)
    if scenario_id is not None:
        newest_first = newest_first.where(drafts.c.scenario_id == scenario_id)
    if state is not None:
        newest_first = newest_first.where(drafts.c.state == str(state))
    with ledger.read() as connection:
        return tuple(_draft(row) for row in connection.execute(newest_first))


def find_draft(ledger: Ledger, draft_id: str) -> Draft:
    """The draft of this id.

    Raises:
        BadInputError: there is none; names the nearest.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        return draft_within(connection, draft_id)


def save_draft(  # noqa: PLR0913 - which draft, as it was last seen, and all that is to stand in it
    ledger: Ledger,
    draft_id: str,
    *,
    revision: int,
    changes: Sequence[CellChange],
    user: str,
    title: str | None = None,
) -> Draft:
    """Save a draft over the revision that the user has seen.

    Args:
        ledger: it holds the draft.
        draft_id: which draft.
        revision: the one that the changes were made on.
        changes: all that the draft is to change from now on; a change to the value that the cell has is left out.
        user: who saves it.
        title: another title; the one that it has where None.

    Returns:
        The draft as it is now, with the next revision.

    Raises:
        DraftConflictError: somebody saved another revision meanwhile; nothing was saved.
        BadInputError: there is no such draft, it is not open any more, or the title or a change is wrong.
        PlanwiseError: the ledger cannot be written to.
    """
    moved = checked_changes(changes)
    values: dict[str, Any] = {"changes": changes_as_json(moved)}
    if title is not None:
        values["title"] = _checked_title(title)
    with ledger.write() as connection:
        draft_as_seen_within(connection, draft_id, revision=revision, mine=moved)
        return _update(connection, draft_id, user=user, revision=revision + 1, **values)


def discard_draft(ledger: Ledger, draft_id: str, *, revision: int, user: str) -> Draft:
    """Give a draft up; it is kept, and cannot be changed any more.

    Raises:
        DraftConflictError: somebody saved another revision meanwhile; the draft is as they left it.
        BadInputError: there is no such draft, or it is not open any more.
        PlanwiseError: the ledger cannot be written to.
    """
    with ledger.write() as connection:
        draft_as_seen_within(connection, draft_id, revision=revision)
        return _update(connection, draft_id, user=user, state=str(DraftState.DISCARDED))


def draft_within(connection: Connection, draft_id: str) -> Draft:
    """The draft of this id, as it is within a transaction.

    Raises:
        BadInputError: there is none; names the nearest.
    """
    from sqlalchemy import select

    from optimization.governance.ledger.governance_tables import drafts

    number = _number(draft_id)
    row = connection.execute(select(drafts).where(drafts.c.number == number)).one_or_none()
    if row is None:
        newest_first: Sequence[int] = connection.scalars(select(drafts.c.number).order_by(drafts.c.number.desc())).all()
        raise unknown_id("draft", draft_id, [draft_id_of(number) for number in newest_first])
    return _draft(row)


def draft_as_seen_within(
    connection: Connection, draft_id: str, *, revision: int, mine: Sequence[CellChange] | None = None
) -> Draft:
    """The draft, open and of the revision that a user has seen, within a transaction.

    Args:
        connection: of a transaction; of one that writes where the draft is to be changed.
        draft_id: which draft.
        revision: the one that the user has seen.
        mine: what the user wants in it, to be told which levers differ; None where the user changes none.

    Raises:
        DraftConflictError: it is of another revision.
        BadInputError: there is no such draft, or it is not open any more.
    """
    draft = draft_within(connection, draft_id)
    if draft.state is not DraftState.OPEN:
        became = f" as {draft.proposal_id}" if draft.proposal_id is not None else ""
        raise BadInputError(
            f"{draft_id} was {draft.state}{became} by {draft.updated_by!r} on {draft.updated_at:%Y-%m-%d %H:%M} UTC: "
            "it cannot be changed any more. Start another draft with its changes. Nothing was changed."
        )
    if draft.revision != revision:
        raise DraftConflictError(conflict_text(draft, seen=revision, mine=mine), draft)
    return draft


def mark_proposed_within(connection: Connection, draft_id: str, proposal_id: str, *, user: str) -> Draft:
    """Close an open draft as the proposal that was made of it, within the transaction that records that."""
    return _update(
        connection,
        draft_id,
        user=user,
        state=str(DraftState.PROPOSED),
        proposal_number=proposal_number(proposal_id),
    )


def draft_id_of(number: int) -> str:
    """The id of the draft of this number."""
    return f"DRF-{number:06d}"


def _number(draft_id: str) -> int | None:
    # Ids grow past six digits, but not past what an integer column can be compared with.
    digits = re.fullmatch(r"DRF-([0-9]{6,9})", draft_id)
    number = int(digits[1]) if digits else None
    return number if number is not None and draft_id_of(number) == draft_id else None


def _update(connection: Connection, draft_id: str, *, user: str, **values: Any) -> Draft:
    from optimization.governance.ledger.governance_tables import drafts

    changed: Mapping[str, Any] = {"updated_by": user, "updated_at": datetime.now(UTC), **values}
    one = drafts.update().where(drafts.c.number == _number(draft_id)).values(**changed).returning(drafts)
    return _draft(connection.execute(one).one())


def _checked_title(title: str) -> str:
    written = one_line(title, what="The draft's title")
    if not written:
        raise BadInputError("The draft's title is blank: give the words that people shall know it by.")
    return written


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        draft_id=draft_id_of(row.number),
        scenario_id=row.scenario_id,
        title=row.title,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
        revision=row.revision,
        changes=changes_from_json(row.changes),
        state=DraftState(row.state),
        proposal_id=None if row.proposal_number is None else proposal_id_of(row.proposal_number),
    )
