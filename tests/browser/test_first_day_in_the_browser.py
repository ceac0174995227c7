"""The first day in a browser: from nothing to a published run by the offered buttons, and all that can go wrong."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser_app import OpenApp, Planwise, Serve, places_in, planwise_in
from browser_page import click, rows_under, says, settled
from optimization.places import Places
from optimization.simulation.census_read import census_sha256
from streamlit_dashboard.results.published_run import published_version

PEOPLE = 150
# A run of three worlds is under way for as long as two people look at it.
SEEDS = "41, 42, 43"
# From its start to its figures, with all cores at other work.
MILLISECONDS_OF_A_RUN = 180_000
SCREENS_THAT_NEED_A_CENSUS = ("Impact Analysis", "Run Simulation", "Results", "Auto-Optimize")
STAFF = """Personnel No;Born;Joined;Pay per month;Grade;Sex;Status
1001;14.03.1988;01.09.2016;5100;1;F;employed
1002;02.11.1979;15.01.2009;7350.50;2;M;employed
1003;29.02.1972;01.04.2001;11200;3;F;employed
1004;23.07.1990;01.02.2020;5400;1;M;left
"""
STAFF_WITHOUT_PAY = STAFF + "1005;01.01.1980;01.01.2010;-1;2;F;employed\n"
MAPPING = """title: Payroll export
columns:
  employee_id: {column: Personnel No, prefix: "HR-"}
  birth_date: {column: Born, date_format: "%d.%m.%Y"}
  hire_date: {column: Joined, date_format: "%d.%m.%Y"}
  annual_salary: {column: Pay per month, unit: monthly}
  job_level: Grade
  gender: {column: Sex, values: {F: Female, M: Male}}
filters:
  - {column: Status, keep: [employed]}
"""


@pytest.fixture
def planwise(home: Places) -> Planwise:
    """The command line in the home with a published run."""
    return planwise_in(home)


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settled(page)


def give_name(page: Page, name: str) -> None:
    field = page.get_by_role("textbox", name="Your name")
    field.fill(name)
    field.press("Enter")
    settled(page)


def figure(page: Page, label: str) -> Locator:
    """The headline figure below this label."""
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")


def percent(fraction: float) -> str:
    return f"{fraction:.2%}".replace("-", "\N{MINUS SIGN}")


def choose_file(page: Page, uploader: str, name: str, content: bytes) -> None:
    field = page.get_by_test_id("stFileUploader").filter(has_text=uploader).locator("input[type=file]")
    field.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    expect(page.get_by_text(name, exact=True)).to_be_visible()
    settled(page)


def test_from_nothing_to_results_by_the_offered_buttons(
    empty_home: Places, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    page = open_app(serve(empty_home))
    for tab in SCREENS_THAT_NEED_A_CENSUS:
        open_tab(page, tab)
        says(page, "There is no census yet")
        expect(page.get_by_role("button", name="Make up a census")).to_be_enabled()
    assert not empty_home.census.exists()

    open_tab(page, "Results")
    people = page.get_by_label("People", exact=True)
    people.fill(str(PEOPLE))
    people.press("Tab")
    click(page, "Make up a census")
    says(page, f"There is a census of {PEOPLE} made-up people at 2024-12-31, seed 42.")
    says(page, "Nothing has been simulated yet.")
    run = page.get_by_role("button", name="Run the simulation")
    expect(run).to_be_disabled()
    expect(page.get_by_text("Give your name at the top of the page first")).to_be_visible()
    give_name(page, "Ann Analyst")
    expect(run).to_be_enabled()
    run.dblclick()
    says(page, "A simulation is under way: default, started by Ann Analyst")
    expect(page.get_by_text("of the steps are done. Now:")).to_be_visible()

    open_tab(page, "Run Simulation")
    expect(page.get_by_role("button", name="Cancel this simulation")).to_be_enabled()
    says(page, "The last simulation is published: default, started by Ann Analyst", within=MILLISECONDS_OF_A_RUN)
    settled(page)
    assert len(list((empty_home.home / "started").iterdir())) == 1
    levers_in_force = tmp_path / "levers.json"
    levers_in_force.write_text("[{}]")
    (figures,) = planwise_in(empty_home)("evaluate", "--levers", str(levers_in_force), "--json")["evaluations"]
    growth = {method: percent(value) for method, value in figures["horizon_growth"].items()}
    row = rows_under(page, "Total compensation cost")[0]
    assert row["Growth a year, full year equivalent"] == growth["full_year_equivalent"]
    assert row["Total compensation cost"] == f"{figures['total_compensation_cost']:,.0f}"
    assert row["Closing headcount"] == f"{figures['closing_headcount']:,}"

    click(page, "See the results")
    expect(page.get_by_role("tab", name="Results")).to_have_attribute("aria-selected", "true")
    for method, value in growth.items():
        expect(figure(page, f"Mean growth a year, {method.replace('_', ' ')}")).to_have_text(value)
    expect(figure(page, "Total compensation cost")).to_have_text(row["Total compensation cost"])
    page.go_back()
    settled(page)


def test_a_file_is_brought_in_with_a_mapping_and_what_is_wrong_with_it_is_told(
    empty_home: Places, serve: Serve, open_app: OpenApp, tmp_path: Path
) -> None:
    page = open_app(f"{serve(empty_home)}/?tab=Run+Simulation")
    click(page, "Bring in this census")
    says(page, "No file is chosen.")
    choose_file(page, "Census file", "staff.csv", b"\x89PNG\r\n\x1a\n\x00\x00")
    click(page, "Bring in this census")
    says(page, "The census is as it was. staff.csv")

    page.reload()
    settled(page)
    choose_file(page, "Census file", "staff.csv", STAFF_WITHOUT_PAY.encode())
    choose_file(page, "Mapping (YAML)", "staff.yaml", MAPPING.encode())
    click(page, "Bring in this census")
    says(page, "1 of 5 rows break a rule")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download the rejected rows (CSV)").click()
    with waited.value.path().open(newline="") as file:
        (rejected,) = csv.DictReader(file)
    assert "1005" in "".join(rejected.values())
    assert not empty_home.census.exists()

    page.get_by_text("Leave out rows that break a rule, and import the others").click()
    settled(page)
    click(page, "Bring in this census")
    says(page, "There is a census of 3 people at 2024-12-31, from staff.csv.")
    twin = places_in(tmp_path / "twin")
    for name, content in (("staff.csv", STAFF_WITHOUT_PAY), ("staff.yaml", MAPPING)):
        (tmp_path / name).write_text(content)
    planwise_in(twin)(
        *("census", "import", str(tmp_path / "staff.csv"), "--mapping", str(tmp_path / "staff.yaml")),
        *("--allow-rejects", "--json"),
    )
    assert census_sha256(empty_home) == census_sha256(twin)
    expect(page.get_by_role("button", name="Bring in this census")).to_be_disabled()
    page.get_by_text("Replace the census that is here").click()
    expect(page.get_by_role("button", name="Bring in this census")).to_be_enabled()


def test_a_run_is_seen_cancelled_and_missed_by_everybody(home: Places, serve: Serve, open_app: OpenApp) -> None:
    url = f"{serve(home)}/?tab=Run+Simulation"
    published = published_version(home)
    anns, bobs = open_app(url, name="Ann"), open_app(url, name="Bob")
    _start_a_long_run(anns)
    says(anns, "started by Ann")
    click(bobs, "Run the simulation")
    says(bobs, "A simulation is under way: default, started by Ann")
    says(bobs, "which Ann started at")
    anns.reload()
    settled(anns)
    says(anns, "A simulation is under way: default, started by Ann")
    expect(anns.get_by_role("button", name="Cancel this simulation")).to_be_disabled()
    expect(bobs.get_by_text("Now: year")).to_be_visible(timeout=MILLISECONDS_OF_A_RUN)
    click(bobs, "Cancel this simulation")
    for page in (anns, bobs):
        says(page, "The last simulation was cancelled: default, started by Ann", within=MILLISECONDS_OF_A_RUN)

    _start_a_long_run(bobs)
    says(bobs, "started by Bob")
    newest = max((home.home / "started").iterdir())
    os.kill(json.loads((newest / "command.json").read_text())["process"]["pid"], signal.SIGKILL)
    says(bobs, "The last simulation ended without a word: default, started by Bob")
    assert published_version(home) == published


def test_a_fault_of_the_simulation_is_told_and_nothing_is_published(
    home: Places, serve: Serve, open_app: OpenApp
) -> None:
    page = open_app(f"{serve(home)}/?tab=Run+Simulation", name="Ann")
    published = published_version(home)
    lines = home.levers.read_text().splitlines(keepends=True)
    # A level without a merit rate is seen when levers are resolved, in the run.
    home.levers.write_text("".join(line for line in lines if ",3,RAISE,merit_base," not in line))
    page.reload()
    settled(page)
    give_name(page, "Ann")
    click(page, "Run the simulation")
    says(page, "The last simulation failed: default, started by Ann", within=MILLISECONDS_OF_A_RUN)
    says(page, "merit_base")
    assert published_version(home) == published

    home.levers.write_text("not a lever file\n")
    click(page, "Check again")
    says(page, "Something that a run needs is broken")
    expect(page.get_by_role("button", name="Run the simulation")).to_be_disabled()
    home.levers.write_text("".join(lines))


def _start_a_long_run(page: Page) -> None:
    seeds = page.get_by_role("textbox", name="Seeds, with commas between them")
    seeds.fill(SEEDS)
    seeds.press("Enter")
    settled(page)
    click(page, "Run the simulation")
