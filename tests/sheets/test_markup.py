"""Pages and XML files under the name of a workbook, as many systems export them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rentix_desktop.sheets.table import Format, NoticeCode
from tests.sheets.conftest import Open

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>
<table><tr><td>Agenția Lux</td></tr></table>
<table border=1>
<tr><th rowspan=2>Cod</th><th rowspan=2>Preț</th><th colspan=2>Suprafața</th><th rowspan=2>Foto</th></tr>
<tr><th>totală</th><th>locuibilă</th></tr>
{rows}
</table></body></html>"""
ROW = "<tr><td>00{n}</td><td>45 000&nbsp;&euro;</td><td>54,{n}</td><td>40</td><td><a href='https://x.md/{n}.jpg'>foto<br>mare</a>\n"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1250"])
def test_a_page_with_a_table_is_read(read: Open, tmp_path: Path, charset: str) -> None:
    path = tmp_path / "export.xls"
    page = PAGE.format(charset=charset, rows="".join(ROW.format(n=n) for n in range(10, 40)))
    path.write_bytes((page if charset == "utf-8" else page.replace("ț", "ţ")).encode(charset))
    table = read(path)
    info = table.info
    assert (info.format, info.sheet, info.header_row, info.rows) == (Format.HTML, "2", 1, 30)
    assert [label.replace("ţ", "ț") for label in info.header] == [
        "Cod", "Preț", "Suprafața totală", "Suprafața locuibilă", "Foto",
    ]  # fmt: skip
    first = next(table.records())
    assert first.cells == ("0010", "45 000 €", "54,10", "40", "foto\nmare"), "cells are open to the next one"
    assert first.links == {4: "https://x.md/10.jpg"}
    assert [notice.code for notice in info.notices] == [NoticeCode.DISGUISED]


def test_a_spreadsheet_of_excel_2003(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    cell = '<Cell{place}><Data ss:Type="{kind}">{text}</Data></Cell>'.format
    header = "".join(cell(place="", kind="String", text=text) for text in ("Cod", "Preț", "Data", "Mobilat", "Zona"))
    rows = "".join(
        f"<Row{' ss:Index=' + chr(34) + '5' + chr(34) if n == 2 else ''}>"
        + cell(place="", kind="String", text=f"00{n}")
        + cell(place="", kind="Number", text=f"{n}000")
        + cell(place="", kind="DateTime", text="2026-03-01T00:00:00.000")
        + cell(place=' ss:Index="5"', kind="String", text="Râșcani")
        + "</Row>"
        for n in range(1, 9)
    )
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="Note"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table></Worksheet>'
        f'<Worksheet ss:Name="Oferte"><Table><Row>{header}</Row>{rows}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    table = read(path)
    assert (table.info.format, table.info.sheet, table.info.rows) == (Format.XML, "Oferte", 8)
    records = list(table.records(0, 2))
    assert records[0].cells == ("001", 1000, dt.date(2026, 3, 1), None, "Râșcani")
    assert [row.sheet_row for row in records] == [2, 5]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64", "8bit"])
def test_a_page_saved_as_one_file_is_read(read: Open, tmp_path: Path, charset: str, transfer: str) -> None:
    import base64
    import quopri

    rows = "".join(f"<tr><td>00{n}</td><td>45 {n}00</td><td>ул. Щусева, {n}</td></tr>" for n in range(1, 9))
    page = f"<html><body><table><tr><td>Код</td><td>Цена</td><td>Адрес</td></tr>{rows}</table></body></html>"
    body = page.encode(charset)
    coded = {"quoted-printable": quopri.encodestring(body), "base64": base64.encodebytes(body), "8bit": body}[transfer]
    path = tmp_path / "export.xls"
    path.write_bytes(
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related;\r\n"
        b' boundary="----=_Next"\r\n\r\nA document.\r\n\r\n------=_Next\r\nContent-Location: file:///C:/x.htm\r\n'
        + f'Content-Transfer-Encoding: {transfer}\r\nContent-Type: text/html; charset="{charset}"\r\n\r\n'.encode()
        + coded
        + b"\r\n------=_Next\r\nContent-Type: text/css\r\n\r\ntd {color: red}\r\n------=_Next--\r\n"
    )
    table = read(path)
    assert (table.info.format, table.info.header) == (Format.HTML, ("Код", "Цена", "Адрес"))
    assert [row.cells for row in table.records()] == [(f"00{n}", f"45 {n}00", f"ул. Щусева, {n}") for n in range(1, 9)]
    assert [notice.code for notice in table.info.notices] == [NoticeCode.DISGUISED]


def test_a_letter_without_a_table_is_no_list(read: Open, tmp_path: Path) -> None:
    from rentix_desktop.errors import AppError, Code

    path = tmp_path / "scrisoare.xls"
    path.write_bytes(b"From: a@example.md\nMIME-Version: 1.0\nContent-Type: text/plain\n\nBuna ziua\n")
    with pytest.raises(AppError) as caught:
        read(path)
    assert caught.value.code is Code.NO_ROWS


def test_a_page_under_its_own_name_is_no_disguise(read: Open, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>A{n}<td>4{n} 000 €<td>str. Ismail {n}</tr>" for n in range(5))
    path = tmp_path / "lista.html"
    path.write_text(f"<table><tr><th>Cod<th>Preț<th>Adresa</tr>{rows}</table>", "utf-8")
    table = read(path)
    assert (table.info.rows, table.info.notices) == (5, ())
