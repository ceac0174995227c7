"""What made mean annual salary grow in a year, person by person and event by event."""

from __future__ import annotations

from collections.abc import Iterable

from reference.metrics import mean
from reference.outputs import ACTIVE_STATUSES, ByMethod, Event, PersonYear

PARTS = ("cola_growth", "merit_growth", "promotion_growth", "new_hire_mix", "leaver_mix")


def year_drivers(before: Iterable[PersonYear], people: Iterable[PersonYear], events: Iterable[Event]) -> ByMethod:
    """The parts of a year's growth, each over the mean salary of those who open it; None where nobody stayed.

    Args:
        before: everybody of the year before.
        people: everybody of the year.
        events: of the year.
    """
    opening = {row.employee_id: row.annual_salary for row in before if row.detailed_status_code in ACTIVE_STATUSES}
    closing = {row.employee_id: row.annual_salary for row in people if row.detailed_status_code in ACTIVE_STATUSES}
    stayers = opening.keys() & closing.keys()
    if not stayers:
        return dict.fromkeys(PARTS)
    added: dict[str, list[float]] = {"cola_growth": [], "merit_growth": [], "promotion_growth": []}
    for event in events:
        if event.employee_id not in stayers:
            continue
        assert event.previous_salary is not None
        if event.event_type == "PROMOTION":
            assert event.new_salary is not None
            added["promotion_growth"].append(event.new_salary - event.previous_salary)
        else:
            assert event.merit_rate is not None
            assert event.cola_rate is not None
            added["merit_growth"].append(event.merit_rate * event.previous_salary)
            added["cola_growth"].append(event.cola_rate * event.previous_salary)
    of_all = _mean(opening.values())
    dollars = {
        **{part: sum(amounts) / len(stayers) for part, amounts in added.items()},
        "new_hire_mix": _mean(closing.values()) - _mean(closing[person] for person in stayers),
        "leaver_mix": _mean(opening[person] for person in stayers) - of_all,
    }
    return {part: amount / of_all for part, amount in dollars.items()}


def _mean(salaries: Iterable[float]) -> float:
    found = mean(list(salaries))
    assert found is not None, "somebody stayed"
    return found
