"""Searches in a real browser: asked, followed, cancelled, killed, proposed, taken into a draft, and found again."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in, served
from browser_page import click, settled
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_iterations import list_iterations
from optimization.governance.runs.runs import RecordedRun, list_unended_runs
from optimization.places import Places

SECONDS_FOR_A_SEARCH = 90.0
MILLISECONDS_FOR_A_SEARCH = 1000 * SECONDS_FOR_A_SEARCH
TAB = "/?tab=Auto-Optimize"
START, CANCEL, WHY = "Start the search", "Cancel", "Why the levers are to change"
ENGINE = "Balance cost, equity and targets"
# Above what today's levers cost, and below what they cost at their highest.
BUDGET = 196_000_000


@pytest.fixture
def searched_home(home: Places) -> Iterator[Places]:
    """A home in which no search goes on after the test, however that ends."""
    yield home
    if (home.home / "ledger.sqlite").exists():
        with open_ledger(home, {}) as ledger:
            for recorded in list_unended_runs(ledger):
                if not recorded.process.is_known_to_be_gone:
                    os.kill(recorded.process.pid, signal.SIGKILL)


def number_field(page: Page, label: str, value: float) -> None:
    field = page.get_by_role("spinbutton", name=label, exact=True)
    field.fill(f"{value}")
    field.press("Enter")
    settled(page)


def choice(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def start(page: Page, name: str) -> None:
    """Start a search; what follows it is drawn anew each second, and settles when it has ended."""
    page.get_by_role("button", name=name, exact=True).click()


def figure(page: Page, label: str) -> float:
    """The number that stands under this label."""
    shown = page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()
    return float(shown.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip("%p "))


def run_in_address(page: Page) -> str:
    expect(page).to_have_url(re.compile(r"run=(loop|engine)-"))
    return page.url.split("run=")[1].split("&")[0]


def under_way(places: Places, *, steps: int) -> RecordedRun:
    """The one search at work, once it has recorded so many steps."""
    deadline = time.monotonic() + SECONDS_FOR_A_SEARCH
    while True:
        assert time.monotonic() < deadline
        if (places.home / "ledger.sqlite").exists():
            with open_ledger(places, {}) as ledger:
                for recorded in list_unended_runs(ledger):
                    if len(list_iterations(ledger, recorded.run.run_id)) >= steps:
                        return recorded
        time.sleep(0.02)


def ask_loop(page: Page, *, target: float, tolerance: float) -> None:
    number_field(page, "Target growth, % a year", target)
    number_field(page, "Tolerance, percentage points", tolerance)


def ask_engine(page: Page, *, candidates: int) -> None:
    page.get_by_text(ENGINE, exact=True).click()
    settled(page)
    choice(page, "What counts", "conservative")
    number_field(page, "Candidates at most", candidates)
    number_field(page, "Time at most, minutes", 3)
    number_field(page, "Budget, currency of the census", BUDGET)


def assert_today_stands(page: Page, planwise: Planwise, folder: Path, *, target: float) -> None:
    """The figures above the form are those that the command line gives today's levers."""
    file = folder / "today.json"
    file.write_text("[{}]")
    (today,) = planwise("evaluate", "--levers", str(file), "--json")["evaluations"]
    growth = 100 * today["horizon_growth"]["full_year_equivalent"]
    assert figure(page, "Growth with today's levers") == pytest.approx(growth, abs=0.0005001)
    assert figure(page, "Gap") == pytest.approx(target - growth, abs=0.0005001)
    assert figure(page, "Total compensation cost") == pytest.approx(today["total_compensation_cost"], abs=0.501)


def test_a_target_is_asked_followed_by_two_windows_met_and_proposed_once(
    searched_home: Places, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    planwise = planwise_in(searched_home)
    url = serve(searched_home)
    page = open_app(url + TAB, name="Ada")

    ask_loop(page, target=300, tolerance=0.02)
    expect(page.get_by_text("target_growth = 300.0 is out of range")).to_be_visible()
    expect(page.get_by_role("button", name=START)).to_have_count(0)
    ask_loop(page, target=3, tolerance=0)
    expect(page.get_by_text("tolerance = 0.0 is out of range")).to_be_visible()
    ask_loop(page, target=3, tolerance=0.02)
    assert_today_stands(page, planwise, tmp_path, target=3)

    number_field(page, "Iterations at most", 60)
    choice(page, "Strategy", "Balanced")
    page.get_by_role("button", name=START).dblclick()
    recorded = under_way(searched_home, steps=3)
    # The search stands still, so that whoever looks sees it under way.
    os.kill(recorded.process.pid, signal.SIGSTOP)
    try:
        other = open_app(url + TAB, name="Ben", width=768, dark=True)
        for window in (page, other):
            expect(window.get_by_role("cell", name=recorded.run.run_id)).to_be_visible()
            expect(window.get_by_role("cell", name="Ada", exact=True)).to_be_visible()
        click(other, f"Open {recorded.run.run_id}")
        page.reload()
        for window in (page, other):
            expect(window.get_by_role("columnheader", name="Best so far")).to_be_visible()
            assert run_in_address(window) == recorded.run.run_id
            assert_follows(window, searched_home, recorded.run.run_id)
    finally:
        os.kill(recorded.process.pid, signal.SIGCONT)

    asked = ("--target-growth", "3", "--tolerance", "0.02", "--max-iterations", "60", "--mode", "Balanced")
    found = planwise("optimize", "loop", *asked, "--no-propose", "--json")
    assert found["status"] == "converged"
    for window in (page, other):
        expect(window.get_by_text("Excellent - Target achieved.")).to_be_visible(timeout=MILLISECONDS_FOR_A_SEARCH)
        expect(window.get_by_role("button", name="Download the result (JSON)")).to_be_visible()
        assert figure(window, "Growth with the proposal") == pytest.approx(found["final_growth"], abs=0.0005001)
        assert figure(window, "Growth with today's levers") == pytest.approx(found["initial_growth"], abs=0.0005001)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the result (JSON)").click()
    assert json.loads(download.value.path().read_text())["cells"] == found["cells"]

    # A reload has taken the name along.
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.get_by_role("textbox", name="Your name").press("Enter")
    settled(page)
    page.get_by_role("textbox", name=WHY).fill("The market has cooled.")
    page.get_by_role("button", name="Propose", exact=True).dblclick()
    expect(page.get_by_text("Proposed as PRP-000001 by Ada. It is proposed now")).to_be_visible()
    # The other window still offers what has been done meanwhile.
    other.get_by_role("textbox", name=WHY).fill("So say I.")
    other.get_by_role("button", name="Propose", exact=True).click()
    expect(other.get_by_text("Proposed as PRP-000001 by Ada. It is proposed now")).to_be_visible()
    (listed,) = planwise("proposal", "list", "--json")["proposals"]
    assert (listed["run_id"], listed["proposer"]) == (recorded.run.run_id, "Ada")

    click(page, "Open the proposal")
    expect(page).to_have_url(re.compile("/proposals"))
    expect(page.get_by_role("combobox", name="Proposal", exact=True)).to_have_value("PRP-000001")


def assert_follows(page: Page, places: Places, run_id: str) -> None:
    """What is recorded of the search stands on the page, row by row."""
    with open_ledger(places, {}) as ledger:
        last = list_iterations(ledger, run_id)[-1].iteration
    row = page.get_by_role("row", name=re.compile(rf"^{last['iteration']} "))
    expect(row).to_contain_text(f"{last['growth']:.3f}%")
    expect(row).to_contain_text(f"{last['gap']:.3f} pp".replace("-", "\N{MINUS SIGN}"))
    expect(page.get_by_text(f"{last['iteration']} of 60")).to_be_visible()
    expect(page.get_by_text("within 0.02 pp")).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart")).to_be_visible()


def test_a_target_out_of_reach_ends_in_words_with_nothing_to_propose(
    searched_home: Places, serve: Serve, open_app: OpenApp
) -> None:
    page = open_app(serve(searched_home) + TAB, name="Ada")
    ask_loop(page, target=40, tolerance=0.1)
    start(page, START)
    expect(page.get_by_text("Infeasible - Target out of reach.")).to_be_visible(timeout=MILLISECONDS_FOR_A_SEARCH)
    expect(page.get_by_text("Nothing to propose: no setting that was found meets the target")).to_be_visible()
    expect(page.get_by_role("button", name="Propose", exact=True)).to_have_count(0)


def test_an_engine_run_outlives_its_server_and_ends_when_it_is_cancelled_or_killed(
    searched_home: Places, open_app: OpenApp, tmp_path: Path
) -> None:
    planwise = planwise_in(searched_home)
    with served(searched_home, log=tmp_path / "first.log") as url:
        page = open_app(url + TAB, name="Ada")
        ask_engine(page, candidates=50_000)
        choice(page, "Method", "DE")
        start(page, START)
        recorded = under_way(searched_home, steps=2)
        expect(page.get_by_role("columnheader", name="Candidates so far")).to_be_visible()
        run_id = run_in_address(page)
        page.context.close()
    with served(searched_home, log=tmp_path / "second.log") as url:
        page = open_app(f"{url}{TAB}&run={run_id}", name="Ben")
        assert run_id == recorded.run.run_id
        page.get_by_role("button", name=CANCEL, exact=True).click()
        expect(page.get_by_role("button", name=CANCEL)).to_have_count(0, timeout=MILLISECONDS_FOR_A_SEARCH)
        ended = result_of(planwise, run_id)
        assert ended["status"] == "CANCELLED"
        expect(page.get_by_text("cancelled").first).to_be_visible()
        expect(page.get_by_text(f"{ended['objective_value']:.6f}").first).to_be_visible()

        page.get_by_role("button", name="New search").click()
        expect(page.get_by_text(ENGINE, exact=True)).to_be_visible()
        settled(page)
        ask_engine(page, candidates=50_000)
        choice(page, "Method", "DE")
        start(page, START)
        os.kill(under_way(searched_home, steps=1).process.pid, signal.SIGKILL)
        expect(page.get_by_text("is abandoned. Its process ended without a word: it was killed")).to_be_visible(
            timeout=MILLISECONDS_FOR_A_SEARCH
        )
        page.context.close()


def result_of(planwise: Planwise, run_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(planwise("report", run_id, "--json")["result"]).read_text())
    return found


def test_a_finished_engine_run_gives_a_front_a_draft_and_a_place_on_the_page_of_searches(
    searched_home: Places, serve: Serve, open_app: OpenApp
) -> None:
    planwise = planwise_in(searched_home)
    url = serve(searched_home)
    page = open_app(url + TAB, name="Ada")
    ask_engine(page, candidates=30)
    page.get_by_text("More choices").click()
    number_field(page, "Points of the Pareto front", 0)
    number_field(page, "Random worlds compared", 0)
    start(page, START)
    report = page.get_by_role("button", name="Download the report (HTML)")
    expect(report).to_be_visible(timeout=MILLISECONDS_FOR_A_SEARCH)
    settled(page)
    run_id = run_in_address(page)
    found = result_of(planwise, run_id)
    expect(page.get_by_text(f"{found['objective_value']:.6f}").first).to_be_visible()
    expect(page.get_by_role("heading", name="Alternatives")).to_be_visible()
    with page.expect_download() as download:
        report.click()
    assert download.value.suggested_filename == f"{run_id}.html"
    assert run_id in download.value.path().read_text()

    start(page, "Draw the Pareto front")
    expect(page).to_have_url(re.compile("run=pareto-"), timeout=MILLISECONDS_FOR_A_SEARCH)
    expect(report).to_be_visible(timeout=MILLISECONDS_FOR_A_SEARCH)
    settled(page)
    click(page, "Take into a draft")
    expect(page.get_by_text("The draft DRF-000001 holds these levers.")).to_be_visible()
    (draft,) = planwise("draft", "list", "--json")["drafts"]
    assert draft["draft_id"] == "DRF-000001"
    click(page, "Open the draft")
    expect(page.get_by_role("combobox", name="Draft", exact=True)).to_have_value("DRF-000001")

    page.get_by_role("link", name="Searches").click()
    settled(page)
    rows = page.get_by_role("table").first.get_by_role("row")
    expect(rows).to_have_count(3)
    choice(page, "Kind", "engine")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(run_id)
    expect(page.get_by_text(f"{found['objective_value']:.6f}").first).to_be_visible()
