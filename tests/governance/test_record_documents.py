"""Records written out: the same content as Markdown and as a page, and nothing that somebody typed becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from optimization.governance.documents.document import Document, DocumentSection, TextTable, paragraphs
from optimization.governance.documents.document_html import document_as_html
from optimization.governance.documents.document_markdown import document_as_markdown

HOSTILE = "<script>alert('x')</script> & *b* | c"
RECORD = Document(
    title=HOSTILE,
    facts=(("Decided by", HOSTILE),),
    sections=(
        DocumentSection(heading="Why", paragraphs=("First.\nStill first.", "Second."), points=("One", HOSTILE)),
        DocumentSection(heading="Table", table=TextTable(headings=("Name", HOSTILE), rows=(("a", HOSTILE),))),
    ),
)


class _Page(HTMLParser):
    """Tags and text of a page; what stands in a style element is no text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"] and data.strip():
            self.words.append(data.strip())


def test_the_page_holds_what_was_typed_as_text_and_loads_nothing() -> None:
    page = _Page(document_as_html(RECORD))
    assert "script" not in page.tags
    assert page.links == ["data:,"]
    # The title stands in the head too.
    assert page.words.count(HOSTILE) == 6
    assert {"Decided by", "Why", "First.\nStill first.", "Second.", "One", "Name", "a"} <= set(page.words)


def test_the_same_stands_in_the_markdown() -> None:
    hostile = r"\<script\>alert('x')\</script\> \& \*b\* \| c"
    assert document_as_markdown(RECORD) == (
        f"# {hostile}\n\n"
        f"- Decided by: **{hostile}**\n\n"
        "## Why\n\n"
        "First. Still first.\n\n"
        "Second.\n\n"
        f"- One\n- {hostile}\n\n"
        "## Table\n\n"
        f"| Name | {hostile} |\n| :--- | :--- |\n| a | {hostile} |\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.", ("One.",)),
        ("One.\nStill one.\n\n \nTwo.\n", ("One.\nStill one.", "Two.")),
        ("\n\nOne.", ("One.",)),
        ("  ", ()),
    ],
)
def test_paragraphs_end_where_a_line_is_blank(text: str, expected: tuple[Any, ...]) -> None:
    assert paragraphs(text) == expected


def test_a_row_that_does_not_fit_its_headings_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 has 1 cells under 2 headings"):
        TextTable(headings=("A", "B"), rows=(("a", "b"), ("c",)))
