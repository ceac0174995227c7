"""Which sliders a family of levers has in one year or in all: their cells, values, ranges and locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.evidence.lever_texts import lever_bounds, lever_span, lever_value, recommended_range
from optimization.parameters.lever_catalogue import LeverFamily
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable
from optimization.search.movable_levers import LEVER_DECIMALS

_PERCENT_PER_ONE = 100.0
# Steps of a slider in its own unit on screen: five basis points, half a percent of a factor.
_PERCENT_STEP = 0.05
_FACTOR_STEP = 0.005


@dataclass(frozen=True, kw_only=True)
class LeverSlider:
    """One slider. Values are in the lever's unit; on screen a fraction stands in percent.

    Attributes:
        level: The job level; None where the slider moves all levels.
        year: The year; None where the slider moves all years.
        movable: The cells that it sets.
        locked: The cells in its place that it leaves, because their rows are locked.
        in_force: The live value of every cell.
        drafted: The draft's value of every cell.
    """

    family: LeverFamily
    level: int | None
    year: int | None
    movable: tuple[LeverCell, ...]
    locked: tuple[LeverCell, ...]
    in_force: Mapping[LeverCell, float]
    drafted: Mapping[LeverCell, float]

    @property
    def label(self) -> str:
        """The lever with its unit, what is in force, and the word locked where nothing may move."""
        levels = "all levels" if self.level is None else f"level {self.level}"
        year = "" if self.year is None else f", {self.year}"
        unit = "%" if self.family.unit == "fraction" else "factor"
        live = f"in force {lever_span(self.in_force.values(), self.family)}"
        return f"{self.family.title}, {levels}{year}, {unit} ({live}{'' if self.movable else ', locked'})"

    @property
    def value(self) -> float | None:
        """What all the movable cells have in the draft, or all cells of a locked lever; None where they differ."""
        values = {self.drafted[cell] for cell in self.movable or self.locked}
        return values.pop() if len(values) == 1 else None

    @property
    def differences(self) -> str:
        """The lowest to the highest value in the draft."""
        return lever_span([self.drafted[cell] for cell in self.movable or self.locked], self.family)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be said beside the slider, in words: rows that stay, a value few would choose."""
        found = []
        if self.movable and self.locked:
            years = ", ".join(sorted({str(cell.fiscal_year) for cell in self.locked}))
            kept = lever_span([self.drafted[cell] for cell in self.locked], self.family)
            found.append(f"Locked in {years}: stays {kept}.")
        if self.value is not None and not self.family.recommends(self.value):
            found.append(
                f"{lever_value(self.value, self.family)} is outside the recommended range of "
                f"{recommended_range(self.family)}."
            )
        return tuple(found)

    @property
    def explanation(self) -> str:
        """The help beside the slider."""
        return (
            f"Recommended: {recommended_range(self.family)}. A search may choose {lever_bounds(self.family)}. "
            f"{self.family.description}"
        )

    @property
    def scale(self) -> float:
        """What a value is multiplied by for the screen."""
        return _PERCENT_PER_ONE if self.family.unit == "fraction" else 1.0

    @property
    def step(self) -> float:
        """On screen."""
        return _PERCENT_STEP if self.family.unit == "fraction" else _FACTOR_STEP

    @property
    def ends(self) -> tuple[float, float]:
        """On screen: the bounds of a search, and beyond them as far as the draft or the levers in force are."""
        values = [*self.in_force.values(), *self.drafted.values()]
        return (
            self.on_screen(min(self.family.lower, *values)),
            self.on_screen(max(self.family.upper, *values)),
        )

    def on_screen(self, value: float) -> float:
        """A value as the slider has it."""
        return round(value * self.scale, LEVER_DECIMALS)

    def from_screen(self, shown: float) -> float:
        """The lever's value where the slider stands."""
        return round(shown / self.scale, LEVER_DECIMALS)


def lever_sliders(
    table: LeverTable, drafted: Mapping[LeverCell, float], family: LeverFamily, *, year: int | None
) -> tuple[LeverSlider, ...]:
    """A slider for each level, or one for all levels of a family that is decided for all and has one value.

    Args:
        table: The levers in force.
        drafted: The draft's value of every cell.
        family: Whose levers.
        year: The year that is moved; None for all simulated years together.
    """
    cells = [
        cell
        for cell in table.settings
        if cell.parameter_name == family.parameter_name and year in (None, cell.fiscal_year)
    ]
    is_by_level = family.by_level or any(
        len({drafted[cell] for cell in cells if cell.fiscal_year == of_year}) > 1 for of_year in table.years
    )
    return tuple(
        _slider(family, level, year, [cell for cell in cells if level in (None, cell.job_level)], table, drafted)
        for level in (JOB_LEVELS if is_by_level else (None,))
    )


def _slider(  # noqa: PLR0913 - a slider's place and what is known of it
    family: LeverFamily,
    level: int | None,
    year: int | None,
    cells: list[LeverCell],
    table: LeverTable,
    drafted: Mapping[LeverCell, float],
) -> LeverSlider:
    return LeverSlider(
        family=family,
        level=level,
        year=year,
        movable=tuple(cell for cell in cells if not table.settings[cell].is_locked),
        locked=tuple(cell for cell in cells if table.settings[cell].is_locked),
        in_force={cell: table.settings[cell].value for cell in cells},
        drafted={cell: drafted[cell] for cell in cells},
    )
