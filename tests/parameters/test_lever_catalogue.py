"""The lever catalogue: what the shipped one says, and what a bad one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LEVERS_CONFIG, LeverCatalogue, Limits, load_lever_catalogue

# From the specification of the target loop: what a search may choose.
SEARCH_BOUNDS = {
    "merit_rate": (0.01, 0.10),
    "cola_rate": (0.01, 0.08),
    "new_hire_salary_adjustment": (1.00, 1.40),
    "promotion_probability": (0.0, 0.30),
    "promotion_raise": (0.05, 0.30),
}

ENTRY = """\
cola_rate:
  title: Cost-of-living adjustment
  parameter_name: cola_rate
  event_type: RAISE
  by_level: false
  unit: fraction
  possible_lower: 0
  lower: 0.01
  recommended_lower: 0.015
  recommended_upper: 0.03
  upper: 0.08
  possible_upper: 1
  category: cola
  description: The same share for everyone.
  business_impact: Moves cost at once.
  decided_by: Compensation committee
  source: A survey
"""


def loaded(tmp_path: Path, text: str) -> LeverCatalogue:
    path = tmp_path / "levers.yaml"
    path.write_text(text, encoding="utf-8")
    return load_lever_catalogue(path)


@pytest.mark.parametrize(("name", "bounds"), SEARCH_BOUNDS.items())
def test_a_search_may_choose_within_the_bounds_of_the_specification(
    catalogue: LeverCatalogue, name: str, bounds: tuple[float, float]
) -> None:
    assert catalogue.family(name).bounds(Limits.SEARCH) == bounds


def test_the_shipped_catalogue_holds_the_five_levers_and_no_other(catalogue: LeverCatalogue) -> None:
    assert set(catalogue.names) == set(SEARCH_BOUNDS)


def test_a_lever_file_may_hold_zero_cost_of_living_though_a_search_may_not_choose_it(
    catalogue: LeverCatalogue,
) -> None:
    cola = catalogue.family("cola_rate")
    assert cola.bounds(Limits.POSSIBLE) == (0.0, 1.0)
    assert cola.lower > 0.0


def test_a_lever_is_found_by_the_name_that_the_lever_file_uses(catalogue: LeverCatalogue) -> None:
    assert catalogue.of_parameter("merit_base") is catalogue.family("merit_rate")


def test_no_two_shipped_levers_share_a_description_or_an_impact(catalogue: LeverCatalogue) -> None:
    texts = [text for family in catalogue.families for text in (family.description, family.business_impact)]
    assert len(set(texts)) == len(texts)


def test_an_unknown_lever_is_answered_with_the_nearest_name(catalogue: LeverCatalogue) -> None:
    with pytest.raises(BadInputError, match=r"'cola_rat'.*Did you mean 'cola_rate'.*merit_rate"):
        catalogue.family("cola_rat")


def test_an_unknown_parameter_is_answered_with_the_names_of_the_file(catalogue: LeverCatalogue) -> None:
    with pytest.raises(BadInputError, match=r"'merit_bas'.*Did you mean 'merit_base'"):
        catalogue.of_parameter("merit_bas")


def test_bounds_are_read_from_the_file_and_not_known_by_the_code(tmp_path: Path) -> None:
    text = ENTRY.replace("upper: 0.08", "upper: 0.07")
    assert loaded(tmp_path, text).family("cola_rate").bounds(Limits.SEARCH) == (0.01, 0.07)


BAD_CATALOGUES = {
    "misspelt key": (ENTRY.replace("description:", "descrpition:"), ["cola_rate", "'descrpition'", "'description'"]),
    "missing key": (ENTRY.replace("  source: A survey\n", ""), ["cola_rate", "source is missing", "add it"]),
    "key of the loader": (ENTRY + "  name: other\n", ["cola_rate", "Unknown key 'name'"]),
    "lower above recommended": (
        ENTRY.replace("  lower: 0.01", "  lower: 0.02"),
        ["cola_rate", "lower <= recommended_lower", "0.02, 0.015"],
    ),
    "upper below recommended": (
        ENTRY.replace("  upper: 0.08", "  upper: 0.02"),
        ["recommended_upper <= upper", "0.02"],
    ),
    "search wider than possible": (
        ENTRY.replace("possible_upper: 1", "possible_upper: 0.05"),
        ["upper <= possible_upper", "0.08, 0.05"],
    ),
    "recommended range of no width": (
        ENTRY.replace("recommended_lower: 0.015", "recommended_lower: 0.03"),
        ["recommended_lower < recommended_upper", "0.03, 0.03"],
    ),
    "text for a number": (ENTRY.replace("upper: 0.08", "upper: eight"), ["upper = eight", "must be a number"]),
    "percent": (ENTRY.replace("upper: 0.08", "upper: 8%"), ["upper = 8%", "like 0.03"]),
    "truth for a number": (ENTRY.replace("upper: 0.08", "upper: true"), ["upper", "True", "must be a number"]),
    "number for a truth": (ENTRY.replace("by_level: false", "by_level: 0"), ["by_level = 0", "valid boolean"]),
    "number for a text": (ENTRY.replace("title: Cost-of-living adjustment", "title: 7"), ["title = 7", "valid string"]),
    "unknown event": (
        ENTRY.replace("event_type: RAISE", "event_type: RAISES"),
        ["event_type", "'RAISES'", "Did you mean 'RAISE'"],
    ),
    "unknown unit": (ENTRY.replace("unit: fraction", "unit: percent"), ["unit", "'percent'", "factor, fraction"]),
    "blank description": (
        ENTRY.replace("description: The same share for everyone.", "description: ' '"),
        ["cola_rate", "description = ' '", "at least 1 character"],
    ),
    "key twice": (ENTRY + "  unit: factor\n", ["line 18", "'unit' stands twice"]),
    "lever twice": (ENTRY + ENTRY, ["line 18", "'cola_rate' stands twice"]),
    "shared parameter": (ENTRY + ENTRY.replace("cola_rate:", "other:", 1), ["other", "already belongs to cola_rate"]),
    "digit in the name": (ENTRY.replace("cola_rate:", "cola_2:", 1), ["cola_2", "without digits"]),
    "not a mapping": ("cola_rate: 0.015\n", ["cola_rate is Decimal('0.015')", "must be a mapping"]),
    "list": ("- cola_rate\n", ["must map names to their entries"]),
    "number as a name": ("7: {}\n", ["the key 7 is not a name"]),
    "list as a name": ("? [a, b]\n: {}\n", ["line 1", "a key must be a plain name"]),
    "empty": ("", ["holds no name"]),
    "broken": ("cola_rate: [\n", ["line 2", "not readable as YAML"]),
    "infinite": (ENTRY.replace("upper: 0.08", "upper: .inf"), ["line 11", "'.inf' is not a plain decimal"]),
}


@pytest.mark.parametrize(("text", "fragments"), BAD_CATALOGUES.values(), ids=BAD_CATALOGUES)
def test_a_bad_catalogue_is_refused_with_file_key_and_rule(tmp_path: Path, text: str, fragments: list[str]) -> None:
    with pytest.raises(BadInputError) as caught:
        loaded(tmp_path, text)
    for fragment in ["levers.yaml", *fragments]:
        assert fragment in str(caught.value)


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"Cannot read .*nowhere\.yaml: No such file"):
        load_lever_catalogue(tmp_path / "nowhere.yaml")


def test_every_shipped_number_is_what_the_file_says() -> None:
    # Read a second time by the plain loader: nothing may be lost between file and catalogue.
    written = yaml.safe_load(LEVERS_CONFIG.read_text(encoding="utf-8"))
    read = {family.name: family for family in load_lever_catalogue().families}
    assert {name: {key: getattr(read[name], key) for key in entry} for name, entry in written.items()} == written
