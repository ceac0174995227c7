"""What is said of a draft that others have changed or closed since this session saw it, and of live that moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from optimization.governance.drafts.drafts import Draft, DraftState
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from streamlit_dashboard.drafts.lever_words import blocks_in_words, moves_in_words, value_as_given
from streamlit_dashboard.drafts.session_drafts import WantedCells


def instant(at: datetime) -> str:
    """When something was recorded, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def news_of(seen: Draft, now: Draft, *, live: Mapping[LeverCell, float], catalogue: LeverCatalogue) -> str | None:
    """Who changed the draft since it was seen, when, and which levers; None where nothing has happened.

    Raises:
        BadInputError: a changed parameter is not in the catalogue.
    """
    if now.revision == seen.revision and now.state is seen.state:
        return None
    said = f"{now.updated_by} changed this draft at {instant(now.updated_at)}"
    if now.state is not DraftState.OPEN:
        said = closing_of(now)
    before, after = seen.changes_by_cell, now.changes_by_cell
    pairs = {
        cell: (before.get(cell, live[cell]), after.get(cell, live[cell]))
        for cell in sorted(before.keys() | after.keys())
        if cell in live and before.get(cell) != after.get(cell)
    }
    moves = "; ".join(moves_in_words(pairs, catalogue))
    retitled = f" It is called {now.title} now." if now.title != seen.title else ""
    return (f"{said}: {moves}." if moves else f"{said}.") + retitled


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
        f"{words}: yours {value_as_given(yours, family)}, theirs {value_as_given(theirs, family)}."
        for words, family, (yours, theirs) in blocks_in_words(
            {cell: pair for cell, pair in pairs.items() if pair[0] != pair[1]}, catalogue
        )
    )


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
            f"{words}: live has moved from {value_as_given(then, family)} to {value_as_given(now, family)} since; "
            f"the draft says {value_as_given(drafted, family)}."
        )
    gone = sorted({change.cell.fiscal_year for change in moved if change.cell not in live})
    if gone:
        yield f"The draft changes {', '.join(map(str, gone))}, which is not simulated any more."
