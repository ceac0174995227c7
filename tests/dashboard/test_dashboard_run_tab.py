"""The tab Run Simulation: pre-flight, choices, one run at a time, its progress and its end in words."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from optimization.errors import BadInputError
from optimization.evidence.quantities import fraction_as_percent, money
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.warehouse import open_published
from optimization.simulation.writer_lock import writer_lock
from streamlit_dashboard.official_run.run_progress import run_progress
from streamlit_dashboard.official_run.run_question import RATES, RunQuestion, percent_as_typed, run_question
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.started_commands import running_commands, started_commands
from streamlit_dashboard.processes.starting import start_command, stop_command

OpenPage = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
SECONDS = 90.0


@pytest.fixture
def home(empty_home: Places, published: Places) -> Places:
    """A home with a census and the parsed dbt project, in which nothing was simulated."""
    empty_home.home.mkdir()
    shutil.copy(published.census, empty_home.census)
    shutil.copytree(published.dbt_state, empty_home.dbt_state)
    return empty_home


@pytest.fixture
def run_tab(open_page: OpenPage) -> Callable[[Places], AppTest]:
    """The tab, opened by somebody who gave a name."""

    def open_it(places: Places) -> AppTest:
        page = open_page(places)
        page.text_input(key="actor").set_value("An Analyst")
        page.session_state["tab"] = "Run Simulation"
        return page.run()

    return open_it


def question(**changed: object) -> RunQuestion:
    settings = load_simulation_settings()
    given: dict[str, object] = {
        "scenario_ids": ["default"],
        "seeds": "42",
        "start_year": settings.start_year,
        "end_year": settings.end_year,
        "rates": {name: percent_as_typed(getattr(settings, name)) for name in RATES},
    }
    return run_question(settings, **{**given, **changed})  # type: ignore[arg-type]


def ended(places: Places) -> StartedCommand:
    deadline = time.monotonic() + SECONDS
    while running_commands(places):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return started_commands(places, limit=1)[0]


def words(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(
        str(element.value)
        for kind in ("error", "warning", "info", "success", "markdown", "caption")
        for element in getattr(page, kind)
    )


def test_a_run_is_asked_in_the_words_of_the_command_line() -> None:
    asked = question(
        scenario_ids=["default", "budget_constrained"],
        seeds=" 7, 42 ",
        end_year=2027,
        rates={"workforce_growth_rate": "2.5 %", "total_termination_rate": "12", "new_hire_termination_rate": "25"},
    )
    assert asked.arguments == (
        *("simulate", "--json", "--scenario", "default", "--scenario", "budget_constrained", "--seed", "7"),
        *("--seed", "42", "--start-year", "2025", "--end-year", "2027", "--workforce-growth", "0.025"),
        *("--termination-rate", "0.12", "--new-hire-termination-rate", "0.25"),
    )
    assert percent_as_typed(Decimal("0.030")) == "3"
    assert percent_as_typed(Decimal("0.1")) == "10"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scenario_ids": []}, "No scenario is chosen"),
        ({"seeds": ""}, "The seed '' is none: write whole numbers from 0 on"),
        ({"seeds": "1, -2"}, "The seed '-2' is none"),
        ({"seeds": "²"}, "The seed '²' is none"),
        ({"seeds": str(2**63)}, "is none"),
        ({"seeds": "1, 2, 1"}, "The seed 1 stands there more than once"),
        ({"end_year": 2024}, "start_year = 2025 lies after end_year = 2024"),
        ({"rates": {"workforce_growth_rate": "three"}}, "workforce_growth_rate = 'three' is no number: write percent"),
        ({"rates": {"workforce_growth_rate": "nan"}}, "is not a finite number"),
        ({"rates": {"total_termination_rate": "120"}}, "total_termination_rate"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_words(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BadInputError) as refused:
        question(**changed)
    assert said in str(refused.value)


def test_a_run_from_the_first_click_to_its_figures(
    run_tab: Callable[[Places], AppTest], open_page: OpenPage, tables: Tables, home: Places
) -> None:
    page = run_tab(home)
    assert "nothing is published yet" in words(page)
    assert "**broken**" not in words(page)
    page.number_input(key="run_last_year_2025").set_value(2026)
    page.multiselect(key="run_scenarios").set_value(["default", "budget_constrained"])
    page.run()
    page.button(key="run_start").click().run()
    (command,) = running_commands(home)
    assert command.user == "An Analyst"
    assert "started by An Analyst on" in words(page)
    assert "of the steps are done" in page.get("progress")[0].proto.text

    # A second click, and a second person: told, and no second process.
    page.button(key="run_start").click().run()
    assert "which An Analyst started at" in page.error[0].value
    assert started_commands(home, limit=10) == (command,)
    other = open_page(home)
    other.session_state["tab"] = "Run Simulation"
    assert "A simulation is under way" in words(other.run())
    assert other.button(key=f"run_cancel_{command.command_id}").disabled

    assert ended(home).exit_code == 0, command.said
    page.run()
    assert page.success[0].value.startswith("The last simulation is published")
    ((first, second),) = [rows for rows in tables(page) if "Closing headcount" in rows[0]]
    assert (first["Scenario"], second["Scenario"]) == ("default", "budget_constrained")
    with open_published(home) as connection:
        for row in (first, second):
            published = connection.execute(
                "select total_compensation_cost, horizon_growth_full_year_equivalent from fct_scenario_metrics "
                "where scenario_id = ?",
                [row["Scenario"]],
            ).fetchone()
            assert published is not None
            assert row["Total compensation cost"] == money(published[0])
            assert row["Growth a year, full year equivalent"] == fraction_as_percent(published[1])
        assert connection.execute("select max(simulation_year) from fct_year_metrics").fetchone() == (2026,)
    page.button(key="run_see_results").click().run()
    assert page.session_state["tab"] == "Results"


def test_a_cancelled_and_a_killed_run_are_told_apart(run_tab: Callable[[Places], AppTest], home: Places) -> None:
    page = run_tab(home)
    page.button(key="run_start").click().run()
    (command,) = running_commands(home)
    page.button(key=f"run_cancel_{command.command_id}").click().run()
    assert "It was asked to end" in words(page)
    ended(home)
    page.run()
    assert "was cancelled" in page.warning[0].value
    assert "Nothing was published" in page.warning[0].value

    page.button(key="run_start").click().run()
    os.kill(running_commands(home)[0].process.pid, signal.SIGKILL)
    killed = ended(home)
    page.run()
    assert "ended without a word" in page.error[0].value
    assert str(killed.process.pid) in page.error[0].value


def test_a_run_that_fails_gives_its_reason_and_all_that_it_said(
    run_tab: Callable[[Places], AppTest], home: Places
) -> None:
    command = start_command(home, [*question().arguments, "--scenario", "default"], user="An Analyst")
    ended(home)
    page = run_tab(home)
    assert "The last simulation failed" in page.error[0].value
    assert "asked for more than once" in page.error[0].value
    assert any(code.value == "\n".join(command.said) for code in page.code)


def test_a_run_started_in_a_terminal_is_waited_for(run_tab: Callable[[Places], AppTest], home: Places) -> None:
    page = run_tab(home)
    with writer_lock(home):
        page.button(key="run_start").click().run()
        assert f"is being written by process {os.getpid()}" in page.error[0].value
    assert started_commands(home, limit=1) == ()


def test_what_is_broken_blocks_the_run_and_says_what_to_do(run_tab: Callable[[Places], AppTest], home: Places) -> None:
    broken = Places(home=home.home, levers=home.home / "levers.csv")
    broken.levers.write_text("not a lever file\n")
    page = run_tab(broken)
    assert page.button(key="run_start").disabled
    assert "**broken** levers: " in words(page)
    assert "Something that a run needs is broken" in words(page)


def test_without_a_name_or_with_a_wrong_entry_nothing_starts(open_page: OpenPage, home: Places) -> None:
    page = open_page(home)
    page.session_state["tab"] = "Run Simulation"
    page.run()
    assert page.button(key="run_start").disabled
    assert "Give your name at the top of the page first" in words(page)
    page.text_input(key="actor").set_value("An Analyst").run()
    assert not page.button(key="run_start").disabled
    page.text_input(key="run_seeds").set_value("42, x").run()
    assert page.button(key="run_start").disabled
    assert "The seed 'x' is none" in words(page)


def test_progress_counts_the_steps_that_are_over(home: Places) -> None:
    command = start_command(home, question(end_year=2026).arguments, user="An Analyst")
    stop_command(command)
    ended(home)
    said = command.folder / "stderr"
    # Of two years: inputs, the first year, the last with tests, publishing.
    for lines, step, share in (
        ("", "starting", 0.0),
        ("[   0.1 s] inputs ...\n", "inputs", 0.0),
        ("[   0.1 s] inputs ...\na note\n[  12.0 s] year 2025 ...\n", "year 2025", 0.25),
    ):
        said.write_text(lines)
        progress = run_progress(command)
        assert (progress.step, progress.share) == (step, share)
