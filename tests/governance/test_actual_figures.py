"""Actual figures: periods, the file with its slips by line, and the ledger with its corrections."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.governance.governance_settings import GOVERNANCE_CONFIG, FigureRange, load_governance_settings
from optimization.governance.ledger.governance_tables import actuals
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.monitoring.actuals import latest_actuals, record_actuals
from optimization.governance.monitoring.actuals_file import ActualRow, read_actuals
from optimization.governance.monitoring.periods import Period, parse_period

FIGURES = {
    "turnover_rate": FigureRange(least=0, most=1),
    "wage_bill": FigureRange(least=0),
    "budget_utilization": FigureRange(least=0, most=10),
    "net_promoter_score": FigureRange(),
}
HEADER = "period,metric_name,value,source\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "actual_metrics.csv"
    path.write_bytes(text.encode())
    return path


def row(period: str, metric_name: str, value: float, source: str = "payroll", line: int = 2) -> ActualRow:
    parsed = parse_period(period)
    assert parsed is not None
    return ActualRow(line=line, period=parsed, metric_name=metric_name, value=value, source=source)


@pytest.mark.parametrize(
    ("text", "months", "last_day"),
    [
        ("2025", 12, date(2025, 12, 31)),
        ("2025-Q1", 3, date(2025, 3, 31)),
        ("2025-Q4", 3, date(2025, 12, 31)),
        ("2024-02", 1, date(2024, 2, 29)),
        ("2025-12", 1, date(2025, 12, 31)),
        ("2999", 12, date(2999, 12, 31)),
    ],
)
def test_a_period_is_written_as_it_is_read(text: str, months: int, last_day: date) -> None:
    period = parse_period(text)
    assert period is not None
    assert (str(period), period.months, period.last_day) == (text, months, last_day)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-Q0", "2025-Q5", "2025-q1", "2025-13", "2025-00", "2025-3", "2025-Q1 ", "3025", "٢٠٢٥"]
)
def test_what_names_no_period_is_none(text: str) -> None:
    assert parse_period(text) is None


def test_periods_are_ordered_by_their_end_and_the_shorter_one_is_the_more_recent() -> None:
    in_order = ["2024", "2024-12", "2025-01", "2025-Q1", "2025-03", "2025-05", "2025-Q2", "2025", "2025-Q4", "2025-12"]
    periods = [parse_period(text) for text in in_order]
    assert [str(p) for p in sorted(reversed(periods), key=lambda p: p.recency if p else (date.min, 0))] == in_order


def test_a_file_is_read_as_it_is_written_also_when_it_comes_from_a_spreadsheet(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "\ufeffsource,value,metric_name,period\r\n\r\nhr system, 0.14 ,turnover_rate,2025-Q1\r\n"
        '"payroll, booked",1.2e6,wage_bill,2025-03\r\n',
    )
    assert read_actuals(path, figures=FIGURES) == (
        row("2025-Q1", "turnover_rate", 0.14, "hr system", line=3),
        row("2025-03", "wage_bill", 1_200_000.0, "payroll, booked", line=4),
    )


def test_a_file_with_its_header_only_holds_no_figures(tmp_path: Path) -> None:
    assert read_actuals(written(tmp_path, HEADER), figures=FIGURES) == ()


def test_every_slip_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADER + "2025-Q7,turnover_rate,0.14,hr\n"
        "2025-Q1,turnover,0.14,hr\n"
        "2025-Q1,turnover_rate,14%,hr\n"
        "2025-Q1,wage_bill,much,hr\n"
        f"2025-Q1,wage_bill,{'9' * 400},hr\n"
        "2025-Q1,budget_utilization,1.02,\n"
        "2025-Q2,budget_utilization,1.02,finance\n"
        "2025-Q2,budget_utilization,1.03,finance\n"
        "2025-Q2,1.03\n",
    )
    with pytest.raises(BadInputError) as refused:
        read_actuals(path, figures=FIGURES)
    first, *told = str(refused.value).splitlines()
    assert first == f"{path}: 8 problems, nothing was read from it."
    expected = [
        "line 2: period is '2025-Q7': write a year from 1900 to 2999, a quarter or a month of it, like 2025, 2025-Q1",
        "line 3: Unknown metric 'turnover'. Did you mean 'turnover_rate'?",
        "line 4: value is '14%': write the fraction 0.14",
        "line 5: value is 'much': it must be a number",
        f"line 6: value {'9' * 400} is too large a number",
        "line 7: source is blank",
        "line 9: budget_utilization of 2025-Q2 already stands on line 8",
        "line 10: has 2 fields where the header has 4",
    ]
    for line, start in zip(told, expected, strict=True):
        assert line.strip().startswith(start)


def test_a_figure_beyond_what_its_metric_can_be_is_told_with_the_likely_slip(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEADER + "2025-Q1,turnover_rate,12,hr\n"
        "2025-Q2,turnover_rate,-0.1,hr\n"
        "2025-Q3,turnover_rate,1200,hr\n"
        "2025-Q1,budget_utilization,102.5,finance\n"
        "2025-Q1,wage_bill,-5e6,payroll\n",
    )
    with pytest.raises(BadInputError) as refused:
        read_actuals(path, figures=FIGURES)
    assert [line.strip() for line in str(refused.value).splitlines()[1:]] == [
        "line 2: value is 12: turnover_rate is at most 1. 12 means 1200 %: write 0.12.",
        "line 3: value is -0.1: turnover_rate is at least 0.",
        "line 4: value is 1200: turnover_rate is at most 1.",
        "line 5: value is 102.5: budget_utilization is at most 10. 102.5 means 10250 %: write 1.025.",
        "line 6: value is -5e6: wage_bill is at least 0.",
    ]


def test_a_figure_at_the_end_of_its_range_and_one_without_a_range_are_read(tmp_path: Path) -> None:
    rows = "2025,turnover_rate,1,hr\n2026,turnover_rate,0,hr\n2025,net_promoter_score,-40,survey\n"
    assert [each.value for each in read_actuals(written(tmp_path, HEADER + rows), figures=FIGURES)] == [1, 0, -40]


@pytest.mark.parametrize(
    ("metric", "least", "most"),
    [
        ("turnover_rate", 0, 1),
        ("voluntary_turnover_rate", 0, 1),
        ("budget_utilization", 0, 10),
        ("wage_bill", 0, None),
        ("total_compensation_cost", 0, None),
        ("employee_satisfaction_score", 0, None),
    ],
)
def test_the_shipped_ranges_are_those_of_rates_shares_and_amounts(
    metric: str, least: float, most: float | None
) -> None:
    found = load_governance_settings().rollback_triggers.figures[metric]
    assert (found.least, found.most) == (least, most)


def test_a_watched_metric_without_a_range_is_refused_by_its_name(tmp_path: Path) -> None:
    changed = tmp_path / "governance.yaml"
    text = GOVERNANCE_CONFIG.read_text(encoding="utf-8")
    changed.write_text(text.replace("    wage_bill: {least: 0}\n", ""), encoding="utf-8")
    with pytest.raises(
        BadInputError, match=r"rollback_triggers.*wage_bill must stand both in the metrics of a trigger"
    ):
        load_governance_settings(changed)


def test_a_file_that_is_not_there_is_told_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"does not exist. Write it with the columns period,metric_name,value,sou"):
        read_actuals(tmp_path / "actual_metrics.csv", figures=FIGURES)


def test_only_new_and_changed_figures_are_recorded_and_the_last_one_holds(ledger: Ledger) -> None:
    first = [row("2025-Q1", "turnover_rate", 0.14), row("2025-Q1", "wage_bill", 5e6)]
    with ledger.write() as connection:
        assert record_actuals(connection, first, user="analyst") == tuple(first)
    between = datetime.now(UTC)
    corrected = row("2025-Q1", "turnover_rate", 0.13)
    later = row("2025-Q2", "turnover_rate", 0.12)
    with ledger.write() as connection:
        again = [corrected, first[1], later]
        assert record_actuals(connection, again, user="approver") == (corrected, later)
    with ledger.write() as connection:
        assert record_actuals(connection, again, user="approver") == ()
    with ledger.read() as connection:
        turnover, wage_bill, new = latest_actuals(connection)
        history = connection.execute(actuals.select().order_by(actuals.c.number)).all()
    assert [(each.number, each.period, each.value, each.recorded_by) for each in history] == [
        (1, "2025-Q1", 0.14, "analyst"),
        (2, "2025-Q1", 5e6, "analyst"),
        (3, "2025-Q1", 0.13, "approver"),
        (4, "2025-Q2", 0.12, "approver"),
    ]
    assert (turnover.value, turnover.recorded_by) == (0.13, "approver")
    assert turnover.known_since < between < turnover.recorded_at
    assert (wage_bill.value, wage_bill.known_since) == (5e6, wage_bill.recorded_at)
    assert new.known_since > between
    assert new.period == Period(year=2025, first_month=4, months=3)


def test_a_figure_from_another_source_is_recorded_again(ledger: Ledger) -> None:
    with ledger.write() as connection:
        record_actuals(connection, [row("2025", "wage_bill", 5e6, "estimate")], user="analyst")
        booked = row("2025", "wage_bill", 5e6, "ledger of accounts")
        assert record_actuals(connection, [booked], user="analyst") == (booked,)
        assert [each.source for each in latest_actuals(connection)] == ["ledger of accounts"]
