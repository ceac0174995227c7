"""Everything that a reader can meet is described, in words of its own."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import ENGINE_FLAGS, EVIDENCE_FLAGS
from optimization.commands.loop_flags import LOOP_FLAGS
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import SimulationSettings, read_setting_entries
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR, DBT_PROJECT_DIR, PROJECT_ROOT
from optimization.search.engine_config import MethodName
from optimization.search.engine_result import EngineStatus
from optimization.search.problem.objective_weights import PRESETS_CONFIG

MARTS = DBT_PROJECT_DIR / "models" / "marts"
# Decorators of what Dagster shows; its description is the docstring.
SHOWN_BY_DAGSTER = {"asset", "asset_check", "dbt_assets", "op", "schedule", "sensor"}
# Options that every command has from Typer, or that say it by their name.
OPTIONS_OF_ALL_COMMANDS = {"--help"}


def blank(descriptions: Mapping[str, str | None]) -> list[str]:
    return [name for name, text in descriptions.items() if not (text or "").strip()]


def repeated(texts: Iterable[str]) -> list[str]:
    return [text for text, times in Counter(" ".join(text.split()) for text in texts).items() if times > 1]


def dbt_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every model, seed and source table of the project's yml files, by kind and name."""
    for path in sorted(DBT_PROJECT_DIR.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for kind in ("models", "seeds"):
            entries = content.get(kind, [])
            # In dbt_project.yml the same keys hold configuration.
            for entry in entries if isinstance(entries, list) else []:
                yield f"{kind} {entry['name']}", entry
        for source in content.get("sources", []):
            for table in source["tables"]:
                yield f"sources {table['name']}", table


@pytest.fixture(scope="module")
def dbt() -> dict[str, dict[str, Any]]:
    found = list(dbt_entries())
    assert [name for name, times in Counter(name for name, _ in found).items() if times > 1] == []
    return dict(found)


def shown_functions() -> dict[str, str | None]:
    """Docstrings of the functions that become assets, checks, schedules and sensors, without importing Dagster."""
    found: dict[str, str | None] = {}
    for path in (PROJECT_ROOT / "orchestrator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and SHOWN_BY_DAGSTER & set(map(called_name, node.decorator_list)):
                found[node.name] = ast.get_docstring(node)
    return found


def called_name(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def jobs() -> dict[str, str | None]:
    """Names and descriptions of the jobs, of assets and of ops."""
    found: dict[str, str | None] = {}
    for path in (PROJECT_ROOT / "orchestrator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called_name(node) == "define_asset_job":
                found[ast.literal_eval(node.args[0])] = given_description(node)
            elif isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if called_name(decorator) == "job":
                        found[node.name] = given_description(decorator)
    return found


def given_description(call: ast.expr) -> str | None:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((ast.literal_eval(k.value) for k in keywords if k.arg == "description"), None)


def parameters_page() -> str:
    return (PROJECT_ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")


def test_every_lever_says_what_it_is_what_it_does_and_who_decides() -> None:
    families = load_lever_catalogue().families
    texts = [text for lever in families for text in (lever.title, lever.description, lever.business_impact)]
    assert all(text.strip() for text in [*texts, *(lever.decided_by + lever.source for lever in families)])
    assert repeated(texts) == []


def test_every_setting_is_described_in_words_of_its_own() -> None:
    entries = read_setting_entries()
    assert set(entries) == set(SimulationSettings.model_fields)
    assert blank({name: entry.description for name, entry in entries.items()}) == []
    assert repeated(entry.description for entry in entries.values()) == []


@pytest.mark.parametrize(
    "file",
    [
        "checks.yaml",
        "evaluation_budgets.yaml",
        "growth_targets.yaml",
        "lever_remarks.yaml",
        "risk.yaml",
        "synthetic_census.yaml",
    ],
)
def test_every_other_number_in_config_has_unit_description_and_source(file: str) -> None:
    entries = read_yaml_sections(CONFIG_DIR / file)
    for key in ("unit", "description", "source"):
        assert blank({name: entry.get(key) for name, entry in entries.items()}) == []
    assert repeated(entry["description"] for entry in entries.values()) == []


def test_every_preset_of_objectives_is_described_in_words_of_its_own() -> None:
    presets = read_yaml_sections(PRESETS_CONFIG)
    assert blank({name: entry.get("description") for name, entry in presets.items()}) == []
    assert repeated(entry["description"] for entry in presets.values()) == []


def test_every_dbt_model_and_seed_is_described_with_its_grain(dbt: Mapping[str, Any]) -> None:
    files = {f"models {path.stem}" for path in (DBT_PROJECT_DIR / "models").rglob("*.sql")}
    files |= {f"seeds {path.stem}" for path in (DBT_PROJECT_DIR / "seeds").glob("*.csv")}
    described = {name for name in dbt if not name.startswith("sources ")}
    assert described == files
    assert [name for name in described if "One row " not in dbt[name].get("description", "")] == []


def test_no_description_of_a_dbt_node_stands_twice(dbt: Mapping[str, Any]) -> None:
    assert blank({name: entry.get("description") for name, entry in dbt.items()}) == []
    assert repeated(entry["description"] for entry in dbt.values()) == []


def test_every_column_of_a_mart_is_described_and_typed(dbt: Mapping[str, Any]) -> None:
    marts = [path.stem for path in MARTS.glob("*.sql")]
    assert [name for name in marts if not (MARTS / f"{name}.yml").exists()] == []
    columns = {f"{mart}.{column['name']}": column for mart in marts for column in dbt[f"models {mart}"]["columns"]}
    assert blank({name: column.get("description") for name, column in columns.items()}) == []
    assert blank({name: column.get("data_type") for name, column in columns.items()}) == []


def test_no_description_of_a_column_stands_twice(dbt: Mapping[str, Any]) -> None:
    described = [c["description"] for entry in dbt.values() for c in entry.get("columns", []) if "description" in c]
    assert len(described) > len(list(MARTS.glob("*.sql")))
    assert repeated(described) == []


def test_everything_that_dagster_shows_is_described_in_words_of_its_own() -> None:
    shown = {**shown_functions(), **jobs()}
    assert {"census", "published_warehouse", "compensation_optimization_loop", "validate_growth_rates"} <= set(shown)
    assert blank(shown) == []
    assert repeated(text for text in shown.values() if text) == []


def test_every_job_has_an_example_config_and_stands_in_the_user_guide(guide: str) -> None:
    assert {path.stem for path in (CONFIG_DIR / "jobs").glob("*.yaml")} == set(jobs())
    assert [name for name in jobs() if f"| `{name}` |" not in guide] == []


def test_every_status_and_method_of_the_engine_stands_in_a_table_of_the_user_guide(guide: str) -> None:
    rows = [line.split(" | ")[0] for line in guide.splitlines() if line.startswith("| ")]
    first_words = {word.strip(",`") for row in rows for word in row.split()}
    assert set(EngineStatus) - first_words == set()
    assert set(MethodName) - first_words == {MethodName.AUTO}
    assert "`auto`, the default, " in guide


def test_every_command_and_every_option_is_described(commands: Mapping[str, Any]) -> None:
    assert "planwise optimize loop" in commands
    assert blank({name: command.help for name, command in commands.items()}) == []
    assert repeated(command.help for command in commands.values()) == []
    options = {
        f"{name} {parameter.opts[0]}": parameter.help
        for name, command in commands.items()
        for parameter in command.params
        if parameter.opts[0] not in OPTIONS_OF_ALL_COMMANDS
    }
    assert blank(options) == []


@pytest.mark.parametrize(
    ("command", "declared"),
    [("loop", LOOP_FLAGS), ("engine", ENGINE_FLAGS), ("engine", EVIDENCE_FLAGS)],
    ids=["target loop", "engine", "evidence"],
)
def test_every_field_of_a_search_is_a_flag_and_stands_in_the_parameters_page(
    command: str, declared: ConfigFlags, commands: Mapping[str, Any]
) -> None:
    page = parameters_page()
    flags = {option for parameter in commands[f"planwise optimize {command}"].params for option in parameter.opts}
    for name, field in declared.model.model_fields.items():
        assert declared.flag_of(name) in flags
        assert f"| `{name}` | `{declared.flag_of(name)}` |" in page
        assert " ".join((field.description or "").split()) in page


def test_the_parameters_page_says_which_file_each_of_its_numbers_is_from() -> None:
    page = parameters_page()
    files = [path.name for path in CONFIG_DIR.glob("*.yaml")]
    assert "growth_targets.yaml" in files
    assert [name for name in files if f"`config/{name}`" not in page] == []
    # By hand from config/objective_presets.yaml.
    assert "| `balanced` | 0.4 | 0.3 | 0.3 |" in page


def test_the_pages_that_are_made_are_what_configuration_and_source_say_now(generator: ModuleType) -> None:
    assert {path.name for path in generator.PAGES} == {"parameters.md", "messages.md"}
    for path, made in generator.PAGES.items():
        assert path.read_text(encoding="utf-8") == made(), f"run `make docs` and commit docs/{path.name}"


def test_the_parameters_page_names_every_lever_setting_and_bound() -> None:
    page = parameters_page()
    lever = load_lever_catalogue().family("cola_rate")
    assert (lever.lower, lever.upper) == (0.01, 0.08)
    assert "| 0.01 to 0.03 | 0.01 to 0.08 | 0 to 1 |" in page
    assert [name for name in SimulationSettings.model_fields if f"| `{name}` |" not in page] == []


def test_the_parameters_page_says_of_every_lever_all_that_the_catalogue_says() -> None:
    page = " ".join(parameters_page().split())
    levers = read_yaml_sections(CONFIG_DIR / "levers.yaml")
    assert set(load_lever_catalogue().names) <= {word.strip("`,.") for word in page.split()}
    for name, lever in levers.items():
        told = [lever[key] for key in ("title", "unit", "description", "business_impact", "decided_by", "source")]
        assert [text for text in told if " ".join(str(text).split()) not in page] == [], name


def test_the_decisions_are_numbered_without_a_gap_and_have_the_three_parts() -> None:
    decisions = sorted((PROJECT_ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if not has_the_parts(path)] == []


def has_the_parts(decision: Path) -> bool:
    text = decision.read_text(encoding="utf-8")
    places = [text.find(f"**{part}.**") for part in ("Context", "Decision", "Consequence")]
    return text.startswith(f"# {decision.name[:4]} ") and -1 not in places and places == sorted(places)
