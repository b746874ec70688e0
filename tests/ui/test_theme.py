from __future__ import annotations

from dataclasses import asdict
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.resources import resource
from rentix_desktop.sync.ports import Theme
from rentix_desktop.ui.theme import DARK, LIGHT, TEXT_PAIRS, Look, Tokens, contrast, icon, mixed, palette

SIGNS = sorted(path.stem for path in resource("icons").glob("*.svg"))


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, text: str, ground: str) -> None:
    colours = asdict(tokens)
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert mixed("#FF0000", "#0000FF", 0.5) == "#800080"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_disabled_and_placeholder_text_can_be_read(qapp: QApplication, tokens: Tokens) -> None:
    made = palette(tokens)
    base = made.color(made.ColorRole.Base).name()
    assert contrast(made.color(made.ColorRole.PlaceholderText).name(), base) >= 4.5
    assert contrast(made.color(made.ColorGroup.Disabled, made.ColorRole.Text).name(), base) >= 4.5


@pytest.mark.parametrize("name", SIGNS)
def test_the_signs_are_ours_and_drawn(qapp: QApplication, name: str) -> None:
    ElementTree.parse(resource("icons", f"{name}.svg"))  # noqa: S314 - our own file
    image = icon(name, "#FF0000", 16).pixmap(16, 16).toImage()
    assert any(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))


def test_there_is_a_font(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family()


@pytest.mark.parametrize(("theme", "dark"), [(Theme.LIGHT, False), (Theme.DARK, True), (Theme.SYSTEM, False)])
def test_a_scheme_is_applied_without_a_complaint_of_qt(
    qtbot: QtBot, qapp: QApplication, theme: Theme, dark: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tokens = Look(qapp).apply(theme, window)
    window.show()
    assert tokens.dark is dark
    assert "$" not in window.styleSheet()
    assert qapp.palette().window().color().name().upper() == tokens.ground
