"""Every message that an error of the program gives, collected from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from optimization.places import PROJECT_ROOT

PACKAGES = ("optimization", "orchestrator", "streamlit_dashboard")
# What a message fills in.
GAP = "…"
# How far the words of one message are followed through names and functions.
_DEPTH = 4
# Words with more cases than this are filled in, not written.
_MOST_CASES = 4
_ROOTS = {"PlanwiseError", "ValueError", "_BrokenEntryError"}


@dataclass(frozen=True, kw_only=True, order=True)
class Message:
    """One message: the module that gives it, the kind of its error (`BadInputError`, `PlanwiseError` or another root),
    and its words with gaps.
    """

    module: str
    kind: str
    text: str


class _Module:
    """One parsed file of the program."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.tree = ast.parse(source)

    @cached_property
    def functions(self) -> Mapping[str, ast.FunctionDef]:
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """The module that each name was imported from."""
        return {
            alias.asname or alias.name: node.module or ""
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    @cached_property
    def constants(self) -> Mapping[str, list[ast.expr]]:
        return _assignments(self.tree.body)


def every_message() -> tuple[Message, ...]:
    """The messages of the whole program."""
    files = [path for package in PACKAGES for path in sorted((PROJECT_ROOT / package).rglob("*.py"))]
    return messages_of({_module_name(path): path.read_text(encoding="utf-8") for path in files})


def messages_of(sources: Mapping[str, str]) -> tuple[Message, ...]:
    """All messages of these modules that have words of their own; an error that passes on another's words has none.

    A message whose words depend on the case stands there once for each of them. Gaps are an ellipsis.
    """
    modules = {name: _Module(name, source) for name, source in sources.items()}
    kinds = _kinds(modules.values())
    found = {
        Message(module=module.name, kind=kind, text=text)
        for module in modules.values()
        for kind, arguments, scope in _errors_made(module, kinds)
        for argument in arguments
        for text in map(_tidied, _Reader(module, scope, modules).texts(argument, _DEPTH))
        if any(character.isalpha() for character in text)
    }
    return tuple(sorted(found))


def _kinds(modules: Iterable[_Module]) -> Mapping[str, str]:
    """Each error class of the program by the class that says what a reader makes of it."""
    bases = {
        node.name: base.id
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name)
    }
    told = {}
    for name in [*bases, *_ROOTS]:
        kind: str | None = name
        while kind not in {"BadInputError", *_ROOTS, None}:
            kind = bases.get(kind)
        if kind is not None:
            told[name] = kind
    return told


def _errors_made(
    module: _Module, kinds: Mapping[str, str]
) -> Iterator[tuple[str, list[ast.expr], Mapping[str, list[ast.expr]]]]:
    """Each place where an error is made: its kind, what it is given, and what is assigned in the function around it."""
    for scope, owner, node in _calls(module.tree, {}, None):
        is_own_init = (
            isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
            and owner is not None
            and owner in kinds
        )
        name = owner if is_own_init else getattr(node.func, "id", None)
        if name in kinds:
            yield kinds[name], [*node.args, *(keyword.value for keyword in node.keywords)], scope


def _calls(
    node: ast.AST, scope: Mapping[str, list[ast.expr]], owner: str | None
) -> Iterator[tuple[Mapping[str, list[ast.expr]], str | None, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner, inside = scope, owner
        if isinstance(child, ast.FunctionDef):
            inner = {**scope, **_assignments(ast.walk(child))}
        elif isinstance(child, ast.ClassDef):
            inside = child.name
        elif isinstance(child, ast.Call):
            yield scope, owner, child
        yield from _calls(child, inner, inside)


def _assignments(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node.value)
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads the words that an expression can come to."""

    module: _Module
    scope: Mapping[str, list[ast.expr]]
    modules: Mapping[str, _Module]

    def texts(self, node: ast.expr, depth: int) -> list[str]:
        """Every text that the expression may be, as far as it is written down in the source."""
        if depth == 0:
            return [GAP]
        match node:
            case ast.Constant(value=str(text) | int(text) | float(text)):
                return [str(text)]
            case ast.JoinedStr(values=parts):
                return self._joined([self.texts(part, depth) for part in parts])
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return self._filled_in(value, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right) if not (_is_number(left) or _is_number(right)):
                return self._joined([self.texts(left, depth), self.texts(right, depth)])
            case ast.IfExp(body=body, orelse=otherwise):
                return [*self.texts(body, depth), *self.texts(otherwise, depth)]
            case ast.BoolOp(values=values):
                return [text for value in values for text in self.texts(value, depth)]
            case ast.Name(id=name):
                return self._of_name(name, depth)
            case ast.Call():
                return self._of_call(node, depth)
        return [GAP]

    @staticmethod
    def _joined(parts: list[list[str]]) -> list[str]:
        return ["".join(chosen) for chosen in product(*parts)]

    def _filled_in(self, value: ast.expr, depth: int) -> list[str]:
        """Words that a message takes from elsewhere, where all of them are written down; else a gap."""
        texts = list(dict.fromkeys(self.texts(value, depth - 1)))
        return [GAP] if GAP in texts or len(texts) > _MOST_CASES else texts

    def _of_name(self, name: str, depth: int) -> list[str]:
        values = self.scope.get(name) or self.module.constants.get(name)
        if values:
            return [text for value in values for text in self.texts(value, depth - 1)]
        source = self.modules.get(self.module.imports.get(name, ""))
        return _Reader(source, {}, self.modules)._of_name(name, depth - 1) if source else [GAP]

    def _of_function(self, name: str, depth: int) -> list[str]:
        function = self.module.functions.get(name)
        if function is None:
            source = self.modules.get(self.module.imports.get(name, ""))
            return _Reader(source, {}, self.modules)._of_function(name, depth - 1) if source else [GAP]
        inside = _Reader(self.module, _assignments(ast.walk(function)), self.modules)
        returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
        return [text for value in returned for text in inside.texts(value, depth - 1)] or [GAP]

    def _of_call(self, call: ast.Call, depth: int) -> list[str]:
        match call:
            case ast.Call(func=ast.Name(id=name)):
                return self._of_function(name, depth)
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(separator)), attr="join"),
                args=[ast.List(elts=elements) | ast.Tuple(elts=elements)],
            ):
                parts = [[GAP] if isinstance(each, ast.Starred) else self.texts(each, depth) for each in elements]
                return [separator.join(chosen) for chosen in product(*parts)]
        return [GAP]


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts)


def _tidied(text: str) -> str:
    return re.sub(rf"{GAP}(?:\s*{GAP})+", GAP, " ".join(text.split()))
