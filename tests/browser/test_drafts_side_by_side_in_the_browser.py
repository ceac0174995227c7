"""One draft in two windows, levers and the ledger changed behind it, and a reload: all told in words, nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in
from browser_page import click, settled, shows
from optimization.places import Places

FIRST, SECOND = "DRF-000001", "DRF-000002"
YEARS = range(2025, 2030)
LIVE_ROW = "default,2025,1,RAISE,merit_base,0.032,"
MOVED_ROW = "default,2025,1,RAISE,merit_base,0.036,"


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home."""
    return planwise_in(home)


def type_merit(page: Page, level: int, text: str, *, until: str) -> None:
    """Type key by key, until the page says this."""
    box = page.get_by_role("textbox", name=f"Merit rate, level {level}, %", exact=True)
    box.fill("")
    box.press_sequentially(text, delay=30)
    shows(page, until)
    expect(box).to_have_value(text)
    # What appears above meanwhile does not take the field away from under the fingers.
    expect(box).to_be_focused()


def shows_merit(page: Page, level: int, text: str) -> None:
    expect(page.get_by_role("textbox", name=f"Merit rate, level {level}, %", exact=True)).to_have_value(text)


def start_draft(page: Page) -> None:
    page.get_by_role("textbox", name="Title of the draft").fill("Merit round 2026")
    click(page, "Start a draft")
    shows(page, f"{FIRST} is open.")


def drafted_merit(planwise: Planwise, draft_id: str = FIRST) -> dict[int, set[tuple[float, float]]]:
    """The values before and after, as fractions, of each level that the draft changes in every year."""
    changes = planwise("draft", "show", draft_id, "--json")["changes"]
    assert {change["parameter_name"] for change in changes} <= {"merit_base"}
    levels = {change["job_level"] for change in changes}
    by_level = {level: [change for change in changes if change["job_level"] == level] for level in levels}
    assert all(len(of_level) == len(YEARS) for of_level in by_level.values())
    return {level: {(c["before"], c["after"]) for c in of_level} for level, of_level in by_level.items()}


def test_two_windows_on_one_draft_are_told_of_each_other_and_lose_nothing(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    url = serve(home)
    ada = open_app(url, name="Ada")
    start_draft(ada)
    bea = open_app(f"{url}/?draft={FIRST}", name="Bea")

    type_merit(bea, 1, "3.4", until="live 3.2%, draft 3.4%")
    type_merit(ada, 2, "3.6", until="This draft was changed elsewhere, last by Bea at")
    shows(ada, "Merit rate, level 1, 2025-2029: 3.2% → 3.4%")
    shows_merit(ada, 1, "3.4")
    assert drafted_merit(planwise) == {1: {(0.032, 0.034)}, 2: {(0.031, 0.036)}}
    click(ada, "I have seen it")
    expect(ada.get_by_text("This draft was changed elsewhere")).to_have_count(0)

    type_merit(bea, 1, "3.45", until="live 3.2%, draft 3.45%")
    type_merit(ada, 1, "3.7", until="Merit rate, level 1, 2025-2029: yours 3.7%, theirs 3.45%.")
    shows(ada, "Your edit is not saved: Bea saved this draft at")
    click(ada, "Put mine on top")
    shows(ada, f"Your values are in {FIRST} now.")
    assert drafted_merit(planwise)[1] == {(0.032, 0.037)}

    type_merit(bea, 1, "3.8", until="Merit rate, level 1, 2025-2029: yours 3.8%, theirs 3.7%.")
    click(bea, "Take theirs")
    shows(bea, f"{FIRST} stays as Ada saved it.")
    shows_merit(bea, 1, "3.7")
    assert drafted_merit(planwise) == {1: {(0.032, 0.037)}, 2: {(0.031, 0.036)}}

    click(ada, "Discard this draft")
    click(ada, f"Discard {FIRST}")
    shows(ada, f"{FIRST} is discarded.")
    bea.get_by_role("textbox", name="Merit rate, level 1, %", exact=True).fill("3.9")
    shows(bea, "Ada discarded this draft at")
    shows(bea, "Your edit that came too late goes into it too:")
    shows(bea, "Merit rate, level 1, 2025-2029: 3.9%")
    click(bea, "Take its values into a new draft")
    shows(bea, f"{SECOND} has the values of {FIRST}.")
    assert drafted_merit(planwise, SECOND) == {1: {(0.032, 0.039)}, 2: {(0.031, 0.036)}}

    bea.reload()
    settled(bea)
    shows_merit(bea, 1, "3.9")
    shows(bea, f"{SECOND}: 10 changed values.")
    shows(bea, "Give your name at the top of the page to edit")


def test_levers_that_move_and_a_ledger_that_is_gone_keep_what_was_typed(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    page = open_app(serve(home), name="Ada")
    start_draft(page)
    type_merit(page, 1, "3.4", until="live 3.2%, draft 3.4%")

    levers = home.levers.read_text()
    assert levers.count(LIVE_ROW) == 1
    home.levers.write_text(levers.replace(LIVE_ROW, MOVED_ROW))
    type_merit(page, 2, "3.5", until="Levers in force have moved under this draft.")
    told = page.get_by_text("Merit rate, level 1, 2025: live has moved from 3.2% to 3.6% since; the draft says 3.4%.")
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Save as proposal")).to_be_disabled()
    click(page, "Keep mine on top of the new live value")
    expect(told).to_have_count(0)
    expect(page.get_by_role("button", name="Save as proposal")).to_be_enabled()
    assert drafted_merit(planwise) == {1: {(0.036, 0.034), (0.032, 0.034)}, 2: {(0.031, 0.035)}}

    ledger, aside = home.home / "ledger.sqlite", home.home / "aside.sqlite"
    ledger.rename(aside)
    type_merit(page, 2, "3.8", until=f"The ledger with {FIRST} is gone: there is no {ledger}.")
    assert not ledger.exists()
    aside.rename(ledger)
    click(page, "Save it in the draft")
    shows(page, "live 3.1%, draft 3.8%")
    assert drafted_merit(planwise)[2] == {(0.031, 0.038)}
