"""Runs the programs of `tests/benchmarks` one after another and shows what they print.

A line "name<TAB>measured<TAB>limit<TAB>unit" (limit may be empty) becomes a row of a table and is marked where it is over
its limit; any other line is shown as it is.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


def shown(line: str) -> tuple[str, bool]:
    """The line as it is shown, and whether it is over its limit."""
    if line.count("\t") != 3:
        return line, False
    name, measured, limit, unit = line.split("\t")
    over = bool(limit) and float(measured) > float(limit)
    at_most = f"at most {float(limit):.4g}" if limit else ""
    return f"{name:<64} {float(measured):>10.4g} {unit:<8} {at_most:<16} {'OVER' if over else ''}".rstrip(), over


def main() -> int:
    wanted = sys.argv[1:]
    over: list[str] = []
    failed: list[str] = []
    for program in sorted((ROOT / "tests" / "benchmarks").glob("[!_]*.py")):
        if wanted and not any(word in program.stem for word in wanted):
            continue
        sys.stdout.write(f"── {program.stem}\n")
        command = [sys.executable, "-m", f"tests.benchmarks.{program.stem}"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
            for line in process.stdout or ():
                text, is_over = shown(line.rstrip("\n"))
                over += [text] if is_over else []
                sys.stdout.write(f"{text}\n")
                sys.stdout.flush()
        if process.returncode:
            failed.append(program.stem)
    sys.stdout.write(f"{len(over)} over the limit; failed: {', '.join(failed) or 'none'}\n")
    return 1 if over or failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
