"""The rules that a census row must keep, each with a stable name for reports and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from optimization.simulation.census_pay_limits import MAXIMUM_SALARY

MINIMUM_AGE_AT_HIRE = 14
# The oldest person on record reached 122; above this a birth date is a typing error, and no age band would hold it.
MAXIMUM_AGE = 122
LOWEST_SCALE_VALUE, HIGHEST_SCALE_VALUE = 1, 5


class Rule(StrEnum):
    """A rule's name as it stands in reports and in the file of rejected rows."""

    FIELD_COUNT = "wrong_number_of_fields"
    ID_MISSING = "employee_id_missing"
    ID_DUPLICATE = "employee_id_duplicate"
    ID_RESERVED = "employee_id_reserved"
    BIRTH_MISSING = "birth_date_missing"
    BIRTH_UNPARSABLE = "birth_date_unparsable"
    BIRTH_IMPLAUSIBLE = "birth_date_implausible"
    HIRE_MISSING = "hire_date_missing"
    HIRE_UNPARSABLE = "hire_date_unparsable"
    HIRE_AFTER_CENSUS = "hire_date_after_census_date"
    HIRE_TOO_YOUNG = "age_at_hire_below_minimum"
    AGE_INVALID = "age_not_completed_years"
    TENURE_INVALID = "tenure_not_completed_years"
    AGE_TENURE_CONFLICT = "age_and_tenure_conflict"
    SALARY_MISSING = "annual_salary_missing"
    SALARY_NOT_A_NUMBER = "annual_salary_not_a_number"
    SALARY_NOT_POSITIVE = "annual_salary_not_positive"
    SALARY_TOO_LARGE = "annual_salary_too_large"
    LEVEL_INVALID = "job_level_not_1_to_5"
    RATING_INVALID = "performance_rating_not_1_to_5"
    TERMINATION_UNPARSABLE = "termination_date_unparsable"
    TERMINATION_BEFORE_HIRE = "termination_date_before_hire_date"
    ACTIVE_UNPARSABLE = "active_unparsable"
    VALUE_NOT_MAPPED = "value_not_mapped"


SENTENCES: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.FIELD_COUNT: "A row has as many fields as the header.",
        Rule.ID_MISSING: "Everyone has an employee_id that is not blank.",
        Rule.ID_DUPLICATE: "An employee_id belongs to one row; all rows that share one are rejected.",
        Rule.ID_RESERVED: "Ids of the form NH_<year>_<number> are kept for simulated hires.",
        Rule.BIRTH_MISSING: "Everyone has a birth_date.",
        Rule.BIRTH_UNPARSABLE: "birth_date is a date written YYYY-MM-DD, or as the mapping's date_format says.",
        Rule.BIRTH_IMPLAUSIBLE: f"Nobody is older than {MAXIMUM_AGE} at the census date.",
        Rule.HIRE_MISSING: "Everyone has a hire_date.",
        Rule.HIRE_UNPARSABLE: "hire_date is a date written YYYY-MM-DD, or as the mapping's date_format says.",
        Rule.HIRE_AFTER_CENSUS: "hire_date is not after the census date.",
        Rule.HIRE_TOO_YOUNG: f"At hire, everyone has completed {MINIMUM_AGE_AT_HIRE} years of age.",
        Rule.AGE_INVALID: f"Age is a whole number of completed years, 0 to {MAXIMUM_AGE}.",
        Rule.TENURE_INVALID: f"Tenure is a whole number of completed years, 0 to {MAXIMUM_AGE}.",
        Rule.AGE_TENURE_CONFLICT: f"Age and tenure leave a hire at {MINIMUM_AGE_AT_HIRE} years of age or later.",
        Rule.SALARY_MISSING: "Everyone has an annual_salary.",
        Rule.SALARY_NOT_A_NUMBER: "annual_salary is a finite number: digits and at most one point, nothing else.",
        Rule.SALARY_NOT_POSITIVE: "annual_salary is above zero once rounded to four decimals.",
        Rule.SALARY_TOO_LARGE: f"annual_salary, annualised, is at most {MAXIMUM_SALARY:,}; give all pay in thousands.",
        Rule.LEVEL_INVALID: "job_level is a whole number from 1 to 5, or blank.",
        Rule.RATING_INVALID: "performance_rating is a whole number from 1 to 5, or blank.",
        Rule.TERMINATION_UNPARSABLE: "termination_date is a date written like the other dates, or blank.",
        Rule.TERMINATION_BEFORE_HIRE: "termination_date is not before hire_date.",
        Rule.ACTIVE_UNPARSABLE: "active is true or false (also yes/no, y/n, t/f, 1/0), or blank.",
        Rule.VALUE_NOT_MAPPED: "A column with a value map holds only values that the map names, or blanks.",
    }
)


@dataclass(frozen=True, kw_only=True)
class Break:
    """One rule that a row breaks, with the value that breaks it, as it stands in the source."""

    rule: Rule
    value: str


class BrokenRuleError(Exception):
    """A field that breaks a rule; it never leaves the census import."""

    def __init__(self, rule: Rule, value: str) -> None:
        super().__init__(rule, value)
        self.broken = Break(rule=rule, value=value)
