"""Drafts in the ledger: who saves what over which revision, and what a draft's two ends forbid."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from optimization.errors import BadInputError
from optimization.governance.drafts.drafts import (
    Draft,
    DraftConflictError,
    DraftState,
    create_draft,
    discard_draft,
    find_draft,
    list_drafts,
    save_draft,
)
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_cells import LeverCell

COLA = CellChange(LeverCell(2026, 1, "cola_rate"), 0.025, 0.03)
MERIT = CellChange(LeverCell(2025, 2, "merit_base"), 0.035, 0.04)


@pytest.fixture
def draft(ledger: Ledger) -> Draft:
    return create_draft(ledger, scenario_id="default", title="More COLA", user="ann", changes=[COLA])


def test_a_draft_is_kept_as_it_was_started(ledger: Ledger, draft: Draft) -> None:
    assert find_draft(ledger, "DRF-000001") == draft
    assert (draft.scenario_id, draft.title, draft.created_by, draft.updated_by) == (
        "default",
        "More COLA",
        "ann",
        "ann",
    )
    assert (draft.revision, draft.changes, draft.state, draft.proposal_id) == (1, (COLA,), DraftState.OPEN, None)
    assert draft.created_at == draft.updated_at


def test_a_save_replaces_the_changes_and_counts_the_revision(ledger: Ledger, draft: Draft) -> None:
    saved = save_draft(ledger, "DRF-000001", revision=1, changes=[COLA, MERIT], user="ben")

    assert (saved.revision, saved.updated_by, saved.created_by, saved.title) == (2, "ben", "ann", "More COLA")
    assert saved.changes == (MERIT, COLA)
    assert saved.updated_at > draft.updated_at
    assert find_draft(ledger, "DRF-000001") == saved


def test_a_save_can_give_another_title(ledger: Ledger, draft: Draft) -> None:
    assert save_draft(ledger, draft.draft_id, revision=1, changes=[], user="ann", title=" Less\nCOLA ").title == (
        "Less COLA"
    )


def test_a_change_to_the_value_in_force_is_no_change(ledger: Ledger, draft: Draft) -> None:
    back = CellChange(MERIT.cell, 0.035, 0.035)
    assert save_draft(ledger, draft.draft_id, revision=1, changes=[COLA, back], user="ann").changes == (COLA,)


def test_a_save_over_another_revision_is_refused_and_says_whose_and_what(ledger: Ledger, draft: Draft) -> None:
    theirs = save_draft(ledger, draft.draft_id, revision=1, changes=[COLA, MERIT], user="ben")
    mine = CellChange(COLA.cell, 0.025, 0.0275)

    with pytest.raises(DraftConflictError) as refused:
        save_draft(ledger, draft.draft_id, revision=1, changes=[mine, MERIT], user="ann")

    assert refused.value.theirs == theirs
    assert str(refused.value) == (
        f"DRF-000001 was saved by 'ben' on {theirs.updated_at:%Y-%m-%d %H:%M:%S} UTC: its revision is 2 now, and you "
        "have seen revision 1. It differs from yours in cola_rate of level 1 in 2026. Open it again, and do over it "
        "what you still want. Nothing of yours was saved over it."
    )
    assert find_draft(ledger, draft.draft_id) == theirs


def test_a_draft_that_was_saved_meanwhile_is_not_discarded(ledger: Ledger, draft: Draft) -> None:
    theirs = save_draft(ledger, draft.draft_id, revision=1, changes=[MERIT], user="ben")

    with pytest.raises(DraftConflictError, match=r"It changes merit_base of level 2 in 2025\."):
        discard_draft(ledger, draft.draft_id, revision=1, user="ann")

    assert find_draft(ledger, draft.draft_id) == theirs


def test_a_discarded_draft_can_neither_be_saved_nor_discarded_again(ledger: Ledger, draft: Draft) -> None:
    discarded = discard_draft(ledger, draft.draft_id, revision=1, user="ben")

    assert (discarded.state, discarded.updated_by, discarded.changes) == (DraftState.DISCARDED, "ben", (COLA,))
    attempts: list[Callable[[], Draft]] = [
        lambda: save_draft(ledger, draft.draft_id, revision=1, changes=[], user="ann"),
        lambda: discard_draft(ledger, draft.draft_id, revision=1, user="ann"),
    ]
    for attempt in attempts:
        with pytest.raises(BadInputError, match=r"DRF-000001 was discarded by 'ben' on .* cannot be changed any more"):
            attempt()
    assert find_draft(ledger, draft.draft_id) == discarded


def test_open_drafts_are_listed_by_their_last_change(ledger: Ledger) -> None:
    for scenario_id, title in (("default", "one"), ("default", "two"), ("high_growth", "three"), ("default", "four")):
        create_draft(ledger, scenario_id=scenario_id, title=title, user="ann")
    save_draft(ledger, "DRF-000001", revision=1, changes=[COLA], user="ben")
    discard_draft(ledger, "DRF-000004", revision=1, user="ann")

    assert [each.title for each in list_drafts(ledger, limit=10)] == ["one", "three", "two"]
    assert [each.title for each in list_drafts(ledger, scenario_id="default", limit=10)] == ["one", "two"]
    assert [each.title for each in list_drafts(ledger, limit=1)] == ["one"]
    assert [each.title for each in list_drafts(ledger, state=DraftState.DISCARDED, limit=10)] == ["four"]
    assert [each.title for each in list_drafts(ledger, state=None, limit=10)] == ["four", "one", "three", "two"]


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("unknown", ["DRF-000002", "drf-000001", "DRF-1", "PRP-000001", "DRF-99999999999"])
def test_an_unknown_draft_is_answered_with_the_nearest(ledger: Ledger, unknown: str) -> None:
    with pytest.raises(BadInputError, match=rf"^Unknown draft '{unknown}'\..* The newest: DRF-000001\.$"):
        find_draft(ledger, unknown)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([COLA, CellChange(COLA.cell, 0.025, 0.02)], "names cola_rate of level 1 in 2026 twice"),
        ([CellChange(COLA.cell, 0.025, math.nan)], "from 0.025 to nan: a lever needs finite numbers"),
        ([CellChange(COLA.cell, 0.025, math.inf)], "from 0.025 to inf: a lever needs finite numbers"),
    ],
)
def test_changes_that_cannot_be_kept_are_refused(
    ledger: Ledger, draft: Draft, changes: list[CellChange], said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        save_draft(ledger, draft.draft_id, revision=1, changes=changes, user="ann")
    assert find_draft(ledger, draft.draft_id) == draft


@pytest.mark.parametrize("title", ["", " \n "])
def test_a_draft_without_a_title_is_not_started(ledger: Ledger, title: str) -> None:
    with pytest.raises(BadInputError, match="title is blank"):
        create_draft(ledger, scenario_id="default", title=title, user="ann")
    assert list_drafts(ledger, state=None, limit=1) == ()
