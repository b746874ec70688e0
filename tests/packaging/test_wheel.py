"""The wheel carries everything: installed outside the checkout, the program reads, serves and sends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import rentix_desktop

ROOT = Path(rentix_desktop.__file__).parent.parent
SAMPLES = ROOT / "resources" / "samples"


@dataclass(frozen=True)
class Installed:
    """The program in a virtual environment of its own; `sync` is its `rentix-sync`."""

    folder: Path
    python: Path
    sync: Path
    environment: dict[str, str]

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.sync), *words],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the build's own front door, in the environment that is here: nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=120)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an empty virtual environment, with the libraries of the present one behind it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # the libraries only: the checkout's own .pth files are not read from a folder named in another .pth file
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    sync = scripts / "rentix-sync"
    # as installers write it: a child process that imports it must not run it
    start = (
        "from rentix_desktop.bootstrap.console import main\nif __name__ == '__main__':\n    raise SystemExit(main())\n"
    )
    sync.write_text(f"#!{python}\n{start}", "utf-8")
    sync.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RENTIX_", "PYTHONPATH"))}
    environment |= {"RENTIX_DATA_DIR": str(folder / "data"), "PYTHONUTF8": "1"}
    return Installed(folder, python, sync, environment)


def test_the_wheel_holds_the_resources_and_no_sources_of_them(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    inside = "rentix_desktop/_resources/"
    for language in ("ro", "ru", "en"):
        assert f"{inside}translations/{language}/LC_MESSAGES/rentix.mo" in names
    wanted = {
        inside + path.relative_to(ROOT / "resources").as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and path.suffix not in {".po", ".new"}
    }
    assert wanted <= names
    assert not [name for name in names if name.endswith(".po") or name.startswith(("tests/", "packaging/"))]


def test_two_builds_are_equal(wheel: Path, tmp_path: Path) -> None:
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_program_is_not_the_checkout(installed: Installed) -> None:
    code = "import rentix_desktop.resources as r; print(r.__file__); print(r.resource('translations'))"
    done = subprocess.run(
        [installed.python, "-c", code], cwd=installed.folder, env=installed.environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert all(Path(line).is_relative_to(installed.folder) for line in done.stdout.splitlines())


@pytest.fixture
def demo(installed: Installed) -> Iterator[dict[str, str]]:
    """The demo portal of the installed program."""
    process = subprocess.Popen(
        [str(installed.sync), "demo", "--port", "0", "--json"],
        cwd=installed.folder,
        env=installed.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("listings-*")))
def test_inspect_reads_the_samples(installed: Installed, name: str) -> None:
    sample = next((installed.folder / "venv").rglob(f"_resources/samples/{name}"))
    done = installed.run("inspect", str(sample), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"] > 0
    assert {column["target"] for column in said["columns"]} >= {"externalId", "announcementValue"}


def test_upload_sends_a_sample_to_the_demo_portal(installed: Installed, demo: dict[str, str]) -> None:
    sample = next((installed.folder / "venv").rglob("_resources/samples/listings-en.xlsx"))
    done = installed.run(
        "upload", str(sample), "--json", RENTIX_BASE_URL=demo["base_url"], RENTIX_API_KEY=demo["key"], RENTIX_LANG="ro"
    )
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    assert said["created"] > 0
    counts = ("created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent", "in_doubt")
    assert sum(said[name] for name in counts) == said["total"]
