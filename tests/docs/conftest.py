"""The commands and the Markdown pages, for the tests of what is written about them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from optimization.places import PROJECT_ROOT


@pytest.fixture(scope="session")
def commands() -> dict[str, Any]:
    """Every command that does something, by its full name, as Typer built it."""
    from typer.main import get_command

    from optimization.cli import _app

    return dict(_leaves("planwise", get_command(_app())))


@pytest.fixture(scope="session")
def pages() -> dict[Path, str]:
    """Every page by its path."""
    paths = [PROJECT_ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    paths += sorted((PROJECT_ROOT / "docs").rglob("*.md"))
    return {path: path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="session")
def generator() -> Iterator[ModuleType]:
    """The program that writes the pages that are made; it finds its own modules beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PROJECT_ROOT / "docs"))
        yield import_module("generate")


@pytest.fixture(scope="session")
def guide(pages: dict[Path, str]) -> str:
    """All pages of the user guide, one after another."""
    folder = PROJECT_ROOT / "docs" / "user_guide"
    return "\n".join(page for path, page in pages.items() if path.parent == folder)


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child_name, child in children.items():
        yield from _leaves(f"{name} {child_name}", child)
