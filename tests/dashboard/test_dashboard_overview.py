"""What is typed into the overview is what the draft, and then the proposal, has in the ledger."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from optimization.errors import BadInputError
from optimization.governance.drafts.drafts import find_draft, save_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import find_proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places
from streamlit_dashboard.overview.typed_values import typed_text, typed_value

OpenPage = Callable[[Places], AppTest]

DRAFT = "DRF-000001"
SECONDS_FOR_A_RUN = 30.0
YEARS = (2025, 2026, 2027, 2028, 2029)
# The one row of the lever file that is locked here: the default scenario's merit of level 3.
LOCKED_YEAR = 2026


@pytest.fixture
def drafted(tmp_path: Path, published: Places, open_page: OpenPage) -> tuple[AppTest, Places]:
    """Ada's page with an empty draft of the default scenario, in a home of its own."""
    places = Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")
    shutil.copytree(published.dbt_state, places.dbt_state)
    shutil.copy(published.census, places.census)
    shutil.copy(published.levers, places.levers)
    page = open_page(places)
    page.text_input(key="actor").set_value("Ada")
    page.run()
    page.text_input(key="drafts_title").set_value("Merit round")
    return page.button(key="drafts_start").click().run(), places


def field_key(lever: str, year: str = "all") -> str:
    return f"overview_{DRAFT}_{lever}_{year}"


def type_into(page: AppTest, lever: str, text: str, year: str = "all") -> AppTest:
    page.text_input(key=field_key(lever, year)).set_value(text)
    return page.run()


def in_ledger(places: Places) -> dict[tuple[int, int, str], float]:
    """The draft's changes as the table of the ledger has them."""
    with sqlite3.connect(places.home / "ledger.sqlite") as connection:
        (content,) = connection.execute("select changes from drafts where number = 1").fetchone()
    return {
        (change["fiscal_year"], change["job_level"], change["parameter_name"]): change["after"]
        for change in json.loads(content)
    }


def said(page: AppTest) -> str:
    assert not page.exception
    parts = (page.error, page.warning, page.info, page.success, page.markdown, page.caption)
    return "\n".join(element.value.replace("\\", "") for part in parts for element in part)


def test_a_typed_percent_is_kept_as_the_exact_fraction_and_a_factor_as_it_is(
    drafted: tuple[AppTest, Places],
) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.55")
    type_into(page, "cola_rate_all", "0.7")
    type_into(page, "new_hire_salary_adjustment_all", "1.15")
    assert in_ledger(places) == {
        **{(year, 1, "merit_base"): 0.0355 for year in YEARS},
        **{(year, level, "cola_rate"): 0.007 for year in YEARS for level in range(1, 6)},
        **{(year, level, "new_hire_salary_adjustment"): 1.15 for year in YEARS for level in range(1, 6)},
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("3,5", "write a dot for the decimals, 3.5"),
        ("3.5%", "leave the sign out, 3.5"),
        ("three", "three is not a number: write one like 4.5"),
        ("nan", "nan is not a number"),
        ("1e400", "it must be from 0 to 100"),
        ("-1", "it must be from 0 to 100"),
        ("100.01", "it must be from 0 to 100"),
    ],
)
def test_what_is_no_value_is_refused_with_what_to_write(typed: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        typed_value(typed, load_lever_catalogue().family("merit_rate"))


def test_what_is_refused_stays_in_the_field_and_out_of_the_draft(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    type_into(page, "merit_rate_1", "3,5")
    assert "write a dot for the decimals, 3.5" in page.error[0].value
    assert page.text_input(key=field_key("merit_rate_1")).value == "3,5"
    assert "Not in the draft, and so not proposed: what you typed for Merit rate, level 1, %." in said(page)
    assert set(in_ledger(places).values()) == {0.034}


def test_an_empty_field_takes_the_change_back(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    type_into(page, "merit_rate_1", "")
    assert in_ledger(places) == {}
    assert page.text_input(key=field_key("merit_rate_1")).placeholder == "live: 3.2"


def test_values_beyond_a_range_are_kept_and_told_in_percent_with_their_risk(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "6")
    assert "6% is above the recommended range, 2% to 4.5%. Its risk is MEDIUM." in said(page)
    type_into(page, "merit_rate_1", "12")
    assert "12% is above what a search may choose, 1% to 10%. Its risk is CRITICAL." in said(page)
    assert set(in_ledger(places).values()) == {0.12}


def test_an_edit_of_all_years_leaves_the_locked_year_and_says_so(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    assert f"Locked in {LOCKED_YEAR}: an edit changes the rest." in said(page)
    type_into(page, "merit_rate_3", "3.4")
    assert in_ledger(places) == {(year, 3, "merit_base"): 0.034 for year in YEARS if year != LOCKED_YEAR}
    assert f"{LOCKED_YEAR}: live 3%, locked by scenario default" in said(page)


def test_the_locked_year_alone_cannot_be_edited(drafted: tuple[AppTest, Places]) -> None:
    page, _places = drafted
    page.selectbox(key="overview_year").select(str(LOCKED_YEAR)).run()
    disabled = [field.label for field in page.text_input if field.disabled]
    assert disabled == ["Merit rate, level 3, %"]
    assert "Locked: it cannot be changed." in said(page)


def test_a_change_of_a_row_that_was_locked_since_blocks_the_proposal_until_it_is_taken_back(
    drafted: tuple[AppTest, Places],
) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    rows = places.levers.read_text()
    places.levers.write_text(
        rows.replace("default,2027,1,RAISE,merit_base,0.032,0", "default,2027,1,RAISE,merit_base,0.032,1")
    )
    page.run()
    assert "is locked (scenario default" in said(page)
    assert page.button(key="overview_propose").disabled
    page.button(key="overview_merit_rate_1_all_take_back").click().run()
    assert in_ledger(places) == {(year, 1, "merit_base"): 0.034 for year in YEARS if year != 2027}
    assert not page.button(key="overview_propose").disabled


def test_one_year_that_differs_is_told_where_all_years_are_edited(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    page.selectbox(key="overview_year").select("2028").run()
    type_into(page, "merit_rate_1", "3.4", year="2028")
    assert in_ledger(places) == {(2028, 1, "merit_base"): 0.034}
    page.selectbox(key="overview_year").select("All years").run()
    field = page.text_input(key=field_key("merit_rate_1"))
    assert (field.value, field.placeholder) == ("", "differs by year")
    assert "2028: live 3.2%, draft 3.4% (+0.200 pp), risk LOW" in said(page)
    assert "2025-2027: live 3.2%\n" in said(page)


def test_a_proposal_has_the_typed_values_as_fractions(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    page.button(key="overview_propose").click().run()
    assert "Give the rationale first" in said(page)
    page.text_area(key=f"overview_{DRAFT}_rationale").set_value("To keep pace with the market.")
    page.button(key="overview_propose").click().run()
    assert "PRP-000001 is recorded, in the name of Ada." in said(page)
    with open_ledger(places, {}) as ledger:
        proposal = find_proposal(ledger, "PRP-000001")
    assert (proposal.proposer, proposal.scenario_id) == ("Ada", "default")
    assert proposal.changes_by_cell == {LeverCell(year, 1, "merit_base"): 0.034 for year in YEARS}
    assert {change.before for change in proposal.changes} == {0.032}
    page.run()
    assert "Ada put forward this draft as PRP-000001" in said(page)
    assert [link.proto.label for link in page.get("page_link")] == ["Go to Proposals"]


def test_a_click_elsewhere_does_not_end_what_proposes_a_draft(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    page.text_area(key=f"overview_{DRAFT}_rationale").set_value("To keep pace with the market.")
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        clicked = elsewhere.submit(end_the_drawing_once_a_run_is_recorded, places)
        page.button(key="overview_propose").click().run()
        clicked.result()
    assert "is recorded" not in said(page)
    assert "PRP-000001 is recorded, in the name of Ada." in said(page.run())
    assert len(list(places.reports.glob("draft-*/report.html"))) == 1
    assert recorded_runs(places) == [("simulated",)]


def end_the_drawing_once_a_run_is_recorded(places: Places) -> None:
    """What Streamlit does to the thread of a page, at its next call, when something else is clicked."""
    by_then = time.monotonic() + SECONDS_FOR_A_RUN
    while not recorded_runs(places):
        assert time.monotonic() < by_then
        time.sleep(0.02)
    (drawing,) = (thread for thread in threading.enumerate() if "ScriptRunner" in thread.name)
    context: ScriptRunContext = vars(drawing)["streamlit_script_run_ctx"]
    assert context.script_requests is not None
    context.script_requests.request_stop()


def recorded_runs(places: Places) -> list[tuple[str]]:
    """The status of each."""
    with sqlite3.connect(places.home / "ledger.sqlite") as connection:
        return connection.execute("select status from search_runs").fetchall()


def test_a_draft_of_a_ledger_that_is_gone_is_not_proposed_in_an_empty_one(drafted: tuple[AppTest, Places]) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    page.text_area(key=f"overview_{DRAFT}_rationale").set_value("To keep pace with the market.")
    ledger = places.home / "ledger.sqlite"
    ledger.rename(places.home / "aside.sqlite")
    page.button(key="overview_propose").click().run()
    assert f"Proposing {DRAFT} ended with an error." in said(page)
    assert f"The ledger with {DRAFT} is gone" in page.error[-1].value
    assert not ledger.exists()


@pytest.mark.parametrize(("typed", "told"), [("3.6", "is gone"), ("3,6", "write a dot for the decimals, 3.6")])
def test_what_is_typed_and_not_saved_outlives_what_somebody_else_saves(
    drafted: tuple[AppTest, Places], typed: str, told: str
) -> None:
    page, places = drafted
    type_into(page, "merit_rate_1", "3.4")
    ledger, aside = places.home / "ledger.sqlite", places.home / "aside.sqlite"
    ledger.rename(aside)
    type_into(page, "merit_rate_1", typed)
    aside.rename(ledger)
    with open_ledger(places, {}) as opened:
        seen = find_draft(opened, DRAFT)
        theirs = [change._replace(after=0.035) for change in seen.changes]
        save_draft(opened, DRAFT, revision=seen.revision, changes=theirs, user="Bea")
    page.run()
    assert page.text_input(key=field_key("merit_rate_1")).value == typed
    assert any(told in error.value.replace("\\", "") for error in page.error)
    type_into(page, "merit_rate_1", "3.7")
    assert set(in_ledger(places).values()) == {0.037}
    assert not page.error


def test_every_value_is_typed_as_it_is_shown() -> None:
    merit, adjustment = (load_lever_catalogue().family(name) for name in ("merit_rate", "new_hire_salary_adjustment"))
    assert (typed_text(0.035, merit), typed_text(1.05, adjustment)) == ("3.5", "1.05")
    assert (typed_value("3.5", merit), typed_value(" 1.05 ", adjustment)) == (0.035, 1.05)
    assert (typed_value("3.", merit), typed_value(".7", merit)) == (0.03, 0.007)
