"""What is said of a draft that others have changed or closed since this session saw it, and of live that moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from optimization.evidence.lever_texts import lever_value_as_given
from optimization.governance.drafts.drafts import Draft, DraftState
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from streamlit_dashboard.drafts.lever_words import blocks_in_words, moves_in_words
from streamlit_dashboard.drafts.session_drafts import WantedCells


@dataclass(frozen=True, kw_only=True)
class DraftNews:
    """Values of a draft that were changed elsewhere and that nobody here has said to have seen.

    Attributes:
        by: Who saved the draft last.
        at: When.
        moves: The value of each changed cell before and after, in the lever's unit; None stands for the live value.
    """

    by: str
    at: datetime
    moves: Mapping[LeverCell, tuple[float | None, float | None]]


def instant(at: datetime) -> str:
    """When something was recorded, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def news_between(seen: Draft, now: Draft) -> DraftNews | None:
    """What was changed elsewhere since a draft was seen; None where no value was."""
    before, after = seen.changes_by_cell, now.changes_by_cell
    moves = {
        cell: (before.get(cell), after.get(cell))
        for cell in before.keys() | after.keys()
        if before.get(cell) != after.get(cell)
    }
    return DraftNews(by=now.updated_by, at=now.updated_at, moves=moves) if moves else None


def joined(earlier: DraftNews, later: DraftNews) -> DraftNews:
    """Both in one: from the first value to the last, so that steps on the way to it are told once."""
    moves = {cell: (earlier.moves.get(cell, move)[0], move[1]) for cell, move in later.moves.items()}
    return replace(later, moves={**earlier.moves, **moves})


def moves_told(
    news: DraftNews,
    draft: Draft,
    *,
    disputed: Collection[LeverCell],
    live: Mapping[LeverCell, float],
    catalogue: LeverCatalogue,
) -> tuple[str, ...]:
    """A phrase for each lever that still is as it was left elsewhere: one edited here since is no news.

    Args:
        news: What was changed.
        draft: As it is now.
        disputed: Cells that another question tells of.
        live: The values in force.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a changed parameter is not in the catalogue.
    """
    current = draft.changes_by_cell
    pairs = {
        cell: (live[cell] if first is None else first, live[cell] if last is None else last)
        for cell, (first, last) in sorted(news.moves.items())
        if cell in live and cell not in disputed and first != last and current.get(cell) == last
    }
    return tuple(moves_in_words(pairs, catalogue))


def closing_of(draft: Draft) -> str:
    """How a draft was closed, by whom and when."""
    became = f" as {draft.proposal_id}" if draft.proposal_id else ""
    closed = "put forward" if draft.state is DraftState.PROPOSED else "discarded"
    return f"{draft.updated_by} {closed} this draft{became} at {instant(draft.updated_at)}"


def disputes(
    mine: WantedCells, draft: Draft, *, live: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> tuple[str, ...]:
    """A sentence for each lever that this session wants otherwise than the draft has it, with both values."""
    pairs = {
        cell: (live[cell] if value is None else value, draft.changes_by_cell.get(cell, live[cell]))
        for cell, value in mine.items()
        if cell in live
    }
    return tuple(
        f"{words}: yours {lever_value_as_given(yours, family)}, theirs {lever_value_as_given(theirs, family)}."
        for words, family, (yours, theirs) in blocks_in_words(
            {cell: pair for cell, pair in pairs.items() if pair[0] != pair[1]}, catalogue
        )
    )


def edits_in_words(mine: WantedCells, catalogue: LeverCatalogue) -> Iterator[str]:
    """A phrase for each lever that this session wants to edit, with the wanted value.

    Raises:
        BadInputError: an edited parameter is not in the catalogue.
    """
    for words, family, value in blocks_in_words(mine, catalogue):
        yield f"{words}: {'the live value' if value is None else lever_value_as_given(value, family)}"


def live_moves(
    moved: tuple[CellChange, ...], *, live: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> Iterator[str]:
    """A sentence for each drafted lever whose live value has moved under it.

    Raises:
        BadInputError: a changed parameter is not in the catalogue.
    """
    triples = {change.cell: (change.before, live[change.cell], change.after) for change in moved if change.cell in live}
    for words, family, (then, now, drafted) in blocks_in_words(triples, catalogue):
        yield (
            f"{words}: live has moved from {lever_value_as_given(then, family)} to "
            f"{lever_value_as_given(now, family)} since; the draft says {lever_value_as_given(drafted, family)}."
        )
    gone = sorted({change.cell.fiscal_year for change in moved if change.cell not in live})
    if gone:
        yield f"The draft changes {', '.join(map(str, gone))}, which is not simulated any more."
