"""The build's own step: the .mo files are compiled, and `resources/` goes into the wheel inside the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NOT_SHIPPED = (".po", ".pot", ".pyc", ".new")


class ResourcesHook(BuildHookInterface[Any]):
    """Puts `resources/` at `rentix_desktop/_resources`, where `rentix_desktop.resources` looks first."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root / "packaging"))
        try:
            import translations
        finally:
            sys.path.pop(0)
        translations.compile_all(root)
        if self.target_name != "wheel" or version == "editable":
            return  # in a checkout the resources are read where they are
        for path in sorted((root / "resources").rglob("*")):
            if path.is_file() and path.suffix not in NOT_SHIPPED:
                inside = Path("rentix_desktop", "_resources", path.relative_to(root / "resources"))
                build_data["force_include"][str(path)] = inside.as_posix()
