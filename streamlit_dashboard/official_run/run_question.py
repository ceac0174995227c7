"""What an official run is asked to simulate: what somebody chose on the screen, checked, and as a command's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from optimization.errors import BadInputError
from optimization.parameters.settings import SEED_END, SimulationSettings
from optimization.parameters.settings_words import settings_words

COMMAND = ("simulate",)
_PERCENT_PER_ONE = 100

# The settings that the form asks for besides the years.
RATES = ("workforce_growth_rate", "total_termination_rate", "new_hire_termination_rate")


@dataclass(frozen=True, kw_only=True)
class RunQuestion:
    """Scenarios and seeds, each once, and the settings that they are simulated under."""

    scenario_ids: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: SimulationSettings

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of `planwise` that simulate this, whatever the shipped settings are by then."""
        return (
            *COMMAND,
            "--json",
            *(word for name in self.scenario_ids for word in ("--scenario", name)),
            *(word for seed in self.seeds for word in ("--seed", str(seed))),
            *settings_words(self.settings),
        )


def run_question(  # noqa: PLR0913 - a keyword for each field of the form
    settings: SimulationSettings,
    *,
    scenario_ids: Sequence[str],
    seeds: str,
    start_year: int,
    end_year: int,
    rates: Mapping[str, str],
) -> RunQuestion:
    """The question as it was typed.

    Args:
        settings: those of config/simulation.yaml, for whatever is not asked.
        scenario_ids: at least one.
        seeds: whole numbers with commas between them.
        start_year: the first simulated year.
        end_year: the last one.
        rates: by name of the setting, in percent.

    Raises:
        BadInputError: naming what is wrong, and how to write it.
    """
    if not scenario_ids:
        raise BadInputError("No scenario is chosen. Choose at least one.")
    fractions = {name: _fraction(name, text) for name, text in rates.items()}
    return RunQuestion(
        scenario_ids=tuple(scenario_ids),
        seeds=_seeds(seeds),
        settings=settings.replace(start_year=start_year, end_year=end_year, **fractions),
    )


def percent_as_typed(fraction: Decimal) -> str:
    """A rate in percent with the digits that it has: 0.03 as ``3``."""
    return f"{(fraction * _PERCENT_PER_ONE).normalize():f}"


def _seeds(text: str) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",")]
    for word in words:
        # Not str.isdigit alone: it takes digits that int refuses, like a raised two.
        if not (word.isascii() and word.isdigit() and int(word) < SEED_END):
            raise BadInputError(
                f"The seed {word!r} is none: write whole numbers from 0 on, with commas between them, like 42, 43."
            )
    seeds = tuple(int(word) for word in words)
    twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
    if twice:
        raise BadInputError(f"The seed {', '.join(map(str, twice))} stands there more than once. Write each once.")
    return seeds


def _fraction(name: str, text: str) -> Decimal:
    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation as error:
        raise BadInputError(f"{name} = {text!r} is no number: write percent, like 3 or 2.5.") from error
    if not percent.is_finite():
        raise BadInputError(f"{name} = {text!r} is not a finite number: write percent, like 3 or 2.5.")
    return percent / _PERCENT_PER_ONE
