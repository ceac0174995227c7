"""No message of an error is missing from the page of messages, and none of that page is made up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from optimization.places import PROJECT_ROOT

PACKAGES = ("optimization", "orchestrator", "streamlit_dashboard")
OURS = re.compile(r"(BadInput|Planwise|Simulation|DraftConflict|DbtCommandFailed|Cancelled|SimulationCancelled)Error")
ERRORS = """
class PlanwiseError(Exception): ...
class BadInputError(PlanwiseError): ...
"""
SMALL_PROGRAM = """
from optimization.errors import BadInputError, PlanwiseError
HINT = "Save it as CSV."
class LateError(PlanwiseError): ...
class FullError(PlanwiseError):
    def __init__(self, room: int) -> None:
        super().__init__(f"There is room for {room} only.")
def one(path, count):
    message = "The file is empty." if not count else f"{count} rows of {path} break a rule."
    raise BadInputError(f"{path}: {message} {HINT}")
def two(path):
    raise LateError("Too late: " + _why(path) + f", and was {count + 1} days ago")
def _why(path):
    return f"{path} is closed"
def three(message):
    raise BadInputError(str(message))
"""


def raised_texts() -> Iterator[tuple[str, str]]:
    """The constant texts that are written inside of an error that is made, but for those that fill in a value."""
    for package in PACKAGES:
        for path in (PROJECT_ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and OURS.fullmatch(getattr(node.func, "id", "")):
                    yield from ((path.name, text) for argument in node.args for text in constants(argument))


def constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        for child in ast.iter_child_nodes(node):
            yield from constants(child)


@pytest.fixture(scope="session")
def collector(generator: ModuleType) -> ModuleType:
    assert generator is not None, "its folder is on the path by now"
    return import_module("source_messages")


def test_every_text_of_an_error_in_the_source_stands_on_the_page(pages: Mapping[Path, str]) -> None:
    page = as_plain(pages[PROJECT_ROOT / "docs" / "messages.md"])
    texts = list(raised_texts())

    assert len(texts) > 300
    missing = [(file, text) for file, text in texts if " ".join(text.split()) not in page]
    assert missing == [], "run `make docs` and commit docs/messages.md"


def test_the_words_of_a_message_are_followed_through_names_functions_and_cases(collector: Any) -> None:
    found = collector.messages_of({"small": SMALL_PROGRAM, "errors": ERRORS})

    assert {(message.kind, message.text) for message in found if message.module == "small"} == {
        ("BadInputError", "…: The file is empty. Save it as CSV."),
        ("BadInputError", "…: … rows of … break a rule. Save it as CSV."),
        ("PlanwiseError", "Too late: … is closed, and was … days ago"),
        ("PlanwiseError", "There is room for … only."),
    }


def as_plain(page: str) -> str:
    """The page's words as the messages have them, without what Markdown and HTML ask for."""
    for escaped, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("\\*", "*"),
        ("\\_", "_"),
        ("\\[", "["),
        ("\\]", "]"),
        ("\\|", "|"),
    ):
        page = page.replace(escaped, sign)
    return page
