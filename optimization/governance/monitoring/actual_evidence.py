"""Which actual figures tell of a change of levers, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from optimization.governance.monitoring.actuals import Actual


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Figures sorted by what they tell; each that was given is in one of the first two.

    Attributes:
        figures: Per metric the one of the latest period that tells of the change.
        set_aside: The others, each with the reason.
        cautions: What to keep in mind of those in `figures`.
    """

    figures: Mapping[str, Actual]
    set_aside: tuple[tuple[Actual, str], ...]
    cautions: tuple[str, ...]


def evidence_of_change(actuals: Sequence[Actual], *, in_force_since: datetime, first_changed_year: int) -> Evidence:
    """The figures that tell of a change, of each metric the latest.

    A figure tells of a change when its period is of the first year whose levers change, or later, and nothing was known
    of that period before the levers came into force: what was known then is what the change is measured from, also
    where it is corrected later. The calendar decides nothing, since the years of a plan need not be those in which it
    is decided: a period that was over before the levers came into force counts, and a caution says so. Nothing is left
    out without a word.

    Args:
        actuals: figures, one per metric and period.
        in_force_since: when the checkpoint before the change was made.
        first_changed_year: the first fiscal year of which a lever changes.
    """
    latest: dict[str, Actual] = {}
    set_aside: list[tuple[Actual, str]] = []
    for actual in sorted(actuals, key=lambda each: (each.metric_name, each.period.recency)):
        if actual.period.year < first_changed_year:
            reason = f"{actual.period} is before {first_changed_year}, the first year whose levers change"
            set_aside.append((actual, reason))
        elif actual.known_since <= in_force_since:
            set_aside.append((actual, f"{actual.period} was known before the levers came into force"))
        else:
            earlier = latest.get(actual.metric_name)
            if earlier is not None:
                set_aside.append((earlier, f"{actual.period} is later"))
            latest[actual.metric_name] = actual
    return Evidence(
        figures=latest,
        set_aside=tuple(set_aside),
        cautions=tuple(
            f"{actual.metric_name}: {actual.period} ended before the levers came into force on "
            f"{in_force_since.date().isoformat()}, so it may not show the change."
            for actual in latest.values()
            if actual.period.last_day < in_force_since.date()
        ),
    )
