"""A record as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from optimization.governance.documents.document import Document, DocumentSection
from optimization.markdown import escaped, escaped_table


def document_as_markdown(document: Document) -> str:
    """The record as Markdown; whatever somebody typed is text in it, not markup."""
    blocks = [f"# {escaped(document.title)}"]
    if document.facts:
        blocks.append("\n".join(f"- {escaped(label)}: **{escaped(value)}**" for label, value in document.facts))
    for section in document.sections:
        blocks += _blocks(section)
    return "\n\n".join(blocks) + "\n"


def _blocks(section: DocumentSection) -> Iterator[str]:
    yield f"## {escaped(section.heading)}"
    yield from map(escaped, section.paragraphs)
    if section.points:
        yield "\n".join(f"- {escaped(point)}" for point in section.points)
    if section.table is not None:
        yield escaped_table(section.table.headings, section.table.rows)
