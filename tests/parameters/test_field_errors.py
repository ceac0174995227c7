"""What pydantic refuses, in our words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optimization.parameters.field_errors import bounds_text, field_errors


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Example(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Annotated[float, Field(gt=0, le=2.5)] = 1.0
    floor: Annotated[int, Field(ge=0)] = 0
    colour: Colour = Colour.RED
    kind: Literal["round", "square"] = "round"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"size": 3}, "it: size = 3 is out of range: it must be more than 0 and at most 2.5."),
        ({"floor": -1}, "it: floor = -1 is out of range: it must be at least 0."),
        ({"colour": "gren"}, "it: Unknown colour 'gren'. Did you mean 'green'? Valid: green, red."),
        ({"kind": "squre"}, "it: Unknown kind 'squre'. Did you mean 'square'? Valid: round, square."),
        ({"siz": 1}, "it: Unknown key 'siz'. Did you mean 'size'? Valid: colour, floor, kind, size."),
    ],
)
def test_each_error_names_field_value_and_rule(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Example(**given)
    error = field_errors(caught.value, where="it", names=Example.model_fields, fields=Example.model_fields)
    assert str(error) == sentence


def test_several_errors_stand_on_a_line_each() -> None:
    with pytest.raises(ValidationError) as caught:
        Example.model_validate({"floor": -1, "kind": "squre"})
    lines = str(field_errors(caught.value, where="it", names=(), fields=Example.model_fields)).splitlines()
    assert lines[0] == "it: 2 problems."
    assert [line.split()[0] for line in lines[1:]] == ["floor", "Unknown"]


def test_bounds_are_said_in_words() -> None:
    assert bounds_text(Example.model_fields["size"]) == "more than 0 and at most 2.5"
