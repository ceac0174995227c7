"""The levers by name as analysts' guides ask for them, against the bounds of config/levers.yaml typed a second time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.schema import ParameterSchema
from optimization.places import SEEDS_DIR
from reference.defaults import DEFAULT_LEVERS

# name: lower bound, recommended range, upper bound
BOUNDS = {
    "merit_rate_level_1": (0.01, 0.02, 0.045, 0.10),
    "cola_rate": (0.01, 0.01, 0.03, 0.08),
    "new_hire_salary_adjustment": (1.00, 1.00, 1.10, 1.40),
    "promotion_probability_level_5": (0.00, 0.01, 0.15, 0.30),
    "promotion_raise_level_3": (0.05, 0.06, 0.12, 0.30),
}


@pytest.fixture
def schema() -> ParameterSchema:
    return ParameterSchema()


# name, value: whether it is valid, fragments of the only message, risk
JUDGED = [
    ("merit_rate_level_1", 0.032, True, None, "LOW"),
    ("merit_rate_level_1", 0.045, True, None, "LOW"),
    ("merit_rate_level_1", 0.0725, True, ["0.0725 is above its recommended range, 0.02 to 0.045"], "MEDIUM"),
    ("merit_rate_level_1", 0.08, True, ["above its recommended range"], "HIGH"),
    ("merit_rate_level_1", 0.10, True, ["above its recommended range"], "HIGH"),
    ("merit_rate_level_1", 0.1001, False, ["0.1001 is above its bounds, 0.01 to 0.1", "three percent"], "CRITICAL"),
    ("merit_rate_level_1", 0.016, True, ["0.016 is below its recommended range"], "MEDIUM"),
    ("cola_rate", 0.0, False, ["cola_rate = 0.0 is below its bounds, 0.01 to 0.08"], "CRITICAL"),
    ("cola_rate@2026", Decimal("0.02"), True, None, "LOW"),
    ("cola_rate_level_2", 0.09, False, ["cola_rate_level_2 = 0.09 is above"], "CRITICAL"),
    ("new_hire_salary_adjustment", 1, True, None, "LOW"),
    ("new_hire_salary_adjustment", 0.05, False, ["below its bounds, 1.0 to 1.4", "1.05 is five percent"], "CRITICAL"),
    ("cola_rate", "2%", False, ["'2%'", "not a number", "like 0.03"], "CRITICAL"),
    ("cola_rate", True, False, ["not a number"], "CRITICAL"),
    ("cola_rate", None, False, ["None", "not a number"], "CRITICAL"),
    ("cola_rate", float("nan"), False, ["finite"], "CRITICAL"),
]


@pytest.mark.parametrize(("name", "value", "is_valid", "fragments", "risk"), JUDGED)
def test_a_value_is_judged_as_worked_out_by_hand(
    schema: ParameterSchema, name: str, value: object, is_valid: bool, fragments: list[str] | None, risk: str
) -> None:
    judged_valid, messages, judged_risk = schema.get_parameter(name).validate_value(value)
    assert (judged_valid, judged_risk) == (is_valid, risk)
    if fragments is None:
        assert messages == []
    else:
        (message,) = messages
        for fragment in fragments:
            assert fragment in message


@pytest.mark.parametrize(("name", "bounds"), BOUNDS.items())
def test_a_lever_has_the_bounds_of_the_one_configuration(
    schema: ParameterSchema, name: str, bounds: tuple[float, ...]
) -> None:
    family = schema.get_parameter(name).family
    assert (family.lower, family.recommended_lower, family.recommended_upper, family.upper) == bounds
    valid = [schema.get_parameter(name).validate_value(bound)[0] for bound in bounds]
    assert valid == [True] * 4
    assert not schema.get_parameter(name).validate_value(bounds[0] - 1e-9)[0]
    assert not schema.get_parameter(name).validate_value(bounds[-1] + 1e-9)[0]


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        ("cola_rte", ["Unknown lever 'cola_rte'", "Did you mean 'cola_rate'"]),
        ("merit_rate_level_6", ["the levels are 1 to 5"]),
        ("cola_rate@2031", ["the simulated years are 2025 to 2029"]),
    ],
)
def test_an_unknown_name_raises_with_the_nearest(schema: ParameterSchema, name: str, fragments: list[str]) -> None:
    with pytest.raises(BadInputError) as caught:
        schema.get_parameter(name)
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_all_names_are_those_that_describe_every_lever_once(schema: ParameterSchema) -> None:
    by_level = ["merit_rate", "promotion_probability", "promotion_raise"]
    expected = {f"{family}_level_{level}" for family in by_level for level in (1, 2, 3, 4, 5)}
    assert set(schema.get_all_parameter_names()) == expected | {"cola_rate", "new_hire_salary_adjustment"}
    assert len(schema.get_all_parameter_names()) == 17


def test_a_category_holds_its_levers_by_name(schema: ParameterSchema) -> None:
    assert list(schema.get_parameters_by_category("merit")) == [f"merit_rate_level_{level}" for level in range(1, 6)]
    assert schema.get_parameters_by_category("cola")["cola_rate"].family.title == "Cost-of-living adjustment"
    assert len(schema.get_parameters_by_category("promotion")) == 10
    with pytest.raises(BadInputError, match=r"Unknown category 'merits'.*Did you mean 'merit'"):
        schema.get_parameters_by_category("merits")


def test_the_default_values_are_those_in_force_in_the_first_year(
    schema: ParameterSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANWISE_LEVERS", str(SEEDS_DIR / "comp_levers.csv"))
    defaults = schema.get_default_parameters()
    families = {"merit_base": "merit_rate"}
    expected: dict[str, float] = {}
    for parameter_name, text in DEFAULT_LEVERS.items():
        name, values = families.get(parameter_name, parameter_name), [float(value) for value in text.split()]
        if name in ("cola_rate", "new_hire_salary_adjustment"):
            expected[name] = values[0]
        else:
            expected |= {f"{name}_level_{level}": value for level, value in enumerate(values, start=1)}
    assert defaults == expected
    assert set(defaults) == set(schema.get_all_parameter_names())


def test_the_default_values_follow_the_lever_file_in_force(
    schema: ParameterSchema, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    levers = tmp_path / "levers.csv"
    shipped = (SEEDS_DIR / "comp_levers.csv").read_text()
    # A value holds from an earlier year on, and COLA may differ by level.
    levers.write_text(shipped.replace("default,2025,3,RAISE,cola_rate,0.015", "default,2020,3,RAISE,cola_rate,0.02"))
    monkeypatch.setenv("PLANWISE_LEVERS", str(levers))
    defaults = schema.get_default_parameters()
    assert {name: value for name, value in defaults.items() if name.startswith("cola")} == {
        f"cola_rate_level_{level}": 0.02 if level == 3 else 0.015 for level in range(1, 6)
    }
    levers.write_text(shipped.replace("default,2025,3,RAISE,cola_rate", "lean,2025,3,RAISE,cola_rate"))
    with pytest.raises(BadInputError, match=r"cola_rate of level 3 no value in 2025.*'default'.*add a row"):
        schema.get_default_parameters()


def test_a_set_is_judged_name_by_name(schema: ParameterSchema) -> None:
    judged = schema.validate_parameter_set({"merit_rate_level_1": 0.06, "cola_rate": 0.02})
    (warning,) = judged["warnings"]
    assert "merit_rate_level_1 = 0.06 is above its recommended range" in warning
    assert judged == {
        "is_valid": True,
        "errors": [],
        "warnings": [warning],
        "overall_risk": "MEDIUM",
        "parameter_results": {
            "merit_rate_level_1": {"is_valid": True, "messages": [warning], "risk": RiskLevel.MEDIUM},
            "cola_rate": {"is_valid": True, "messages": [], "risk": RiskLevel.LOW},
        },
    }


@pytest.mark.parametrize(
    ("parameters", "fragments"),
    [
        ({"cola_rat": 0.02}, ["Unknown lever 'cola_rat'"]),
        ({"cola_rate": 0.2}, ["0.2 is above its bounds"]),
        ({"cola_rate": "x"}, ["'x'"]),
        ({"cola_rate@2031": 0.02}, ["2031"]),
        ({"merit_rate_level_2": 0.02, "merit_rate@2026": 0.03}, ["two values"]),
        ({"cola_rat": 0.02, "cola_rate": 0.2}, ["cola_rat", "0.2"]),
    ],
)
def test_a_set_with_errors_is_critical_and_says_each(
    schema: ParameterSchema, parameters: dict[str, object], fragments: list[str]
) -> None:
    judged = schema.validate_parameter_set(parameters)
    assert (judged["is_valid"], judged["overall_risk"]) == (False, "CRITICAL")
    for error, fragment in zip(judged["errors"], fragments, strict=True):
        assert fragment in error


def test_nothing_named_is_valid_and_of_low_risk(schema: ParameterSchema) -> None:
    judged = schema.validate_parameter_set({})
    assert (judged["is_valid"], judged["overall_risk"], judged["errors"]) == (True, "LOW", [])


def test_guides_import_the_schema_from_the_dashboard_too() -> None:
    from streamlit_dashboard import optimization_schemas

    assert optimization_schemas.ParameterSchema is ParameterSchema
    is_valid, messages, risk = optimization_schemas.ParameterSchema().get_parameter("cola_rate").validate_value(0.02)
    assert (is_valid, messages, risk) == (True, [], "LOW")
