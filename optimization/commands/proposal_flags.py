"""What the commands on one proposal are told alike."""

from __future__ import annotations

from typing import Annotated

import typer

from optimization.governance.one_line import one_line

ProposalArgument = Annotated[str, typer.Argument(help="The proposal's id, e.g. PRP-000001.", metavar="ID")]


def _on_one_line(comment: str) -> str:
    return one_line(comment, what="--comment")


CommentOption = Annotated[
    str, typer.Option("--comment", help="Why, in a sentence; it is recorded.", callback=_on_one_line)
]
