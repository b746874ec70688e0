"""The look in one place: tokens, the palette and stylesheet made from them, and our own tinted signs.

Sizes are logical pixels. A page never names a colour: it takes a token, or an object name or property that the
stylesheet in `resources/style` knows.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from rentix_desktop.resources import resource
from rentix_desktop.sync.ports import Theme


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme. `*_soft` are grounds; the colour of the same name is the text that stands on them."""

    dark: bool
    ground: str
    surface: str
    side: str
    line: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    look: str
    look_soft: str
    wrong: str
    wrong_soft: str
    # controls: their outline is stronger than a line between blocks, so that a field is seen as one
    control: str
    hover: str
    accent_hover: str


LIGHT: Final = Tokens(
    dark=False,
    ground="#F5F7F9",
    surface="#FFFFFF",
    side="#F0F3F5",
    line="#DFE4EA",
    text="#1A2330",
    muted="#5A6675",
    accent="#0B6E69",
    accent_soft="#E2F1F0",
    on_accent="#FFFFFF",
    good="#17764A",
    good_soft="#E3F4EA",
    look="#8A5A00",
    look_soft="#FFF3D6",
    wrong="#B3261E",
    wrong_soft="#FCE8E6",
    control="#C3CBD4",
    hover="#EEF2F5",
    accent_hover="#095B57",
)

DARK: Final = Tokens(
    dark=True,
    ground="#12171C",
    surface="#1A2128",
    side="#161C22",
    line="#2D3741",
    text="#E6EBF0",
    muted="#9DA9B6",
    accent="#3DBDB4",
    accent_soft="#12383A",
    on_accent="#0C1A1A",
    good="#5CCB92",
    good_soft="#14352A",
    look="#E3B04B",
    look_soft="#3A2F14",
    wrong="#F28B82",
    wrong_soft="#40201E",
    control="#465360",
    hover="#232C35",
    accent_hover="#5CCFC7",
)

TEXT_PAIRS: Final = (
    *((text, ground) for text in ("text", "muted") for ground in ("ground", "surface", "side", "hover")),
    *((text, ground) for text in ("accent", "good", "look", "wrong") for ground in ("surface", "ground")),
    *((name, f"{name}_soft") for name in ("accent", "good", "look", "wrong")),
    *(("text", f"{name}_soft") for name in ("accent", "good", "look", "wrong")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
)
"""Every (text, ground) that occurs in the window, by token name."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type, spacing (steps of 4; page margin and blocks as drawn) and corners."""

    text: int = 14
    table: int = 13
    caption: int = 12
    title: int = 21
    figure: int = 26
    gap: int = 8
    margin: int = 28
    block: int = 14
    pad: int = 16
    row: int = 38
    block_radius: int = 10
    button_radius: int = 8
    side_width: int = 216
    header_height: int = 52
    footer_height: int = 64


SIZES: Final = Sizes()


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours "#RRGGBB" as WCAG 2 defines it, from 1 to 21."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(first: str, second: str, share: float) -> str:
    """A colour between two: `share` 0…1 of the first."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tokens_for(theme: Theme) -> Tokens:
    """The scheme a person chose; SYSTEM asks the desktop (LIGHT where it does not say)."""
    if theme is Theme.SYSTEM:
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if theme is Theme.DARK else LIGHT


def palette(tokens: Tokens) -> QPalette:
    """A whole palette of our own: Fusion on Linux does not follow the scheme by itself."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, tokens.ground),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.side),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.wrong),
        (role.ToolTipBase, tokens.surface),
        (role.ToolTipText, tokens.text),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.control),
        (role.Shadow, tokens.control),
    ):
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return made


def tinted_svg(name: str, colour: str) -> bytes:
    """One of our signs (`resources/icons/NAME.svg`, drawn with currentColor) in a colour."""
    return _svg(name).replace(b"currentColor", colour.encode())


@cache
def _svg(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """A sign as a pixmap of `size` logical pixels for a screen of this ratio."""
    renderer = QSvgRenderer(QByteArray(tinted_svg(name, colour)))
    image = QImage(QSize(round(size * ratio), round(size * ratio)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """A sign for a button, sharp on ordinary and on dense screens."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


class Look:
    """Applies a scheme to the application and its window. Keeps the tinted signs the stylesheet names as files while it lives."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._files = QTemporaryDir()
        application.aboutToQuit.connect(self._files.remove)  # what lives to the very end is never destroyed
        self.tokens = LIGHT
        application.setStyle(QStyleFactory.create("Fusion"))
        font = application.font()
        font.setPixelSize(SIZES.text)
        application.setFont(font)

    def apply(self, theme: Theme, window: QWidget) -> Tokens:
        """Puts the palette in place, and the stylesheet on the window, and returns the tokens pages are built with.

        With a stylesheet of the whole application everything below a widget is looked up anew each time the widget is
        put into another while a page is built: that alone took up to three quarters of the building."""
        self.tokens = tokens_for(theme)
        self._application.setPalette(palette(self.tokens))
        window.ensurePolished()  # else Qt goes on with the rules of a former one
        window.setStyleSheet(self._stylesheet())
        return self.tokens

    def _stylesheet(self) -> str:
        values: dict[str, object] = {**asdict(self.tokens), **{f"size_{k}": v for k, v in asdict(SIZES).items()}}
        for name in ("accent", "good", "look", "wrong"):  # the outline of a soft block
            values[f"{name}_line"] = mixed(getattr(self.tokens, name), getattr(self.tokens, f"{name}_soft"), 0.3)
        for name, token in (("chevron-down", "muted"), ("tick", "on_accent"), ("chevron-up", "muted")):
            values[f"sign_{name.replace('-', '_')}"] = self._sign_file(name, token)
        return Template(resource("style", "window.qss").read_text(encoding="utf-8")).substitute(values)

    def _sign_file(self, name: str, token: str) -> str:
        colour: str = getattr(self.tokens, token)
        path = Path(self._files.path()) / f"{name}-{colour[1:]}.svg"
        if not path.exists():
            path.write_bytes(tinted_svg(name, colour))
        return path.as_posix()
