"""Edits of lever files in any style: the bytes against a file put together anew, the values against the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.lever_file import LEVER_COLUMNS, parse_lever_rows
from optimization.parameters.lever_file_edit import EditedLeverFile, edit_lever_file
from optimization.parameters.lever_rows import LeverKey, row_states
from optimization.parameters.scenarios import Scenario
from reference.defaults import DEFAULT_LEVERS
from reference.inputs import LeverRow
from reference.levers import levers_in_force

CATALOGUE = load_lever_catalogue()
YEARS = (2025, 2026, 2027)
BASES = {"default": None, "lean": None, "leaner": "lean"}
SCENARIOS = {
    name: Scenario(scenario_id=name, base_scenario_id=base, title="", description="", line=2)
    for name, base in BASES.items()
}
DAY = date(2026, 3, 1)
VALUE, SIGNED_ON, SIGNED_BY = (
    LEVER_COLUMNS.index(column) for column in ("parameter_value", "created_at", "created_by")
)


def edited(content: bytes, changes: Mapping[LeverCell, float], *, scenario_id: str = "default") -> EditedLeverFile:
    return edit_lever_file(
        content,
        changes,
        path=Path("comp_levers.csv"),
        scenario_id=scenario_id,
        created_at=DAY,
        created_by="engine",
        catalogue=CATALOGUE,
        scenarios=SCENARIOS,
        years=YEARS,
    )


@dataclass(frozen=True, kw_only=True)
class StyledLine:
    """A line of a file: what surrounds each field, and what stands before and after the line."""

    blank_before: str
    around: tuple[tuple[str, str, bool], ...]
    line_end: str

    def text(self, fields: list[str], order: tuple[int, ...]) -> str:
        written = []
        for column in order:
            before, after, is_quoted = self.around[column]
            field = f"{before}{fields[column]}{after}"
            written.append('"' + field.replace('"', '""') + '"' if is_quoted else field)
        return ",".join(written)


padding = st.sampled_from(["", "", "", " ", "\t", "  "])
styled_lines = st.builds(
    StyledLine,
    blank_before=st.sampled_from(["", "", "", "\n", "\r\n", ",,,,,,,,\r\n", "  \n", '""\n']),
    around=st.tuples(*[st.tuples(padding, padding, st.booleans()) for _ in LEVER_COLUMNS]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)


@dataclass(frozen=True, kw_only=True)
class StyledFile:
    """A lever file with a style of its own for every line."""

    mark: bytes
    order: tuple[int, ...]
    header: StyledLine
    rows: tuple[StyledLine, ...]
    last_line_end: str

    def content(self, fields: list[list[str]], *, below: Sequence[list[str]] = ()) -> bytes:
        """The bytes; rows `below` the last are like it, and end as the line before it ends."""
        text = self.header.blank_before + self.header.text(list(LEVER_COLUMNS), self.order) + self.header.line_end
        for row, of_row in zip(self.rows[:-1], fields[:-1], strict=True):
            text += row.blank_before + row.text(of_row, self.order) + row.line_end
        text += self.rows[-1].blank_before
        line_end = "\r\n" if text.endswith("\r\n") else text[-1]
        text += line_end.join(self.rows[-1].text(of_row, self.order) for of_row in [fields[-1], *below])
        return self.mark + (text + self.last_line_end).encode()


def styled_files(rows: int) -> st.SearchStrategy[StyledFile]:
    return st.builds(
        StyledFile,
        mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
        order=st.permutations(range(len(LEVER_COLUMNS))).map(tuple),
        header=styled_lines,
        rows=st.tuples(*[styled_lines] * rows),
        last_line_end=st.sampled_from(["", "\n", "\r\n", "\r\n,,,,,,,,\r\n \n"]),
    )


# Every cell has a row of its own, so that what moves is what is named.
CELLS = tuple(LeverCell(year, level, "merit_base") for level in (1, 2) for year in YEARS)
texts = st.sampled_from(["0.03", "0.030", ".03", "3e-2", "0.0315", "0", "1.", "0.1"])
values = st.one_of(st.sampled_from([0.03, 0.0315, 0.0, 1.0]), st.floats(0, 1))


@given(
    styled_files(len(CELLS)),
    st.lists(texts, min_size=len(CELLS), max_size=len(CELLS)),
    st.dictionaries(st.sampled_from(CELLS), values, max_size=len(CELLS)),
    st.sampled_from(["planwise", "plan wise", 'plan "b"']),
)
@settings(max_examples=150, deadline=None)
def test_a_file_of_any_style_differs_only_in_the_fields_that_moved(
    style: StyledFile, written: list[str], changes: dict[LeverCell, float], signed_by: str
) -> None:
    before = [
        [
            "default",
            str(cell.fiscal_year),
            str(cell.job_level),
            "RAISE",
            "merit_base",
            text,
            "0",
            "2025-01-01",
            signed_by,
        ]
        for cell, text in zip(CELLS, written, strict=True)
    ]
    expected = [list(fields) for fields in before]
    moved = {cell: value for cell, value in changes.items() if float(written[CELLS.index(cell)]) != value}
    for cell, value in moved.items():
        fields = expected[CELLS.index(cell)]
        fields[SIGNED_ON], fields[SIGNED_BY] = "2026-03-01", "engine"
        fields[VALUE] = format_plainly(value)
    result = edited(style.content(before), changes)
    assert result.content == style.content(expected)
    assert {row.cell: float(row.after) for row in result.moved} == moved


def format_plainly(value: float) -> str:
    """The shortest decimal without an exponent, by moving the point of what Python prints by hand."""
    digits, _, exponent = repr(float(value)).partition("e")
    if not exponent:
        return digits
    whole, _, rest = digits.partition(".")
    return f"0.{'0' * (-int(exponent) - 1)}{whole}{rest}"


@given(styled_files(1), values.filter(lambda value: value != 0.03))
@settings(max_examples=100, deadline=None)
def test_new_rows_stand_below_the_last_row_in_its_style(style: StyledFile, value: float) -> None:
    fields = ["default", "2025", "1", "RAISE", "merit_base", "0.03", "0", "2025-01-01", "planwise"]
    new = [
        ["lean", "2026", "1", "RAISE", "merit_base", format_plainly(value), "0", "2026-03-01", "engine"],
        ["lean", "2027", "1", "RAISE", "merit_base", "0.03", "0", "2026-03-01", "engine"],
    ]
    result = edited(style.content([fields]), {LeverCell(2026, 1, "merit_base"): value}, scenario_id="lean")
    assert result.content == style.content([fields], below=new)


@given(
    styled_files(len(CELLS)),
    st.lists(values, min_size=len(CELLS), max_size=len(CELLS)),
    st.dictionaries(st.sampled_from(CELLS), values, min_size=1, max_size=len(CELLS)),
)
@settings(max_examples=50, deadline=None)
def test_going_there_and_back_gives_the_same_bytes(
    style: StyledFile, todays: list[float], changes: dict[LeverCell, float]
) -> None:
    """Where today's values are written as an edit writes them."""
    today = dict(zip(CELLS, todays, strict=True))
    before = style.content(
        [
            ["default", str(year), str(level), "RAISE", name, format_plainly(value), "0", "2026-03-01", "engine"]
            for (year, level, name), value in today.items()
        ]
    )
    there = edited(before, changes)
    assert (there.content == before) == (there.moved == ())
    assert edited(there.content, today).content == before


sparse_keys = st.builds(
    lambda scenario, year, level: LeverKey(scenario, LeverCell(year, level, "cola_rate")),
    st.sampled_from(sorted(BASES)),
    st.integers(2024, 2028),
    st.sampled_from(JOB_LEVELS[:2]),
)
thousandths = st.integers(0, 9).map(lambda value: value / 1000)
sparse_cells = st.builds(LeverCell, st.sampled_from(YEARS), st.sampled_from(JOB_LEVELS[:2]), st.just("cola_rate"))
FULL = {
    LeverKey("default", LeverCell(2020, level, name)): float(text.split()[level - 1])
    for name, text in DEFAULT_LEVERS.items()
    for level in JOB_LEVELS
}


@given(
    st.dictionaries(sparse_keys, thousandths, max_size=8),
    st.dictionaries(sparse_cells, thousandths, min_size=1, max_size=6),
    st.sampled_from(sorted(BASES)),
)
@settings(max_examples=150, deadline=None)
def test_the_scenario_has_the_wanted_values_and_keeps_all_others(
    sparse: dict[LeverKey, float], changes: dict[LeverCell, float], scenario_id: str
) -> None:
    rows = FULL | sparse
    content = lever_file(rows)
    result = edited(content, changes, scenario_id=scenario_id)
    after = {
        key: float(state.value)
        for key, state in row_states(parse_lever_rows(result.content, Path("levers.csv"), CATALOGUE)).items()
    }
    assert in_force(after, scenario_id) == in_force(rows, scenario_id) | changes
    # No row is lost, and none of another scenario moves.
    assert {key for key in rows if after[key] != rows[key]} == {
        LeverKey(scenario_id, row.cell) for row in result.moved if row.before is not None
    }
    assert {key.scenario_id for key in after.keys() - rows.keys()} <= {scenario_id}
    moved_lines = {row.line for row in result.moved}
    lines, lines_before = result.content.splitlines(), content.splitlines()
    assert len(lines) == len(lines_before) + sum(row.before is None for row in result.moved)
    assert [n for n, line in enumerate(lines, start=1) if line not in lines_before[n - 1 : n]] == sorted(moved_lines)


def lever_file(rows: Mapping[LeverKey, float]) -> bytes:
    lines = [",".join(LEVER_COLUMNS)]
    for key, value in rows.items():
        event = CATALOGUE.of_parameter(key.cell.parameter_name).event_type
        year, level, name = key.cell
        lines.append(f"{key.scenario_id},{year},{level},{event},{name},{value},0,2025-01-01,planwise")
    return ("\n".join(lines) + "\n").encode()


def in_force(rows: Mapping[LeverKey, float], scenario_id: str) -> dict[LeverCell, float]:
    """By the reference model."""
    resolved = levers_in_force(
        [
            LeverRow(scenario_id=key.scenario_id, fiscal_year=year, job_level=level, parameter_name=name, value=value)
            for key, value in rows.items()
            for year, level, name in [key.cell]
        ],
        BASES,
        scenario_id=scenario_id,
        years=YEARS,
        job_levels=JOB_LEVELS,
    )
    return {LeverCell(*cell): value for cell, value in resolved.items()}
