"""The pages of audit, performance and training in a browser: figures of the command line, files taken along."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, places_in, planwise_in
from browser_page import choose, click, downloaded, rows_under, says, settled
from optimization.places import Places

NAME = "PRP-000001"
LEARNER = "Lea Learner"
PAGES = ("proposals", "audit", "performance", "training")
# Few candidates: the search ends without an optimum, and says so by its exit code.
SEARCH = ("optimize", "engine", "--objectives", "cost=.4,equity=.3,targets=.3", "--max-evaluations", "9")
NOT_CONVERGED = 3
SOMETHING_MISSING = 3
BROKEN = 1


@pytest.fixture(scope="module")
def home(stocked_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A home in which a target was met, another search ended without an optimum, and a proposal was approved."""
    folder = tmp_path_factory.mktemp("recorded") / "home_of_records"
    shutil.copytree(stocked_home, folder)
    places = places_in(folder)
    planwise = planwise_in(places)
    planwise("optimize", "loop", "--target-growth", "3", "--user", LEARNER, "--json")
    planwise(*SEARCH, "--no-assessment", "--user", "Ann", "--json", exit_codes=(NOT_CONVERGED,))
    planwise("proposal", "approve", NAME, "--user", "Bea", "--comment", "Agreed", "--json")
    return places


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in that home."""
    return planwise_in(home)


def act_as(page: Page, name: str) -> None:
    field = page.get_by_role("textbox", name="Your name")
    field.fill(name)
    field.press("Enter")
    settled(page)


def figure(page: Page, label: str) -> str:
    """What stands under a label of the figures at the top."""
    metric = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return metric.get_by_test_id("stMetricValue").inner_text()


def tampered_with(places: Places, *, sequence: int) -> None:
    """Change who made an entry of the trail, past the trigger that forbids it."""
    with sqlite3.connect(places.home / "ledger.sqlite") as connection:
        triggers = connection.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_entries'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f"drop trigger {name}")
        connection.execute(
            "update audit_entries set entry = replace(entry, ?, 'Nobody') where sequence = ?", (LEARNER, sequence)
        )
    connection.close()


def test_the_audit_page_has_the_commands_figures_and_names_an_entry_that_was_changed(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    page = open_app(f"{serve(home)}/audit")
    report = planwise("audit", "report", "--json")
    assert figure(page, "Entries") == f"{report['total_entries']}"
    assert figure(page, "Rules kept") == "3 of 3"
    assert {row["Action"]: int(row["Entries"]) for row in rows_under(page, "Entries")} == report["action_summary"]
    assert [int(row["Entry"]) for row in rows_under(page, "Entry")] == list(range(report["total_entries"], 0, -1))

    with downloaded(page, "Events, CSV", tmp_path).open(newline="") as file:
        events = list(csv.DictReader(file))
    assert [(each["sequence"], each["user"], each["action"]) for each in events] == [
        (str(each["sequence"]), each["user"], each["action"]) for each in report["history"]
    ]

    click(page, "Verify every entry")
    verified = planwise("audit", "verify", "--json")
    says(page, f"The audit trail is intact: {verified['entries']} entries.")
    click(page, "Make an anchor of the trail")
    anchor = downloaded(page, "Anchor, to keep elsewhere", tmp_path)
    assert json.loads(anchor.read_text())["entry_hash"] == verified["head_hash"]
    assert planwise("audit", "verify", "--anchor", str(anchor), "--json")["is_intact"]
    page.locator("input[type=file]").set_input_files(anchor)
    says(page, f"It agrees with the anchor of {json.loads(anchor.read_text())['anchored_at'][:10]}")

    page = open_app(page.url)
    choose(page, "Of scenario", "budget_constrained")
    narrowed = planwise("audit", "report", "--scenario", "budget_constrained", "--json")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(str(narrowed["total_entries"]))


def test_a_trail_that_was_tampered_with_is_broken_at_that_entry(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(home.home.parent, copy)
    places = places_in(copy)
    tampered_with(places, sequence=2)
    page = open_app(f"{serve(places)}/audit", width=768, dark=True)
    broken = planwise_in(places)("audit", "verify", "--json", exit_codes=(BROKEN,))
    assert broken["first_broken"] == 2
    says(page, "Not in order")
    click(page, "Verify every entry")
    says(page, "The audit trail is broken at entry 2")
    assert planwise("audit", "verify", "--json")["is_intact"]


def test_performance_and_training_have_the_commands_figures_and_an_exercise_is_checked(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    url = serve(home)
    page = open_app(f"{url}/performance")
    report = planwise("performance", "report", "--json")
    expect(page.get_by_text(f"Searches: {report['total_runs']}")).to_be_visible()
    expect(page.get_by_text(f"Mean runtime: {report['avg_runtime_seconds']:.2f} s")).to_be_visible()
    searches = rows_under(page, "Runtime")
    assert [row["Run"] for row in reversed(searches)] == [run["run_id"] for run in report["runs"]]
    assert [row["Evaluations"] for row in reversed(searches)] == [f"{run['evaluations']:,}" for run in report["runs"]]

    page = open_app(f"{url}/training")
    expect(page.get_by_role("button", name="Check my work")).to_be_disabled()
    act_as(page, "Lou Later")
    click(page, "Check my work")
    says(page, "1 of 3 exercises are missing something")
    checked = planwise(
        "training", "check", "foundations", "--user", "Lou Later", "--json", exit_codes=(SOMETHING_MISSING,)
    )
    missing = [sentence for each in checked["exercises"] for sentence in each["missing"]]
    assert len(missing) == 1
    expect(page.get_by_text(f"Missing: {missing[0]}")).to_be_visible()

    act_as(page, LEARNER)
    page.get_by_label("Years of work in compensation").fill("6")
    page.get_by_label("Years of work in compensation").press("Enter")
    choose(page, "Experience with analytics", "intermediate")
    plan = planwise("training", "plan", "--years", "6", "--analytics", "intermediate", "--user", LEARNER, "--json")
    expect(page.get_by_text(f"Experience: {plan['experience_score']} points")).to_be_visible()
    assert [(row["Module"], row["From week"], float(row["Hours"])) for row in rows_under(page, "From week")] == [
        (each["module"], str(each["start_week"]), each["hours"]) for each in plan["training_schedule"]
    ]
    click(page, "Check my work")
    says(page, "Every exercise of this module is passed.")
    passed = planwise("training", "progress", "--user", LEARNER, "--json")["passed"]
    assert [row["Exercise"] for row in rows_under(page, "Passed at (UTC)")] == [each["exercise"] for each in passed]
    assert len(passed) == len(checked["exercises"])


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (768, True)])
def test_on_an_empty_home_each_page_says_what_to_do_and_offers_it(
    empty_home: Places, serve: Serve, open_app: OpenApp, width: int, dark: bool
) -> None:
    url = serve(empty_home)
    for name in PAGES:
        page = open_app(f"{url}/{name}", width=width, dark=dark)
        if name == "training":
            expect(page.get_by_text("planwise census generate")).to_be_visible()
            expect(page.get_by_role("button", name="Check my work")).to_be_visible()
        else:
            says(page, "There is no census yet: everything here starts from one.")
            expect(page.get_by_role("button", name="Make up a census")).to_be_enabled()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not list(empty_home.home.glob("ledger.sqlite*"))
