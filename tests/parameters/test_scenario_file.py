"""The scenario file: bases, cycles and unknown names."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.scenarios import (
    SCENARIO_FILE,
    known_scenarios,
    read_scenarios,
    require_scenario,
    require_scenarios_of,
)
from optimization.places import SEEDS_DIR

HEADER = "scenario_id,base_scenario_id,title,description\n"


def written(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "scenario_meta.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_a_blank_base_is_no_base(tmp_path: Path) -> None:
    scenarios = read_scenarios(written(tmp_path, "default,,Plan,\nlean,,Lean,\nleaner,lean,Leaner,Why\n"))
    assert [scenario.base_scenario_id for scenario in scenarios.values()] == [None, None, "lean"]
    assert scenarios["leaner"].description == "Why"
    assert scenarios["leaner"].line == 4


def test_the_shipped_scenarios_are_the_four_of_the_plan_with_their_reasons() -> None:
    names = ("default", "conservative_growth", "aggressive_retention", "budget_constrained")
    assert known_scenarios() == names
    descriptions = [scenario.description for scenario in read_scenarios().values()]
    assert all(descriptions)
    assert len(set(descriptions)) == len(names)


def test_every_scenario_of_the_shipped_lever_file_is_known(catalogue: LeverCatalogue) -> None:
    rows = read_lever_file(SEEDS_DIR / "comp_levers.csv", catalogue)
    assert {row.scenario_id for row in rows} == set(known_scenarios())
    require_scenarios_of(rows, read_scenarios(), lever_file=SEEDS_DIR / "comp_levers.csv", scenario_file=SCENARIO_FILE)


BAD_SCENARIOS = {
    "no default": ("lean,,Lean,\n", ["no scenario 'default'", "add it"]),
    "unknown base": (
        "default,,Plan,\nlean,defalt,Lean,\n",
        ["line 3", "lean", "base_scenario_id 'defalt'", "Did you mean 'default'"],
    ),
    "own base": ("default,,Plan,\nlean,lean,Lean,\n", ["line 3", "lean -> lean", "Break the chain"]),
    "cycle of three": (
        "default,,Plan,\na,b,A,\nb,c,B,\nc,a,C,\n",
        ["1 problem", "line 3", "a -> b -> c -> a", "Break the chain"],
    ),
    "cycle that others lead into": (
        "default,,Plan,\nd,b,D,\nb,c,B,\nc,b,C,\n",
        ["1 problem", "line 4", "b -> c -> b"],
    ),
    "default with a base": ("default,lean,Plan,\nlean,,Lean,\n", ["line 2", "default -> lean -> default"]),
    "twice": ("default,,Plan,\nlean,,A,\nlean,,B,\n", ["line 4", "'lean' already stands on line 3"]),
    "blank name": ("default,,Plan,\n,,Nobody,\n", ["line 3", "scenario_id is blank"]),
}


@pytest.mark.parametrize(("rows", "fragments"), BAD_SCENARIOS.values(), ids=BAD_SCENARIOS)
def test_a_bad_scenario_file_is_refused_with_line_and_offender(tmp_path: Path, rows: str, fragments: list[str]) -> None:
    with pytest.raises(BadInputError) as caught:
        read_scenarios(written(tmp_path, rows))
    for fragment in ["scenario_meta.csv", *fragments]:
        assert fragment in str(caught.value)


def test_an_unknown_scenario_is_answered_with_the_nearest(tmp_path: Path) -> None:
    scenarios = read_scenarios(written(tmp_path, "default,,Plan,\nlean,,Lean,\n"))
    assert require_scenario("lean", scenarios).title == "Lean"
    with pytest.raises(BadInputError, match=r"scenario 'defualt'.*Did you mean 'default'.*default, lean"):
        require_scenario("defualt", scenarios)


def test_each_scenario_that_only_the_lever_file_knows_is_named_once(tmp_path: Path, catalogue: LeverCatalogue) -> None:
    lever_file = tmp_path / "comp_levers.csv"
    header = (SEEDS_DIR / "comp_levers.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [f"{name},2025,{level},RAISE,cola_rate,0.02,0,," for name in ("default", "lena") for level in (1, 2)]
    lever_file.write_text("\n".join([header, *rows]), encoding="utf-8")
    scenario_file = written(tmp_path, "default,,Plan,\nlean,,Lean,\n")
    with pytest.raises(BadInputError) as caught:
        require_scenarios_of(
            read_lever_file(lever_file, catalogue),
            read_scenarios(scenario_file),
            lever_file=lever_file,
            scenario_file=scenario_file,
        )
    message = str(caught.value)
    assert "1 problem" in message
    assert "line 4: Unknown scenario 'lena'. Did you mean 'lean'?" in message
    assert str(scenario_file) in message
