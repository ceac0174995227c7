"""The impact of levers in a browser: what sliders give is what the command evaluates, whatever changes meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from browser_app import OpenApp, Planwise, Serve, planwise_in
from browser_page import choose, click, rows_under, settled, shows
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.places import Places

DRAFT = "DRF-000001"
METHODS = ("full_year_equivalent", "current", "continuous")
TITLES = ("full year equivalent", "current", "continuous")
SEED, WORLDS = 42, 10
MINUS = "\N{MINUS SIGN}"
LIVE_ROW = "default,2026,1,RAISE,merit_base,0.032,"
MOVED_ROW = "default,2026,1,RAISE,merit_base,0.036,"
NO_ROW = "default,2026,1,RAISE,merit_base,plenty,"

Metrics = Mapping[str, Any]
Evaluate = Any


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home."""
    return planwise_in(home)


@pytest.fixture
def evaluate(planwise: Planwise, tmp_path: Path) -> Evaluate:
    """What the command gives for lever sets, per set and seed."""

    def ask(sets: Sequence[Mapping[str, float]], *, scenario: str = "default", seeds: Sequence[int] = (SEED,)) -> Any:
        path = tmp_path / "sets.json"
        path.write_text(json.dumps(list(sets)))
        asked = [option for seed in seeds for option in ("--seed", str(seed))]
        answer = planwise("evaluate", "--levers", str(path), "--scenario", scenario, *asked, "--json")
        return answer["evaluations"]

    return ask


def drafted_levers(planwise: Planwise) -> dict[str, float]:
    """The draft's values as a lever set."""
    names = {family.parameter_name: family.name for family in load_lever_catalogue().families}
    return {
        f"{names[change['parameter_name']]}_level_{change['job_level']}@{change['fiscal_year']}": change["after"]
        for change in planwise("draft", "show", DRAFT, "--json")["changes"]
    }


def percent(fraction: float, *, signed: bool = False) -> str:
    return written(fraction * 100, f"{'+' if signed else ''}.3f") + "%"


def points(before: float, after: float) -> str:
    return written((after - before) * 100, "+.3f") + " pp"


def amount(value: float, *, signed: bool = False) -> str:
    return written(value, f"{'+' if signed else ''},.0f")


def written(value: float, form: str) -> str:
    text = format(value, form)
    # A change that is rounded away has no sign.
    return (text.lstrip("+-") if float(text.replace(",", "")) == 0 else text).replace("-", MINUS)


def look_closer(page: Page, at: str) -> None:
    page.get_by_role("radio", name=at, exact=True).click()
    settled(page)


def figure(page: Page, label: str) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=label)


def start_draft(page: Page) -> None:
    page.get_by_role("textbox", name="Title of the draft").fill("Merit round 2026")
    click(page, "Start a draft")
    shows(page, f"{DRAFT}, revision 1,")


def merit_slider(page: Page, level: int) -> Locator:
    return page.get_by_role("slider").nth(level - 1)


def assert_figures(page: Page, live: Metrics, draft: Metrics) -> None:
    """Figures and tables are those of the command, to the digit that is shown."""
    for method, title in zip(METHODS, TITLES, strict=True):
        choose(page, "Growth measured by", title.capitalize())
        growth = figure(page, f"Pay growth a year, {title}")
        expect(growth).to_contain_text(percent(draft["horizon_growth"][method]))
        expect(growth).to_contain_text(points(live["horizon_growth"][method], draft["horizon_growth"][method]))
    cost, live_cost = draft["total_compensation_cost"], live["total_compensation_cost"]
    expect(figure(page, "Total compensation cost")).to_contain_text(amount(cost))
    expect(figure(page, "Total compensation cost")).to_contain_text(amount(cost - live_cost, signed=True))
    expect(figure(page, "Pay dispersion (equity_cv)")).to_contain_text(f"{draft['equity_cv']:.4f}")
    expect(figure(page, "Closing headcount")).to_contain_text(amount(draft["closing_headcount"]))
    rows = {row["Year"]: row for row in rows_under(page, "Current, draft")}
    for method, title in zip(METHODS, TITLES, strict=True):
        of_years = [(year, live["years"][year], draft["years"][year]) for year in live["years"]]
        pairs = {year: (a["yoy_growth"][method], b["yoy_growth"][method]) for year, a, b in of_years}
        pairs["Mean"] = live["horizon_growth"][method], draft["horizon_growth"][method]
        assert rows.keys() == pairs.keys()
        for label, (before, after) in pairs.items():
            assert rows[label][f"{title.capitalize()}, in force"] == percent(before)
            assert rows[label][f"{title.capitalize()}, draft"] == percent(after)
            assert rows[label][f"{title.capitalize()}, change"] == points(before, after)
    levels = rows_under(page, "Headcount, draft")
    for side, metrics in (("in force", live), ("draft", draft)):
        assert sum(int(row[f"Headcount, {side}"]) for row in levels) == metrics["closing_headcount"]


def assert_parts_sum_to_growth(page: Page) -> None:
    # Six parts of three digits each, and their sum, are each rounded by half a digit at most.
    rounding = 0.0005 * 7
    rows = {row["Part"]: row for row in rows_under(page, "After")}
    for side in ("Before", "After"):
        values = {part: float(row[side].replace(MINUS, "-").rstrip("%")) for part, row in rows.items()}
        parts = [values[part] for part in ("COLA", "Merit", "Promotions", "New-hire mix", "Leaver mix", "Residual")]
        assert sum(parts) == pytest.approx(values["Pay growth"], abs=rounding)


def test_what_sliders_give_is_what_the_command_evaluates_for_the_draft(
    home: Places, planwise: Planwise, evaluate: Evaluate, serve: Serve, open_app: OpenApp
) -> None:
    url = serve(home)
    page = open_app(f"{url}/?tab=Impact+Analysis")
    shows(page, "The levers in force, simulated now for 300 employees")
    expect(page.get_by_role("button", name="Start a draft")).to_be_disabled()
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.get_by_role("textbox", name="Your name").press("Enter")
    settled(page)
    start_draft(page)

    merit_slider(page, 2).press("ArrowRight")
    shows(page, f"{DRAFT}, revision 2,")
    expect(merit_slider(page, 2)).to_be_focused()
    merit_slider(page, 2).press("ArrowRight")
    shows(page, f"{DRAFT}, revision 3,")
    choose(page, "Levers", "Promotion probability (promotion_probability)")
    choose(page, "Years", "2027")
    page.get_by_role("slider", name="Promotion probability, level 1, 2027, %").press("PageUp")
    shows(page, f"{DRAFT}, revision 4,")
    page.get_by_role("tab", name="Parameter Overview").click()
    typed = page.get_by_role("textbox", name="Merit rate, level 1, %", exact=True)
    typed.fill("")
    typed.press_sequentially("4.2")
    shows(page, "draft 4.2%")
    page.get_by_role("tab", name="Impact Analysis").click()
    shows(page, f"{DRAFT}, revision 5,")

    levers = drafted_levers(planwise)
    assert {levers[f"merit_rate_level_2@{year}"] for year in range(2025, 2030)} == {0.032}
    assert {levers[f"merit_rate_level_1@{year}"] for year in range(2025, 2030)} == {0.042}
    assert [name for name in levers if "promotion" in name] == ["promotion_probability_level_1@2027"]
    live, draft = evaluate([{}, levers])
    assert draft["total_compensation_cost"] != live["total_compensation_cost"]
    assert_figures(page, live, draft)
    assert_parts_sum_to_growth(page)

    page.reload()
    shows(page, f"{DRAFT}, revision 5,")
    visitor = open_app(f"{url}/?tab=Impact+Analysis&draft={DRAFT}")
    shows(visitor, "Give your name at the top of the page to move levers")
    expect(merit_slider(visitor, 1)).to_be_disabled()


def test_scenarios_sensitivity_and_random_worlds_are_what_the_command_gives(
    home: Places, planwise: Planwise, evaluate: Evaluate, serve: Serve, open_app: OpenApp
) -> None:
    names = ("default", "budget_constrained", "aggressive_retention")
    page = open_app(f"{serve(home)}/?tab=Impact+Analysis")
    shows(page, "The levers in force, simulated now")

    look_closer(page, "Scenarios")
    page.get_by_role("combobox", name=re.compile("Scenarios to compare")).click()
    page.get_by_role("option", name="budget_constrained").click()
    page.keyboard.press("Escape")
    settled(page)
    fingerprint = planwise("levers", "show", "--json").get("inputs_fingerprint", "")
    baseline = page.get_by_text("Baseline: scenario default, lever file of 20")
    expect(baseline).to_contain_text(re.compile(r"census of 2024-12-31, fingerprint [0-9a-f]{64}\."))
    expect(baseline).to_contain_text(fingerprint)
    found = {name: evaluate([{}], scenario=name)[0] for name in names}
    rows = rows_under(page, "Scenario")
    for measure, key, write in (
        ("Total compensation cost", "total_compensation_cost", amount),
        ("Closing headcount", "closing_headcount", amount),
        ("Promotion rate", "promotion_rate", percent),
    ):
        at = next(number for number, row in enumerate(rows) if row["Measure"] == measure)
        of_measure = {row["Scenario"].removesuffix(" (baseline)"): row for row in rows[at : at + len(names)]}
        assert {name: row["Value"] for name, row in of_measure.items()} == {
            name: write(metrics[key]) for name, metrics in found.items()
        }
        for name in names[1:]:
            change = (found[name][key] - found["default"][key]) / found["default"][key]
            assert of_measure[name]["Relative"] == written(change * 100, "+.2f") + "%"

    look_closer(page, "Sensitivity")
    click(page, "Measure sensitivity around levers in force")
    row = next(row for row in rows_under(page, "Measured on") if row["Lever"] == "cola_rate")
    live = planwise("levers", "show", "--json")["cells"]
    cola = {cell["fiscal_year"]: cell["value"] for cell in live if cell["parameter_name"] == "cola_rate"}
    less, more = evaluate([{f"cola_rate@{year}": rate + step for year, rate in cola.items()} for step in (-1e-3, 1e-3)])
    growths = [metrics["horizon_growth"]["full_year_equivalent"] for metrics in (less, more)]
    heading = next(heading for heading in row if heading.lower().startswith("pay growth"))
    assert row[heading] == points(0.0, (growths[1] - growths[0]) / 2)

    look_closer(page, "Random worlds")
    asked = page.get_by_role("spinbutton", name="Random worlds, number")
    asked.fill("2")
    asked.press("Enter")
    settled(page)
    click(page, "Simulate the worlds")
    shows(page, "2 seeds cannot show a spread")
    asked.fill(str(WORLDS))
    asked.press("Enter")
    settled(page)
    click(page, "Simulate the worlds")
    expect(page.get_by_text("cannot show a spread")).to_have_count(0)
    worlds = evaluate([{}], seeds=range(SEED, SEED + WORLDS))
    shown = {row["Measure"]: row["levers in force"] for row in rows_under(page, "levers in force")}
    growths = [metrics["horizon_growth"]["full_year_equivalent"] for metrics in worlds]
    for name, share in (("P10", 0.1), ("P50", 0.5), ("P90", 0.9)):
        assert shown[f"Pay growth, {name}"] == percent(float(np.quantile(growths, share)))


def test_what_is_replaced_under_the_figures_is_told_and_they_are_of_the_new_one(
    home: Places, planwise: Planwise, evaluate: Evaluate, serve: Serve, open_app: OpenApp
) -> None:
    page = open_app(f"{serve(home)}/?tab=Impact+Analysis", name="Ada")
    shows(page, "simulated now for 300 employees")

    # Nobody touches the page: it looks by itself.
    planwise("census", "generate", "--employees", "200", "--seed", "7", reads_json=False)
    shows(page, "The census was replaced at")
    shows(page, "simulated now for 200 employees")
    (live,) = evaluate([{}])
    expect(figure(page, "Total compensation cost")).to_contain_text(amount(live["total_compensation_cost"]))
    click(page, "I have seen it")
    expect(page.get_by_text("The census was replaced at")).to_have_count(0)

    levers = home.levers.read_text()
    assert levers.count(LIVE_ROW) == 1
    home.levers.write_text(levers.replace(LIVE_ROW, MOVED_ROW))
    shows(page, "The lever file was replaced at")
    (moved,) = evaluate([{}])
    assert moved["total_compensation_cost"] > live["total_compensation_cost"]
    expect(figure(page, "Total compensation cost")).to_contain_text(amount(moved["total_compensation_cost"]))

    home.levers.write_text(levers.replace(LIVE_ROW, NO_ROW))
    shows(page, "plenty")
    expect(figure(page, "Total compensation cost")).to_have_count(0)
    home.levers.write_text(levers)
    expect(figure(page, "Total compensation cost")).to_contain_text(amount(live["total_compensation_cost"]))

    home.census.unlink()
    shows(page, "There is no census yet")
    expect(page.get_by_role("button", name=re.compile("Make"))).to_be_visible()


def test_two_windows_that_move_one_slider_are_asked_whose_value_holds(
    home: Places, planwise: Planwise, serve: Serve, open_app: OpenApp
) -> None:
    url = serve(home)
    ada = open_app(f"{url}/?tab=Impact+Analysis", name="Ada")
    start_draft(ada)
    bea = open_app(f"{url}/?tab=Impact+Analysis&draft={DRAFT}", name="Bea")
    shows(bea, f"{DRAFT}, revision 1,")

    merit_slider(ada, 2).press("ArrowRight")
    shows(ada, f"{DRAFT}, revision 2,")
    merit_slider(bea, 2).press("ArrowLeft")
    shows(bea, "Your edit is not saved: Ada saved this draft at")
    assert set(drafted_levers(planwise).values()) == {0.0315}
    click(bea, "Put mine on top")
    shows(bea, f"{DRAFT}, revision 3,")
    assert set(drafted_levers(planwise).values()) == {0.0305}

    # Another lever than theirs: both go into the draft, and theirs is told.
    merit_slider(ada, 4).press("ArrowRight")
    shows(ada, "This draft was changed elsewhere, last by Bea at")
    shows(ada, f"{DRAFT}, revision 4,")
    levers = drafted_levers(planwise)
    assert (levers["merit_rate_level_2@2025"], levers["merit_rate_level_4@2025"]) == (0.0305, 0.0285)
