"""The page of proposals in a browser: a whole life of one by two people, and what goes wrong while it is in view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in
from browser_page import click, rows_under, says, settled
from optimization.places import Places

NAME = "PRP-000001"
PROPOSER, REVIEWER = "Ann Archer", "Bea Baker"


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home, in which a search of the proposer has made a proposal."""
    planwise = planwise_in(home)
    planwise("optimize", "loop", "--target-growth", "3", "--user", PROPOSER, "--json")
    return planwise


def named(page: Page, name: str) -> Page:
    """The page with this name in its header."""
    field = page.get_by_role("textbox", name="Your name")
    field.fill(name)
    field.press("Enter")
    settled(page)
    return page


def go_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    settled(page)


def confirm_write(page: Page, *, at: int = 0) -> None:
    """Tick the question before a write; where levers are in force, the one of the rollback comes last."""
    page.get_by_text("Yes, write the lever file").nth(at).click()
    settled(page)


def bring_in_turnover(page: Page, file: Path, rates: Mapping[int, float]) -> None:
    """Upload a file of actual figures: by how many years ago it was, the rate of the quarter of today."""
    today = datetime.now(UTC)
    quarter = f"Q{(today.month - 1) // 3 + 1}"
    rows = [f"{today.year - ago}-{quarter},voluntary_turnover_rate,{rate},HR system\n" for ago, rate in rates.items()]
    file.write_text("period,metric_name,value,source\n" + "".join(rows))
    page.locator("input[type=file]").set_input_files(file)
    settled(page)


def test_two_people_bring_a_proposal_into_force_and_take_it_back_to_the_byte(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    at_the_start = home.levers.read_bytes()
    url = f"{serve(home)}/proposals"
    anns, beas = named(open_app(url), PROPOSER), named(open_app(url, width=768, dark=True), REVIEWER)

    shown = planwise("proposal", "show", NAME, "--json")
    (listed,) = rows_under(anns, "Rows changed")
    assert (listed["Proposal"], listed["State"], listed["Risk"]) == (NAME, "proposed", shown["risk_level"])
    assert listed["Growth after"] == f"{shown['search']['final_growth']:.3f}%"
    assert int(listed["Rows changed"]) == len(shown["changes"])
    risk = planwise("proposal", "risk", NAME, "--json")
    beas.get_by_role("tab", name="Risk").click()
    assert {row["Component"]: row["Score"] for row in rows_under(beas, "Score")} == {
        each["factor"]: f"{each['score']:.2f}" for each in risk["risk_factors"]
    }
    expect(beas.get_by_text(f"overall score {risk['overall_risk_score']:.2f} of 1")).to_be_visible()

    click(anns, "Approve")
    says(anns, f"'{PROPOSER}' proposed {NAME}, and who proposes cannot approve")
    beas.get_by_label("Comment on the decision").fill("Within the salary budget")
    click(beas, "Approve")
    says(beas, f"{NAME} is approved")
    expect(beas.get_by_role("tab", name="Risk")).to_have_attribute("aria-selected", "true")
    (decision,) = planwise("proposal", "show", NAME, "--json")["approvals"]
    assert (decision["user"], decision["comments"]) == (REVIEWER, "Within the salary budget")

    beas.get_by_text("In equal steps").click()
    settled(beas)
    beas.get_by_label("Number of phases").fill("3")
    click(beas, "Plan and simulate the phases")
    # Only then: where there is no plan yet, the command makes one.
    says(beas, f"{NAME}: 3 phases (equal steps), planned by {REVIEWER}")
    beas.get_by_role("tab", name="Rollout and checkpoints").click()
    planned = planwise("proposal", "rollout", NAME, "--json")["phases"]
    assert [(row["Growth a year"], row["Total cost"]) for row in rows_under(beas, "Phase")] == [
        (
            f"{each['outcome']['growth']['full_year_equivalent']:.2%}",
            f"{each['outcome']['total_compensation_cost']:,.0f}",
        )
        for each in planned
    ]
    assert len(planned) == 3

    beas.get_by_text("Actual figures from before").click()
    bring_in_turnover(beas, tmp_path / "before.csv", {1: 0.10})
    expect(beas.get_by_role("button", name="Keep 1 figure", exact=True)).to_be_visible()
    click(beas, "Keep 1 figure")
    says(beas, f"{home.actual_metrics} holds the figures of before.csv")
    for phase in (1, 2, 3):
        confirm_write(beas)
        # Whoever clicks twice applies once.
        beas.get_by_role("button", name=f"Apply phase {phase} of 3").dblclick()
        settled(beas)
        expect(beas.get_by_text(f"Phase {phase} applied by {REVIEWER}")).to_be_visible()
        assert planwise("proposal", "show", NAME, "--json")["phases_in_force"] == phase
    in_force = home.levers.read_bytes()
    assert in_force != at_the_start

    bring_in_turnover(beas, tmp_path / "later.csv", {1: 0.10, 0: 0.15})
    beas.get_by_text("Yes, replace").click()
    click(beas, "Keep 2 figures")
    says(beas, f"{home.actual_metrics} holds the figures of later.csv")
    click(beas, "Hold the figures against the checkpoint")
    says(beas, f"The actual figures were held against the checkpoint of {NAME}")
    found = planwise("proposal", "monitor", NAME, "--user", "a controller", "--json", exit_codes=(3,))
    assert found["rollback_recommended"]
    says(beas, f"rolling back to {found['checkpoint_id']} is recommended")
    assert [(row["Metric"], row["Before"], row["Now"]) for row in rows_under(beas, "Trigger")] == [
        ("voluntary_turnover_rate", "0.1", "0.15")
    ]

    # Ann's window still offers what stood when it was drawn.
    click(anns, "Approve")
    says(anns, f"{NAME} is applied, and nothing is decided on it any more")
    says(anns, f"{NAME} was changed elsewhere since you saw it: it was proposed and is applied")

    beas.get_by_label("Reason for the rollback").fill("Turnover rose by half")
    confirm_write(beas)
    click(beas, "Roll back")
    expect(beas.get_by_role("heading", name=f"{NAME}: rolled back")).to_be_visible()
    assert home.levers.read_bytes() == at_the_start
    writes = planwise("proposal", "show", NAME, "--json")["writes"]
    assert [(each["kind"], each["user"]) for each in writes] == [("phase", REVIEWER)] * 3 + [("rollback", REVIEWER)]
    assert writes[-1]["reason"] == "Turnover rose by half"


def test_what_changes_behind_an_open_page_is_answered_in_words_and_nothing_is_lost(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    page = named(open_app(f"{serve(home)}/proposals"), "Cleo Clark")
    planwise("proposal", "approve", NAME, "--user", REVIEWER, "--json")
    page.get_by_label("Comment on the decision").fill("Agreed")
    click(page, "Approve")
    says(page, f"{NAME} is approved, and nothing is decided on it any more")
    says(page, "it was proposed and is approved")

    # A row changed by hand: the refusal names it, and leaves it as it is.
    at_the_start = home.levers.read_bytes()
    moved = planwise("proposal", "show", NAME, "--json")["changes"][1]
    row = f"{moved['fiscal_year']},{moved['job_level']},RAISE,{moved['parameter_name']},{moved['before']}"
    by_hand = at_the_start.replace(f"default,{row},".encode(), f"default,{row}5,".encode())
    assert by_hand != at_the_start
    home.levers.write_bytes(by_hand)
    confirm_write(page)
    click(page, "Apply all at once")
    says(
        page,
        f"default {moved['fiscal_year']} level {moved['job_level']} {moved['parameter_name']}: {moved['before']} →",
    )
    assert home.levers.read_bytes() == by_hand
    home.levers.write_bytes(at_the_start)

    # A ledger that is not there for a while.
    ledger, elsewhere = home.home / "ledger.sqlite", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for file in home.home.glob("ledger.sqlite*"):
        file.rename(elsewhere / file.name)
    click(page, "Apply all at once")
    says(page, f"The ledger that this page read before is gone: {ledger} does not exist any more")
    go_to(page, "Training")
    says(page, "The ledger that this page read before is gone")
    assert not ledger.exists()
    go_to(page, "Proposals")
    for file in elsewhere.iterdir():
        file.rename(home.home / file.name)
    click(page, "Look again")
    expect(page.get_by_role("heading", name=f"{NAME}: approved")).to_be_visible()

    # Applied by somebody else between the look and the click.
    planwise("proposal", "apply", NAME, "--user", REVIEWER, "--json")
    confirm_write(page)
    expect(page.get_by_role("heading", name=f"{NAME}: applied")).to_be_visible()

    # A click elsewhere while levers are written back does not cut it short.
    page.get_by_label("Reason for the rollback").fill("The budget was cut")
    confirm_write(page)
    page.get_by_role("button", name="Roll back", exact=True).click()
    page.get_by_role("tab", name="Records").click()
    go_to(page, "Audit")
    go_to(page, "Proposals")
    expect(page.get_by_role("heading", name=f"{NAME}: rolled back")).to_be_visible()
    assert home.levers.read_bytes() == at_the_start
    assert planwise("proposal", "show", NAME, "--json")["writes"][-1]["reason"] == "The budget was cut"
