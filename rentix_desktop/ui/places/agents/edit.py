"""The profile of one account: what listings show of the agent, and how he can be reached."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.people.profile import Entered, changes_of, entered_of, is_address, site_address, wrong_parts
from rentix_desktop.sync.destination import Outcome, PersonSeen, Refused
from rentix_desktop.sync.people import Channel, Part, ProfileForm
from rentix_desktop.texts.people import CHANNELS, SITE_NAMES, refusal_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, scrolled, set_property
from rentix_desktop.ui.widgets.portraits import Album, Portrait, PortraitView
from rentix_desktop.ui.widgets.wrapping import wrapping

_DESCRIPTION_HEIGHT: Final = 150


class EditView(QWidget):
    """`changed`: what can be saved has changed; `picture_wanted`: the picture at this address is to be shown."""

    changed = Signal()
    left = Signal()
    picture_wanted = Signal(str)

    def __init__(self, desk: Desk, album: Album, form: ProfileForm) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._album, self.form = album, form
        self._person: PersonSeen | None = None
        self._said: dict[Part, QLabel] = {}
        self._refused: dict[Part, str] = {}
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

    def _field(self, card: Card, part: Part, title: str, field: QWidget | None) -> None:
        """Its name, itself, and what is wrong with it."""
        card.box.addWidget(label(title, kind="caption", wrap=True))
        if field is not None:
            card.box.addWidget(field)
        said = self._said[part] = label(tone=Tone.WRONG, wrap=True, name=f"{part}SaidLabel")
        said.hide()
        card.box.addWidget(said)

    def _build_person(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._name = self._line("profileNameEdit", tr("Name"))
        self._name.setMaxLength(self.form.longest_name)
        self._field(card, Part.NAME, tr("Name, as listings show it"), self._name)
        self._phone = label(name="profilePhoneLabel")
        self._phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._field(card, Part.PHONE, tr("Phone"), self._phone)
        card.box.addWidget(
            label(
                tr("Rentix verifies phones when an invitation is accepted; nobody but the agent can change it there."),
                kind="caption",
                wrap=True,
            )
        )
        self._photo = self._line("profilePhotoEdit", tr("Address of the photo"), tr("Address of a photo, https://…"))
        self._photo.editingFinished.connect(self._on_photo)
        self._field(card, Part.PHOTO, tr("Photo, by its address"), self._photo)
        self._remove = button(tr("Remove the photo"), "removePortraitButton", small=True)
        self._remove.clicked.connect(self._photo.clear)
        card.box.addLayout(row(self._remove, None))
        return card

    def _build_description(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._about = QPlainTextEdit()
        self._about.setObjectName("profileDescriptionEdit")
        self._about.setAccessibleName(tr("About the agent"))
        self._about.setTabChangesFocus(True)
        self._about.setFixedHeight(_DESCRIPTION_HEIGHT)
        self._about.textChanged.connect(self._on_changed)
        self._field(card, Part.ABOUT, tr("About the agent"), self._about)
        return card

    def _build_sites(self) -> Card:
        card = Card(gap=4)
        self._sites: dict[Part, QLineEdit] = {}
        for site, form in self.form.sites.items():
            title = self._tr(SITE_NAMES[site])
            made = self._sites[site] = self._line(f"{site}Edit", title, f"{form.begins}…")
            made.editingFinished.connect(self._on_site)
            self._field(card, site, title, made)
        return card

    def _build_contacts(self) -> Card:
        tr = self._tr
        card = Card(gap=4)
        self._channels: dict[Channel, QCheckBox] = {}
        for channel in self.form.channels:
            made = self._channels[channel] = QCheckBox(tr(CHANNELS[channel]))
            made.setObjectName(f"{channel}ChannelCheck")
            made.setAccessibleName(made.text())
            made.toggled.connect(self._on_changed)
        holder = wrapping(*self._channels.values(), gap=16)
        self._field(card, Part.CHANNELS, tr("Buttons that listings show, to reach the agent"), holder)
        return card

    # what is shown --------------------------------------------------------------------------------------------------------
    @property
    def person(self) -> PersonSeen | None:
        return self._person

    def show_person(self, person: PersonSeen, draft: Entered | None = None) -> None:
        """As the portal has it, or as it was left with what was typed."""
        self._person = None  # nothing is compared while the fields are filled
        self._refused.clear()
        self._general.clear()
        shown = draft or entered_of(person, self.form, self._tr.language)
        self._who.setText(person.name)
        self._name.setText(shown.name)
        self._phone.setText(person.phone or "–")
        self._photo.setText(shown.photo)
        self._about.setPlainText(shown.about)
        for site, made in self._sites.items():
            made.setText(shown.sites.get(site, ""))
        for channel, box in self._channels.items():
            box.setChecked(shown.channels.get(channel) is True)
        self._person = person
        self._on_photo()
        self._on_changed()

    def show_pictures(self) -> None:
        """A picture has come."""
        if self._person is not None:
            picture = self._album.picture(self._photo.text().strip())
            self._portrait.show_portrait(Portrait(self._person.name, picture))

    def show_refusal(self, outcome: Outcome) -> None:
        """The portal's words at the fields they are about; what is about none of them over the form."""
        self._refused.clear()
        rest: list[str] = []
        messages = outcome.messages if isinstance(outcome, Refused) else ()
        parts = outcome.parts if isinstance(outcome, Refused) else ()
        for words, part in zip_longest(messages, parts):
            if part is not None:
                told = self._tr("The portal says: “{words}”", words=words)
                self._refused[part] = f"{self._refused[part]} {told}" if part in self._refused else told
            else:
                rest.append(words)
        general = self._tr("The portal says: “{words}”", words=" ".join(rest)) if rest else ""
        self._general.setText(general or ("" if messages else refusal_words(outcome, "", self._tr)))
        self._show_wrong()
        announce(self._general)

    def take_focus(self) -> None:
        self._name.setFocus()
        self._name.selectAll()

    # what was entered -----------------------------------------------------------------------------------------------------
    @property
    def entered(self) -> Entered:
        told = self._person.profile.channels if self._person is not None else {}
        channels = {
            channel: True if box.isChecked() else (False if channel in told else None)
            for channel, box in self._channels.items()
        }
        return Entered(
            self._name.text(),
            self._about.toPlainText(),
            self._photo.text(),
            {site: made.text() for site, made in self._sites.items()},
            channels,
        )

    @property
    def fields(self) -> Record:
        """What is to be sent; empty where nothing was changed, or something is wrong."""
        return {} if wrong_parts(self.entered, self.form) else self._changes

    @property
    def unsaved(self) -> bool:
        """Something was typed that the portal has not."""
        return bool(self._changes)

    @property
    def _changes(self) -> Record:
        if self._person is None:
            return {}
        return changes_of(self._person, self.entered, self.form, self._tr.language)

    @property
    def _lines(self) -> dict[Part, QLineEdit]:
        return {Part.NAME: self._name, Part.PHOTO: self._photo, **self._sites}

    def _show_wrong(self) -> None:
        tr, wrong = self._tr, wrong_parts(self.entered, self.form)
        words = dict(self._refused)
        for site, form in self.form.sites.items():
            if site in wrong:
                words[site] = tr("The address begins with {begins} and the name follows.", begins=form.begins)
        if Part.NAME in wrong:
            words[Part.NAME] = tr("An agent needs a name.")
        if Part.PHOTO in wrong:
            words[Part.PHOTO] = tr("The address begins with https://.")
        for part, said in self._said.items():
            said.setText(words.get(part, ""))
            said.setVisible(bool(words.get(part)))
        for part, made in self._lines.items():
            set_property(made, "wrong", part in words)
            made.setAccessibleDescription(words.get(part, ""))
        self._general.setVisible(bool(self._general.text()))

    @Slot()
    def _on_changed(self) -> None:
        if self._person is None:
            return
        sender = self.sender()
        parts: dict[Part, QWidget] = {**self._lines, Part.ABOUT: self._about}
        self._refused = {part: words for part, words in self._refused.items() if parts.get(part) is not sender}
        if isinstance(sender, QCheckBox):
            self._refused.pop(Part.CHANNELS, None)
        self._general.setText("")
        self._remove.setEnabled(bool(self._photo.text()))
        self._show_wrong()
        self.changed.emit()

    @Slot()
    def _on_site(self) -> None:
        """A name alone becomes the whole address."""
        for site, made in self._sites.items():
            if made is self.sender() and made.text().strip():
                made.setText(site_address(self.form.sites[site], made.text()))

    @Slot()
    def _on_photo(self) -> None:
        address = self._photo.text().strip()
        if is_address(address) and self._album.lacks([address]):
            self.picture_wanted.emit(address)
        self.show_pictures()
