"""Random problems: they obey the census rules, and the reference model keeps its identities on them."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings

from reference.dates import completed_years
from reference.outputs import ACTIVE_STATUSES, Run
from reference.problem import Problem, run_reference
from reference.strategies import MAX_PEOPLE, MINIMUM_AGE_AT_HIRE, problems

# A problem is a large value to draw; the time of an example is mostly the drawing.
random_problems = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@random_problems
@given(problem=problems())
def test_random_census_rows_obey_the_rules_of_import(problem: Problem) -> None:
    inputs = problem.inputs
    assert 1 <= len(inputs.census) <= MAX_PEOPLE
    assert len({row.employee_id for row in inputs.census}) == len(inputs.census)
    for row in inputs.census:
        assert row.hire_date.year < inputs.start_year
        # Somebody born on 29 February is a year older on 1 March in a common year: the stricter reading.
        assert completed_years(row.birth_date, at=row.hire_date) >= MINIMUM_AGE_AT_HIRE
        assert row.annual_salary > 0


@random_problems
@given(problem=problems())
def test_people_and_pay_add_up_in_every_scenario_and_year(problem: Problem) -> None:
    for run in run_reference(problem).values():
        check_headcounts(run)
        check_people(run)
    check_common_random_numbers(problem)


def check_headcounts(run: Run) -> None:
    opening = len(run.snapshot[min(run.snapshot)])
    for year, row in run.years.items():
        assert row.opening_headcount == opening
        assert opening + row.hires - row.terminations - row.new_hire_terminations == row.closing_headcount
        assert len(run.snapshot[year]) == opening + row.hires
        opening = row.closing_headcount
    assert run.scenario.closing_headcount == opening


def check_people(run: Run) -> None:
    for year, events in run.events.items():
        assert max(Counter((event.employee_id, event.event_type) for event in events).values(), default=1) == 1
        assert {event.effective_date.year for event in events} <= {year}
        for person in run.snapshot[year]:
            is_active = person.detailed_status_code in ACTIVE_STATUSES
            assert (person.termination_date is None) == is_active
            # No rate drawn is below zero, so nobody earned more in the year than the salary they ended on.
            assert 0 < person.prorated_annual_compensation <= person.annual_salary * (1 + 1e-12)
            if person.detailed_status_code == "new_hire_termination":
                assert person.termination_date is not None
                assert person.termination_date >= person.hire_date


def check_common_random_numbers(problem: Problem) -> None:
    """Who comes and goes in the first year is the same in every scenario: levers have not moved levels yet."""
    runs = run_reference(problem)
    year = problem.inputs.start_year
    for seed in problem.seeds:
        of_first_year = {
            tuple(
                (row.employee_id, row.hire_date, row.termination_date) for row in runs[scenario_id, seed].snapshot[year]
            )
            for scenario_id in problem.scenario_ids
        }
        assert len(of_first_year) == 1
