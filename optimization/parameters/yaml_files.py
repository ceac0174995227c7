"""YAML configuration read strictly: decimals stay exact, a key that stands twice is an error."""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from optimization.errors import BadInputError

_PLAIN_DECIMAL = re.compile(r"[+-]?\d*\.?\d+", re.ASCII)


class _ExactLoader(yaml.SafeLoader):
    """A safe loader that reads 0.03 as Decimal("0.03"): a float would round a long number without a word."""

    def construct_decimal(self, node: yaml.ScalarNode) -> Decimal:
        text = str(node.value)
        if not _PLAIN_DECIMAL.fullmatch(text):
            raise yaml.constructor.ConstructorError(
                problem=f"{text!r} is not a plain decimal number: write it like 0.03", problem_mark=node.start_mark
            )
        return Decimal(text)

    def construct_unique_mapping(self, node: yaml.MappingNode) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    problem="a key must be a plain name, not a list or a mapping", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key.value!r} stands twice: keep one", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return self.construct_mapping(node, deep=True)


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _ExactLoader.construct_decimal)
_ExactLoader.add_constructor("tag:yaml.org,2002:map", _ExactLoader.construct_unique_mapping)


def read_yaml_sections(path: Path) -> dict[str, dict[str, Any]]:
    """A YAML file whose top level maps names to mappings; numbers with a point come as Decimal.

    Raises:
        BadInputError: as `read_yaml`, or an entry is not a mapping.
    """
    document = read_yaml(path)
    for name, entry in document.items():
        if not isinstance(entry, dict):
            raise BadInputError(f"{path}: {name} is {entry!r}, and must be a mapping of keys to values.")
    return document


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file whose top level maps names to anything; numbers with a point come as Decimal.

    Raises:
        BadInputError: the file cannot be read, is not YAML, or maps no names; names file, line and key.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInputError(f"Cannot read {path}: {error.strerror}. Check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is not UTF-8 text. Save it in UTF-8.") from error
    try:
        # The loader is a safe one: it builds plain values only.
        document = yaml.load(content, Loader=_ExactLoader)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadInputError(f"{path}{line}: not readable as YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise BadInputError(f"{path}: not readable as YAML: {error}.") from error
    if not isinstance(document, dict) or not document:
        raise BadInputError(f"{path}: the file must map names to their entries, and it holds no name.")
    for name in document:
        if not isinstance(name, str):
            raise BadInputError(f"{path}: the key {name!r} is not a name: put it in quotation marks, or correct it.")
    return document
