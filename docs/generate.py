"""Writes the pages that are made: before every build of the site, or by `python docs/generate.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from messages_page import messages_page
from parameters_page import parameters_page

from optimization.atomic_file import replace_file
from optimization.places import PROJECT_ROOT

_DOCS = PROJECT_ROOT / "docs"
PAGES: Mapping[Path, Callable[[], str]] = {
    _DOCS / "parameters.md": parameters_page,
    _DOCS / "messages.md": messages_page,
}


def write_pages() -> None:
    """Write each page where it has changed, and say so.

    Raises:
        BadInputError: a configuration file has a problem; names file and key.
    """
    for path, made in PAGES.items():
        page = made()
        if not path.exists() or path.read_text(encoding="utf-8") != page:
            replace_file(path, page.encode())
            print(f"{path.relative_to(PROJECT_ROOT)} was written.", file=sys.stderr)


def on_pre_build(config: Any) -> None:  # noqa: ARG001 - the signature that mkdocs calls
    """What mkdocs calls before it builds the site."""
    write_pages()


if __name__ == "__main__":
    write_pages()
