"""What the pages point to is there: files, headings, make targets, commands, messages."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from optimization.places import PROJECT_ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+?)(?: \{ #([\w-]+) \})?$", re.MULTILINE)
SHELL_BLOCK = re.compile(r"```shell\n(.*?)```", re.DOTALL)
HERE_DOCUMENT = re.compile(r"<<'(\w+)'\n.*?\n\1\n", re.DOTALL)
MAKE_TARGET = re.compile(r"`make(?: PYTHON=\S+)? ([a-z-]+)`|^make ([a-z-]+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
PROGRAM = ("optimization", "orchestrator", "streamlit_dashboard")
# Words of a command line that a reader types, not of a message.
TYPED = ("make ", "planwise ")


def anchors(page: str) -> set[str]:
    return {given or slug(text) for text, given in HEADING.findall(page)}


def slug(heading: str) -> str:
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def command_lines(page: str) -> Iterator[list[str]]:
    """The words of every `planwise` command in the page's shell blocks."""
    for block in SHELL_BLOCK.findall(page):
        for line in HERE_DOCUMENT.sub("\n", block).splitlines():
            words = shlex.split(line.removeprefix("if ").partition(">")[0], comments=True)
            if words[:1] == ["planwise"]:
                yield words


def quoted_messages(page: str) -> list[str]:
    """What stands in the first column of the page's tables as a message of the program."""
    first_cells = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| ")]
    spans = [span for cell in first_cells for span in CODE.findall(cell)]
    return [span for span in spans if " " in span and not span.startswith(TYPED)]


def message_texts() -> list[str]:
    """The constant parts of all strings of the program, and the Makefile."""
    texts = [(PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")]
    for package in PROGRAM:
        for path in (PROJECT_ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            texts += [value for value in constants if isinstance(value, str)]
    return texts


def test_every_relative_link_leads_to_a_file_and_a_heading(pages: Mapping[Path, str]) -> None:
    broken = []
    for path, page in pages.items():
        for link in LINK.findall(page):
            if link.startswith(("http://", "https://")):
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def test_pages_of_the_site_link_only_to_pages_of_the_site(pages: Mapping[Path, str]) -> None:
    docs = PROJECT_ROOT / "docs"
    inside = {path: page for path, page in pages.items() if path.is_relative_to(docs)}
    outside = [
        f"{path.name}: {link}"
        for path, page in inside.items()
        for link in LINK.findall(page)
        if "://" not in link and not (path.parent / link.partition("#")[0]).resolve().is_relative_to(docs)
    ]
    assert outside == []


def test_every_make_target_that_a_page_names_exists(pages: Mapping[Path, str]) -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {first or second for page in pages.values() for first, second in MAKE_TARGET.findall(page)}
    assert {"run", "test", "dev"} <= named
    assert named - targets == set()


def test_every_command_that_a_page_shows_exists_with_its_options(
    pages: Mapping[Path, str], commands: Mapping[str, Any]
) -> None:
    shown = [words for page in pages.values() for words in command_lines(page)]
    assert len(shown) > len(commands)
    unknown = []
    for words in shown:
        name = next((" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in commands), None)
        if name is None:
            unknown.append(" ".join(words))
            continue
        options = {"--help", *(option for parameter in commands[name].params for option in parameter.opts)}
        unknown += [f"{name} {word}" for word in words if word.startswith("--") and word not in options]
    assert unknown == []


def test_every_message_in_troubleshooting_is_one_that_the_program_gives(pages: Mapping[Path, str]) -> None:
    messages = quoted_messages(pages[PROJECT_ROOT / "docs" / "troubleshooting.md"])
    texts = [" ".join(text.split()) for text in message_texts()]
    assert "There is no published run" in messages
    # Three dots stand for what a message fills in.
    parts = {part.strip(" .,;:") for message in messages for part in message.split("...")} - {""}
    assert [part for part in sorted(parts) if not any(part in text for text in texts)] == []
