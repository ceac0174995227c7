"""A home with a census of a hundred people, a published run and a search; and the app started on any home."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from drawn_pages import searches_page
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from optimization.governance.runs.runs import SearchRun
from optimization.parameters.settings import load_simulation_settings
from optimization.places import PROJECT_ROOT, SEEDS_DIR, Places
from optimization.recommendation.recorded_run import AskedRun
from optimization.recommendation.target_loop import Recommendation, recommend_levers
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.simulation.census_install import install_census
from optimization.simulation.official_run import official_run
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config
from optimization.simulation.warehouse import open_published, read_metrics

EMPLOYEES = 100
SCENARIOS = ("budget_constrained", "default")
SEEDS = (42, 7)
# The one row of the lever file that is locked here.
LOCKED_ROW = {"scenario_id": "default", "fiscal_year": "2026", "job_level": "3", "parameter_name": "merit_base"}
SECONDS_FOR_A_PAGE = 60.0

OpenPage = Callable[..., AppTest]
OpenSearches = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]


@pytest.fixture(scope="session")
def places_with_census(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("dashboard")
    places = Places(home=folder / "home", levers=folder / "comp_levers.csv")
    _write_levers_with_a_lock(places.levers)
    census = generate_census(
        EMPLOYEES,
        seed=1,
        census_date=date(2024, 12, 31),
        config=load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG),
        bands=read_bands(SEEDS_DIR / "job_levels.csv"),
    )
    install_census(places, census, bands=None)
    return places


@pytest.fixture(scope="session")
def published(places_with_census: Places) -> Places:
    inputs = gather_inputs(places_with_census, load_simulation_settings(), scenario_ids=SCENARIOS, seeds=SEEDS)
    official_run(inputs, places_with_census, threads=2)
    return places_with_census


@pytest.fixture(scope="session")
def metrics(published: Places) -> dict[tuple[str, int], Metrics]:
    with open_published(published) as connection:
        return read_metrics(connection)


@pytest.fixture(scope="session")
def searched(published: Places) -> Recommendation:
    """A search that moves levers."""
    return recommend_levers(
        target_loop_config(target_growth=2.0),
        settings=load_simulation_settings(),
        places=published,
        asked=AskedRun(user="an_analyst", command="planwise optimize loop"),
    )


@pytest.fixture
def empty_home(tmp_path: Path) -> Places:
    """A home whose folder does not exist yet."""
    return Places(home=tmp_path / "home", levers=SEEDS_DIR / "comp_levers.csv")


@pytest.fixture
def recorded_run() -> SearchRun:
    """A search as it begins."""
    return SearchRun(
        run_id="loop-20250102-030405-abc123",
        kind="target_loop",
        scenario_id="default",
        started_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        user="an_analyst",
        config={},
        fingerprints={},
    )


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Start the whole app on these places, at an address where one is given, and draw it once."""

    def open_it(places: Places, **address: str) -> AppTest:
        monkeypatch.setenv("PLANWISE_HOME", str(places.home))
        monkeypatch.setenv("PLANWISE_LEVERS", str(places.levers))
        monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
        script = PROJECT_ROOT / "streamlit_dashboard" / "compensation_tuning.py"
        page = AppTest.from_file(str(script), default_timeout=SECONDS_FOR_A_PAGE)
        page.query_params.update(address)
        return page.run()

    return open_it


@pytest.fixture
def open_searches(monkeypatch: pytest.MonkeyPatch) -> OpenSearches:
    """The page of searches by itself."""
    return lambda places: searches_page(places, monkeypatch)


@pytest.fixture
def tables() -> Tables:
    """The tables of a page in their order, each row as texts by heading."""

    def of_page(page: AppTest) -> list[list[dict[str, str]]]:
        return [_rows(text.value) for text in page.markdown if text.value.startswith("| ")]

    return of_page


@pytest.fixture
def charts() -> Callable[[AppTest], list[str]]:
    """The charts of a page in their order, as Plotly's JSON."""

    def of_page(page: AppTest) -> list[str]:
        return [str(element.proto.spec) for element in page.get("plotly_chart") if isinstance(element, Element)]

    return of_page


def _write_levers_with_a_lock(path: Path) -> None:
    with (SEEDS_DIR / "comp_levers.csv").open(newline="") as shipped:
        rows = list(csv.DictReader(shipped))
    with path.open("w", newline="") as changed:
        writer = csv.DictWriter(changed, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            is_locked = LOCKED_ROW.items() <= row.items()
            writer.writerow({**row, "is_locked": "1" if is_locked else row["is_locked"]})


def _rows(markdown: str) -> list[dict[str, str]]:
    heading, _alignment, *lines = markdown.splitlines()
    headings = _cells(heading)
    return [dict(zip(headings, _cells(line), strict=True)) for line in lines]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
