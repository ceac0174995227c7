"""A record as one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

from optimization.governance.documents.document import Document

_TEMPLATES = Path(__file__).parent / "templates"


def document_as_html(document: Document) -> str:
    """The record as a page that opens without a network; whatever somebody typed is text in it, not markup."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("document.html.j2").render(document=document) + "\n"
