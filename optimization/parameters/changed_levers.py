"""The levers that differ between two sets, each with its value in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily, Limits
from optimization.parameters.lever_cells import LeverCell, LeverTable
from optimization.parameters.lever_names import LeverName, named_states, vector_from_names


@dataclass(frozen=True, kw_only=True)
class ChangedLever:
    """A lever that moves, under the most general name that hides no difference; values in its own unit."""

    name: LeverName
    before: float
    after: float

    @property
    def family(self) -> LeverFamily:
        """The lever's family, with its bounds."""
        return self.name.family

    @property
    def change(self) -> Fraction:
        """By how much it moves, exactly as its values are written: 0.036 - 0.03 is 0.006, not the float beside it."""
        return exactly(self.after) - exactly(self.before)

    @property
    def relative_change(self) -> Fraction | None:
        """The move as a share of where it starts; None where it starts at zero."""
        return self.change / abs(exactly(self.before)) if self.before else None


def exactly(number: float) -> Fraction:
    """The number as it is written, without the error of binary floats."""
    return Fraction(repr(float(number)))


def changed_levers(
    before: Mapping[LeverCell, float], after: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> tuple[ChangedLever, ...]:
    """The levers that differ, in the catalogue's order, then by level and year.

    Args:
        before: A value for every cell of a scenario.
        after: The same cells.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    named = named_states({cell: (value, after[cell]) for cell, value in before.items()}, catalogue)
    return tuple(
        ChangedLever(name=name, before=value, after=changed)
        for name, (value, changed) in named.items()
        if value != changed
    )


def named_sets(
    current: Mapping[str, float], proposed: Mapping[str, float], table: LeverTable, catalogue: LeverCatalogue
) -> tuple[dict[LeverCell, float], dict[LeverCell, float]]:
    """Every cell of a scenario under the current levers, and under the proposed ones.

    What `proposed` leaves out stays as in `current`; what that leaves out too stays as it is in force.

    Args:
        current: Lever values by name, some or all.
        proposed: The same.
        table: The levers in force.
        catalogue: The levers that exist.

    Raises:
        BadInputError: an unknown or locked lever, or a value that a lever file cannot hold; see `vector_from_names`.
    """
    before = table.after(vector_from_names(current, table, catalogue, limits=Limits.POSSIBLE))
    return before, {**before, **vector_from_names(proposed, table, catalogue, limits=Limits.POSSIBLE).cells}
