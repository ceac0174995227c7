"""Levers in sentences: which they are, and their values with the digits that somebody gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimization.evidence.lever_texts import lever_value_as_given
from optimization.parameters.lever_blocks import State, lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell

ARROW = "\N{RIGHTWARDS ARROW}"


def blocks_in_words(
    states: Mapping[LeverCell, State], catalogue: LeverCatalogue
) -> Iterator[tuple[str, LeverFamily, State]]:
    """The cells by the fewest phrases (Merit rate, level 3, 2026), each with its family and what is true of it.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    for block in lever_blocks(states, parameter_names=catalogue.parameter_names):
        family = catalogue.of_parameter(block.parameter_name)
        levels = "" if block.levels == JOB_LEVELS else f", level {block.level_text}"
        yield f"{family.title}{levels}, {block.year_text}", family, block.state


def moves_in_words(pairs: Mapping[LeverCell, tuple[float, float]], catalogue: LeverCatalogue) -> Iterator[str]:
    """A phrase for each lever with its two values.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    for words, family, (first, second) in blocks_in_words(pairs, catalogue):
        yield f"{words}: {lever_value_as_given(first, family)} {ARROW} {lever_value_as_given(second, family)}"
