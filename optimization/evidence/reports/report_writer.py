"""Writes a report: one self-contained HTML page, the same as Markdown, and the result as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimization.atomic_file import replace_file
from optimization.evidence.reports.markdown_text import fenced, markdown_table
from optimization.evidence.reports.report_files import ReportFiles, report_files
from optimization.evidence.reports.report_page import ReportPage
from optimization.markdown import escaped

if TYPE_CHECKING:
    from jinja2 import Environment
    from plotly.graph_objects import Figure

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(
    page: ReportPage, folder: Path, *, charts: Mapping[str, Figure], result: Mapping[str, Any]
) -> ReportFiles:
    """Write report.html, report.md and result.json into the folder, which is made where it does not exist.

    Each file appears whole; the page opens without a network.

    Args:
        page: what the report says.
        folder: where it goes.
        charts: the figure of every chart that the page names.
        result: what result.json holds, as JSON types.

    Raises:
        ValueError: the page names other charts than there are, or a chart twice, or the result has a figure that is
            not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    named = sorted(chart.name for chart in page.charts)
    if named != sorted(charts):
        raise ValueError(f"The page names the charts {named}, but there are {sorted(charts)}.")
    files = report_files(folder)
    texts = {
        files.result: json.dumps(result, indent=2, allow_nan=False, ensure_ascii=False) + "\n",
        files.markdown: _environment().get_template("report.md.j2").render(page=page) + "\n",
        files.html: _html(page, charts),
    }
    for path, text in texts.items():
        replace_file(path, text.encode())
    return files


def _html(page: ReportPage, charts: Mapping[str, Figure]) -> str:
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=page,
            # Our own files and Plotly's own output: both are markup, and neither holds text of a user unescaped.
            charts={name: Markup(_chart_html(figure, name)) for name, figure in charts.items()},
            plotly_script=Markup(get_plotlyjs()),
            stylesheet=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8")),
            chart_theme_script=Markup((_TEMPLATES / "chart_theme.js").read_text(encoding="utf-8")),
        )
    )
    return text + "\n"


def _chart_html(figure: Figure, name: str) -> str:
    """The chart without Plotly's script, which the page holds once; a fixed id keeps the page reproducible."""
    html: str = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=f"chart-{name}",
        config={"displaylogo": False, "responsive": True, "displayModeBar": False},
    )
    return html


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=False, default=False),
        undefined=StrictUndefined,
    )
    environment.filters |= {"escaped": escaped, "fenced": fenced, "markdown_table": markdown_table}
    return environment
