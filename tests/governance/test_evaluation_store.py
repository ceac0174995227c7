"""Evaluations in the ledger: kept for whoever comes next, whoever writes at the same time, and never read wrongly."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import zlib
from collections.abc import Callable

import pytest
from sqlalchemy import event

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.ledger.ledger_tables import evaluations
from optimization.places import Places

ENTRY = {"value": {"growth": 0.1 + 0.2, "equity_cv": None, "years": {"2025": [1, 2.5, "größer"]}}}

SAVE_AND_LOAD_25_TIMES_WHEN_TOLD = """
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places
with open_ledger(places()) as ledger:
    store = LedgerEvaluationStore(ledger)
    store.statistics()
    print("ready", flush=True)
    input()
    for number in range(25):
        store.save({"same in both": {"value": 7}, f"key {number}": {"value": number}})
        print(store.load([f"key {number}"]) == {f"key {number}": {"value": number}})
"""


@pytest.fixture
def store(ledger: Ledger) -> LedgerEvaluationStore:
    return LedgerEvaluationStore(ledger)


def counts(store: LedgerEvaluationStore) -> tuple[int, int, int, int]:
    counted = store.statistics()
    return counted["entries"], counted["hits"], counted["misses"], counted["evictions"]


def test_an_entry_is_loaded_as_it_was_saved_by_whoever_opens_the_ledger_next(
    home: Places, environ: dict[str, str]
) -> None:
    with open_ledger(home, environ) as ledger:
        LedgerEvaluationStore(ledger).save({"first": ENTRY, "second": {"value": 2}})
    with open_ledger(home, environ) as ledger:
        assert LedgerEvaluationStore(ledger).load(["third", "first"]) == {"first": ENTRY}


def test_what_is_asked_for_is_counted(store: LedgerEvaluationStore) -> None:
    assert store.load(["a", "b"]) == {}
    store.save({"a": {"value": 1}, "b": {"value": 2}, "c": {"value": 3}})
    assert set(store.load(["b", "a", "b", "x"])) == {"a", "b"}
    assert set(store.load(["b"])) == {"b"}
    assert store.statistics() == {
        "entries": 3,
        # A key that is asked for twice in a call is one key.
        "hits": 3,
        "misses": 3,
        "evictions": 0,
        "most_used": [
            {"entry": {"value": 2}, "access_count": 2},
            {"entry": {"value": 1}, "access_count": 1},
        ],
    }


def test_the_five_used_most_are_told_and_of_equals_the_oldest(store: LedgerEvaluationStore) -> None:
    for key in "gfedcba":
        store.save({key: {"value": key}})
    for keys in ("abcdefg", "b", "b", "f"):
        store.load(list(keys))
    most_used = [(used["entry"]["value"], used["access_count"]) for used in store.statistics()["most_used"]]
    assert most_used == [("b", 3), ("f", 2), ("g", 1), ("e", 1), ("d", 1)]


def test_an_entry_saved_again_is_replaced_and_keeps_its_count(store: LedgerEvaluationStore) -> None:
    store.save({"a": {"value": 1}})
    store.load(["a"])
    store.save({"a": {"value": 2}})
    assert store.load(["a"]) == {"a": {"value": 2}}
    assert store.statistics()["most_used"] == [{"entry": {"value": 2}, "access_count": 2}]
    assert counts(store) == (1, 2, 0, 0)


def test_the_entries_not_used_for_longest_are_deleted_when_there_are_too_many(ledger: Ledger) -> None:
    store = LedgerEvaluationStore(ledger, max_entries=4)
    for key in "abcd":
        store.save({key: {"value": key}})
    store.load(["a"])
    store.save({"b": {"value": "anew"}})
    # Now c has waited longest, then d, then a.
    store.save({"e": {"value": "e"}, "f": {"value": "f"}})
    assert set(store.load(list("abcdef"))) == {"a", "b", "e", "f"}
    assert counts(store) == (4, 5, 2, 2)


def test_more_entries_at_once_than_it_holds_leave_a_full_store(ledger: Ledger) -> None:
    store = LedgerEvaluationStore(ledger, max_entries=2)
    store.save({"old": {"value": 0}})
    store.save({key: {"value": key} for key in "abc"})
    assert len(store.load(list("abc"))) == 2
    assert counts(store) == (2, 2, 1, 2)


def test_a_smaller_limit_holds_from_the_next_save_on(ledger: Ledger) -> None:
    LedgerEvaluationStore(ledger).save({key: {"value": key} for key in "abcde"})
    small = LedgerEvaluationStore(ledger, max_entries=2)
    assert len(small.load(list("abcde"))) == 5
    small.save({"f": {"value": "f"}})
    assert counts(small) == (2, 5, 0, 4)


def test_a_store_for_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInputError, match="max_entries is 0"):
        LedgerEvaluationStore(ledger, max_entries=0)


def test_more_keys_than_a_statement_takes_parameters(ledger: Ledger, store: LedgerEvaluationStore) -> None:
    if ledger.engine.dialect.name == "sqlite":
        # How many it takes was chosen when it was built; these are as few as it ever was by default.
        ledger.engine.dispose()
        event.listen(ledger.engine, "connect", lambda raw, _: raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999))
    # PostgreSQL takes 65,535; a row has five.
    store.save({str(number): {"value": number} for number in range(14_000)})
    found = store.load([str(number) for number in range(13_998, 80_000)])
    assert found == {"13998": {"value": 13_998}, "13999": {"value": 13_999}}
    assert counts(store) == (14_000, 2, 66_000, 0)


def test_nothing_is_asked_and_nothing_saved(store: LedgerEvaluationStore) -> None:
    assert store.load([]) == {}
    store.save({})
    assert counts(store) == (0, 0, 0, 0)


def test_a_number_that_json_does_not_have_is_refused_and_nothing_saved(store: LedgerEvaluationStore) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.save({"a": {"value": 1}, "b": {"value": float("nan")}})
    assert counts(store) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (b"", "incomplete"),
        (b"{}", "incorrect header"),
        (zlib.compress(json.dumps(ENTRY).encode())[:-6], "incomplete"),
        (zlib.compress(b'{"value": '), "Expecting value"),
        (zlib.compress(b"\xff"), "codec can't decode"),
        (zlib.compress(b"[]"), "it is a list"),
    ],
    ids=["empty", "not compressed", "cut off", "half a text", "no text", "no entry"],
)
def test_a_damaged_entry_is_named_with_what_to_do(
    ledger: Ledger, store: LedgerEvaluationStore, stored: bytes, said: str
) -> None:
    store.save({"sound": ENTRY, "broken": ENTRY})
    with ledger.write() as connection:
        connection.execute(evaluations.update().where(evaluations.c.key == "broken").values(value=stored))
    with pytest.raises(PlanwiseError, match=f"a damaged evaluation broken: .*{said}") as raised:
        store.load(["sound", "broken"])
    assert store.load(["sound"]) == {"sound": ENTRY}
    assert counts(store) == (2, 1, 0, 0)  # What failed counted nothing.

    assert str(ledger.engine.url.database) in str(raised.value)
    _, advised = str(raised.value).rstrip(".").split("simulated again: ")
    with ledger.write() as connection:
        connection.exec_driver_sql(advised)
    assert store.load(["sound", "broken"]) == {"sound": ENTRY}


def test_two_processes_may_save_the_same_keys_at_once(
    store: LedgerEvaluationStore,
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
) -> None:
    told = at_once([start_on_ledger(SAVE_AND_LOAD_25_TIMES_WHEN_TOLD) for _ in range(2)])
    assert told == ["True\n" * 25] * 2
    assert counts(store) == (26, 50, 0, 0)
    assert store.load(["same in both"]) == {"same in both": {"value": 7}}
