"""Files that are broken, locked, lying or made to hurt: one clear error each, within limits, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # the library has no types
import pytest

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sheets import child
from rentix_desktop.sheets.table import Format, ReadOptions
from tests.sheets import files
from tests.sheets.conftest import Open

Make = Callable[[Path], object]

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def refusal(read: Open, path: Path, **options: str) -> AppError:
    with pytest.raises(AppError) as caught:
        read(path, **options)
    assert caught.value.params.get("path"), "the sentence names the file"
    return caught.value


def far_cells(path: Path) -> None:
    files.raw_xlsx(
        path,
        f'<row r="1">{files.inline("A1", "Cod")}</row><row r="1048576">{files.inline("XFD1048576", "departe")}</row>',
    )


def far_rows(path: Path) -> None:
    files.raw_xlsx(
        path,
        f'<row r="1">{files.inline("A1", "Cod")}</row><row r="1048576">{files.inline("AD1048576", "departe")}</row>',
    )


def huge_by_its_own_word(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", files.SPREADSHEET_TYPES)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(1_001):
                part.write(bytes(1_000_000))


def cut(path: Path) -> None:
    whole = files.xlsx(path.with_suffix(".whole"), {"S": [*files.LISTINGS, *files.LISTINGS[1:] * 200]})
    path.write_bytes(whole.read_bytes()[:-900])


def damaged_inside(path: Path) -> None:
    whole = bytearray(
        files.xlsx(path.with_suffix(".whole"), {"S": [*files.LISTINGS, *files.LISTINGS[1:] * 200]}).read_bytes()
    )
    with zipfile.ZipFile(path.with_suffix(".whole")) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    whole[offset + 200 : offset + 400] = os.urandom(200)
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (far_cells, Code.FILE_TOO_BIG),
        (far_rows, Code.FILE_TOO_BIG),
        (huge_by_its_own_word, Code.FILE_TOO_BIG),
        (lambda path: files.raw_xlsx(path, files.inline("A1", "x"), prolog=BOMB), None),
        (lambda path: files.raw_xlsx(path, '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', prolog=BOMB), Code.FILE_DAMAGED),
        (cut, Code.FILE_DAMAGED),
        (damaged_inside, Code.FILE_DAMAGED),
        (lambda path: path.write_bytes(b"PK\x03\x04" + os.urandom(3000)), Code.FILE_DAMAGED),
        (lambda path: path.write_bytes(b""), Code.FILE_EMPTY),
        (lambda path: path.write_bytes(b" \r\n\r\n\t"), Code.FILE_EMPTY),
        (lambda path: path.write_bytes(b",,,\n,,,\n"), Code.NO_ROWS),
        (lambda path: files.xlsx(path, {"Oferte": []}), Code.NO_ROWS),
        (lambda path: files.ole2(path, "EncryptionInfo", "EncryptedPackage"), Code.FILE_ENCRYPTED),
        (lambda path: files.ods(path, {"S": [["x"]]}, encrypted=True), Code.FILE_ENCRYPTED),
        (lambda path: files.ole2(path, "WordDocument"), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: files.ole2(path, "Workbook"), Code.FILE_DAMAGED),
        (lambda path: path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + os.urandom(2000)), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(2000)), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: path.write_bytes(b"<html><body><p>Nimic</p></body></html>"), Code.NO_ROWS),
        (lambda path: path.write_bytes(b'<?xml version="1.0"?><oferte><oferta/></oferte>'), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: path.write_bytes(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'), Code.FILE_DAMAGED),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: zipfile.ZipFile(path, "w").writestr("lista.csv", "a,b"), Code.FILE_FORMAT_UNKNOWN),
        (lambda path: path.mkdir(), Code.FILE_NOT_READABLE),
        (lambda _: None, Code.FILE_MISSING),
        (lambda path: path.write_text("a,b\n" + '"' + "x" * 3_000_000), Code.FILE_DAMAGED),
    ],
)  # fmt: skip
def test_one_clear_refusal(read: Open, tmp_path: Path, make: Make, code: Code | None) -> None:
    path = tmp_path / "lista.xlsx"
    written = make(path)
    if isinstance(written, zipfile.ZipFile):
        written.close()
    started = time.monotonic()
    if code is None:  # a bomb that nothing lights
        assert read(path).info.format is Format.XLSX
    else:
        assert refusal(read, path).code is code
    assert time.monotonic() - started < 20


def test_a_reader_that_needs_too_much_memory_ends_alone(
    read: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "strings.xlsx"
    shared = "<sst>" + f"<si><t>{'x' * 32_000}</t></si>" * 12_000 + "</sst>"
    files.raw_xlsx(path, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=shared)
    monkeypatch.setattr("rentix_desktop.sheets.read.MEMORY_LIMIT", 400 << 20)
    assert refusal(read, path).code is Code.FILE_TOO_BIG


def test_a_reader_that_takes_too_long_is_ended(read: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Cod,Pret\n" + "A1,45000\n" * 500_000)
    monkeypatch.setattr("rentix_desktop.sheets.read.TIME_LIMIT", 0.0)
    assert refusal(read, path).code is Code.FILE_TOO_BIG
    assert not multiprocessing.active_children()


def kill_readers(times: int) -> Callable[[int, float | None], bool]:
    left = [times]

    def kill(rows: int, fraction: float | None) -> bool:
        if left[0]:
            for process in multiprocessing.active_children():
                process.kill()
            left[0] -= 1
        return True

    return kill


@pytest.fixture
def big_text(tmp_path: Path) -> Path:
    path = tmp_path / "big.csv"
    path.write_text("Cod,Pret\n" + "A1,45000\n" * 400_000)
    return path


def test_a_killed_reader_is_started_once_more(read: Open, big_text: Path) -> None:
    assert read(big_text, progress=kill_readers(1)).info.rows == 400_000


def test_a_reader_that_keeps_dying_is_an_error_and_no_more(read: Open, big_text: Path, spools: Path) -> None:
    with pytest.raises(AppError) as caught:
        read(big_text, progress=kill_readers(10_000))
    assert caught.value.code is Code.FILE_TOO_BIG
    assert not list(spools.glob("*"))


def test_a_hopeless_sheet_does_not_hide_the_others(read: Open, tmp_path: Path) -> None:
    book = files.xlsx(tmp_path / "book.xlsx", {"Junk": [["x"]], "Oferte": files.LISTINGS})
    far = tmp_path / "far.xlsx"
    far_cells(far)
    mixed = tmp_path / "mixed.xlsx"
    with zipfile.ZipFile(book) as good, zipfile.ZipFile(far) as bad, zipfile.ZipFile(mixed, "w") as both:
        for part in good.namelist():
            source = bad if part == "xl/worksheets/sheet1.xml" else good
            both.writestr(part, source.read(part))
    table = read(mixed)
    assert (table.info.sheet, table.info.rows) == ("Oferte", 3)
    assert refusal(read, mixed, sheet="Junk").code is Code.FILE_TOO_BIG


def test_a_header_row_below_the_end(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Cod,Pret\nA1,45000\n")
    with pytest.raises(AppError) as caught:
        read(path, header_row=2)
    assert caught.value.code is Code.NO_ROWS


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file(read: Open, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lista.csv")
    assert refusal(read, tmp_path / "lista.csv").code is Code.FILE_NOT_READABLE


@pytest.mark.parametrize("change", ["grows", "vanishes", "is replaced"])
def test_a_file_that_changes_while_it_is_read(read: Open, big_text: Path, change: str) -> None:
    done: list[str] = []

    def meddle(rows: int, fraction: float | None) -> bool:
        if not done:
            done.append(change)
            if change == "grows":
                with big_text.open("a") as stream:
                    stream.write("A2,1\n")
            elif change == "vanishes":
                big_text.unlink()
            else:
                other = big_text.with_suffix(".new")
                other.write_text("Cod,Pret\nA1,1\n")
                other.replace(big_text)
        return True

    with pytest.raises(AppError) as caught:
        read(big_text, progress=meddle)
    assert caught.value.code is Code.FILE_CHANGED


def test_spools_of_dead_processes_are_cleared_away(read: Open, tmp_path: Path, spools: Path) -> None:
    spools.mkdir()
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    leftover = spools / f"rows-{int(gone.stdout)}-00ff.spool"
    alive = spools / f"rows-{os.getpid()}-00ff.spool"
    foreign = spools / "notes.txt"
    for path in (leftover, alive, foreign):
        path.write_text("x")
    path = tmp_path / "a.csv"
    path.write_text("Cod,Pret\nA1,45000\n")
    read(path)
    assert (leftover.exists(), alive.exists(), foreign.exists()) == (False, True, True)
    alive.unlink()
    foreign.unlink()


def test_a_reader_does_not_outlive_its_parent(tmp_path: Path, big_text: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import multiprocessing, os, signal, sys\n"
        "from pathlib import Path\n"
        "from rentix_desktop.sheets.read import open_table\n"
        "def end(rows, fraction):\n"
        "    children = multiprocessing.active_children()\n"
        "    if children:\n"
        "        print(children[0].pid, flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return True\n"
        "if __name__ == '__main__':\n"
        "    open_table(Path(sys.argv[1]), spool_folder=Path(sys.argv[2]), progress=end)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, str(script), str(big_text), str(tmp_path / "orphans")],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    reader = int(ended.stdout)
    psutil.wait_procs([psutil.Process(reader)] if psutil.pid_exists(reader) else [], timeout=20)
    assert not psutil.pid_exists(reader)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    from rentix_desktop.sheets.read import open_table

    path = tmp_path / "a.csv"
    path.write_text("Cod,Pret\nA1,45000\n")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AppError) as caught:
        open_table(path, spool_folder=tmp_path / "file" / "spools")
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE


def test_a_panic_is_not_missed() -> None:
    class Panic(BaseException):
        pass

    def panic(path: Path) -> Format:
        raise Panic("index out of bounds")

    job = child.Job(Path("x.xlsb"), Path("y"), ReadOptions(), child.Reader.FIRST, 1 << 30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rentix_desktop.sheets.child.sniff", panic)
        outcome = child.outcome(job)
    assert isinstance(outcome, child.Failed)
    assert (outcome.code, outcome.again) == (Code.FILE_DAMAGED, True)


def nested_page(path: Path) -> None:
    path.write_text("<html><body>" + "<table><tr><td>" * 50_000 + "x")


def nested_xml(path: Path) -> None:
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">' + "<Worksheet>" * 200_000
    )


def nested_archive(path: Path) -> None:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000))
    path.write_text("MIME-Version: 1.0\n" + parts)


def rows_without_end(path: Path) -> None:
    row = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    files.raw_xlsx(path, row * 3_000_000)


def rows_repeated(path: Path) -> None:
    files.ods(path, {"S": [["Cod", "Pret"], ["A1", 45000]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    repeated = '<table:table-row table:number-rows-repeated="900000000"><table:table-cell/></table:table-row>'
    far = '<table:table-row table:number-rows-repeated="900000000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    parts["content.xml"] = parts["content.xml"].replace("</table:table>", repeated + far + "</table:table>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def ring_of_sectors(path: Path) -> None:
    files.xls(path, {"S": files.LISTINGS})
    whole = bytearray(path.read_bytes())
    table = int.from_bytes(whole[76:80], "little")
    at = (table + 1) * 512
    whole[at : at + 512] = b"".join(number.to_bytes(4, "little") for number in range(1, 128)) + b"\0\0\0\0"
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize(
    "make", [nested_page, nested_xml, nested_archive, rows_without_end, rows_repeated, ring_of_sectors]
)
def test_what_is_made_to_hurt_is_refused_or_read_within_limits(
    read: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    monkeypatch.setattr("rentix_desktop.sheets.read.MEMORY_LIMIT", 1 << 30)
    path = tmp_path / "lista.xls"
    make(path)
    started = time.monotonic()
    try:
        assert read(path).info.rows < 10
    except AppError as error:
        assert error.code in (Code.FILE_TOO_BIG, Code.FILE_DAMAGED, Code.NO_ROWS)  # noqa: PT017 - both ends are right
    assert time.monotonic() - started < 60
