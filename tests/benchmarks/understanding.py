"""How well the labelled real files are understood: builds a prediction for each through our Python API, in the shape of
`inspect --json` and `preview`, and scores them.

    python -m tests.benchmarks.understanding [-v] [--targets]

The files stand beside the project (../shared/spreadsheets) and are not part of it; without them nothing is measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table

FILES: Final = Path(__file__).resolve().parents[2].parent / "shared" / "spreadsheets"


def predict(file: Path, spool_folder: Path) -> dict[str, Any]:
    """What the program says of one file, with every record as a sample."""
    catalogue, words = builtin_catalogue(), load_vocabulary()
    table = open_table(file, spool_folder=spool_folder)
    try:
        profile = profile_table(table)
        started = time.perf_counter()
        suggestion = suggest(profile, catalogue, words)
        took = time.perf_counter() - started
        mapper = Mapper(mapping_of(suggestion), catalogue, words)
        samples = [{"row": row.row, **row.record} for row in mapped_rows(table, mapper)]
        info = table.info
    finally:
        table.close()
    return {
        "sheet": info.sheet,
        "encoding": info.encoding,
        "delimiter": info.delimiter,
        "header_row": info.header_row,
        "columns": [
            {
                "index": column.index,
                "header": column.header,
                "target": column.target,
                "confidence": column.confidence,
                "level": column.level.value,
            }
            for column in suggestion.columns
        ],
        "values": [{"field": value.field, "value": value.value, "target": value.target} for value in suggestion.values],
        "samples": samples,
        "seconds": took,
    }


def score(arguments: list[str]) -> dict[str, Any]:
    """Predicts and scores all files; the scorer's own table goes to standard output. Wrong columns at the level "sure"
    are counted by scoring a second time with nothing else mapped."""
    with tempfile.TemporaryDirectory() as folder:
        predictions, sure = Path(folder, "all"), Path(folder, "sure")
        predictions.mkdir()
        sure.mkdir()
        slowest = ("", 0.0)
        for labels in sorted((FILES / "real" / "labels").glob("*.json")):
            file = FILES / "real" / labels.name.removesuffix(".json")
            said = predict(file, Path(folder))
            slowest = max(slowest, (file.name, said["seconds"]), key=lambda pair: pair[1])
            (predictions / labels.name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
            said["columns"] = [
                {**column, "target": column["target"] if column["level"] == "sure" else None}
                for column in said["columns"]
            ]
            (sure / labels.name).write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        result = _run(predictions, arguments)
        result["wrong_at_sure"] = _run(sure, [], quiet=True)["wrong_share"]
        result["slowest_suggestion"] = slowest
        return result


def _run(predictions: Path, arguments: list[str], *, quiet: bool = False) -> dict[str, Any]:
    out = predictions.parent / f"{predictions.name}.json"
    command = [sys.executable, str(FILES / "score_mapping.py"), str(FILES / "real" / "labels"), str(predictions)]
    subprocess.run([*command, "--json", str(out), *arguments], check=True, stdout=subprocess.DEVNULL if quiet else None)
    result: dict[str, Any] = json.loads(out.read_text("utf-8"))["overall"]
    return result


def main() -> None:
    if not FILES.exists():
        print(f"skipped: {FILES} is not here")
        return
    result = score(sys.argv[1:])
    print(f"wrong at the level sure: {result['wrong_at_sure']}")
    print("slowest suggestion: {} {:.3f} s".format(*result["slowest_suggestion"]))


if __name__ == "__main__":
    main()
