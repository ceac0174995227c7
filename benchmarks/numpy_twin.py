"""The pay arithmetic of the dbt models in NumPy, for all candidates at once: the limit that SQL is measured against.

It begins where pay begins, at the cohorts that SQL made of the people, and takes levers as arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.pay_cohorts import NO_COHORT, Cohorts, EventSequences, Flags, Floats, PayCohorts, Statuses
from optimization.parameters.lever_cells import JOB_LEVELS
from optimization.simulation.protocol import GrowthMethod

Levers = Mapping[str, Floats]
_LEVELS = len(JOB_LEVELS)


@dataclass(frozen=True, kw_only=True)
class TwinMetrics:
    """The figures of `Metrics`: horizon by candidate, the rest by simulated year and candidate; nan for None.

    Headcounts are by year alone: pay levers do not move them.
    """

    horizon_growth: Mapping[GrowthMethod, Floats]
    total_compensation_cost: Floats
    horizon_equity_cv: Floats
    horizon_raise_budget_rate: Floats
    horizon_promotion_rate: float
    wage_bill: Floats
    mean_pay: Mapping[GrowthMethod, Floats]
    yoy_growth: Mapping[GrowthMethod, Floats]
    equity_cv: Floats
    raise_budget_rate: Floats
    promotion_rate: Floats
    headcounts: Mapping[str, Floats]


@dataclass(frozen=True, kw_only=True)
class _Factors:
    """Salary over starting pay, by cohort and candidate; the raise is a fraction."""

    opening: Floats
    middle: Floats
    closing: Floats
    raise_rate: Floats


@dataclass(frozen=True, kw_only=True)
class _Steps:
    """What a year's events multiply pay by, by year, opening level, sequence and candidate."""

    first: Floats
    second: Floats
    raise_rate: Floats


def pay_metrics(people: PayCohorts, levers: Levers) -> TwinMetrics:
    """All figures of all candidates.

    Args:
        people: the cohorts of one population.
        levers: by parameter name, an array of simulated years by levels by candidates.
    """
    statuses = people.statuses
    groups = _Groups(statuses, years=len(people.years))
    factors = _factors(people.cohorts, _steps(people.sequences, levers), levers, years=len(people.years))
    opening, middle, closing = (each[statuses.cohort] for each in (factors.opening, factors.middle, factors.closing))
    closing_pay = statuses.starting_pay[:, None] * closing
    prorated_pay = (
        statuses.prorated_before_events[:, None] * opening
        + statuses.prorated_between_events[:, None] * middle
        + statuses.prorated_after_events[:, None] * closing
    )
    raise_position = people.sequences.raise_position[statuses.sequence][:, None]
    pay_before_raise = np.where(raise_position > 1, middle, np.where(raise_position > 0, opening, 0.0))
    pay_before_raise *= statuses.starting_pay[:, None]
    active = statuses.is_active
    active_pay = groups.sums(closing_pay, active)
    wage_bill = _by_year(groups.sums(prorated_pay))
    pay_before_raises = _by_year(groups.sums(pay_before_raise))[1:]
    raise_amount = _by_year(groups.sums(pay_before_raise * factors.raise_rate[statuses.cohort]))[1:]
    headcounts = _headcounts(people, groups)
    equity_cv = _equity_cv(statuses, groups, closing_pay=closing_pay, closing=closing, active_pay=active_pay)[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_pay = {
            GrowthMethod.CURRENT: _by_year(groups.sums(prorated_pay, active)) / headcounts["closing"][:, None],
            GrowthMethod.CONTINUOUS: _by_year(groups.sums(prorated_pay, statuses.is_continuous))
            / headcounts["continuous"][:, None],
            GrowthMethod.FULL_YEAR_EQUIVALENT: _by_year(active_pay) / headcounts["closing"][:, None],
        }
        yoy_growth = {method: mean[1:] / mean[:-1] - 1 for method, mean in mean_pay.items()}
        opening_headcount = headcounts["opening"][1:]
        return TwinMetrics(
            horizon_growth={method: growth.mean(axis=0) for method, growth in yoy_growth.items()},
            total_compensation_cost=wage_bill[1:].sum(axis=0),
            horizon_equity_cv=equity_cv[-1],
            horizon_raise_budget_rate=raise_amount.sum(axis=0) / pay_before_raises.sum(axis=0),
            horizon_promotion_rate=float(headcounts["promotions"][1:].sum() / opening_headcount.sum()),
            wage_bill=wage_bill[1:],
            mean_pay={method: mean[1:] for method, mean in mean_pay.items()},
            yoy_growth=yoy_growth,
            equity_cv=equity_cv,
            raise_budget_rate=raise_amount / pay_before_raises,
            promotion_rate=headcounts["promotions"][1:] / opening_headcount,
            headcounts={name: counts[1:] for name, counts in headcounts.items()},
        )


class _Groups:
    """Sums of statuses by year and closing level. Not by matrix product: BLAS threads make small ones erratic."""

    def __init__(self, statuses: Statuses, *, years: int) -> None:
        self.of_status = statuses.year * _LEVELS + statuses.closing_level
        self._count = years * _LEVELS
        self._present, self._starts = np.unique(self.of_status, return_index=True)

    def sums(self, values: Floats, condition: Flags | None = None) -> Floats:
        """By year and level (rows together) and candidate, of the statuses that meet the condition."""
        counted = values if condition is None else values * condition[:, None]
        sums = np.zeros((self._count, values.shape[1]))
        sums[self._present] = np.add.reduceat(counted, self._starts, axis=0)
        return sums


def _by_year(by_group: Floats) -> Floats:
    """Levels added up: years by candidates."""
    by_year: Floats = by_group.reshape(-1, _LEVELS, by_group.shape[1]).sum(axis=1)
    return by_year


def _steps(sequences: EventSequences, levers: Levers) -> _Steps:
    promotion_at, raise_at = sequences.promotion_position[:, None], sequences.raise_position[:, None]
    # A raise after a promotion is one of the new level; nobody is promoted beyond the last.
    higher = np.where(sequences.raise_position > 1, sequences.promotion_position, 0)
    level_at_raise = np.minimum(np.arange(_LEVELS)[:, None] + higher, _LEVELS - 1)
    merit = levers["merit_base"][:, level_at_raise] * sequences.has_merit[:, None]
    raise_rate = merit + levers["cola_rate"][:, level_at_raise]
    raised, promoted = 1 + raise_rate, 1 + levers["promotion_raise"][:, :, None, :]
    return _Steps(
        first=np.where(promotion_at == 1, promoted, np.where(raise_at == 1, raised, 1.0)),
        second=np.where(promotion_at == 2, promoted, np.where(raise_at == 2, raised, 1.0)),
        raise_rate=np.where(raise_at > 0, raise_rate, 0.0),
    )


def _factors(cohorts: Cohorts, steps: _Steps, levers: Levers, *, years: int) -> _Factors:
    hire_factors = levers["new_hire_salary_adjustment"]
    shape = (len(cohorts.year), hire_factors.shape[2])
    opening, middle, closing = np.ones(shape), np.ones(shape), np.ones(shape)
    raise_rate = np.zeros(shape)
    # The census has no levers in its year: its salaries are as they are.
    for year in range(1, years):
        of_year = np.flatnonzero(cohorts.year == year)
        arrived = of_year[cohorts.previous[of_year] == NO_COHORT]
        stayed = of_year[cohorts.previous[of_year] != NO_COHORT]
        for factor in (opening, middle, closing):
            factor[arrived] = hire_factors[year - 1, cohorts.starting_level[arrived]]
        step = (year - 1, cohorts.opening_level[stayed], cohorts.sequence[stayed])
        opening[stayed] = closing[cohorts.previous[stayed]]
        middle[stayed] = opening[stayed] * steps.first[step]
        closing[stayed] = middle[stayed] * steps.second[step]
        raise_rate[stayed] = steps.raise_rate[step]
    return _Factors(opening=opening, middle=middle, closing=closing, raise_rate=raise_rate)


def _equity_cv(
    statuses: Statuses, groups: _Groups, *, closing_pay: Floats, closing: Floats, active_pay: Floats
) -> Floats:
    """The mean over levels of the sample coefficient of variation of salaries, by year and candidate."""
    active = statuses.is_active
    headcount = groups.sums(statuses.headcount[:, None], active)
    is_spread = headcount > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_pay = active_pay / headcount
        cohort_means = closing_pay / statuses.headcount[:, None]
        deviations = (
            statuses.starting_pay_deviations_squared[:, None] * closing**2
            + statuses.headcount[:, None] * (cohort_means - mean_pay[groups.of_status]) ** 2
        )
        # A level without anybody active has no mean, and none of its cohorts counts.
        variance = groups.sums(np.where(active[:, None], deviations, 0.0)) / (headcount - 1)
        pay_cv = np.where(is_spread, np.sqrt(variance) / mean_pay, 0.0)
        return _by_year(pay_cv) / _by_year(is_spread.astype(np.float64))


def _headcounts(people: PayCohorts, groups: _Groups) -> Mapping[str, Floats]:
    statuses, sequences = people.statuses, people.sequences
    conditions = {
        "opening": ~statuses.is_hire,
        "hires": statuses.is_hire,
        "terminations": statuses.is_experienced_termination,
        "new_hire_terminations": statuses.is_new_hire_termination,
        "promotions": sequences.promotion_position[statuses.sequence] > 0,
        "raises": sequences.raise_position[statuses.sequence] > 0,
        "closing": statuses.is_active,
        "continuous": statuses.is_continuous,
    }
    return {
        name: _by_year(groups.sums(statuses.headcount[:, None], condition))[:, 0]
        for name, condition in conditions.items()
    }
