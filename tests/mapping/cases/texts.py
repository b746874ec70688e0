"""Texts for the public, yes and no, no value, photo addresses, addresses over several columns."""

from __future__ import annotations

from typing import Any, Final

from rentix_desktop.catalog.problems import ProblemCode
from tests.mapping.cases import Case

_TEXT: Final = ("announcementDescription",)
_PAD: Final = "Apartament luminos, cu vedere spre parc, aproape de școală."

CONTACTS: Final = (
    "Tel. 069 123 456", "tel: 069123456", "тел. 069-123-456", "+373 (69) 12-34-56", "+373 69 123 456", "+37369123456",
    "0 79 12 34 56", "079 12 34 56", "079.12.34.56", "0(79)123456", "022 44-55-66", "(022) 445566", "022-445-566",
    "00373 69 123456", "373 69 123 456", "8 (495) 123-45-67", "8 495 1234567", "8-916-123-45-67", "+7 916 123-45-67",
    "+7(916)1234567", "89161234567", "+40 721 123 456", "0721 123 456", "0721.123.456", "+40721123456", "0721-123-456",
    "+380 67 123 45 67", "+38 (067) 123-45-67", "067 123 45 67", "(067) 123-45-67", "0671234567", "+359 88 123 4567",
    "0 69 12 34 56", "069 1 2 3 4 5 6", "телефон 60123456", "звоните 68 12 34 56", "sunați 69123456", "Tel 22-44-55",
    "viber 069123456", "WhatsApp +373 69 123 456", "069/123456", "069–123–456", "069\u00a0123\u00a0456",
    "ion@example.md", "ion.popescu@gmail.com", "office[at]imobil.md", "ion (at) mail.ru", "ион@пример.рф",
    "E-mail: contact@imobil-plus.com.md", "ion @ mail.ru", "t.me/imobil_md", "@imobil_md telegram",
    "https://wa.me/37369123456", "www.instagram.com/imobil", "Contact: 069 123-456 Ion", "0-69-12-34-56",
)  # fmt: skip
# In words, or too odd to be found for certain: not counted either way.

NO_CONTACTS: Final = (
    "45 000 €", "preț 45.000 EUR", "45 000 - 60 000 EUR", "1 250 000 lei", "4 950 000 руб.", "12 500 000 сум",
    "cadastral 0100214.123.01.045", "nr. cadastral 0100414.115", "cod cadastral 0100103254", "0100104.077.01",
    "кадастровый номер 77:01:0004012:2345", "1990-2005", "construit în 1998-2003", "anii 2019 - 2024", "2024-03-09",
    "12.03.2024", "дом 1978 г., ремонт 2019-2020", "62/38/9 m²", "62,5 / 38,1 / 9,2", "54,3 m²", "3/9, 54 m²",
    "2 600 m²", "100 200 300", "47.0101, 28.8574", "47.010123 28.857456", "ID 4407123", "cod 44071234", "lot 123456789",
    "IDNO 1003600012345", "30 min / 5 km / 200 m", "10-15 minute", "09:00-18:00", "9.00 - 18.00", "str. 31 August 1989",
    "str. Alba Iulia 75/12", "2 camere + 1 living + 2 băi", "etaj 3/9, 2 băi, 3 balcoane", "24/7", "100%", "1+1",
    "2 x 3,5 x 4,2", "h=2,70", "tavan 2.75-3.00 m", "220/380 V", "500 €/lună, garanție 500 €", "2024", "IBAN nu",
    "10 000 m² teren, 12 000 m² total", "preț 85 500 - 90 000 $", "0,05 ha", "0.12 га", "12 3456", "SN 12-3456",
    "1 000 000", "120 000 000 сум", "MD-2001", "MD2001, Chișinău", "cod poștal 2001", "de la 1 martie 2025",
    "50.000 EUR, 1.000.000 lei", "15 000 / 18 000 / 22 000 EUR", "10.000 - 12.000 - 15.000 EUR", "90х200 см", "4 x 4",
    "A @ B", "prețul: 69 000 EUR", "69 123 EUR", "parcare 60 000 euro, garaj 70 000 euro", "600 000 - 700 000 lei",
)  # fmt: skip

MARKUP: Final[tuple[tuple[str, str], ...]] = (
    ("<p>Casă &amp; grădină cu livadă, aproape de lac și de pădure</p>", "Casă & grădină cu livadă, aproape de lac și de pădure"),
    ("Casă nouă<br>2 nivele<br/>garaj pentru două mașini", "Casă nouă\n2 nivele\ngaraj pentru două mașini"),
    ("<div>Casă nouă</div><div>2 nivele, garaj pentru două mașini</div>", "Casă nouă\n2 nivele, garaj pentru două mașini"),
    ("<b>Casă</b> <i>nouă</i> cu <u>garaj</u> pentru două mașini mari", "Casă nouă cu garaj pentru două mașini mari"),
    ("<ul><li>garaj mare și luminos</li><li>livadă cu meri și peri</li></ul>", "garaj mare și luminos\nlivadă cu meri și peri"),
    ("<style>p{color:red}</style><p>Casă nouă cu garaj și livadă cu pomi</p>", "Casă nouă cu garaj și livadă cu pomi"),
    ("<script>alert('x')</script>Casă nouă cu garaj și livadă cu pomi", "Casă nouă cu garaj și livadă cu pomi"),
    ("<!-- wp:paragraph -->Casă nouă cu garaj și livadă cu pomi<!-- /wp -->", "Casă nouă cu garaj și livadă cu pomi"),
    ("Preț &lt; 500 &euro; pe lun&#259;, fără alte plăți sau comisioane", "Preț < 500 € pe lună, fără alte plăți sau comisioane"),
    ("Suprafața 54 m&sup2;, balcon 4 m<sup>2</sup>, vedere spre parc", "Suprafața 54 m², balcon 4 m2, vedere spre parc"),
    ("preț < 500 și > 300, totul inclus, fără alte plăți lunare", "preț < 500 și > 300, totul inclus, fără alte plăți lunare"),
    ("a<b și c>d, text fără marcaj, păstrat exact cum a fost scris", "a<b și c>d, text fără marcaj, păstrat exact cum a fost scris"),
    ("<p class=\"x\" style='y'>Casă nouă cu garaj și livadă cu pomi</p>", "Casă nouă cu garaj și livadă cu pomi"),
    ("<a href='http://x.md'>Casă nouă</a> cu garaj și livadă cu pomi", "Casă nouă cu garaj și livadă cu pomi"),
    ("&lt;p&gt;Casă nouă cu garaj și livadă cu pomi fructiferi&lt;/p&gt;", "Casă nouă cu garaj și livadă cu pomi fructiferi"),
    ("Casă nouă&nbsp;cu garaj &ndash; livadă &quot;mare&quot; cu pomi", 'Casă nouă cu garaj – livadă "mare" cu pomi'),
    ("Casă nouă\r\ncu garaj\r\n\r\n\r\n\r\nși livadă cu pomi fructiferi", "Casă nouă\ncu garaj\n\nși livadă cu pomi fructiferi"),
    ("<table><tr><td>Garaj</td><td>două mașini</td></tr><tr><td>Livadă</td><td>pomi</td></tr></table>", "Garaj două mașini\nLivadă pomi"),
    ("<P>CASĂ NOUĂ CU GARAJ</P><BR>ȘI LIVADĂ CU POMI FRUCTIFERI", "CASĂ NOUĂ CU GARAJ\n\nȘI LIVADĂ CU POMI FRUCTIFERI"),
    ("<p>Casă nouă cu garaj și livadă cu pomi fructiferi <img src=x onerror=alert(1)>", "Casă nouă cu garaj și livadă cu pomi fructiferi"),
)  # fmt: skip

YES: Final = (
    "Da", "da", "DA", "Есть", "есть", "да", "Да", "так", "Так", "є", "yes", "Yes", "Y", "TRUE", "true", "True", "1",
    "+", "✓", "✔", "x", "X", "Х", "да.", "este", "имеется", "există", "v", "V", "☑", "on", "истина", "adevărat", "Da!",
    "1.0", "√",
)  # fmt: skip
NO: Final = (
    "Nu", "nu", "NU", "нет", "Нет", "ні", "немає", "no", "No", "N", "FALSE", "false", "0", "-", "—", "–", "nu este",
    "отсутствует", "відсутній", "lipsă", "lipsește", "off", "ложь", "fals", "нету", "☐", "✗", "0.0", "nu.",
)  # fmt: skip
NEITHER: Final = (
    "poate",
    "возможно",
    "2",
    "da/nu",
    "nu știu",
    "да или нет",
    "2 lifturi",
    "maybe",
    "la cerere",
    "nu se știe",
    "не известно",
    "в планах",
)

EMPTY: Final = (
    "", " ", "-", "--", "---", "—", "–", "―", "_", "__", ".", "..", "...", "…", "*", "/", "//", "N/A", "n/a", "NA", "n.a.", "#N/A",
    "N / A", "na", "null", "NULL", "None", "none", "NaN", "nan", "(null)", "<null>", "\\N", "undefined", "nil", "empty",
    "(empty)", "[]", "{}", "?", "??", "нет данных", "н/д", "Н/Д", "н.д.", "н/у", "не указано", "Не указан", "не указана",
    "неизвестно", "не известно", "пусто", "уточняется", "уточнить", "отсутствует", "не заполнено", "не задано",
    "немає даних", "не вказано", "невідомо", "відсутнє", "не вказана", "lipsă", "lipsește", "lipsa", "fără date",
    "nespecificat", "necunoscut", "nu se cunoaște", "nu e specificat", "nu este specificat", "nu se știe",
    "not specified", "not available", "unknown", "unspecified", "not set", "no data", "missing", "tbd", "TBA",
    "няма данни", "не е посочено", "-/-", "- -", "- - -", "—/—", "N/D", "nd", "s/n", "(blank)", "(пусто)", "(gol)",
    "gol", "n/s", "\u200b", "\ufeff", "\u00a0", "'", '""', "''",
)  # fmt: skip
NOT_EMPTY: Final = (
    "0",
    "nu",
    "нет",
    "no",
    "a",
    "7",
    "N",
    "P",
    "€",
    "NA 5",
    "Nanterre",
    "nord",
    "Unknown str. 5",
    "1/-",
    "M",
    "D",
    "ap. -2",
    "нет данных 5",
)

PHOTOS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("https://a.md/1.jpg", ("https://a.md/1.jpg",)),
    *(
        (f"https://a.md/1.jpg{sign}https://a.md/2.jpg", ("https://a.md/1.jpg", "https://a.md/2.jpg"))
        for sign in (",", ", ", ";", "; ", " ", "\n", "\r\n", "|", " | ", "\t", " , ", ",\n", ";;", " ; ", "<br>", "\\n", "#", "&&", " - ", "\u00a0")
    ),
    ('["https://a.md/1.jpg", "https://a.md/2.jpg"]', ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("['https://a.md/1.jpg', 'https://a.md/2.jpg']", ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("{https://a.md/1.jpg,https://a.md/2.jpg}", ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("(https://a.md/1.jpg)", ("https://a.md/1.jpg",)),
    ("<https://a.md/1.jpg>", ("https://a.md/1.jpg",)),
    ('<img src="https://a.md/1.jpg">', ("https://a.md/1.jpg",)),
    ('"https://a.md/1.jpg"', ("https://a.md/1.jpg",)),
    ("foto: https://a.md/1.jpg", ("https://a.md/1.jpg",)),
    ("1) https://a.md/1.jpg 2) https://a.md/2.jpg", ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("https://a.md/1.jpg, https://a.md/1.jpg", ("https://a.md/1.jpg",)),
    ("https://a.md/w_3,h_2/x.jpg", ("https://a.md/w_3,h_2/x.jpg",)),
    ("https://a.md/w_3,h_2/x.jpg,https://a.md/w_3,h_2/y.jpg", ("https://a.md/w_3,h_2/x.jpg", "https://a.md/w_3,h_2/y.jpg")),
    ("https://a.md/x(1).jpg", ("https://a.md/x(1).jpg",)),
    ("https://a.md/?a=1&b=2", ("https://a.md/?a=1&b=2",)),
    ("https://a.md/?a=1&amp;b=2", ("https://a.md/?a=1&b=2",)),
    ("https:\\/\\/a.md\\/1.jpg", ("https://a.md/1.jpg",)),
    ("HTTPS://A.MD/1.JPG", ("HTTPS://A.MD/1.JPG",)),
    ("http://a.md/1.jpg.", ("http://a.md/1.jpg",)),
    ("https://a.md/1.jpghttps://a.md/2.jpg", ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("https://a.md/?u=https://b.md/1.jpg", ("https://a.md/?u=https://b.md/1.jpg",)),
    ("https://a.md/фото%201.jpg", ("https://a.md/фото%201.jpg",)),
    ("https://drive.google.com/uc?id=1AbC", ("https://drive.google.com/uc?id=1AbC",)),
    ('{"url":"https://a.md/1.jpg","order":1}', ("https://a.md/1.jpg",)),
    ('[{"url":"https://a.md/1.jpg"},{"url":"https://a.md/2.jpg"}]', ("https://a.md/1.jpg", "https://a.md/2.jpg")),
    ("https://a.md:8080/1.jpg?x=1#top", ("https://a.md:8080/1.jpg?x=1#top",)),
)  # fmt: skip
PHOTOS_HELD: Final = (
    "1.jpg; 2.jpg",
    "C:\\poze\\1.jpg",
    "12",
    "da",
    "есть",
    "ftp://a.md/1.jpg",
    "file:///C:/1.jpg",
    "http://",
    "https:///1.jpg",
    "IMG_2024.JPG",
    "vezi folderul",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
)

ADDRESSES: Final[tuple[tuple[tuple[tuple[str, Any], ...], str], ...]] = (
    ((("Oraș", "Chișinău"), ("Strada", "str. Florilor"), ("Nr casa", "5")), "Chișinău, str. Florilor, 5"),
    ((("Oraș", "Chișinău"), ("Strada", "str. Florilor"), ("Nr casa", 5)), "Chișinău, str. Florilor, 5"),
    ((("Oraș", "Chișinău"), ("Strada", "Florilor"), ("Nr casa", "5/2")), "Chișinău, Florilor, 5/2"),
    ((("Oraș", "Chișinău"), ("Strada", "Florilor"), ("Nr casa", "5A")), "Chișinău, Florilor, 5A"),
    ((("Oraș", "Chișinău"), ("Sector", "Botanica"), ("Strada", "Dacia"), ("Nr", "31/2")), "Chișinău, Botanica, Dacia, 31/2"),
    ((("Oraș", "Chișinău"), ("Sector", None), ("Strada", "Dacia")), "Chișinău, Dacia"),
    ((("Oraș", "Chișinău"), ("Sector", "-"), ("Strada", "Dacia")), "Chișinău, Dacia"),
    ((("Oraș", "Chișinău"), ("Sector", "n/a"), ("Strada", "Dacia 5")), "Chișinău, Dacia 5"),
    ((("Город", "Кишинёв"), ("Улица", "ул. Пушкина"), ("Дом", "12")), "Кишинёв, ул. Пушкина, 12"),
    ((("Город", "Кишинёв"), ("Район", "Центр"), ("Улица", "Пушкина"), ("Дом", "12"), ("Корпус", "2")), "Кишинёв, Центр, Пушкина, 12, 2"),
    ((("Город", "Одеса"), ("Вулиця", "вул. Дерибасівська"), ("Будинок", "4")), "Одеса, вул. Дерибасівська, 4"),
    ((("City", "Chisinau"), ("Street", "31 August 1989"), ("House number", "78")), "Chisinau, 31 August 1989, 78"),
    ((("Oraș", "Chișinău"), ("Strada", "Chișinău, str. Florilor"), ("Nr", "5")), "Chișinău, str. Florilor, 5"),
    ((("Oraș", "Bălți"), ("Oraș2", "Bălți"), ("Strada", "Independenței 3")), "Bălți, Independenței 3"),
    ((("Raion", "Orhei"), ("Sat", "Peresecina"), ("Strada", None), ("Nr", None)), "Orhei, Peresecina"),
    ((("Oraș", " Chișinău "), ("Strada", "str.  Florilor"), ("Nr", "5 ")), "Chișinău, str. Florilor, 5"),
    ((("Oraș", "Chișinău,"), ("Strada", "str. Florilor,"), ("Nr", "5")), "Chișinău, str. Florilor, 5"),
    ((("Strada", "str. Florilor"), ("Nr", "5"), ("Oraș", "Chișinău")), "str. Florilor, 5, Chișinău"),
    ((("Strada", "Florilor"), ("Nr", "нет"), ("Oraș", "Chișinău")), "Florilor, Chișinău"),
    ((("Strada", "Florilor"), ("Nr", "fără număr"), ("Oraș", "Chișinău")), "Florilor, Chișinău"),
    ((("Strada", "str. 5 Mai"), ("Nr", "5")), "str. 5 Mai, 5"),
    ((("Strada", "31 August 1989"), ("Nr", "31")), "31 August 1989, 31"),
    ((("Strada", "Florilor 5"), ("Nr", "5")), "Florilor 5"),
    ((("Strada", "Florilor"), ("Nr", "5"), ("Bloc", "2"), ("Ap", "5")), "Florilor, 5, 2, 5"),
    ((("Strada", "Florilor 12"), ("Nr", "2")), "Florilor 12, 2"),
    ((("Strada", "Alba Iulia 75/12"), ("Nr", "75/12")), "Alba Iulia 75/12"),
    ((("Улица", "8 Марта"), ("Дом", 8)), "8 Марта, 8"),
    ((("Adresa", "Chișinău, sect. Botanica"), ("Sector", "Botanica"), ("Nr", "1")), "Chișinău, sect. Botanica, 1"),
)  # fmt: skip


def _text(text: str) -> Case:
    return Case((("Descriere", _TEXT[0], text),), _TEXT, {_TEXT[0]: text}, silent=True)


CASES: Final = (
    *(
        Case(
            (("Descriere", _TEXT[0], f"{_PAD} {text}"),),
            _TEXT,
            {_TEXT[0]: f"{_PAD} {text}".replace("\u00a0", " ")},
            ProblemCode.CONTACT_IN_TEXT,
        )
        for text in CONTACTS
    ),
    *(_text(f"{_PAD} {text}") for text in NO_CONTACTS),
    *(_text(f"{text}. {_PAD}") for text in NO_CONTACTS),
    *(Case((("Descriere", _TEXT[0], raw),), _TEXT, {_TEXT[0]: text}) for raw, text in MARKUP),
)
CASES_ADDRESSES: Final = tuple(
    Case(
        tuple((header, "propertyAddress.part", cell) for header, cell in parts),
        ("propertyAddress",),
        {"propertyAddress": address},
    )
    for parts, address in ADDRESSES
)
