"""What the commands on one proposal are told alike."""

from __future__ import annotations

from typing import Annotated

import typer

ProposalArgument = Annotated[str, typer.Argument(help="The proposal's id, e.g. PRP-000001.", metavar="ID")]
CommentOption = Annotated[str, typer.Option("--comment", help="Why, in a sentence; it is recorded.")]
