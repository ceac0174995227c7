"""The page of parameters: every lever, assumption, limit and flag, from the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from markdown_tables import markdown_table

from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import ENGINE_FLAGS, EVIDENCE_FLAGS
from optimization.commands.loop_flags import LOOP_FLAGS
from optimization.governance.governance_settings import Section, load_governance_settings
from optimization.governance.risk_assessment.risk_rules import RISK_CONFIG
from optimization.governance.training_programme.training_curriculum import load_curriculum
from optimization.parameters.field_errors import bounds_text
from optimization.parameters.growth_limits import GROWTH_CONFIG
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS
from optimization.parameters.lever_file import LeverRow, read_lever_file
from optimization.parameters.remark_limits import REMARKS_CONFIG
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SETTINGS_CONFIG, load_simulation_settings
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR, SEEDS_DIR
from optimization.search.evaluation_budgets import BUDGETS_CONFIG
from optimization.search.problem.objective_weights import PRESETS_CONFIG, objective_presets

SHIPPED_LEVERS = SEEDS_DIR / "comp_levers.csv"

_INTRODUCTION = f"""\
# Parameters

Made by `make docs` from `config/` and `dbt/seeds/comp_levers.csv`. Change those files, never this page: a test
compares them.

A **lever** is a number that somebody decides, and a search may move it. An **assumption** is a number that a simulation
takes as given. Fractions stand for shares: 0.03 is three percent. Shipped lever values are those of the scenario
`{DEFAULT_SCENARIO}`; `planwise levers show` has the values in force.
"""


def parameters_page() -> str:
    """The whole page as Markdown.

    Raises:
        BadInputError: a configuration file has a problem; names file and key.
    """
    catalogue = load_lever_catalogue()
    shipped = read_lever_file(SHIPPED_LEVERS, catalogue)
    sections = [
        _INTRODUCTION,
        *_levers(catalogue, shipped),
        "## Assumptions\n\nFrom `config/simulation.yaml`.\n",
        _settingsmarkdown_table(SETTINGS_CONFIG, values=load_simulation_settings().model_dump()),
        "## Limits of the checks\n\nFrom `config/checks.yaml`. A published run outside them gets a warning.\n",
        _settingsmarkdown_table(CONFIG_DIR / "checks.yaml"),
        "## Risk of a change\n\nFrom `config/risk.yaml`, read when a search makes a proposal.\n",
        _settingsmarkdown_table(RISK_CONFIG),
        "## Remarks on lever sets\n\nFrom `config/lever_remarks.yaml`, read by `comprehensive_parameter_validation`.\n",
        _settingsmarkdown_table(REMARKS_CONFIG),
        *_governance(),
        *_training(),
        "## Made-up people\n\nFrom `config/synthetic_census.yaml`, read by `planwise census generate`.\n",
        _settingsmarkdown_table(CONFIG_DIR / "synthetic_census.yaml"),
        "## Target loop\n\nFields of `TargetLoopConfig`, flags of `planwise optimize loop`, and config of the asset "
        "`compensation_optimization_loop`.\n",
        _fieldsmarkdown_table(LOOP_FLAGS),
        *_engine(),
        "## Evaluation budgets\n\nFrom `config/evaluation_budgets.yaml`, read by "
        "`calculate_optimal_evaluation_budget`.\n",
        _settingsmarkdown_table(BUDGETS_CONFIG),
        "## Growth targets\n\nFrom `config/growth_targets.yaml`, read by `validate_growth_targets`.\n",
        _settingsmarkdown_table(GROWTH_CONFIG),
    ]
    return "\n".join(sections)


def _levers(catalogue: LeverCatalogue, shipped: Iterable[LeverRow]) -> Iterator[str]:
    rows = list(shipped)
    yield (
        "## Levers\n\nFrom `config/levers.yaml`. The search bounds are what an optimizer may choose, the file bounds "
        "what a lever file may hold at all; an analyst expects the recommended range.\n"
    )
    yield markdown_table(
        ("Lever", "In the lever file", "Unit", "Shipped, level 1 to 5", "Recommended", "Search bounds", "File bounds"),
        ((f"[{lever.title}](#{lever.name})", *_lever_facts(lever, rows)) for lever in catalogue.families),
    )
    for lever in catalogue.families:
        yield f"### {lever.title} {{ #{lever.name} }}\n"
        yield f"{_names(lever)} {lever.description}\n"
        yield f"*Impact.* {lever.business_impact}\n"
        yield f"*Decided by.* {lever.decided_by}.\n"
        yield f"*Source.* {lever.source}\n"


def _lever_facts(lever: LeverFamily, rows: Iterable[LeverRow]) -> tuple[str, ...]:
    return (
        f"`{lever.parameter_name}`, `{lever.event_type}`",
        lever.unit,
        _shipped_values(lever, rows),
        _range(lever.recommended_lower, lever.recommended_upper),
        _range(lever.lower, lever.upper),
        _range(lever.possible_lower, lever.possible_upper),
    )


def _names(lever: LeverFamily) -> str:
    if lever.by_level:
        return (
            f"Named `{lever.name}_level_1` to `{lever.name}_level_{JOB_LEVELS[-1]}`, or `{lever.name}` for all levels."
        )
    return f"Named `{lever.name}`."


def _shipped_values(lever: LeverFamily, rows: Iterable[LeverRow]) -> str:
    """The first year's value at each level, once where all levels agree."""
    ours = [
        row for row in rows if row.scenario_id == DEFAULT_SCENARIO and row.cell.parameter_name == lever.parameter_name
    ]
    first_year = min(row.cell.fiscal_year for row in ours)
    by_level = {row.cell.job_level: _text(row.value) for row in ours if row.cell.fiscal_year == first_year}
    values = [by_level[level] for level in JOB_LEVELS]
    return values[0] if len(set(values)) == 1 else ", ".join(values)


def _engine() -> Iterator[str]:
    yield (
        "## Engine\n\nFields of `EngineConfig`, flags of `planwise optimize engine`, and config of the asset "
        "`advanced_optimization_engine`. A flag without a value has a second form that says no, like `--no-by-year`. "
        "The commands that look around take those flags that matter to them.\n"
    )
    yield _fieldsmarkdown_table(ENGINE_FLAGS)
    yield (
        "### Objectives\n\nFrom `config/objective_presets.yaml`: weights by the name that `--objectives` takes, and "
        "`objectives` in the asset's config. Other weights are written `cost=.5,equity=.2,targets=.3`; they sum to 1.\n"
    )
    yield _presetsmarkdown_table()
    yield (
        "### Evidence\n\nFields of `EvidencePlan`, also flags of `planwise optimize engine`; `robustness_seeds` is "
        "config of the asset `optimization_evidence_report`.\n"
    )
    yield _fieldsmarkdown_table(EVIDENCE_FLAGS)


def _governance() -> Iterator[str]:
    rules = load_governance_settings()
    yield (
        "## Governance\n\nFrom `config/governance.yaml`. "
        f"{_sentence(rules.approvals)} {_sentence(rules.rollout)} {_sentence(rules.rollback_triggers)}\n"
    )
    yield markdown_table(
        ("Risk of a proposal", "Approvers beside the proposer"),
        (
            *((str(level), str(count)) for level, count in rules.approvals.approvers.items()),
            *((str(level), "refused") for level in rules.approvals.refused),
        ),
    )
    yield markdown_table(
        ("Risk tolerance", "Phases", "Largest change of a lever in a phase"),
        (
            (name, str(tolerance.phases), _text(tolerance.max_change_per_phase))
            for name, tolerance in rules.rollout.tolerances.items()
        ),
    )
    yield markdown_table(
        ("Rollback trigger", "Metrics", "Direction", "Threshold", "Severity"),
        (
            (f"`{name}`", ", ".join(each.metrics), each.direction, _text(each.threshold), str(each.severity))
            for name, each in rules.rollback_triggers.triggers.items()
        ),
    )
    yield markdown_table(
        ("Days", "Value", "Meaning"),
        (
            ("`period_days`", str(rules.monitoring.period_days), _sentence(rules.monitoring)),
            ("`review_every_days`", str(rules.monitoring.review_every_days), _sentence(rules.monitoring)),
            ("`review_after_days`", str(rules.decisions.review_after_days), _sentence(rules.decisions)),
        ),
    )


def _training() -> Iterator[str]:
    yield "## Training\n\nFrom `config/training.yaml`; `planwise training show MODULE` has the exercises.\n"
    yield markdown_table(
        ("Module", "Title", "Hours", "After", "Exercises"),
        (
            (
                f"`{name}`",
                module.title,
                _text(module.hours),
                ", ".join(module.prerequisites),
                str(len(module.exercises)),
            )
            for name, module in load_curriculum().modules.items()
        ),
    )


def _sentence(section: Section) -> str:
    return " ".join(section.description.split())


def _presetsmarkdown_table() -> str:
    entries = read_yaml_sections(PRESETS_CONFIG)
    return markdown_table(
        ("Preset", "Cost", "Equity", "Targets", "Meaning"),
        (
            (f"`{name}`", *map(_text, weights.model_dump().values()), str(entries[name]["description"]))
            for name, weights in objective_presets().items()
        ),
    )


def _settingsmarkdown_table(path: Path, *, values: Mapping[str, Any] | None = None) -> str:
    """Name, value, unit, meaning and source of every entry; `values` replaces what the file holds by what was read."""
    return markdown_table(
        ("Name", "Value", "Unit", "Meaning", "Source"),
        (
            (
                f"`{name}`",
                _text(entry["value"] if values is None else values[name]),
                str(entry["unit"]),
                str(entry["description"]),
                str(entry["source"]),
            )
            for name, entry in read_yaml_sections(path).items()
        ),
    )


def _fieldsmarkdown_table(flags: ConfigFlags) -> str:
    """Every field of the flags' model, with its flag, default and bounds."""
    return markdown_table(
        ("Field", "Flag", "Default", "Must be", "Meaning"),
        (
            (
                f"`{name}`",
                f"`{flags.flag_of(name)}`",
                _text(field.default),
                bounds_text(field),
                str(field.description),
            )
            for name, field in flags.model.model_fields.items()
        ),
    )


def _range(lower: float, upper: float) -> str:
    return f"{lower:g} to {upper:g}"


def _text(value: object) -> str:
    """A value as a reader would type it; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(map(_text, value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f"{value:g}" if isinstance(value, float) else str(value)
