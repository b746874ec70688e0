"""What may be in the repository, and how big a module may be."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import rentix_desktop

ROOT = Path(rentix_desktop.__file__).parent.parent
MODULE_LINES = 450

# put together from parts, so that this file does not hold what it looks for
FORBIDDEN = (
    re.compile(r"/(?:root|home/(?!clerk/)[a-z]\w*|work)/\w"),
    re.compile(
        "py" + r"pi\.(?:org|python)|files\.python" + "hosted|deb\\.debian" + r"\.org|index[-_]url\s*=", re.IGNORECASE
    ),
)
BINARY = {".png", ".csv", ".pyc", ".xlsx", ".xls", ".xlsb", ".ods", ".ico", ".icns", ".mo", ".db"}


TOPS = (".ci", "packaging", "rentix_desktop", "resources", "tests", "README.md", "pyproject.toml", ".gitignore")


def _git_files() -> list[Path] | None:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    if listed.returncode:
        return None
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _tracked() -> list[Path]:
    """The files of the repository; without git the files that are there."""
    tracked = _git_files()
    if tracked is not None:
        return tracked
    tops = [ROOT / top for top in TOPS]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    return [path for path in files if "__pycache__" not in path.parts]


def test_no_paths_of_one_machine_and_no_registries() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in _tracked()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for pattern in FORBIDDEN
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["see /ro" + "ot/x", "/work" + "/main", "/home/" + "ana/x", "https://py" + "pi.org/simple"]
)
def test_what_is_forbidden_is_found(text: str) -> None:
    assert any(pattern.search(text) for pattern in FORBIDDEN)


def test_nothing_built_is_tracked() -> None:
    tracked = _git_files()
    if tracked is None:
        pytest.skip("only on a checkout with git")
    assert [path.name for path in tracked if path.suffix in {".mo", ".pyc", ".whl", ".sqlite"}] == []


def test_modules_stay_small_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _tracked()
        if path.suffix == ".py" and (lines := len(path.read_text("utf-8").splitlines())) > MODULE_LINES
    }
    assert long == {}


def test_the_lock_names_versions_and_hashes_only() -> None:
    text = (ROOT / "packaging" / "requirements.lock").read_text("utf-8")
    packages = text.replace("\\\n", " ").splitlines()
    shape = re.compile(r"^[a-z0-9-]+==[\w.]+(?: ; [^#@/]+?)?\s+(?:--hash=sha256:[0-9a-f]{64}\s*)+$")
    assert [line for line in packages if not shape.match(line)] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    """Fails when a dependency was added to pyproject.toml and `packaging/lock` was not run."""
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    lock = (ROOT / "packaging" / "requirements.lock").read_text("utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==([\w.]+)", lock, re.MULTILINE))
    wrong = [
        str(one)
        for one in wanted
        if canonicalize_name(one.name) not in locked
        or not one.specifier.contains(locked[canonicalize_name(one.name)], prereleases=True)
    ]
    assert wrong == []
