"""Every screen is for everybody: rules of accessibility, names of inputs, the keyboard, narrow windows."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser_app import OpenApp, places_in, planwise_in, served
from browser_page import PICTURES_LATER, settled
from optimization.governance.drafts.drafts import create_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import CellChange
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

SCREENS = {
    "overview": "/?tab=Parameter+Overview&draft=DRF-000001",
    "impact": "/?tab=Impact+Analysis&draft=DRF-000001",
    "run": "/?tab=Run+Simulation",
    "results": "/?tab=Results",
    "auto-optimize": "/?tab=Auto-Optimize",
    "searches": "/searches",
    "proposals": "/proposals",
    "audit": "/audit",
    "performance": "/performance",
    "training": "/training",
}
# What is opened on a screen, one after the other: its role and name.
OPENED = {
    "impact": [("radio", name) for name in ("Scenarios", "Sensitivity", "Random worlds")],
    "results": [("tab", name) for name in ("People", "Pay", "Scenarios", "Levers and inputs", "Downloads")],
    "auto-optimize": [("radio", "Balance cost, equity and targets")],
    "proposals": [("tab", name) for name in ("Risk", "Rollout and checkpoints", "Records")],
}
WIDE, NARROW, HEIGHT = 1280, 768, 1000
CONTRAST = 4.5
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
# Faults of Streamlit that the app cannot mend: the rule, and what the element's HTML begins with.
STREAMLITS_OWN = (
    # The drop zone of a file uploader has a name and no role; the button within it has both.
    ("presentation-role-conflict", '<section role="presentation" tabindex="-1" data-testid="stFileUploaderDropzone"'),
)
INPUTS = ("textbox", "combobox", "spinbutton", "slider", "checkbox", "switch", "searchbox")
CONTROLS = (*INPUTS, "button", "link", "radio", "tab")
# More than any screen has stops before what is looked for.
MOST_STOPS = 120
# What each chart says of itself to who cannot see it.
CHART_TEXTS = "[...document.querySelectorAll('.stPlotlyChart')].map(chart => chart.getAttribute('aria-label'))"
# A busy machine draws the focus some pictures later.
MOST_LOOKS = 20
# The contrast of every text of the charts with the page, where it is less than asked for.
FAINT_CHART_TEXTS = """least => {
  const light = colour => {
    const parts = colour.match(/[0-9.]+/g).slice(0, 3).map(part => part / 255);
    const [r, g, b] = parts.map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
  return [...document.querySelectorAll(".stPlotlyChart .main-svg text")].map(text => {
    const fill = light(getComputedStyle(text).fill);
    return [text.textContent, (Math.max(fill, ground) + 0.05) / (Math.min(fill, ground) + 0.05)];
  }).filter(([, contrast]) => contrast < least);
}"""


@pytest.fixture(scope="module")
def full_home(stocked_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A home in which everything has happened: an engine run with a front, its proposal in force, and a draft."""
    folder = tmp_path_factory.mktemp("accessible") / "home"
    shutil.copytree(stocked_home, folder)
    places = places_in(folder)
    planwise = planwise_in(places)
    levers = ("--lever", "cola_rate", "--lever", "merit_rate")
    found = planwise(
        "optimize", "engine", *levers, "--max-evaluations", "60", "--no-assessment", "--user", "Ana Lyst", "--json"
    )
    for approver in ("Di Rector", "Con Troller")[: approvers_needed(planwise("proposal", "list", "--json"))]:
        planwise("proposal", "approve", found["proposal_id"], "--user", approver, "--json")
    planwise("proposal", "apply", found["proposal_id"], "--user", "Con Troller", "--json")
    with open_ledger(places, {}) as ledger:
        changes = [CellChange(cell=LeverCell(2026, 3, "promotion_probability"), before=0.05, after=0.06)]
        create_draft(ledger, scenario_id="default", title="More promotions", user="Ana Lyst", changes=changes)
    return places


@pytest.fixture(scope="module")
def app_url(full_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(full_home, log=tmp_path_factory.mktemp("server") / "server.log") as url:
        yield url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_screen_breaks_a_rule_of_accessibility_or_scrolls_sideways(
    app_url: str, open_app: OpenApp, dark: bool
) -> None:
    page = open_app(app_url, dark=dark, width=WIDE, height=HEIGHT)
    broken = {}
    for screen in views(page, app_url):
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            # The window's new width is known to all of the page.
            page.evaluate(PICTURES_LATER)
            broken |= {f"{screen} at {width} px: {rule}": html for rule, html in broken_rules(page)}
            # Charts follow the width of the window, and texts with them.
            broken |= {f"{screen} at {width} px: faint": text for text in page.evaluate(FAINT_CHART_TEXTS, CONTRAST)}
        if is_wider_than_its_window(page):
            broken[f"{screen} scrolls sideways"] = ""
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    assert not broken, "\n".join(f"{where}: {what}" for where, what in broken.items())


def test_every_control_has_a_name_and_no_two_inputs_of_a_screen_share_one(app_url: str, open_app: OpenApp) -> None:
    page = open_app(app_url, width=WIDE, height=HEIGHT)
    nameless, shared, unitless = [], [], []
    charts = 0
    for screen in views(page, app_url):
        controls = controls_of(page)
        nameless += [(screen, role) for role, name in controls if not name]
        described = page.evaluate(CHART_TEXTS)
        nameless += [(screen, "chart") for text in described if not text]
        charts += len(described)
        names = Counter(name for role, name in controls if role in INPUTS)
        shared += [(screen, name) for name, times in names.items() if times > 1]
        unitless += [(screen, name) for role, name in controls if role == "slider" and not re.search("%|factor", name)]
    assert (nameless, shared, unitless) == ([], [], [])
    assert charts > 0


def test_whoever_has_only_a_keyboard_reaches_and_sees_all_of_a_draft(app_url: str, open_app: OpenApp) -> None:
    page = open_app(app_url + SCREENS["overview"], width=WIDE, height=HEIGHT)
    drawn(page)
    expect(page.get_by_role("textbox", name="Merit rate, level 1, %")).to_be_visible()
    before_the_name = stops_until(page, "Your name")
    assert "Searches" in before_the_name
    page.keyboard.type("Ana Lyst")
    page.keyboard.press("Enter")
    drawn(page)
    reached = stops_until(page, "Merit rate, level 1, %")
    in_order = ["Parameter Overview", "Scenario", "Draft", "Discard this draft"]
    places = [place_of(name, reached) for name in in_order]
    assert places == sorted(places), reached
    assert is_focus_seen(page)

    # What opens over the page opens with Enter, and closes with Escape, with the focus where it was.
    opener = page.get_by_role("button", name="Start another draft")
    opener.focus()
    assert is_focus_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Title")).to_be_hidden()

    # The arrows go from tab to tab.
    page.get_by_role("tab", name="Parameter Overview").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_role("tab", name="Impact Analysis")).to_have_attribute("aria-selected", "true")
    slider = page.get_by_role("slider").first
    expect(slider).to_be_visible()
    expect(slider).to_be_enabled()
    before = str(slider.get_attribute("aria-valuetext"))
    slider.focus()
    assert is_focus_seen(page)
    page.keyboard.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuetext", before)
    settled(page)


def test_a_table_wider_than_its_place_is_scrolled_with_the_arrow_keys(app_url: str, open_app: OpenApp) -> None:
    page = open_app(app_url + SCREENS["proposals"], width=NARROW, height=HEIGHT)
    place = page.get_by_role("group", name="Table that scrolls sideways").first
    expect(place).to_have_attribute("tabindex", "0")
    assert place.get_by_role("table").count() == 1
    place.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("place => place.scrollLeft > 0", arg=place.element_handle())
    # In a wide window, one that fits is no stop on the way.
    page.set_viewport_size({"width": 2400, "height": HEIGHT})
    expect(page.get_by_role("group", name="Table that scrolls sideways")).to_have_count(0)


def approvers_needed(listed: dict[str, Any]) -> int:
    """How many people must approve the newest proposal: two where its risk is high."""
    return 2 if listed["proposals"][0]["risk_level"] in ("HIGH", "CRITICAL") else 1


def views(page: Page, app_url: str) -> Iterator[str]:
    """Open every screen, and on it whatever is opened by a click; the name of what is in view."""
    for screen, address in SCREENS.items():
        page.goto(app_url + address)
        drawn(page)
        # A page that is loaded anew has forgotten who acts; without a name most of it is out of use.
        page.get_by_role("textbox", name="Your name").fill("Di Rector")
        page.keyboard.press("Enter")
        drawn(page)
        yield screen
        for role, name in OPENED.get(screen, []):
            # By the keyboard: what takes the click of a radio is the text beside it.
            page.get_by_role(role, name=name, exact=True).last.press("Space")
            drawn(page)
            yield f"{screen}, {name}"


def drawn(page: Page) -> None:
    """Wait for the whole page: Streamlit calls it settled before the first run of its script begins."""
    expect(page.get_by_role("textbox", name="Your name")).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def broken_rules(page: Page) -> list[tuple[str, str]]:
    """The rules that the page breaks, each with the element that does."""
    found = Axe().run(page, options={"runOnly": list(RULES), "resultTypes": ["violations"]}).response["violations"]
    return [
        (rule["id"], f"{node['html'][:300]} {node['failureSummary']}")
        for rule in found
        for node in rule["nodes"]
        if not any(rule["id"] == known and node["html"].startswith(html) for known, html in STREAMLITS_OWN)
    ]


def is_wider_than_its_window(page: Page) -> bool:
    return bool(
        page.evaluate(
            "[document.documentElement, document.querySelector('.stMain')].some(e => e.scrollWidth > e.clientWidth)"
        )
    )


def controls_of(page: Page) -> list[tuple[str, str]]:
    """Role and name of every control that assistive technology is told of."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in CONTROLS
    ]


def stops_until(page: Page, last: str) -> list[str]:
    """The names of what the Tab key comes by, up to the one that begins so."""
    reached: list[str] = []
    while not (reached and reached[-1].startswith(last)):
        assert len(reached) < MOST_STOPS, f"The Tab key does not reach {last}, but {reached}."
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
        reached.append((name or "").strip())
    return reached


def place_of(name: str, reached: list[str]) -> int:
    """Which stop on the way of the Tab key has this name; the name may go on with the value."""
    for place, each in enumerate(reached):
        if each.startswith(name) or each.endswith(name):
            return place
    raise AssertionError(f"The Tab key does not reach {name}, but {reached}.")


def is_focus_seen(page: Page) -> bool:
    """Whether the focused element, or what is right around it, looks otherwise without the focus."""
    element = page.evaluate_handle("document.activeElement")
    element.evaluate("each => { each.scrollIntoView({block: 'center', behavior: 'instant'}); each.blur(); }")
    page.evaluate(PICTURES_LATER)
    box = element.evaluate(
        "each => { const b = each.getBoundingClientRect();"
        " return {x: b.x - 6, y: b.y - 6, width: b.width + 12, height: b.height + 12}; }"
    )
    blurred = page.screenshot(clip=box, animations="disabled", caret="hide")
    element.evaluate("each => each.focus({focusVisible: true})")
    for _ in range(MOST_LOOKS):
        page.evaluate(PICTURES_LATER)
        if page.screenshot(clip=box, animations="disabled", caret="hide") != blurred:
            return True
    return False
