"""A report of any sections: texts, charts and tables where they belong, and no name that turns into markup."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from pathlib import Path

import pytest

from optimization.evidence.charts.bands_chart import Band, bands_chart
from optimization.evidence.charts.bands_picture import bands_picture
from optimization.evidence.charts.chart_units import PERCENT
from optimization.evidence.charts.front_chart import FrontPoint, PointKind, front_chart
from optimization.evidence.charts.lever_range_chart import LeverRange, lever_range_chart
from optimization.evidence.charts.objective_chart import objective_chart
from optimization.evidence.charts.tornado_chart import TornadoBar, tornado_chart
from optimization.evidence.charts.tornado_picture import tornado_picture
from optimization.evidence.charts.waterfall_chart import waterfall_chart
from optimization.evidence.charts.waterfall_picture import waterfall_picture
from optimization.evidence.reports.report_page import Chart, ReportPage, Section
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.evidence.reports.report_writer import write_report

BEST = Chart(name="best", label="Best objective & status quo")
BANDS = Chart(name="bands", label="Growth by candidate")
TABLE = ReportTable(columns=text_columns("Fact"), rows=(("One fact",),))
PAGE = ReportPage(
    title="Sensitivity",
    run_id="run-7",
    as_of="2024-12-31",
    status="Measured",
    tone="neutral",
    answer="An answer.",
    figures=(),
    recommendations=(),
    sections=(
        Section(heading="Two charts", charts=(BEST, BANDS)),
        Section(heading="Words", text="A <b>word</b>.", table=TABLE),
    ),
    how_to_reproduce="Ask again:",
    command="planwise optimize sensitivity",
)
CHARTS = {
    "best": objective_chart([(1, 1.0)], status_quo=1.0),
    "bands": bands_chart([Band(label="x", p10=0.01, p50=0.02, p90=0.03)], title="Growth", unit=PERCENT),
}
# A name that HTML or Plotly could take for markup, a link or a value to fill in.
HOSTILE = "</script><b>x</b><a href='y'>z</a> %{x}"
ESCAPED = html.escape(HOSTILE, quote=False)


def test_a_section_may_hold_several_charts_and_no_table(tmp_path: Path) -> None:
    text = write_report(PAGE, tmp_path, charts=CHARTS, result={}).html.read_text(encoding="utf-8")

    first, second = text.index('id="chart-best"'), text.index('id="chart-bands"')
    assert text.index("Two charts") < first < second < text.index("<h2>Words</h2>")
    assert '<figure aria-label="Best objective &amp; status quo">' in text
    assert "<figcaption>Growth by candidate</figcaption>" in text


def test_a_chart_alone_has_no_caption_beside_its_heading(tmp_path: Path) -> None:
    page = replace(PAGE, sections=(Section(heading="One chart", charts=(BEST,)),))

    files = write_report(page, tmp_path, charts={"best": CHARTS["best"]}, result={})

    assert "<figcaption>" not in files.html.read_text(encoding="utf-8")


def test_a_text_stands_above_its_table_as_text(tmp_path: Path) -> None:
    files = write_report(PAGE, tmp_path, charts=CHARTS, result={})

    text = files.html.read_text(encoding="utf-8")
    assert text.index("<p>A &lt;b&gt;word&lt;/b&gt;.</p>") < text.index("One fact")
    assert "## Words\n\nA \\<b\\>word\\</b\\>.\n\n| Fact |" in files.markdown.read_text(encoding="utf-8")


def test_markdown_says_which_charts_stand_in_the_page_alone(tmp_path: Path) -> None:
    note = write_report(PAGE, tmp_path, charts=CHARTS, result={}).markdown.read_text(encoding="utf-8")

    assert "## Two charts\n\nThe chart in report.html: Best objective \\& status quo.\n\nThe chart in" in note
    assert "\n\n\n" not in note


def test_the_result_is_stored_as_it_is_given(tmp_path: Path) -> None:
    files = write_report(PAGE, tmp_path, charts=CHARTS, result={"cost": 1.5, "name": "é"})

    assert json.loads(files.result.read_text(encoding="utf-8")) == {"cost": 1.5, "name": "é"}


@pytest.mark.parametrize(
    ("charts", "sections"),
    [
        ({"best": CHARTS["best"]}, PAGE.sections),
        ({**CHARTS, "front": CHARTS["best"]}, PAGE.sections),
        (CHARTS, (*PAGE.sections, Section(heading="Again", charts=(BEST,)))),
    ],
    ids=["missing", "unused", "twice"],
)
def test_charts_that_do_not_match_the_page_are_refused_before_anything_is_written(
    charts: dict[str, object], sections: tuple[Section, ...], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="The page names the charts"):
        write_report(replace(PAGE, sections=sections), tmp_path, charts=charts, result={})

    assert list(tmp_path.iterdir()) == []


def test_a_hostile_name_stays_text_in_every_chart(tmp_path: Path) -> None:
    band = Band(label=HOSTILE, p10=0.01, p50=0.02, p90=0.03)
    bar = TornadoBar(lever=HOSTILE, low_effect=-0.01, high_effect=0.01, low_label=HOSTILE, high_label=HOSTILE)
    point = FrontPoint(cost=1.0, equity=0.1, target_gap=0.5, label=HOSTILE, kind=PointKind.FRONT)
    row = LeverRange(
        name=HOSTILE,
        lower=0.0,
        recommended_lower=0.0,
        recommended_upper=0.5,
        upper=1.0,
        before=0.1,
        after=0.2,
        unit=PERCENT,
    )
    charts = {
        "waterfall": waterfall_chart([(HOSTILE, 0.01)], total_label=HOSTILE),
        "tornado": tornado_chart([bar], title="Growth", unit=PERCENT),
        "front": front_chart([point]),
        "bands": bands_chart([band], title="Growth", unit=PERCENT),
        "levers": lever_range_chart([row]),
    }

    for figure in charts.values():
        assert ESCAPED in json.dumps(figure.to_plotly_json()["data"], default=list)
        assert HOSTILE not in json.dumps(figure.to_plotly_json()["data"], default=list)

    sections = (Section(heading="All", charts=tuple(Chart(name=name, label=HOSTILE) for name in charts)),)
    text = write_report(replace(PAGE, sections=sections), tmp_path, charts=charts, result={}).html.read_text("utf-8")
    assert "<b>x</b>" not in text
    assert "</script><b" not in text


def test_a_name_that_looks_like_a_formula_is_drawn_as_it_is() -> None:
    name = r"$\frac{1$"
    bar = TornadoBar(lever=name, low_effect=-0.01, high_effect=0.01, low_label=name, high_label=name)

    for picture in (
        waterfall_picture([(name, 0.01)], total_label=name),
        tornado_picture([bar], title="Growth", unit=PERCENT),
        bands_picture([Band(label=name, p10=0.01, p50=0.02, p90=0.03)], title="Growth", unit=PERCENT),
    ):
        assert picture.startswith(b"\x89PNG")
