"""Several processes save one draft at once: exactly one of those that saw the same revision wins."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from optimization.governance.drafts.drafts import create_draft, find_draft
from optimization.governance.ledger.ledger import Ledger

SAVERS = 4

SAVE = """
import sys
from optimization.governance.drafts.drafts import DraftConflictError, save_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_cells import LeverCell
from optimization.places import places

change = CellChange(LeverCell(2025, 1, "cola_rate"), 0.02, 0.02 + {number} / 1000)
with open_ledger(places()) as ledger:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        print("saved", save_draft(ledger, "DRF-000001", revision=1, changes=[change], user="user {number}").updated_by)
    except DraftConflictError as error:
        print("refused for", error.theirs.updated_by)
"""

CREATE = """
import sys
from optimization.governance.drafts.drafts import create_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places

with open_ledger(places()) as ledger:
    print("ready", flush=True)
    sys.stdin.readline()
    print(create_draft(ledger, scenario_id="default", title="Mine", user="ann").draft_id)
"""


def test_of_those_that_saw_one_revision_one_saves_and_the_others_are_told_who_did(
    ledger: Ledger,
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
) -> None:
    create_draft(ledger, scenario_id="default", title="Everybody's", user="ann")

    printed = at_once([start_on_ledger(SAVE.format(number=number)) for number in range(1, SAVERS + 1)])

    draft = find_draft(ledger, "DRF-000001")
    assert draft.revision == 2
    assert sorted(printed) == [
        *[f"refused for {draft.updated_by}\n"] * (SAVERS - 1),
        f"saved {draft.updated_by}\n",
    ]
    number = int(draft.updated_by.removeprefix("user "))
    assert [change.after for change in draft.changes] == [0.02 + number / 1000]


@pytest.mark.usefixtures("ledger")
def test_drafts_started_at_once_have_ids_of_their_own(
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
) -> None:
    printed = at_once([start_on_ledger(CREATE) for _ in range(2)])
    assert sorted(printed) == ["DRF-000001\n", "DRF-000002\n"]
