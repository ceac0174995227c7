"""Tabs that simulate with the settings of the published run say so in words where it is of another version."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from optimization.errors import PlanwiseError
from optimization.places import Places
from streamlit_dashboard.tuning_functions import load_simulation_results

OpenPage = Callable[..., AppTest]


@pytest.fixture
def older(published: Places, tmp_path: Path) -> Places:
    """The census of the published home, and a warehouse that has none of its tables."""
    places = replace(published, home=tmp_path / "home")
    places.home.mkdir()
    shutil.copy(published.census, places.census)
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute("create table of_another_version as select 1 as number")
    return places


@pytest.mark.parametrize("tab", ["Impact Analysis", "Auto-Optimize"])
def test_a_tab_on_a_warehouse_of_another_version_says_so(open_page: OpenPage, older: Places, tab: str) -> None:
    page = open_page(older, tab=tab)
    assert not page.exception
    assert any("published by another version of PlanWise" in error.value for error in page.error)


def test_the_published_workforce_of_another_version_is_refused_in_words(
    older: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANWISE_HOME", str(older.home))
    with pytest.raises(PlanwiseError, match="published by another version of PlanWise"):
        load_simulation_results(["continuous_active"])
