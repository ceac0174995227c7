"""The documentation site: every page has its place in it, and what it reads from the source is there."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimization.places import PROJECT_ROOT

DOCS = PROJECT_ROOT / "docs"
# What guides import: each module of it is explained from its docstrings.
GUIDE_MODULES = {
    "optimization.parameters.schema",
    "optimization.parameters.validation",
    "optimization.parameters.impact",
    "optimization.search.choice",
    "optimization.search.engine",
    "optimization.search.cache",
    "optimization.governance.rollout",
    "optimization.governance.risk",
    "optimization.governance.checkpoints",
    "optimization.governance.performance",
    "optimization.governance.decisions",
    "optimization.governance.audit",
    "optimization.governance.training",
}


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    settings: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return settings


def places(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else []:
        yield from places(each)


def explained(page: str) -> list[str]:
    return re.findall(r"^::: (\S+)$", page, re.MULTILINE)


def test_every_page_stands_once_in_the_sites_navigation(site: Mapping[str, Any]) -> None:
    assert sorted(places(site["nav"])) == sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def test_a_warning_stops_the_build_and_nothing_is_fetched(site: Mapping[str, Any]) -> None:
    assert site["strict"] is True
    assert site["theme"]["font"] is False
    [explaining] = [plugin["mkdocstrings"] for plugin in site["plugins"] if isinstance(plugin, dict)]
    assert "inventories" not in explaining["handlers"]["python"]


def test_the_api_explains_what_guides_import_and_nothing_that_is_gone(pages: Mapping[Path, str]) -> None:
    modules = {path: explained(page) for path, page in pages.items() if path.parent == DOCS / "api"}
    named = [name for names in modules.values() for name in names]

    assert set(modules[DOCS / "api" / "guide.md"]) >= GUIDE_MODULES
    assert len(named) == len(set(named))
    assert [name for name in named if importlib.util.find_spec(name) is None] == []
