"""Anchors: a small file with the head of the trail, written only of a trail that can be believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_anchor import read_anchor, write_anchor
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.places import Places

WriteTrail = Callable[[Ledger, Sequence[dict[str, Any]]], None]
THREE = ({"action": "APPROVAL_ACTION"},) * 3


def test_an_anchor_reads_back_as_the_head(ledger: Ledger, write_trail: WriteTrail, tmp_path: Path) -> None:
    write_trail(ledger, THREE)
    before = datetime.now(UTC)
    written = write_anchor(ledger, tmp_path / "elsewhere" / "anchor.json")
    assert read_anchor(tmp_path / "elsewhere" / "anchor.json") == written
    assert (written.sequence, written.entry_hash) == (3, verify_chain(ledger).head_hash)
    assert before <= written.anchored_at <= datetime.now(UTC)
    assert verify_chain(ledger, written).is_intact


def test_an_anchor_is_renewed_as_long_as_the_trail_agrees_with_it(
    home: Places, tmp_path: Path, write_trail: WriteTrail
) -> None:
    file = tmp_path / "anchor.json"
    with open_ledger(home, {}) as ledger:
        write_trail(ledger, THREE)
        write_anchor(ledger, file)
        write_anchor(ledger, file)
    anchored = file.read_bytes()
    with open_ledger(Places(home=tmp_path / "another", levers=home.levers), {}) as shorter:
        write_trail(shorter, THREE[:2])
        with pytest.raises(PlanwiseError, match="the last ones were removed"):
            write_anchor(shorter, file)
    assert file.read_bytes() == anchored


def test_a_broken_or_empty_trail_is_not_anchored(ledger: Ledger, write_trail: WriteTrail, tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    with pytest.raises(BadInputError, match="nothing to anchor"):
        write_anchor(ledger, file)
    write_trail(ledger, THREE)
    with ledger.write() as connection:
        connection.exec_driver_sql(
            "insert into audit_entries select 5, recorded_at, action, scenario_id, user_id, entry, previous_hash, "
            "entry_hash from audit_entries where sequence = 3"
        )
    with pytest.raises(PlanwiseError, match="Entry 4 is missing"):
        write_anchor(ledger, file)
    assert not file.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is no JSON"),
        ("[]", "JSON of something else"),
        (json.dumps({"sequence": 3, "entry_hash": "a" * 64}), "anchored_at is missing"),
        (json.dumps({"sequence": 0, "entry_hash": "a" * 64, "anchored_at": "2025-01-01T00:00:00Z"}), "sequence"),
        (json.dumps({"sequence": 3, "entry_hash": "abc", "anchored_at": "2025-01-01T00:00:00Z"}), "entry_hash"),
        (json.dumps({"sequence": 3, "entry_hash": "a" * 64, "anchored_at": "2025-01-01T00:00:00"}), "anchored_at"),
    ],
)
def test_a_file_that_is_no_anchor_is_named(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "anchor.json"
    file.write_text(content)
    with pytest.raises(BadInputError, match=said) as raised:
        read_anchor(file)
    assert str(file) in str(raised.value)


def test_a_missing_anchor_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"cannot be read.*planwise audit anchor"):
        read_anchor(tmp_path / "anchor.json")
