"""Drafts on the screen: two sessions, a reload, a live value that moves, and a ledger that is gone lose nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optimization.governance.drafts.drafts import Draft, discard_draft, find_draft, list_drafts
from optimization.governance.ledger.ledger import open_ledger
from optimization.parameters.lever_cells import LeverCell
from optimization.places import PROJECT_ROOT, Places

OpenPage = Callable[[Places], AppTest]

SCRIPT = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
SECONDS_FOR_A_PAGE = 30.0
YEARS = (2025, 2026, 2027, 2028, 2029)


@pytest.fixture
def drafting(tmp_path: Path, published: Places) -> Places:
    """A home with a census, the lever file with its lock, and the compiled SQL, and nothing else."""
    places = Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")
    shutil.copytree(published.dbt_state, places.dbt_state)
    shutil.copy(published.census, places.census)
    shutil.copy(published.levers, places.levers)
    return places


def field_key(lever: str, draft_id: str = "DRF-000001", year: str = "all") -> str:
    return f"overview_{draft_id}_{lever}_{year}"


def named(page: AppTest, name: str) -> AppTest:
    page.text_input(key="actor").set_value(name)
    return page.run()


def start(page: AppTest, title: str) -> AppTest:
    page.text_input(key="drafts_title").set_value(title)
    return page.button(key="drafts_start").click().run()


def type_into(page: AppTest, lever: str, text: str) -> AppTest:
    page.text_input(key=field_key(lever)).set_value(text)
    return page.run()


def at_address(**address: str) -> AppTest:
    """Another browser tab, nobody's yet."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=SECONDS_FOR_A_PAGE)
    page.query_params.update(address)
    return page.run()


def reopened(name: str, address: dict[str, str]) -> AppTest:
    """Another browser tab of somebody."""
    return named(at_address(**address), name)


def stored(places: Places, draft_id: str = "DRF-000001") -> Draft:
    with open_ledger(places, {}) as ledger:
        return find_draft(ledger, draft_id)


def said(page: AppTest) -> str:
    """All that the page says outside of its fields and tables."""
    assert not page.exception
    parts = (page.error, page.warning, page.info, page.success, page.markdown, page.caption)
    return "\n".join(element.value.replace("\\", "") for part in parts for element in part)


def merit(level: int, value: float) -> dict[LeverCell, float]:
    return {LeverCell(year, level, "merit_base"): value for year in YEARS}


def test_without_a_draft_the_levers_in_force_stand_there_and_what_to_do_first_and_nothing_is_made(
    open_page: OpenPage, drafting: Places
) -> None:
    page = open_page(drafting)
    assert "No draft is open" in said(page)
    assert [button.label for button in page.button] == ["Choose what to simulate", "Start a draft"]
    assert page.button(key="drafts_start").disabled
    assert any("Last change" in text.value for text in page.markdown)
    assert not (drafting.home / "ledger.sqlite").exists()


def test_a_draft_without_a_title_is_refused_in_words(open_page: OpenPage, drafting: Places) -> None:
    page = start(named(open_page(drafting), "Ada"), " ")
    assert "title is blank" in said(page)
    with open_ledger(drafting, {}) as ledger:
        assert list_drafts(ledger, limit=5) == ()


def test_the_address_keeps_the_draft_over_a_reload_and_in_another_tab(open_page: OpenPage, drafting: Places) -> None:
    page = type_into(start(named(open_page(drafting), "Ada"), "Merit round"), "merit_rate_1", "3.35")
    address = {key: value[0] if isinstance(value, list) else value for key, value in page.query_params.items()}
    assert address["draft"] == "DRF-000001"
    again = reopened("Bea", address)
    assert again.text_input(key=field_key("merit_rate_1")).value == "3.35"
    assert "Merit round" in said(again)


def test_an_address_that_names_a_draft_alone_opens_its_scenario(open_page: OpenPage, drafting: Places) -> None:
    page = named(open_page(drafting), "Ada")
    page.selectbox(key="scenario").select("budget_constrained").run()
    start(page, "Tight")
    again = reopened("Bea", {"draft": "DRF-000001"})
    assert again.selectbox(key="scenario").value == "budget_constrained"
    assert "Tight" in said(again)


def test_a_draft_that_does_not_exist_is_named_and_the_levers_in_force_are_shown(
    open_page: OpenPage, drafting: Places
) -> None:
    start(named(open_page(drafting), "Ada"), "Merit round")
    again = at_address(draft="DRF-000077")
    assert "DRF-000077" in again.error[0].value
    assert "No draft is open" in said(again)


def test_what_another_session_changed_is_shown_and_told_until_it_is_seen(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.35")
    ada.run()
    assert ada.text_input(key=field_key("merit_rate_1")).value == "3.35"
    for _drawing in range(2):
        assert "changed elsewhere, last by Bea at" in said(ada)
        assert "Merit rate, level 1, 2025-2029: 3.2% → 3.35%" in said(ada)
        ada.run()
    ada.button(key="drafts_seen_it").click().run()
    assert "changed elsewhere" not in said(ada)


def test_the_steps_in_which_another_session_typed_are_told_as_one_change(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    bea = reopened("Bea", {"draft": "DRF-000001"})
    for text in ("3", "3.3", "3.35"):
        type_into(bea, "merit_rate_1", text)
        ada.run()
    assert "Merit rate, level 1, 2025-2029: 3.2% → 3.35%" in said(ada)
    assert said(ada).count("Merit rate, level 1, 2025-2029:") == 1
    type_into(bea, "merit_rate_1", "")
    assert "changed elsewhere" not in said(ada.run())


def test_what_was_changed_elsewhere_and_then_here_is_no_news(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.35")
    assert "changed elsewhere" in said(ada.run())
    assert "changed elsewhere" not in said(type_into(ada, "merit_rate_1", "3.4"))
    assert stored(drafting).changes_by_cell == merit(1, 0.034)


@pytest.mark.parametrize(
    ("button", "expected"), [("drafts_put_mine", 0.036), ("drafts_take_theirs", 0.034)], ids=["mine", "theirs"]
)
def test_two_sessions_on_one_lever_are_asked_whose_value_holds(
    open_page: OpenPage, drafting: Places, button: str, expected: float
) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.4")
    type_into(ada, "merit_rate_1", "3.6")
    assert stored(drafting).changes_by_cell == merit(1, 0.034)
    assert "Your edit is not saved: Bea saved this draft" in said(ada)
    assert "Merit rate, level 1, 2025-2029: yours 3.6%, theirs 3.4%." in said(ada)
    assert "changed elsewhere" not in said(ada)
    ada.button(key=button).click().run()
    assert stored(drafting).changes_by_cell == merit(1, expected)
    assert ada.text_input(key=field_key("merit_rate_1")).value == f"{expected * 100:g}"
    assert "Your edit is not saved" not in said(ada.run())
    assert "changed elsewhere" not in said(ada)


def test_typing_on_does_not_decide_whose_value_holds(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.4")
    type_into(type_into(ada, "merit_rate_1", "3.6"), "merit_rate_1", "3.65")
    assert stored(drafting).changes_by_cell == merit(1, 0.034)
    assert "Merit rate, level 1, 2025-2029: yours 3.65%, theirs 3.4%." in said(ada)
    assert "Not in the draft: decide at the top of the page whose value holds." in said(ada)
    ada.button(key="drafts_put_mine").click().run()
    assert stored(drafting).changes_by_cell == merit(1, 0.0365)


def test_two_sessions_on_two_levers_lose_neither_edit(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.4")
    type_into(ada, "merit_rate_2", "3.6")
    assert stored(drafting).changes_by_cell == merit(1, 0.034) | merit(2, 0.036)
    assert "Your edit is not saved" not in said(ada)
    assert "changed elsewhere, last by Bea at" in said(ada)
    assert "Merit rate, level 1, 2025-2029: 3.2% → 3.4%" in said(ada)
    assert ada.text_input(key=field_key("merit_rate_1")).value == "3.4"


def test_a_draft_discarded_elsewhere_is_said_and_its_values_go_on_in_another(
    open_page: OpenPage, drafting: Places
) -> None:
    ada = type_into(start(named(open_page(drafting), "Ada"), "Merit round"), "merit_rate_1", "3.4")
    with open_ledger(drafting, {}) as ledger:
        discard_draft(ledger, "DRF-000001", revision=stored(drafting).revision, user="Bea")
    type_into(ada, "merit_rate_2", "3.6")
    assert "Bea discarded this draft at" in said(ada)
    assert ada.text_input(key=field_key("merit_rate_1")).disabled
    assert "Merit rate, level 2, 2025-2029: 3.6%" in said(ada)
    ada.button(key="drafts_renew").click().run()
    assert stored(drafting, "DRF-000002").changes_by_cell == merit(1, 0.034) | merit(2, 0.036)
    assert ada.selectbox(key="draft").value == "DRF-000002"


def test_discarding_leaves_the_levers_in_force_in_view(open_page: OpenPage, drafting: Places) -> None:
    page = start(named(open_page(drafting), "Ada"), "Merit round")
    page.button(key="drafts_discard").click().run()
    assert "DRF-000001 is discarded." in said(page)
    assert "No draft is open" in said(page)
    assert str(stored(drafting).state) == "discarded"


@pytest.mark.parametrize(
    ("button", "expected"), [("drafts_keep_mine", {2025: (0.036, 0.034)}), ("drafts_take_live", {})]
)
def test_a_live_value_that_moved_under_the_draft_is_told_with_both_values(
    open_page: OpenPage, drafting: Places, button: str, expected: dict[int, tuple[float, float]]
) -> None:
    page = type_into(start(named(open_page(drafting), "Ada"), "Merit round"), "merit_rate_1", "3.4")
    levers = drafting.levers.read_text()
    moved = "default,2025,1,RAISE,merit_base,"
    assert f"{moved}0.032," in levers
    drafting.levers.write_text(levers.replace(f"{moved}0.032,", f"{moved}0.036,"))
    page.run()
    told = "Merit rate, level 1, 2025: live has moved from 3.2% to 3.6% since; the draft says 3.4%."
    assert told in said(page)
    assert page.button(key="overview_propose").disabled
    page.button(key=button).click().run()
    of_the_year = {
        change.cell.fiscal_year: (change.before, change.after)
        for change in stored(drafting).changes
        if change.cell.fiscal_year == min(YEARS)
    }
    assert of_the_year == expected
    assert told not in said(page)


def test_a_ledger_that_is_gone_keeps_what_is_typed_until_it_is_back(open_page: OpenPage, drafting: Places) -> None:
    page = type_into(start(named(open_page(drafting), "Ada"), "Merit round"), "merit_rate_1", "3.4")
    ledger, aside = drafting.home / "ledger.sqlite", drafting.home / "aside.sqlite"
    ledger.rename(aside)
    type_into(page, "merit_rate_1", "3.6")
    assert "is gone" in page.error[0].value
    assert page.text_input(key=field_key("merit_rate_1")).value == "3.6"
    assert not ledger.exists()
    aside.rename(ledger)
    page.run()
    assert stored(drafting).changes_by_cell == merit(1, 0.034)
    page.button(key=f"{field_key('merit_rate_1')}_save").click().run()
    assert stored(drafting).changes_by_cell == merit(1, 0.036)


def test_an_edit_that_was_to_go_on_top_is_kept_while_the_ledger_is_gone(open_page: OpenPage, drafting: Places) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.4")
    type_into(ada, "merit_rate_1", "3.6")
    ledger, aside = drafting.home / "ledger.sqlite", drafting.home / "aside.sqlite"
    ledger.rename(aside)
    ada.button(key="drafts_put_mine").click().run()
    assert "is gone" in said(ada)
    aside.rename(ledger)
    assert "Merit rate, level 1, 2025-2029: yours 3.6%, theirs 3.4%." in said(ada.run())
    assert ada.text_input(key=field_key("merit_rate_1")).value == "3.6"
    ada.button(key="drafts_put_mine").click().run()
    assert stored(drafting).changes_by_cell == merit(1, 0.036)


def test_another_draft_makes_no_ledger_in_place_of_the_one_that_is_gone(open_page: OpenPage, drafting: Places) -> None:
    page = start(named(open_page(drafting), "Ada"), "Merit round")
    ledger, aside = drafting.home / "ledger.sqlite", drafting.home / "aside.sqlite"
    ledger.rename(aside)
    start(page, "Another")
    assert "The ledger with the drafts is gone" in said(page)
    assert not ledger.exists()
    aside.rename(ledger)
    page.button(key="drafts_start").click().run()
    assert stored(drafting, "DRF-000002").title == "Another"


def test_whose_value_holds_is_asked_before_what_becomes_of_a_live_value_that_moved(
    open_page: OpenPage, drafting: Places
) -> None:
    ada = start(named(open_page(drafting), "Ada"), "Merit round")
    type_into(reopened("Bea", {"draft": "DRF-000001"}), "merit_rate_1", "3.4")
    type_into(ada, "merit_rate_1", "3.65")
    moved = "default,2025,1,RAISE,merit_base,"
    drafting.levers.write_text(drafting.levers.read_text().replace(f"{moved}0.032,", f"{moved}0.036,"))
    asked = {button.key for button in ada.run().button}
    assert "drafts_put_mine" in asked
    assert asked.isdisjoint({"drafts_keep_mine", "drafts_take_live"})
    ada.button(key="drafts_take_theirs").click().run()
    assert "live has moved from 3.2% to 3.6% since; the draft says 3.4%." in said(ada)
    ada.button(key="drafts_keep_mine").click().run()
    assert stored(drafting).changes_by_cell == merit(1, 0.034)


def test_a_draft_is_in_view_again_once_its_scenario_is_chosen(open_page: OpenPage, drafting: Places) -> None:
    page = start(named(open_page(drafting), "Ada"), "Merit round")
    page.selectbox(key="scenario").select("budget_constrained").run()
    for _drawing in range(2):
        assert "DRF-000001 is a draft of default: choose that scenario to see it." in said(page)
        assert "No draft is open" in said(page)
        page.run()
    page.selectbox(key="scenario").select("default").run()
    assert page.selectbox(key="draft").value == "DRF-000001"
    page.selectbox(key="draft").select("None: levers in force").run()
    assert "No draft is open" in said(page.run())


def test_nobody_edits_without_a_name(open_page: OpenPage, drafting: Places) -> None:
    start(named(open_page(drafting), "Ada"), "Merit round")
    page = at_address(draft="DRF-000001")
    assert "Give your name at the top of the page to edit" in said(page)
    assert all(field.disabled for field in page.text_input if str(field.key).startswith("overview_"))
    assert page.button(key="overview_propose").disabled
