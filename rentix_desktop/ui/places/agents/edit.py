"""The profile of one account: what listings show of the agent, and how he can be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.profile import (
    CONTACTS,
    LONGEST_NAME,
    SITES,
    Profile,
    changed_fields,
    fields_of_refusal,
    is_address,
    profile_of,
    site_address,
    wrong_fields,
)
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.texts.people import CHANNELS, SITE_NAMES
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, scrolled, set_property
from rentix_desktop.ui.widgets.portraits import Album, Portrait, PortraitView
from rentix_desktop.ui.widgets.wrapping import wrapping

_DESCRIPTION_HEIGHT: Final = 150
_SHOWN_AT: Final[Mapping[str, str]] = {"avatar": "photo", "settings": "contacts"}
"""Where the portal's words about a field are shown, if it is called otherwise here."""


class EditView(QWidget):
    """`changed`: what can be saved is another; `picture_wanted`: the picture at this address is to be shown."""

    changed = Signal()
    left = Signal()
    picture_wanted = Signal(str)

    def __init__(self, desk: Desk, album: Album) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._album = album
        self._person: PersonSeen | None = None
        self._said: dict[str, QLabel] = {}
        self._refused: dict[str, str] = {}
        self._back = button(tr("All agents"), "editBackButton", small=True)
        self._back.clicked.connect(self.left)
        self._general = label(tone=Tone.WRONG, wrap=True, name="profileSaidLabel")
        self._portrait = PortraitView(desk.tokens, "profilePortrait")
        self._who = label(kind="heading", wrap=True, name="profileWhoLabel")
        columns = QHBoxLayout()
        columns.setSpacing(SIZES.block)
        for cards in ((self._build_person(), self._build_contacts()), (self._build_sites(), self._build_description())):
            column = QVBoxLayout()
            column.setSpacing(SIZES.block)
            for card in cards:
                column.addWidget(card)
            columns.addLayout(column, 1)
            column.addStretch(1)
        head = row(self._back, 8, self._portrait, self._who)
        head.setStretch(3, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.setSpacing(SIZES.gap)
        outer.addLayout(head)
        outer.addWidget(self._general)
        outer.addWidget(scrolled(columns), 1)

    # building -------------------------------------------------------------------------------------------------------------
    def _line(self, name: str, spoken: str, placeholder: str = "") -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setPlaceholderText(placeholder)
        made.textChanged.connect(self._on_changed)
        return made

    def _field(self, card: Card, key: str, title: str, field: QWidget | None) -> None:
        """Its name, itself, and what is wrong with it."""
        card.box.addWidget(label(title, kind="caption", wrap=True))
        if field is not None:
            card.box.addWidget(field)
        said = self._said[key] = label(tone=Tone.WRONG, wrap=True, name=f"{key}SaidLabel")
        said.hide()
        card.box.addWidget(said)

    def _build_person(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._name = self._line("profileNameEdit", tr("Name"))
        self._name.setMaxLength(LONGEST_NAME)
        self._field(card, "name", tr("Name, as listings show it"), self._name)
        self._phone = label(name="profilePhoneLabel")
        self._phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._field(card, "phone", tr("Phone"), self._phone)
        card.box.addWidget(
            label(
                tr("Rentix verifies phones when an invitation is accepted; nobody but the agent can change it there."),
                kind="caption",
                wrap=True,
            )
        )
        self._photo = self._line("profilePhotoEdit", tr("Address of the photo"), tr("Address of a photo, https://…"))
        self._photo.editingFinished.connect(self._on_photo)
        self._field(card, "photo", tr("Photo, by its address"), self._photo)
        self._remove = button(tr("Remove the photo"), "removePortraitButton", small=True)
        self._remove.clicked.connect(self._photo.clear)
        card.box.addLayout(row(self._remove, None))
        return card

    def _build_description(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._description = QPlainTextEdit()
        self._description.setObjectName("profileDescriptionEdit")
        self._description.setAccessibleName(tr("About the agent"))
        self._description.setTabChangesFocus(True)
        self._description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self._description.textChanged.connect(self._on_changed)
        self._field(card, "description", tr("About the agent"), self._description)
        return card

    def _build_sites(self) -> Card:
        card = Card(gap=4)
        self._sites: dict[str, QLineEdit] = {}
        for name, begins in SITES.items():
            title = self._tr(SITE_NAMES[name])
            made = self._sites[name] = self._line(f"{name}Edit", title, f"{begins}…")
            made.editingFinished.connect(self._on_site)
            self._field(card, name, title, made)
        return card

    def _build_contacts(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._contacts: dict[str, QCheckBox] = {}
        for name in CONTACTS:
            made = self._contacts[name] = QCheckBox(tr(CHANNELS[name]))
            made.setObjectName(f"{name}Check")
            made.setAccessibleName(made.text())
            made.toggled.connect(self._on_changed)
        holder = wrapping(*self._contacts.values(), gap=16)
        self._field(card, "contacts", tr("Buttons that listings show, to reach the agent"), holder)
        return card

    # what is shown --------------------------------------------------------------------------------------------------------
    @property
    def person(self) -> PersonSeen | None:
        return self._person

    def show_person(self, person: PersonSeen) -> None:
        """As the portal has it."""
        self._person = None  # nothing is compared while the fields are filled
        self._refused.clear()
        profile = profile_of(person, self._tr.language)
        self._who.setText(person.name)
        self._name.setText(profile.name)
        self._phone.setText(person.phone or "–")
        self._photo.setText(profile.photo)
        self._description.setPlainText(profile.description)
        for name, made in self._sites.items():
            made.setText(profile.sites[name])
        for name, box in self._contacts.items():
            box.setChecked(profile.contacts[name] is True)
        self._person = person
        self._on_photo()
        self._on_changed()

    def show_pictures(self) -> None:
        """A picture has come."""
        if self._person is not None:
            picture = self._album.picture(self._photo.text().strip())
            self._portrait.show_portrait(Portrait(self._person.name, picture))

    def show_refusal(self, messages: Sequence[str], fallback: str) -> None:
        """The portal's words at the fields they are about; what is about none of them over the form."""
        self._refused.clear()
        rest: list[str] = []
        for words in messages:
            name = fields_of_refusal(words)
            if name:
                key = _SHOWN_AT.get(name, name)
                told = self._tr("The portal says: “{words}”", words=words)
                self._refused[key] = f"{self._refused[key]} {told}" if key in self._refused else told
            else:
                rest.append(words)
        general = self._tr("The portal says: “{words}”", words=" ".join(rest)) if rest else ""
        self._general.setText(general or ("" if messages else fallback))
        self._show_wrong()
        announce(self._general)

    def take_focus(self) -> None:
        self._name.setFocus()
        self._name.selectAll()

    # what was entered -----------------------------------------------------------------------------------------------------
    @property
    def _entered(self) -> Profile:
        told = profile_of(self._person, self._tr.language).contacts if self._person is not None else {}
        contacts = {
            name: True if box.isChecked() else (None if told.get(name) is None else False)
            for name, box in self._contacts.items()
        }
        return Profile(
            self._name.text(),
            self._description.toPlainText(),
            self._photo.text(),
            {name: made.text() for name, made in self._sites.items()},
            contacts,
        )

    @property
    def fields(self) -> Record:
        """What is to be sent; empty where nothing is another, or something is wrong."""
        if self._person is None or wrong_fields(self._entered):
            return {}
        return changed_fields(self._person, self._entered, self._tr.language)

    @property
    def is_wrong(self) -> bool:
        return bool(wrong_fields(self._entered))

    def _show_wrong(self) -> None:
        tr, wrong = self._tr, wrong_fields(self._entered)
        words = dict(self._refused)
        for name, begins in SITES.items():
            if name in wrong:
                words[name] = tr("The address begins with {begins} and the name follows.", begins=begins)
        if "name" in wrong:
            words["name"] = tr("An agent needs a name.")
        if "photo" in wrong:
            words["photo"] = tr("The address begins with https://.")
        for key, said in self._said.items():
            said.setText(words.get(key, ""))
            said.setVisible(bool(words.get(key)))
        for key, made in {"name": self._name, "photo": self._photo, **self._sites}.items():
            set_property(made, "wrong", key in words)
            made.setAccessibleDescription(words.get(key, ""))
        self._general.setVisible(bool(self._general.text()))

    @Slot()
    def _on_changed(self) -> None:
        if self._person is None:
            return
        sender = self.sender()
        for key, made in {"name": self._name, "photo": self._photo, "description": self._description}.items():
            if made is sender:
                self._refused.pop(key, None)
        for name, made in self._sites.items():
            if made is sender:
                self._refused.pop(name, None)
        if isinstance(sender, QCheckBox):
            self._refused.pop("contacts", None)
        self._general.setText("")
        self._remove.setEnabled(bool(self._photo.text()))
        self._show_wrong()
        self.changed.emit()

    @Slot()
    def _on_site(self) -> None:
        """A name alone becomes the whole address."""
        for name, made in self._sites.items():
            if made is self.sender() and made.text().strip():
                made.setText(site_address(name, made.text()))

    @Slot()
    def _on_photo(self) -> None:
        address = self._photo.text().strip()
        if is_address(address) and self._album.lacks([address]):
            self.picture_wanted.emit(address)
        self.show_pictures()
