"""Which module imports which, read from the source: every import counts, wherever in the module it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PACKAGE: Final = "rentix_desktop"

CONTRACTS: Final = frozenset({"errors", "resources"})
"""Modules of the package's root that every room may know."""

_LAYERS: Final = ("catalog", "sheets", "mapping", "sync", "linking", "texts")
_OUTSIDE: Final = frozenset({"catalog", "sync"})

MAY_KNOW: Final[Mapping[str, frozenset[str]]] = {
    "errors": frozenset(),
    "resources": frozenset(),
    **{room: frozenset(_LAYERS[:index]) for index, room in enumerate(_LAYERS)},
    "destinations": _OUTSIDE,
    "store": _OUTSIDE | {"sheets", "mapping"},  # how a kept file is read, the layouts it keeps
    "demo": _OUTSIDE,
    "scheduling": _OUTSIDE,
    "cli": frozenset(_LAYERS),
    "ui": frozenset(_LAYERS),
    "bootstrap": frozenset({*_LAYERS, "destinations", "store", "demo", "scheduling", "cli", "ui"}),
    "__main__": frozenset({"bootstrap"}),
    "__init__": frozenset(),
}
"""Design, section 3: the rooms each room may import from, besides itself and `CONTRACTS`."""

ONLY_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "PySide6": ("ui", "bootstrap.window"),
    "shiboken6": ("ui", "bootstrap.window"),
    "httpx": ("destinations",),
    "httpcore": ("destinations",),
    "truststore": ("destinations",),
    "urllib.request": ("destinations.web",),
    "http.client": (),
    "requests": (),
    "starlette": ("demo",),
    "uvicorn": ("demo",),
    "python_calamine": ("sheets",),
    "openpyxl": ("sheets",),
    "csv": ("sheets",),
    "sqlite3": ("store",),
    "keyring": ("store",),
    "gettext": ("texts",),
}
"""Libraries, and the only rooms (or modules) that may import them."""


@dataclass(frozen=True, slots=True)
class Import:
    """`module` and `imported` with dots; modules of the package without its name ("sheets.reader")."""

    module: str
    imported: str
    line: int
    inside: bool  # imported is of the package

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.imported}"


def imports_of(package: Path) -> Iterator[Import]:
    """Every import of every module under `package`, the folder of a package named as `PACKAGE`."""
    for path in sorted(package.rglob("*.py")):
        if "_resources" in path.relative_to(package).parts:
            continue
        parts = path.relative_to(package).with_suffix("").parts
        here = parts[:-1]
        module = ".".join(here if parts[-1] == "__init__" and here else parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for name in _imported(node, here):
                inside = name.split(".")[0] == PACKAGE
                yield Import(module, name.partition(".")[2] if inside else name, getattr(node, "lineno", 0), inside)


def _imported(node: ast.AST, here: tuple[str, ...]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            up = (PACKAGE, *here)[: len(here) + 2 - node.level]
            base = ".".join((*up, base) if base else up)
        return [f"{base}.{alias.name}" for alias in node.names]
    is_call = isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute))
    if is_call and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
            return [node.args[0].value]
    return []


def wrong_directions(found: Iterator[Import]) -> list[str]:
    """The imports that go against the directions of the rooms."""
    wrong = []
    for one in found:
        if not one.inside:
            continue
        room, target = one.module.split(".")[0], one.imported.split(".")[0]
        may = MAY_KNOW.get(room, frozenset()) | CONTRACTS | {room, "", "__version__"}
        if target not in may:
            wrong.append(str(one))
    return wrong


def wrong_libraries(found: Iterator[Import]) -> list[str]:
    """The imports of libraries in rooms that may not know them."""
    wrong = []
    for one in found:
        for library, rooms in ONLY_IN.items():
            if one.inside or not f"{one.imported}.".startswith(f"{library}."):
                continue
            if not any(f"{one.module}.".startswith(f"{room}.") for room in rooms):
                wrong.append(str(one))
    return wrong
