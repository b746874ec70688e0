"""What an error says to a person: a title, a sentence, what to do. Codes below, text here, made when shown.

The words of a parameter are named in braces; `rentix_desktop.errors` does not translate, so names of sheets, columns
and options arrive as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.errors import AppError, Code
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import fill, first_told


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error in the person's language: what it is called, what happened, what to do."""

    title: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """`fuller` says more than `message`, with parameters that are not always known."""

    title: str
    message: str
    hint: str
    fuller: str | None = None


_USAGE: Final[Mapping[Code, _Entry]] = {
    Code.WRONG_USAGE: _Entry(
        mark("That cannot be done like this"),
        mark("{text}"),
        mark("Check what was entered and try again."),
    ),
    Code.NOT_SURE: _Entry(
        mark("Some columns are not certain"),
        mark("It is not certain what these columns mean: {columns}. Nothing was sent."),
        mark("Say what they mean with {option}, then try again."),
    ),
    Code.KEY_COLUMN_NOT_SURE: _Entry(
        mark("The listing code is not certain"),
        mark(
            "No column is certain to hold a different code for every listing. "
            "Without it a listing could be sent twice. Nothing was sent."
        ),
        mark("Choose the column with the code of the listing ({option})."),
    ),
    Code.LAYOUT_UNKNOWN: _Entry(
        mark("No such layout"),
        mark("No layout named “{name}” is remembered."),
        mark("Check the name, or go on without a layout."),
    ),
    Code.LAYOUT_NOT_READABLE: _Entry(
        mark("This file holds no layout"),
        mark("“{path}” was not written by “Export” of this program, or is damaged. Nothing was changed."),
        mark("Choose a file that was exported here or on another computer."),
    ),
    Code.NOTHING_TO_RETRY: _Entry(
        mark("Nothing to send again"),
        mark("No listing was refused or held back in the last run."),
        mark("Send a file first."),
    ),
    Code.NOTHING_TO_UNDO: _Entry(
        mark("Nothing to take back"),
        mark("Nothing of this upload reached the portal, so the portal is as it was before."),
        mark("Choose another upload, if another one was meant."),
    ),
    Code.UNDO_TOO_LATE: _Entry(
        mark("It is too late to take this upload back"),
        mark("An upload can be taken back for {days} days. Nothing was changed."),
        mark("Send a file with what the listings should say, or change them on the portal."),
    ),
    Code.ROWS_REMOVED: _Entry(
        mark("The details of this upload are not kept any more"),
        mark("Only its figures are: the rows of an upload are removed after a time, so that the history stays small."),
        mark("How long they are kept can be changed in the settings."),
    ),
}

_FILES: Final[Mapping[Code, _Entry]] = {
    Code.FILE_MISSING: _Entry(
        mark("The file is not there"),
        mark("“{path}” was not found. It may have been moved, renamed or deleted."),
        mark("Choose the file again."),
    ),
    Code.FILE_NOT_READABLE: _Entry(
        mark("The file cannot be opened"),
        mark("“{path}” could not be opened. Another program may hold it, or you may not have the right to read it."),
        mark("Close it in Excel, or copy it to your Documents folder, and choose it again."),
    ),
    Code.FILE_FORMAT_UNKNOWN: _Entry(
        mark("This kind of file is not known"),
        mark("“{path}” is neither an Excel or OpenDocument spreadsheet nor a CSV or TSV file."),
        mark("Open it in Excel, save it as .xlsx and choose that file."),
    ),
    Code.FILE_ENCRYPTED: _Entry(
        mark("The file has a password"),
        mark("“{path}” is protected with a password, so nothing in it can be read."),
        mark("Open it in Excel, save a copy without a password and choose the copy."),
    ),
    Code.FILE_DAMAGED: _Entry(
        mark("The file is damaged"),
        mark("“{path}” could not be read to its end. Part of it is missing or broken."),
        mark("Open it in Excel, save it as a new .xlsx file and choose that one, or export it again."),
    ),
    Code.FILE_EMPTY: _Entry(
        mark("The file is empty"),
        mark("There is nothing in “{path}”."),
        mark("Choose another file, or export it again."),
    ),
    Code.FILE_TOO_BIG: _Entry(
        mark("The file is too big"),
        mark(
            "“{path}” needs more memory than is safe to give it. This also happens when a few cells stand very far away."
        ),
        mark("Delete the empty rows and columns around the table, or divide the file, and choose it again."),
    ),
    Code.FILE_CHANGED: _Entry(
        mark("The file changed while it was read"),
        mark("“{path}” was being saved by another program. Nothing was sent."),
        mark("Wait until it is saved and choose it again."),
    ),
    Code.FILE_NOT_WRITABLE: _Entry(
        mark("The file cannot be saved"),
        mark("“{path}” could not be written. It may be open in Excel, or the folder may not be yours."),
        mark("Close it in Excel, or choose another name or folder."),
    ),
    Code.SHEET_UNKNOWN: _Entry(
        mark("No such sheet"),
        mark("The file has no sheet named “{sheet}”. Its sheets: {sheets}."),
        mark("Choose one of these sheets."),
    ),
    Code.ENCODING_UNKNOWN: _Entry(
        mark("The letters cannot be read"),
        mark("The text of “{path}” does not fit the encoding {encoding}."),
        mark("Choose another encoding until the letters look right, or save the file as .xlsx."),
    ),
    Code.NO_ROWS: _Entry(
        mark("No listings in this sheet"),
        mark("Below the header row there is nothing."),
        mark("Choose another sheet, or mark another row as the header."),
    ),
    Code.TOO_MANY_COLUMNS: _Entry(
        mark("Too many columns"),
        mark("The sheet has {count} columns; at most {limit} can be read."),
        mark("Delete the columns that are not needed and choose the file again."),
    ),
    Code.FIXED_FILE_FOREIGN: _Entry(
        mark("This is not the file of corrections"),
        mark("“{path}” was not saved from these results: it belongs to another upload, or its first row was changed."),
        mark("Choose the file that was saved from these results, or save it anew."),
    ),
    Code.FIXED_FILE_UNCHANGED: _Entry(
        mark("Nothing was changed in this file"),
        mark("“{path}” says what it said when it was saved, so there is nothing to send again."),
        mark("Correct its cells, save it, and bring it again."),
    ),
}

_ACCESS: Final[Mapping[Code, _Entry]] = {
    Code.KEY_MISSING: _Entry(
        mark("No API key yet"),
        mark("Without the agency's API key nothing can be sent."),
        mark(
            "On rentix.md open the user menu, choose your agency, then API Keys and Create Key, and paste the key here."
        ),
    ),
    Code.KEY_INVALID: _Entry(
        mark("The key was not accepted"),
        mark("The portal does not know this API key. It may be mistyped, or it was revoked."),
        mark("Copy the key again, or create a new one on rentix.md: user menu, your agency, API Keys."),
    ),
    Code.KEY_MALFORMED: _Entry(
        mark("This is not an API key"),
        mark("The text has characters that a key never has. Perhaps something else was copied."),
        mark("Copy the key again, the whole of it and nothing else."),
    ),
    Code.SEVERAL_KEYS_SENT: _Entry(
        mark("The key arrived twice"),
        mark(
            "The portal received the key in two ways at once and refused it. Something between here and the portal adds it."
        ),
        mark("Ask whoever looks after your network whether a program changes what is sent to the portal."),
    ),
    Code.AGENCY_SUSPENDED: _Entry(
        mark("The agency is suspended"),
        mark(
            "The portal has suspended your agency. Nothing can be sent until this is settled; nothing you prepared is lost."
        ),
        mark("Contact Rentix support."),
    ),
    Code.CRM_DISABLED: _Entry(
        mark("Sending from outside is not switched on"),
        mark("The portal has not enabled CRM access for your agency."),
        mark("Ask Rentix support to enable CRM access for your agency."),
    ),
    Code.FORBIDDEN: _Entry(
        mark("The key may not do this"),
        mark("The portal knows the key, but does not let it do this."),
        mark("Use a key of your agency that may do this, or contact Rentix support."),
    ),
}

_SERVICE: Final[Mapping[Code, _Entry]] = {
    Code.ADDRESS_INVALID: _Entry(
        mark("The portal's address is not complete"),
        mark("“{address}” is not an address a portal can have."),
        mark("It looks like this: https://crm.rentix.md/api/v1"),
    ),
    Code.ADDRESS_INSECURE: _Entry(
        mark("The portal's address is not safe"),
        mark("“{address}” starts with http: the key could be read on its way. Nothing was sent."),
        mark("Use an address that starts with https."),
    ),
    Code.HOST_UNKNOWN: _Entry(
        mark("The portal was not found"),
        mark("There is no “{host}”, or this computer has no internet."),
        mark("Check the internet connection and the portal's address."),
    ),
    Code.UNREACHABLE: _Entry(
        mark("The portal cannot be reached"),
        mark("{host} does not answer. Nothing you prepared is lost."),
        mark("Check the internet connection and try again; sending goes on where it stopped."),
    ),
    Code.TIMEOUT: _Entry(
        mark("The portal takes too long"),
        mark("The portal did not answer in time. Nothing you prepared is lost."),
        mark("Try again in a few minutes; sending goes on where it stopped."),
    ),
    Code.TLS_FAILED: _Entry(
        mark("The connection is not safe"),
        mark("{host} could not prove that it is the portal. Nothing was sent, the key neither."),
        mark("Check the date of this computer. In an office with its own certificate, choose its CA file in Settings."),
    ),
    Code.NOT_THE_API: _Entry(
        mark("The portal is not at this address"),
        mark("{host} answered, but not as the portal does. It may be another page, or a sign-in page of the network."),
        mark("Check the portal's address; in a public network open a browser and sign in first."),
    ),
    Code.ANSWER_UNREADABLE: _Entry(
        mark("The portal's answer cannot be read"),
        mark("The answer was cut or garbled. The listings it was about are sent again; none is counted as done."),
        mark("Try again. If it stays so, tell Rentix support the time."),
    ),
    Code.REDIRECTED: _Entry(
        mark("The portal points to another address"),
        mark("The answer sends us to {host}. The key is not taken there."),
        mark("If the portal has moved, enter its new address in Settings."),
    ),
    Code.RATE_LIMITED: _Entry(
        mark("The portal asks for a pause"),
        mark("More was sent in a minute than the portal takes."),
        mark("Wait a minute; sending goes on by itself."),
    ),
    Code.SERVER_ERROR: _Entry(
        mark("The portal has a fault"),
        mark("The portal answered with fault {status}. It is not about your listings; nothing you prepared is lost."),
        mark("Try again later. If it stays so, tell Rentix support the time."),
    ),
    Code.REQUEST_REFUSED: _Entry(
        mark("The portal refused it"),
        mark("The portal did not take what was sent ({status})."),
        mark("Read the portal's words beside each listing, correct it and send it again."),
    ),
    Code.TOO_LARGE: _Entry(
        mark("Too much at once"),
        mark("The portal refused it because it is too big."),
        mark("Shorten the description or leave out some photos, and send it again."),
    ),
    Code.CANNOT_BE_ASKED: _Entry(
        mark("The portal cannot be asked beforehand"),
        mark("This portal does not say before an upload what it would not take."),
        mark("Send the listings: what it does not take stands on the results page, with its words."),
    ),
}

_ENVIRONMENT: Final[Mapping[Code, _Entry]] = {
    Code.DATA_FOLDER_BUSY: _Entry(
        mark("Rentix Desktop is already at work"),
        mark("Another window or command is using the same data: {path}."),
        mark("Close the other one, or wait until it is done."),
        fuller=mark("Another window or command ({program}, process {pid}) is using the same data: {path}."),
    ),
    Code.DATA_FOLDER_NOT_WRITABLE: _Entry(
        mark("The data folder cannot be used"),
        mark("Nothing can be kept in {path}."),
        mark("Ask whoever looks after this computer for the right to write there, or choose another folder."),
    ),
    Code.DISK_FULL: _Entry(
        mark("The disk is full"),
        mark("There is no room left to write to. What was done until now is kept."),
        mark("Free some space and try again."),
    ),
    Code.DATABASE_DAMAGED: _Entry(
        mark("The record of what was sent is damaged"),
        mark("{path} cannot be read. Nothing changed on the portal."),
        mark("Restore this file from a copy, or move it away and start anew: everything is then sent once more."),
    ),
    Code.DATABASE_NEWER: _Entry(
        mark("A newer Rentix Desktop was here"),
        mark("What is kept on this computer was made by a newer version, and is left as it is."),
        mark("Install the newest version of Rentix Desktop."),
    ),
    Code.KEYRING_LOCKED: _Entry(
        mark("The password store is locked"),
        mark("The key is kept until you close the program, and not longer."),
        mark("Unlock the password store of your system and enter the key again to keep it."),
    ),
    Code.KEYRING_MISSING: _Entry(
        mark("No safe place for the key"),
        mark(
            "This system has no password store. The key is kept until you close the program, and never written to a file."
        ),
        mark("You will be asked for the key next time."),
    ),
    Code.KEYRING_TIMEOUT: _Entry(
        mark("The password store does not answer"),
        mark("The key is kept until you close the program, and not longer."),
        mark("Look for a password window of your system, then enter the key again to keep it."),
    ),
    Code.KEYRING_FAILED: _Entry(
        mark("The password store did not keep the key"),
        mark("The key is kept until you close the program, and not longer."),
        mark("Enter the key again next time, or ask whoever looks after this computer."),
    ),
    Code.SCHEDULER_MISSING: _Entry(
        mark("This computer has no scheduler that is known here"),
        mark("The program “{tool}” of the system was not found. Nothing was changed."),
        mark("Leave the window open, or let another scheduler call “rentix-sync sync --due”."),
    ),
    Code.SCHEDULER_FAILED: _Entry(
        mark("The system's scheduler did not take it"),
        mark("“{tool}” says: {said}. The schedule is as it was before."),
        mark("Try again; if it stays so, show these words to whoever looks after this computer."),
    ),
    Code.SCHEDULE_PATH: _Entry(
        mark("This path cannot be put into a schedule"),
        mark("The system's scheduler would change “{path}” into something else. Nothing was changed."),
        mark("Choose a folder whose name has no percent signs, line breaks or damaged letters."),
    ),
    Code.DEMO_NOT_STARTED: _Entry(
        mark("The demo portal did not start"),
        mark("The practice portal on this computer could not be started."),
        mark("Close other programs and try again."),
    ),
    Code.CA_FILE_UNREADABLE: _Entry(
        mark("The certificate file cannot be used"),
        mark("“{path}” is not a certificate file, or cannot be opened."),
        mark("Choose another CA file in Settings, or none."),
    ),
    Code.STOPPED: _Entry(
        mark("Stopped"),
        mark("It was stopped before its end. What was accepted stays; the rest is kept."),
        mark("Go on whenever you like; sending goes on where it stopped."),
    ),
    Code.BUG: _Entry(
        mark("Rentix Desktop made a mistake"),
        mark("Something happened that should not happen. Nothing you prepared is lost."),
        mark("Use “Copy details for support” and send us what it copied."),
    ),
}

ENTRIES: Final[Mapping[Code, _Entry]] = {**_USAGE, **_FILES, **_ACCESS, **_SERVICE, **_ENVIRONMENT}


def describe(error: AppError, tr: Texts) -> ErrorText:
    """The error in the person's language. Never raises: a code without texts is told as our bug."""
    return describe_code(error.code, tr, **error.params)


def describe_code(code: Code, tr: Texts, **params: str | int | float) -> ErrorText:
    """As `describe`, for a code that was kept without its error (why a key is not kept)."""
    entry = ENTRIES.get(code, ENTRIES[Code.BUG])
    told = first_told([each for each in (entry.fuller, entry.message) if each], params)
    return ErrorText(fill(tr, entry.title, params), fill(tr, told, params), fill(tr, entry.hint, params))
