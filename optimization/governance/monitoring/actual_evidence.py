"""Which actual figures tell of a change of levers, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from optimization.governance.monitoring.actuals import Actual


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Figures sorted by what they tell; each that was given is in one of the first two.

    Attributes:
        figures: Per metric the one of the latest period that tells of the change.
        set_aside: The others, each with the reason.
        cautions: What to keep in mind of one in `figures`, in a sentence by metric.
    """

    figures: Mapping[str, Actual]
    set_aside: tuple[tuple[Actual, str], ...]
    cautions: Mapping[str, str]


def evidence_of_change(
    actuals: Sequence[Actual], *, in_force_since: datetime, first_changed_year: int, today: date
) -> Evidence:
    """The figures that tell of a change, of each metric the latest.

    A figure tells of a change when its period is of the first year whose levers change, or later, and nothing was known
    of that period before the levers came into force: what was known then is what the change is measured from, also
    where it is corrected later. The calendar decides nothing, since the years of a plan need not be those in which it
    is decided: a period that was over before the levers came into force counts, and so does one that has not begun yet,
    and a caution says so. Nothing is left out without a word.

    Args:
        actuals: figures, one per metric and period.
        in_force_since: when the checkpoint before the change was made.
        first_changed_year: the first fiscal year of which a lever changes.
        today: the day in UTC.
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
    cautions = {metric: _caution(actual, in_force_since.date(), today) for metric, actual in latest.items()}
    return Evidence(
        figures=latest,
        set_aside=tuple(set_aside),
        cautions={metric: caution for metric, caution in cautions.items() if caution is not None},
    )


def _caution(actual: Actual, in_force_since: date, today: date) -> str | None:
    """Why the calendar makes a figure doubtful; None where it does not."""
    if actual.period.last_day < in_force_since:
        return (
            f"{actual.metric_name}: {actual.period} ended before the levers came into force on "
            f"{in_force_since.isoformat()}, so it may not show the change."
        )
    if actual.period.first_day > today:
        return f"{actual.metric_name}: {actual.period} has not begun yet, so it may not be what was measured."
    return None
