"""The evidence report of a target loop: one self-contained HTML page, the same as Markdown, and the result as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.atomic_file import replace_file
from optimization.evidence.convergence_chart import convergence_chart
from optimization.evidence.convergence_trace import ConvergenceTrace
from optimization.evidence.growth_chart import growth_chart
from optimization.evidence.loop_page import CONVERGENCE, GROWTH, LoopPage, loop_page
from optimization.evidence.loop_summary import summarize_loop
from optimization.evidence.markdown_text import escaped, fenced, markdown_table
from optimization.evidence.run_origin import RunOrigin
from optimization.evidence.yearly_growth import growth_by_year
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_result import TargetLoopResult

if TYPE_CHECKING:
    from jinja2 import Environment
    from plotly.graph_objects import Figure

_TEMPLATES = Path(__file__).parent / "templates"
_CHART_LABELS = {
    CONVERGENCE: "Pay growth by iteration, with the target and its tolerance",
    GROWTH: "Pay growth by simulated year, before and after",
}


@dataclass(frozen=True, kw_only=True)
class ReportFiles:
    """Where a report lies."""

    html: Path
    markdown: Path
    result: Path

    @property
    def are_complete(self) -> bool:
        """Whether all of them are there."""
        return all(path.exists() for path in (self.html, self.markdown, self.result))


def report_files(folder: Path) -> ReportFiles:
    """The files of the report in a folder, whether or not they exist."""
    return ReportFiles(html=folder / "report.html", markdown=folder / "report.md", result=folder / "result.json")


def write_loop_report(
    result: TargetLoopResult, folder: Path, *, origin: RunOrigin, catalogue: LeverCatalogue
) -> ReportFiles:
    """Write report.html, report.md and result.json into the folder, which is made where it does not exist.

    result.json is `TargetLoopResult.as_json` with `run` (what the origin says) and `summary` added, so
    `result_from_json` reads it. Each file appears whole; the page opens without a network.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
        ValueError: a figure of the result is not a finite number; nothing is written.
        OSError: the folder cannot be written to.
    """
    page = loop_page(result, origin=origin, catalogue=catalogue)
    files = report_files(folder)
    texts = {
        files.result: _json_text(result, origin, catalogue),
        files.markdown: _markdown(page),
        files.html: _html(page, result),
    }
    for path, text in texts.items():
        replace_file(path, text.encode())
    return files


def convergence_trace(result: TargetLoopResult) -> ConvergenceTrace:
    """What the pictures of a loop's convergence show.

    Raises:
        ValueError: the result has no iterations.
    """
    return ConvergenceTrace(
        iterations=tuple(record.iteration for record in result.iteration_history),
        growth=tuple(record.growth for record in result.iteration_history),
        target_growth=result.config.target_growth,
        tolerance=result.config.tolerance,
    )


def _json_text(result: TargetLoopResult, origin: RunOrigin, catalogue: LeverCatalogue) -> str:
    content = {
        **result.as_json(),
        "run": origin.as_json(),
        "summary": summarize_loop(result, catalogue=catalogue).as_json(),
    }
    return json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _markdown(page: LoopPage) -> str:
    return _environment().get_template("loop_report.md.j2").render(page=page) + "\n"


def _html(page: LoopPage, result: TargetLoopResult) -> str:
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    method = result.config.method
    years = growth_by_year(result.metrics_before, result.metrics_after, method=method)
    figures = {GROWTH: growth_chart(years, target_growth=result.config.target_growth)}
    if result.iteration_history:
        figures[CONVERGENCE] = convergence_chart(convergence_trace(result))
    text = (
        _environment()
        .get_template("loop_report.html.j2")
        .render(
            page=page,
            # Our own files and Plotly's own output: both are markup, and neither holds text of a user unescaped.
            charts={name: Markup(_chart_html(figure, name)) for name, figure in figures.items()},
            chart_labels=_CHART_LABELS,
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
