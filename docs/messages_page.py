"""The page of every message: the words of each error in the source, by the part of the program that gives it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import groupby

from markdown_tables import markdown_table
from source_messages import GAP, Message, every_message

from optimization.simulation.census_rules import SENTENCES

_INTRODUCTION = f"""\
# Every message

Made by `make docs` from the source: all words that an error of the program can have, by the part of the program that
gives them. `{GAP}` stands for what is filled in. What the usual ones come from and ask for stands in
[Troubleshooting](troubleshooting.md).

| Kind | Means | Exit code of `planwise` |
| --- | --- | --- |
| bad input | something given is wrong: a file, an option, a name; nothing was changed | 2 |
| failed | work that was well asked for did not succeed | 1 |
| part | a part of a message of bad input; by itself, after `ValueError`, it is a fault of the program | 2 |
| audit | why `planwise audit verify` finds the trail broken | 1 |
"""
_KINDS = {"BadInputError": "bad input", "PlanwiseError": "failed", "ValueError": "part", "_BrokenEntryError": "audit"}
_PACKAGES = {
    "optimization.parameters": "Levers, scenarios, targets and settings",
    "optimization.simulation": "Census and simulation",
    "optimization.search": "Search",
    "optimization.evidence": "Reports",
    "optimization.recommendation": "Recorded searches",
    "optimization.governance": "Proposals, ledger and audit trail",
    "optimization.implementation": "Applying and watching",
    "optimization.commands": "Command line",
    "optimization": "Everywhere",
    "orchestrator": "Dagster",
    "streamlit_dashboard": "Screens",
}


def messages_page() -> str:
    """The whole page as Markdown."""
    messages = sorted(every_message(), key=lambda message: (list(_PACKAGES).index(_package(message)), message))
    sections = [_INTRODUCTION]
    for package, of_package in groupby(messages, key=_package):
        sections += [
            f"## {_PACKAGES[package]}\n\nFrom the modules of `{package}`.\n",
            markdown_table(("Message", "Kind", "Module"), _rows(of_package, package=package)),
        ]
    sections += [
        "## Rows that an import rejects\n\nEach rule as `planwise census import` counts it.\n",
        markdown_table(("Rule", "What must hold"), ((f"`{rule}`", _prose(text)) for rule, text in SENTENCES.items())),
    ]
    return "\n".join(sections)


def _package(message: Message) -> str:
    """The longest of the packages that the module lies in."""
    return max((name for name in _PACKAGES if message.module.startswith(name)), key=len)


def _rows(messages: Iterator[Message], *, package: str) -> Iterator[tuple[str, str, str]]:
    for message in messages:
        yield _prose(message.text), _KINDS[message.kind], f"`{message.module.removeprefix(package + '.')}`"


def _prose(text: str) -> str:
    """A message as it reads: signs that Markdown or HTML would take for their own are kept, but in `code`."""
    spans = text.split("`")
    return "`".join(span if number % 2 else _escaped(span) for number, span in enumerate(spans))


def _escaped(span: str) -> str:
    escaped = html.escape(span, quote=False)
    for sign in "*_[]":
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped
