"""What a search started from: census, horizon, assumptions, and a fingerprint of every input."""

from __future__ import annotations

from decimal import Decimal

from optimization.evidence.quantities import count, counted, fraction_as_given_percent
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.search_result import SearchBaseline
from optimization.parameters.settings import SimulationSettings


def baseline_table(result: SearchBaseline, origin: RunOrigin) -> ReportTable:
    """One fact per row; the census's day and the clock's stand apart."""
    settings = origin.settings
    opening = result.metrics_before.years[settings.start_year].opening_headcount
    facts = {
        "As of (census)": origin.census_date.isoformat(),
        "Run at": f"{origin.run_at:%Y-%m-%d %H:%M} UTC",
        "Opening headcount": count(opening),
        "Horizon": f"{settings.start_year} to {settings.end_year}",
        "Seeds": ", ".join(str(seed) for seed in result.seeds),
        **_assumptions(settings),
        "Inputs fingerprint (SHA-256)": result.inputs_fingerprint,
        **{f"Fingerprint: {name}": sha256 for name, sha256 in origin.fingerprints.items()},
    }
    return ReportTable(
        columns=text_columns("Fact", "Value"),
        rows=tuple(facts.items()),
        note="Equal fingerprints, equal inputs: the first covers all those below it.",
    )


def _assumptions(settings: SimulationSettings) -> dict[str, str]:
    lowest = settings.starting_pay_spread_lower
    return {
        "Headcount growth per year": _share(settings.workforce_growth_rate),
        "Leavers of the opening headcount": f"{_share(settings.total_termination_rate)} a year",
        "Leavers of the year's hires": f"{_share(settings.new_hire_termination_rate)} within the year",
        "Salary bands rise by": f"{_share(settings.salary_structure_increase)} a year",
        "Starting pay of hires": (
            f"{_share(lowest)} to {_share(lowest + settings.starting_pay_spread_width)} of the band's midpoint"
        ),
        "Merit cut-off": f"month {settings.merit_cutoff_month}, day {settings.merit_cutoff_day} of the year before",
        "Promotion from": f"{counted(settings.promotion_min_tenure_years, 'year')} of tenure",
        "Promotion below": f"age {settings.promotion_max_age_years}",
    }


def _share(rate: Decimal) -> str:
    return fraction_as_given_percent(float(rate))
