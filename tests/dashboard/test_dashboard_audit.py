"""The page of the audit trail shows the report of the command, and whether the trail can be believed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from governance_pages import answer_of, clicked, copied_home, drawn, in_force, opened, refused, told
from streamlit.testing.v1 import AppTest

from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation
from streamlit_dashboard.governance.audit_chain_screen import made_anchor
from streamlit_dashboard.governance.audit_events_screen import events_csv

Tables = Callable[[AppTest], list[list[dict[str, str]]]]


@pytest.fixture
def home(published: Places, searched: Recommendation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with a search and a refused approval in its trail."""
    places = copied_home(published, tmp_path, monkeypatch)
    answer_of("proposal", "reject", str(searched.proposal_id), "--user", "a_director", "--comment", "=2+3")
    return places


def page() -> None:
    from streamlit_dashboard.governance.audit_page import show_audit

    show_audit()


def rewrite_an_entry(ledger: Path) -> None:
    with sqlite3.connect(ledger) as connection:
        triggers = connection.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_entries'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f"drop trigger {name}")
        connection.execute("update audit_entries set entry = replace(entry, 'an_analyst', 'nobody') where sequence = 2")


@pytest.mark.usefixtures("home")
def test_the_report_has_the_figures_of_the_command(tables: Tables) -> None:
    shown = opened(page, user=None)
    report = answer_of("audit", "report")
    figures = {metric.label: metric.value for metric in shown.metric}
    assert figures["Entries"] == str(report["total_entries"])
    assert figures["Rules kept"] == "3 of 3"
    assert figures["Searches with a result"] == f"{report['optimization_summary']['completion_rate']:.0%}"
    actions = {
        row["Action"]: row["Entries"]
        for rows in tables(shown)
        if list(rows[0]) == ["Action", "Entries"]
        for row in rows
    }
    assert actions == {action: str(entries) for action, entries in report["action_summary"].items()}
    assert "In order" in told(shown)


@pytest.mark.usefixtures("home")
def test_the_events_are_narrowed_by_action_and_person(tables: Tables) -> None:
    shown = opened(page, user=None)
    (events,) = [rows for rows in tables(shown) if "Why" in rows[0] and "Action" in rows[0]]
    assert [int(row["Entry"]) for row in events] == sorted((int(row["Entry"]) for row in events), reverse=True)
    shown.selectbox(key="audit_user").select("a_director")
    (events,) = [rows for rows in tables(drawn(shown)) if "Why" in rows[0] and "Action" in rows[0]]
    assert [(row["Who"], row["Event"]) for row in events] == [("a_director", "REJECTED")]


@pytest.mark.usefixtures("home")
def test_a_period_without_entries_is_said_in_words() -> None:
    shown = opened(page, user=None)
    shown.date_input(key="audit_start").set_value("2020-01-01")
    shown.date_input(key="audit_end").set_value("2020-01-31")
    shown = drawn(shown)
    assert "Nothing is recorded of this period" in told(shown)
    assert "Nothing happened in this period" in told(shown)


@pytest.mark.usefixtures("home")
def test_a_period_that_ends_before_it_starts_is_refused_in_words() -> None:
    shown = opened(page, user=None)
    shown.date_input(key="audit_end").set_value("2020-01-31")
    assert "ends before it starts" in refused(drawn(shown))


def test_an_intact_trail_is_verified_and_a_changed_entry_is_named(home: Places) -> None:
    shown = clicked(opened(page, user=None), "Verify every entry")
    assert f"is intact: {answer_of('audit', 'verify')['entries']} entries" in told(shown)
    rewrite_an_entry(home.home / "ledger.sqlite")
    shown = clicked(shown, "Verify every entry")
    assert "broken at entry 2" in refused(shown)
    assert "Not in order" in refused(shown)


def test_an_anchor_holds_the_head_and_shows_a_trail_that_was_cut_off(home: Places) -> None:
    anchor = made_anchor(home)
    verified = answer_of("audit", "verify")
    assert (json.loads(anchor)["sequence"], json.loads(anchor)["entry_hash"]) == (
        verified["entries"],
        verified["head_hash"],
    )
    shown = clicked(opened(page, user=None), "Make an anchor of the trail")
    assert f"Entry {verified['entries']} is anchored" in told(shown)
    shown.file_uploader(key="audit_anchor_upload").set_value(("anchor.json", anchor, "application/json"))
    assert "agrees with the anchor" in told(drawn(shown))
    later = json.dumps({**json.loads(anchor), "sequence": verified["entries"] + 5}).encode()
    shown.file_uploader(key="audit_anchor_upload").set_value(("anchor.json", later, "application/json"))
    assert "the last ones were removed" in refused(drawn(shown))
    shown.file_uploader(key="audit_anchor_upload").set_value(("anchor.json", b"[]", "application/json"))
    assert "is no anchor" in refused(drawn(shown))


@pytest.mark.usefixtures("home")
def test_a_comment_that_a_spreadsheet_would_compute_is_text_in_the_csv() -> None:
    history = answer_of("audit", "report")["history"]
    lines = events_csv(history).splitlines()
    assert lines[0].startswith("sequence,at,user,action")
    assert len(lines) == len(history) + 1
    assert ",'=2+3" in lines[-1]


def test_without_a_ledger_the_page_says_what_to_do(empty_home: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(empty_home, monkeypatch)
    shown = opened(page, user=None)
    assert "The audit trail has no entry yet" in told(shown)
    assert not empty_home.home.exists()
