"""The draft that a session looks at, and edits of it that never write over what somebody else has saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimization.errors import BadInputError
from optimization.governance.drafts.drafts import (
    Draft,
    DraftConflictError,
    DraftState,
    create_draft,
    discard_draft,
    find_draft,
    save_draft,
)
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_cells import LeverCell, LeverTable
from optimization.places import Places
from streamlit_dashboard.drafts.draft_ledger import draft_ledger, ledger_for_another_draft
from streamlit_dashboard.drafts.levers_now import levers_now
from streamlit_dashboard.drafts.session_drafts import (
    WantedCells,
    ask_to_open,
    forget_unsaved,
    keep_unsaved,
    remember_seen,
    seen_draft,
    unsaved_edit,
)
from streamlit_dashboard.drafts.unread_news import take_note
from streamlit_dashboard.elements.actor import who_acts


@dataclass(frozen=True, kw_only=True)
class DraftInView:
    """A draft over the levers in force now, which may have moved since it was edited."""

    draft: Draft
    table: LeverTable

    @property
    def is_open(self) -> bool:
        """Whether it can be changed; a draft that was proposed or discarded cannot."""
        return self.draft.state is DraftState.OPEN

    @property
    def changes(self) -> dict[LeverCell, float]:
        """The drafted value of every cell of the simulated years that changes, in the lever's unit."""
        return {cell: value for cell, value in self.draft.changes_by_cell.items() if cell in self.table.settings}

    @property
    def values(self) -> dict[LeverCell, float]:
        """The value of every cell: the drafted one, or the live one where the draft leaves it."""
        return {**self.table.values(), **self.changes}

    @property
    def moved_live(self) -> tuple[CellChange, ...]:
        """The changes whose live value is another one now than when they were made, or whose year is gone."""
        live = self.table.values()
        return tuple(change for change in self.draft.changes if live.get(change.cell) != change.before)


def as_seen(view: DraftInView) -> DraftInView:
    """The view as this session's own edits have left it: within a fragment, what was passed in is from before them."""
    seen = seen_draft(view.draft.draft_id)
    return view if seen is None else replace(view, draft=seen)


def edit_draft(places: Places, view: DraftInView, cells: WantedCells) -> None:
    """Save values for some cells of the draft, over the revision that this session has seen.

    Where other cells were changed elsewhere meanwhile, both edits are in the draft, and the draft bar tells of theirs.
    Where one of these cells was, or the draft was closed, nothing is saved: the edit is kept in the session, and the
    draft bar asks what becomes of it.

    Args:
        places: whose ledger.
        view: the draft as it was drawn.
        cells: values in the lever's unit; None, or the live value, takes a change back. Others stay as they are.

    Raises:
        BadInputError: nobody has given a name, or a cell or a value is none.
        PlanwiseError: the ledger cannot be written to.
    """
    draft_id = view.draft.draft_id
    if cells.keys() & unsaved_edit(draft_id).keys():
        # Typing on does not decide whose value holds.
        _refuse_unknown_cells(cells, view.table.values())
        keep_unsaved(draft_id, cells)
        return
    _save(places, view, cells)


def put_on_top(places: Places, view: DraftInView) -> bool:
    """Save the edit that was kept over what somebody else has saved; until it is saved, it stays kept.

    Returns:
        Whether it is saved: where somebody was faster once more, the draft bar asks again.

    Raises:
        BadInputError: nobody has given a name, or a cell or a value is none.
        PlanwiseError: the ledger cannot be written to.
    """
    is_saved = _save(places, view, unsaved_edit(view.draft.draft_id))
    if is_saved:
        forget_unsaved(view.draft.draft_id)
    return is_saved


def start_draft(places: Places, *, scenario_id: str, title: str, cells: Mapping[LeverCell, float]) -> Draft:
    """Start a draft and open it on the next rerun.

    Args:
        places: whose ledger; the first draft in a new home makes it.
        scenario_id: whose levers it would change.
        title: what people shall know it by.
        cells: the values that it begins with, in the lever's unit; the live value is no change.

    Raises:
        BadInputError: nobody has given a name, the title is blank, or a cell or a value is none.
        PlanwiseError: the levers in force cannot be read, or the ledger is gone or cannot be written to.
    """
    user, live = _named_user(), levers_now(places, scenario_id).values()
    _refuse_unknown_cells(cells, live)
    changes = _changes_with((), cells, live)
    with ledger_for_another_draft(places) as ledger:
        draft = create_draft(ledger, scenario_id=scenario_id, title=title, user=user, changes=changes)
    remember_seen(draft)
    ask_to_open(draft.draft_id)
    return draft


def open_draft(draft_id: str) -> None:
    """Have the draft bar open this draft, and its scenario, on the next rerun; the address names it from then on."""
    ask_to_open(draft_id)


def is_draft_open(places: Places, draft_id: str) -> bool:
    """Whether it can be changed, as the ledger has it now.

    Raises:
        BadInputError: there is no such draft.
        PlanwiseError: the ledger cannot be read.
    """
    with draft_ledger(places, needed_for=draft_id) as ledger:
        return find_draft(ledger, draft_id).state is DraftState.OPEN


def give_up_draft(places: Places, view: DraftInView) -> Draft:
    """Discard the draft as this session has seen it; none is in view from the next rerun on.

    Raises:
        DraftConflictError: somebody else has saved it meanwhile; it is as they left it.
        BadInputError: nobody has given a name, or the draft is not open any more.
        PlanwiseError: the ledger cannot be written to.
    """
    user, seen = _named_user(), as_seen(view).draft
    with draft_ledger(places, needed_for=seen.draft_id) as ledger:
        discarded = discard_draft(ledger, seen.draft_id, revision=seen.revision, user=user)
    remember_seen(discarded)
    forget_unsaved(discarded.draft_id)
    ask_to_open(None)
    return discarded


def _save(places: Places, view: DraftInView, cells: WantedCells) -> bool:
    """Whether the values are in the draft now; where they met somebody else's, they are kept in the session."""
    user, seen = _named_user(), as_seen(view).draft
    live = view.table.values()
    _refuse_unknown_cells(cells, live)
    changes = _changes_with(seen.changes, cells, live)
    if changes == seen.changes:
        return True
    try:
        with draft_ledger(places, needed_for=seen.draft_id) as ledger:
            saved = save_draft(ledger, seen.draft_id, revision=seen.revision, changes=changes, user=user)
    except DraftConflictError as conflict:
        if _has_moved(seen, conflict.theirs, cells):
            keep_unsaved(seen.draft_id, cells)
            return False
        take_note(seen, conflict.theirs)
        remember_seen(conflict.theirs)
        return _save(places, view, cells)
    except BadInputError:
        if is_draft_open(places, seen.draft_id):
            raise
        keep_unsaved(seen.draft_id, cells)
        return False
    remember_seen(saved)
    return True


def _named_user() -> str:
    user = who_acts()
    if user is None:
        raise BadInputError("Give your name at the top of the page first: a draft is changed under a name.")
    return user


def _refuse_unknown_cells(cells: WantedCells, live: Mapping[LeverCell, float]) -> None:
    # Taking back a change of a year that is simulated no more must stay possible.
    unknown = sorted(cell for cell, value in cells.items() if cell not in live and value is not None)
    if unknown:
        year, level, name = unknown[0]
        raise BadInputError(
            f"{name} of level {level} in {year} is no lever of the simulated years: a draft changes those in force."
        )


def _changes_with(
    changes: tuple[CellChange, ...], cells: WantedCells, live: Mapping[LeverCell, float]
) -> tuple[CellChange, ...]:
    """The changes with the wanted cells in place of theirs; an edited cell starts at the value that is live now."""
    kept = [change for change in changes if change.cell not in cells]
    edited = [CellChange(cell, live[cell], value) for cell, value in cells.items() if value is not None]
    return tuple(sorted(change for change in (*kept, *edited) if change.before != change.after))


def _has_moved(seen: Draft, theirs: Draft, cells: WantedCells) -> bool:
    """Whether one of these cells has another value in the draft than this session has seen."""
    before, after = seen.changes_by_cell, theirs.changes_by_cell
    return any(before.get(cell) != after.get(cell) for cell in cells)
