"""The Dagster UI as a data engineer uses it: launch a search from the launchpad, watch it, look at what it left."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, environment_of
from dagster_server import DagsterServer, dagster_server
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.runs import list_runs
from optimization.places import Places

JOB = "/locations/__repository__@planwise/jobs/compensation_optimization_job/playground"
ASSET = "/assets/compensation_optimization_loop"
SHIPPED_TARGET, ASKED_TARGET = "2.0", "3.0"
MILLISECONDS_FOR_THE_RUN = 180_000


@pytest.fixture
def dagster(home: Places) -> Iterator[DagsterServer]:
    with dagster_server(environment_of(home)) as running:
        yield running


def test_the_job_is_launched_with_another_target_and_its_asset_has_picture_and_checks(
    dagster: DagsterServer, home: Places, open_window: OpenApp
) -> None:
    page = open_window(f"{dagster.url}{JOB}", width=1400)
    ask_for_another_target(page)
    page.get_by_role("button", name="Launch Run").click()
    expect(page).to_have_url(re.compile(r"/runs/[0-9a-f-]{36}"))
    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=MILLISECONDS_FOR_THE_RUN)

    page.goto(f"{dagster.url}{ASSET}")
    expect(page.get_by_text("Growth meets the target within the tolerance.")).to_be_visible()
    expect(page.get_by_text(proposal_of_the_search(home), exact=True)).to_be_visible()
    row = page.get_by_role("row").filter(has_text="convergence")
    row.get_by_text("[Show Markdown]").click()
    picture = page.get_by_role("img", name="Pay growth by iteration")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 0

    page.goto(f"{dagster.url}{ASSET}?view=checks")
    expect(page.get_by_text("optimization_convergence_check").filter(visible=True).first).to_be_visible()
    expect(page.get_by_text("Passed", exact=True).first).to_be_visible()


def ask_for_another_target(page: Page) -> None:
    """Type over the target in the launchpad's editor."""
    page.locator(".cm-line, .CodeMirror-line").filter(has_text=f"target_growth: {SHIPPED_TARGET}").click()
    page.keyboard.press("End")
    for _digit in SHIPPED_TARGET:
        page.keyboard.press("Backspace")
    page.keyboard.type(ASKED_TARGET)


def proposal_of_the_search(home: Places) -> str:
    """The search's proposal, once the ledger says that it was asked for the typed target and met it."""
    with open_ledger(home, {}) as ledger:
        (recorded,) = list_runs(ledger, 2)
    assert recorded.run.config["target_growth"] == float(ASKED_TARGET)
    assert recorded.status == "converged"
    return "PRP-000001"
