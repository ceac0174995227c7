"""The figures of a published run, one scenario and seed, as sheets to go on calculating with."""

from __future__ import annotations

from dataclasses import fields

from optimization.evidence.reports.workbook import Amount, Cell, NumberFormat, Sheet
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.simulation.growth_drivers import YearDrivers
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.published_people import DetailedStatus
from streamlit_dashboard.results.published_run import PublishedRun
from streamlit_dashboard.results.published_world import PublishedWorld
from streamlit_dashboard.results.scenario_tables import COMPARED_MEASURES

_MONEY = "currency of the census"
_YEARLY_MONEY = f"{_MONEY} per year"


def run_sheets(run: PublishedRun, world: PublishedWorld, *, baseline: str, catalogue: LeverCatalogue) -> list[Sheet]:
    """A sheet per table of the screen: all digits, units named; scenarios only where the run has several.

    Args:
        run: The published run.
        world: The scenario and the seed, one of the run's each, and their people.
        baseline: The scenario that the others are compared with.
        catalogue: Says in what each lever is measured.

    Raises:
        BadInputError: the run has a lever that the catalogue does not have.
    """
    key = world.scenario_id, world.seed
    sheets = [
        _facts(run, key),
        _growth(run, key),
        _years(run, key),
        _levels(world),
        _statuses(world),
        _drivers(run, key),
        _pay(world),
        _equity(world),
        _levers(run, world.scenario_id, catalogue),
    ]
    if len(run.scenario_ids) > 1:
        sheets.append(_scenarios(run, seed=world.seed, baseline=baseline))
    return sheets


def _facts(run: PublishedRun, key: tuple[str, int]) -> Sheet:
    scenario_id, seed = key
    facts = {
        "Scenario": scenario_id,
        "Seed": str(seed),
        "Years": f"{run.years[0]} to {run.years[-1]}",
        "Published": f"{run.published_at:%Y-%m-%d %H:%M:%S} UTC",
        **{f"SHA-256 of {name}": sha256 for name, sha256 in run.fingerprints.items()},
    }
    return Sheet(title="Run", headings=("Fact", "Value"), rows=tuple(facts.items()))


def _growth(run: PublishedRun, key: tuple[str, int]) -> Sheet:
    metrics = run.metrics[key]
    by_year = [(_year(year), row.yoy_growth, row.mean_pay) for year, row in sorted(metrics.years.items())]
    rows: list[tuple[Cell, ...]] = [
        (year, str(method), _fraction(growth[method]), _money(pay[method]))
        for year, growth, pay in by_year
        for method in GrowthMethod
    ]
    rows += [("horizon", str(each), _fraction(metrics.horizon_growth[each]), _money(None)) for each in GrowthMethod]
    headings = ("Year", "Method", "Pay growth (fraction per year)", f"Mean pay ({_YEARLY_MONEY})")
    return Sheet(title="Pay growth", headings=headings, rows=tuple(rows))


def _years(run: PublishedRun, key: tuple[str, int]) -> Sheet:
    headings = (
        "Year",
        "Opening headcount (people)",
        "Hires (people)",
        "Leavers (people)",
        "New hires gone (people)",
        "Promotions (people)",
        "Raises (people)",
        "Closing headcount (people)",
        f"Wage bill ({_YEARLY_MONEY})",
        "Pay dispersion within levels (coefficient of variation)",
        "Promotion rate (fraction of opening headcount)",
        "Raise budget rate (fraction of pay before raises)",
    )
    rows = tuple(
        (
            _year(year),
            *map(
                _whole,
                (
                    row.opening_headcount,
                    row.hires,
                    row.terminations,
                    row.new_hire_terminations,
                    row.promotions,
                    row.raises,
                    row.closing_headcount,
                ),
            ),
            _money(row.wage_bill),
            _number(row.equity_cv),
            _fraction(row.promotion_rate),
            _fraction(row.raise_budget_rate),
        )
        for year, row in sorted(run.metrics[key].years.items())
    )
    return Sheet(title="Headcount and cost", headings=headings, rows=rows)


def _levels(world: PublishedWorld) -> Sheet:
    rows = tuple(
        (_year(year), _level(level), _whole(row.headcount))
        for year, levels in world.pay.items()
        for level, row in levels.items()
    )
    return Sheet(title="Levels", headings=("Year", "Job level", "Active at year end (people)"), rows=rows)


def _statuses(world: PublishedWorld) -> Sheet:
    rows = tuple(
        (_year(year), str(status), _whole(people[status]))
        for year, people in world.statuses.items()
        for status in DetailedStatus
    )
    return Sheet(
        title="Statuses", headings=("Year", "detailed_status_code", "Employed in the year (people)"), rows=rows
    )


def _drivers(run: PublishedRun, key: tuple[str, int]) -> Sheet:
    drivers = run.drivers[key]
    parts = [part.name for part in fields(YearDrivers)]
    by_year: list[tuple[Cell, YearDrivers]] = [(_year(year), row) for year, row in sorted(drivers.years.items())]
    return Sheet(
        title="Growth drivers",
        headings=("Year", *(f"{part} (fraction of last year's mean salary)" for part in parts)),
        rows=tuple(
            (year, *(_fraction(getattr(row, part)) for part in parts))
            for year, row in [*by_year, ("horizon", drivers.horizon)]
        ),
    )


def _pay(world: PublishedWorld) -> Sheet:
    amounts = ("p10", "p25", "median", "p75", "p90", "band_minimum", "band_midpoint", "band_maximum")
    headings = (
        "Year",
        "Job level",
        "Level name",
        "Active at year end (people)",
        *(f"{name} ({_YEARLY_MONEY})" for name in amounts),
        "Above band, red-circled (people)",
        "Below band, green-circled (people)",
        "Median compa-ratio (salary over midpoint)",
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _year(year),
            _level(level),
            row.level_name,
            _whole(row.headcount),
            *(_money(getattr(row, name)) for name in amounts),
            _whole(row.red_circled),
            _whole(row.green_circled),
            _number(row.compa_ratio_median),
        )
        for year, levels in world.pay.items()
        for level, row in levels.items()
    )
    return Sheet(title="Pay against bands", headings=headings, rows=rows)


def _equity(world: PublishedWorld) -> Sheet:
    numbers = (
        "gini",
        "theil_within_levels",
        "theil_between_levels",
        "compa_ratio_p10",
        "compa_ratio_p50",
        "compa_ratio_p90",
    )
    gaps = ("raw_pay_gap", "adjusted_pay_gap", "adjusted_pay_gap_lower", "adjusted_pay_gap_upper")
    headings = (
        "Year",
        "Active at year end (people)",
        *(f"{name} (no unit)" for name in numbers),
        "Compared (people)",
        *(f"{name} (fraction of the reference gender's pay)" for name in gaps),
    )
    rows = tuple(
        (
            _year(year),
            _whole(row.headcount),
            *(_number(getattr(row, name)) for name in numbers),
            _whole(row.compared_headcount),
            *(_fraction(getattr(row, name)) for name in gaps),
        )
        for year, row in world.equity.items()
    )
    return Sheet(title="Pay equity", headings=headings, rows=rows)


def _levers(run: PublishedRun, scenario_id: str, catalogue: LeverCatalogue) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for cell, setting in run.levers[scenario_id].settings.items():
        unit = catalogue.of_parameter(cell.parameter_name).unit
        value = _fraction(setting.value) if unit == "fraction" else _number(setting.value)
        place = (_year(cell.fiscal_year), _level(cell.job_level), cell.parameter_name)
        rows.append((*place, value, unit, "yes" if setting.is_locked else "no", setting.source_scenario_id))
    headings = ("Year", "Job level", "Lever", "Value", "Unit of the value", "Locked", "From scenario")
    return Sheet(title="Levers", headings=headings, rows=tuple(rows))


def _scenarios(run: PublishedRun, *, seed: int, baseline: str) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for measure in COMPARED_MEASURES:
        start = measure.value(run.metrics[baseline, seed])
        for scenario_id in run.scenario_ids:
            value = measure.value(run.metrics[scenario_id, seed])
            change = None if value is None or start is None else value - start
            relative = None if change is None or not start else change / abs(start)
            numbers = (Amount(value=each, number_format=measure.number_format) for each in (value, change))
            rows.append((measure.label, measure.unit, scenario_id, *numbers, _fraction(relative)))
    headings = ("Measure", "Unit", "Scenario", "Value", f"Change from {baseline}", f"Relative (fraction of {baseline})")
    return Sheet(title="Scenarios", headings=headings, rows=tuple(rows))


def _year(year: int) -> Amount:
    return Amount(value=year, number_format=NumberFormat.YEAR)


def _level(level: int) -> Amount:
    return Amount(value=level, number_format=NumberFormat.WHOLE)


def _whole(people: int) -> Amount:
    return Amount(value=people, number_format=NumberFormat.WHOLE)


def _money(amount: float | None) -> Amount:
    return Amount(value=amount, number_format=NumberFormat.WHOLE)


def _number(number: float | None) -> Amount:
    return Amount(value=number, number_format=NumberFormat.FACTOR)


def _fraction(fraction: float | None) -> Amount:
    return Amount(value=fraction, number_format=NumberFormat.PERCENT)
