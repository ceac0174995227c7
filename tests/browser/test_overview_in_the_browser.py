"""The levers in a browser: those in force are what the command shows, and typed percents become a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in
from browser_page import settled
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places

# Half of the last digit that a value is shown with, as a fraction.
ROUNDING = 0.000005 + 1e-12
FREE_ROW = "default,2026,3,RAISE,merit_base,0.030,0,"
LOCKED_ROW = "default,2026,3,RAISE,merit_base,0.030,1,"
LOCKED_YEAR, YEARS = 2026, range(2025, 2030)
LEVEL_1, LEVEL_2, LEVEL_3 = (f"Merit rate, level {level}, %" for level in (1, 2, 3))
HIRES = "New-hire salary adjustment, factor"
REASON = "To keep pace with the market."
# A list of choices closes where the page is scrolled, as it is to reach what is not in view.
WHOLE_PAGE = 2800
MILLISECONDS_TO_SIMULATE = 120_000


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home, whose lever file has one locked row."""
    levers = home.levers.read_text()
    assert levers.count(FREE_ROW) == 1
    home.levers.write_text(levers.replace(FREE_ROW, LOCKED_ROW))
    return planwise_in(home)


def numbers(span: str) -> range:
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)


def as_value(text: str) -> float:
    return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)


def levers_on_screen(page: Page) -> dict[tuple[int, int, str], dict[str, str]]:
    """The row of every year, level and parameter, by heading."""
    table = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="Last change", exact=True))
    expect(table).to_have_count(1)
    headings, cells = (table.get_by_role(role).all_inner_texts() for role in ("columnheader", "cell"))
    rows = [dict(zip(headings, cells[at:], strict=False)) for at in range(0, len(cells), len(headings))]
    parameters = {family.title: family.parameter_name for family in load_lever_catalogue().families}
    return {
        (year, level, parameters[row["Lever"]]): row
        for row in rows
        for year in numbers(row["Years"])
        for level in numbers(row["Level"])
    }


def type_slowly(page: Page, label: str, text: str, *, until: str) -> None:
    """Type key by key, without leaving the field, until the page says this."""
    box = page.get_by_role("textbox", name=label, exact=True)
    box.fill("")
    box.press_sequentially(text, delay=30)
    expect(page.get_by_text(until).first).to_be_visible()
    settled(page)
    expect(box).to_have_value(text)


def test_the_levers_in_force_are_those_that_the_command_shows(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    scenarios = ("default", "budget_constrained")
    expected = [planwise("levers", "show", "--scenario", name, "--json")["cells"] for name in scenarios]
    page = open_app(serve(home))
    assert_shown(page, expected[0])
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="budget_constrained").click()
    expect(page.get_by_text("What budget_constrained does not set comes from conservative_growth.")).to_be_visible()
    settled(page)
    assert_shown(page, expected[1])


def assert_shown(page: Page, cells: Sequence[Mapping[str, Any]]) -> None:
    """These levers, and no others, stand on the page with value, lock and scenario."""
    shown = levers_on_screen(page)
    assert len(shown) == len(cells)
    for cell in cells:
        row = shown[cell["fiscal_year"], cell["job_level"], cell["parameter_name"]]
        assert as_value(row["Value"]) == pytest.approx(cell["value"], abs=ROUNDING)
        assert (row["Lock"] == "locked", row["From scenario"]) == (cell["is_locked"], cell["source_scenario_id"])


def test_what_is_typed_in_percent_is_a_proposal_in_fractions(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    page = open_app(serve(home), name="Ada", height=WHOLE_PAGE)
    page.get_by_role("textbox", name="Title of the draft").fill("Merit round 2026")
    page.get_by_role("button", name="Start a draft").click()
    expect(page.get_by_text("DRF-000001 is open. It starts with the levers in force of default.")).to_be_visible()

    type_slowly(page, LEVEL_1, "3.55", until="live 3.2%, draft 3.55% (+0.350 pp), risk LOW")
    type_slowly(page, LEVEL_2, "3,5", until="3,5 is not a plain number: write a dot for the decimals, 3.5.")
    expect(page.get_by_text(f"Not in the draft, and so not proposed: what you typed for {LEVEL_2}.")).to_be_visible()
    type_slowly(page, LEVEL_2, "abc", until="abc is not a number: write one like 4.5 (in percent).")
    type_slowly(page, LEVEL_2, "-1", until="-1 is not possible: it must be from 0 to 100 (in percent).")
    type_slowly(page, LEVEL_2, "250", until="250 is not possible: it must be from 0 to 100 (in percent).")
    type_slowly(page, LEVEL_2, "6", until="6% is above the recommended range, 2% to 4.5%. Its risk is MEDIUM.")
    expect(page.get_by_text(f"Locked in {LOCKED_YEAR}: an edit changes the rest.")).to_be_visible()
    type_slowly(page, LEVEL_3, "3.4", until="draft 3.4% (+0.400 pp)")
    type_slowly(page, HIRES, "1.1", until="live 1.05, draft 1.1 (+0.0500), risk LOW")

    page.get_by_role("combobox", name="Years to edit").click()
    page.get_by_role("option", name=str(LOCKED_YEAR)).click()
    expect(page.get_by_text("Locked: it cannot be changed.")).to_be_visible()
    expect(page.get_by_role("textbox", name=LEVEL_3, exact=True)).to_be_disabled()
    expect(page.get_by_role("textbox", name=LEVEL_1, exact=True)).to_be_enabled()
    type_slowly(page, LEVEL_1, "3.3", until="live 3.2%, draft 3.3% (+0.100 pp), risk LOW")

    page.get_by_role("button", name="Save as proposal").click()
    expect(page.get_by_text("Give the rationale first")).to_be_visible()
    page.get_by_role("textbox", name="Rationale").fill(REASON)
    page.get_by_role("button", name="Save as proposal").click()
    expect(page.get_by_text("PRP-000001 is recorded, in the name of Ada.")).to_be_visible(
        timeout=MILLISECONDS_TO_SIMULATE
    )
    page.reload()
    settled(page)
    expect(page.get_by_text("Ada put forward this draft as PRP-000001")).to_be_visible()
    page.get_by_role("link", name="Go to Proposals").click()
    expect(page.get_by_role("heading", name="Proposals", exact=True)).to_be_visible()

    proposal = planwise("proposal", "show", "PRP-000001", "--json")
    assert (proposal["kind"], proposal["proposer"], proposal["scenario_id"]) == ("draft", "Ada", "default")
    after = {(c["fiscal_year"], c["job_level"], c["parameter_name"]): c["after"] for c in proposal["changes"]}
    assert after == {
        **{(year, 1, "merit_base"): 0.033 if year == LOCKED_YEAR else 0.0355 for year in YEARS},
        **{(year, 2, "merit_base"): 0.06 for year in YEARS},
        **{(year, 3, "merit_base"): 0.034 for year in YEARS if year != LOCKED_YEAR},
        **{(year, level, "new_hire_salary_adjustment"): 1.1 for year in YEARS for level in range(1, 6)},
    }
    draft = planwise("draft", "show", "DRF-000001", "--json")
    assert (draft["state"], draft["proposal_id"], draft["changes"]) == ("proposed", "PRP-000001", proposal["changes"])
