"""The model's defaults, written down a second time as data, so that a changed seed shows."""

from __future__ import annotations

from decimal import Decimal

from reference.inputs import Assumptions, Band, CensusRow, JobLevel, LeverRow, ModelInputs, Tables

DEFAULT_LEVERS = {
    "merit_base": ".032 .031 .030 .028 .028",
    "cola_rate": ".015 .015 .015 .015 .015",
    "promotion_probability": ".12 .08 .05 .02 .01",
    "promotion_raise": ".12 .12 .12 .12 .12",
    "new_hire_salary_adjustment": "1.05 1.05 1.05 1.05 1.05",
}

# Level, name, minimum, maximum, termination factor, hiring weight.
JOB_LEVELS = """
1 Staff     56000  80000 1.0 .60
2 Manager   81000 120000 0.9 .25
3 SrMgr    121000 160000 0.8 .11
4 Director 161000 300000 0.7 .03
5 VP       275000 500000 0.6 .01
"""

# From years, termination multiplier, promotion multiplier, label.
AGE_BANDS = """
 0  .7 1.6 < 25
25 1.3 1.4 25-34
35 1.0 1.1 35-44
45 1.6  .7 45-54
55 1.0  .3 55-64
65 1.2  .1 65+
"""
TENURE_BANDS = """
 0 1.8  .5 < 2
 2  .6 1.5 2-4
 5  .5 1.8 5-9
10  .4  .8 10-19
20  .3  .2 20+
"""

HIRING_AGES = "22:.05 25:.15 28:.20 32:.25 35:.15 40:.10 45:.08 50:.02"
RAISE_MONTH_SHARES = ".26 .03 .07 .17 .04 .05 .21 .03 .04 .06 .02 .02"


def default_inputs(*, census: tuple[CensusRow, ...] = (), start_year: int = 2025, n_years: int = 5) -> ModelInputs:
    """The defaults, for a census: the scenario `default` with levers given for the first year."""
    return ModelInputs(
        census=census,
        lever_rows=default_lever_rows(fiscal_year=start_year),
        scenario_meta={"default": None},
        assumptions=Assumptions(
            workforce_growth=Decimal("0.03"),
            total_termination_rate=Decimal("0.12"),
            new_hire_termination_rate=Decimal("0.25"),
            merit_cutoff_month=10,
            merit_cutoff_day=1,
            salary_structure_increase=Decimal("0.02"),
            starting_pay_lowest=Decimal("0.9"),
            starting_pay_spread=Decimal("0.2"),
            promotion_minimum_tenure_years=1,
            promotion_maximum_age_years=65,
        ),
        tables=default_tables(),
        start_year=start_year,
        n_years=n_years,
    )


def default_lever_rows(*, fiscal_year: int) -> tuple[LeverRow, ...]:
    """The default value of every level and lever, given for one year."""
    return tuple(
        LeverRow(
            scenario_id="default",
            fiscal_year=fiscal_year,
            job_level=job_level,
            parameter_name=name,
            value=Decimal(value),
        )
        for name, values in DEFAULT_LEVERS.items()
        for job_level, value in enumerate(values.split(), start=1)
    )


def default_tables() -> Tables:
    """The default levels, bands and shares."""
    return Tables(
        job_levels=tuple(_job_level(line) for line in JOB_LEVELS.strip().splitlines()),
        age_bands=tuple(_band(line) for line in AGE_BANDS.strip().splitlines()),
        tenure_bands=tuple(_band(line) for line in TENURE_BANDS.strip().splitlines()),
        hiring_ages=tuple(
            (int(age), Decimal(share)) for age, share in (pair.split(":") for pair in HIRING_AGES.split())
        ),
        raise_month_shares=tuple(Decimal(share) for share in RAISE_MONTH_SHARES.split()),
    )


def _job_level(line: str) -> JobLevel:
    job_level, name, minimum, maximum, termination_factor, hiring_weight = line.split()
    return JobLevel(
        job_level=int(job_level),
        name=name,
        minimum_compensation=Decimal(minimum),
        maximum_compensation=Decimal(maximum),
        termination_factor=Decimal(termination_factor),
        hiring_weight=Decimal(hiring_weight),
    )


def _band(line: str) -> Band:
    from_years, termination_multiplier, promotion_multiplier, label = line.split(maxsplit=3)
    return Band(
        label=label,
        from_years=int(from_years),
        termination_multiplier=Decimal(termination_multiplier),
        promotion_multiplier=Decimal(promotion_multiplier),
    )
