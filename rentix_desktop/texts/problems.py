"""What is wrong with a row, said to a person: the cause (for grouping), what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import Param
from rentix_desktop.sync.photos import PhotoFault
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import Message, fill
from rentix_desktop.texts.names import field_name, value_name


@dataclass(frozen=True, slots=True)
class ProblemText:
    """`cause` is the same for all problems of one code; `field` is the field's name, `message` and `hint` sentences."""

    cause: str
    field: str
    message: str
    hint: str

    @property
    def sentence(self) -> str:
        """All of it where there is only one line: "Price: “abc” is not a number. Write digits only."."""
        return f"{self.field}: {self.message} {self.hint}"


@dataclass(frozen=True, slots=True)
class _Entry:
    cause: str
    message: Message
    hint: Message


ENTRIES: Final[Mapping[ProblemCode, _Entry]] = {
    ProblemCode.KEY_MISSING: _Entry(
        mark("The listing has no code"),
        mark("The listing has no code of its own."),
        mark("Fill in its code."),
    ),
    ProblemCode.KEY_REPEATED: _Entry(
        mark("Two rows have the same code"),
        mark("The same code stands in row {other_row}, too."),
        mark("Give each listing its own code, or delete the row that is not needed."),
    ),
    ProblemCode.ELSEWHERE: _Entry(
        mark("Another kept file has this listing"),
        mark("“{other}” had a listing with this code first and says something else about it. What it says stays."),
        mark("Take it out of one of the two files, or give it a code of its own."),
    ),
    ProblemCode.TAKEN_BACK: _Entry(
        mark("It was taken back"),
        mark("What the file says of it was taken back, so that it is not sent again by itself."),
        mark("Change it in the file, or have what was taken back sent again on the home page."),
    ),
    ProblemCode.KEY_DAMAGED: _Entry(
        mark("The code is damaged"),
        mark("“{text}” has lost letters or digits, so that it may be the code of another listing."),
        mark("Format the column as text in Excel, put the right code there, and open the file again."),
    ),
    ProblemCode.REQUIRED_MISSING: _Entry(
        mark("Something needed is missing"),
        mark("It is empty, and a public listing must have it."),
        mark("Fill it in, or send the listing as a draft."),
    ),
    ProblemCode.ONE_OF_MISSING: _Entry(
        mark("Something needed is missing"),
        mark("A public listing must have one of these: {fields}."),
        mark("Fill in one of them, or send the listing as a draft."),
    ),
    ProblemCode.NOT_A_NUMBER: _Entry(
        mark("Not a number"),
        mark("“{text}” is not a number."),
        mark("Write it in digits."),
    ),
    ProblemCode.NOT_WHOLE: _Entry(
        mark("Not a whole number"),
        mark("“{text}” is not a whole number."),
        mark("Write it without decimals."),
    ),
    ProblemCode.TOO_SMALL: _Entry(
        mark("The number is too small"),
        mark("{value} is less than {limit}, the smallest number allowed."),
        mark("Check the number."),
    ),
    ProblemCode.TOO_LARGE: _Entry(
        mark("The number is too large"),
        mark("{value} is more than {limit}, the largest number allowed."),
        mark("Check the number."),
    ),
    ProblemCode.TOO_SHORT: _Entry(
        mark("The text is too short"),
        mark("Too short: {length} of at least {limit} characters."),
        mark("Write a little more."),
    ),
    ProblemCode.TOO_LONG: _Entry(
        mark("The text is too long"),
        mark("Too long: {length} of at most {limit} characters."),
        mark("Shorten it."),
    ),
    ProblemCode.TOO_FEW_PHOTOS: _Entry(
        mark("Too few photos"),
        mark("There are {length}; a public listing needs at least {limit}."),
        mark("Add addresses of photos, or send the listing as a draft."),
    ),
    ProblemCode.TOO_MANY_PHOTOS: _Entry(
        mark("Too many photos"),
        mark("There are {length}; a listing takes at most {limit}."),
        mark("Leave out some photos."),
    ),
    ProblemCode.PHOTO_ADDRESS_INVALID: _Entry(
        mark("A photo's address is wrong"),
        mark("“{text}” is not the address of a photo on the internet."),
        mark("It must start with http:// or https://, with the name of the site after it."),
    ),
    ProblemCode.PHOTO_DOES_NOT_OPEN: _Entry(
        mark("A photo does not open"),
        mark("Photo {number}: {why}. “{text}”"),
        mark("Open the address in a browser. If it stays so, put another photo in its place, or leave it out."),
    ),
    ProblemCode.VALUE_UNKNOWN: _Entry(
        mark("A value has no meaning yet"),
        mark("It is not known what “{text}” means."),
        mark("Choose what it means on the “Values” page."),
    ),
    ProblemCode.VALUE_NOT_ALLOWED: _Entry(
        mark("The portal does not take this value"),
        mark("The portal does not take “{text}” for this listing."),
        mark("Choose another value."),
    ),
    ProblemCode.CURRENCY_NOT_ACCEPTED: _Entry(
        mark("The portal does not take this currency"),
        mark("The portal does not take prices in {text}."),
        mark("Write the price in EUR, USD or MDL."),
    ),
    ProblemCode.COORDINATES_INVALID: _Entry(
        mark("The place on the map cannot be read"),
        mark("“{text}” is not a latitude and longitude."),
        mark("Write them as numbers, for example 47.0105 and 28.8638."),
    ),
    ProblemCode.COORDINATES_OUTSIDE: _Entry(
        mark("The place on the map is not in Moldova"),
        mark("The place on the map lies outside Moldova."),
        mark("Check that latitude and longitude were not exchanged."),
    ),
    ProblemCode.FLOOR_ABOVE_TOTAL: _Entry(
        mark("The floor is higher than the building"),
        mark("Floor {floor} in a building of {total}."),
        mark("Check both numbers; perhaps they were exchanged."),
    ),
    ProblemCode.UNREADABLE: _Entry(
        mark("The cell cannot be understood"),
        mark("“{text}” cannot be understood here."),
        mark("Write it more simply."),
    ),
    ProblemCode.CELL_ERROR: _Entry(
        mark("The cell shows an Excel error"),
        mark("The cell holds an Excel error instead of a value."),
        mark("Correct the formula in Excel, or type the value here."),
    ),
    ProblemCode.ROW_SHIFTED: _Entry(
        mark("The row has shifted"),
        mark("The values of the row do not stand under their columns."),
        mark("Look at the row in the file; often a separator stands inside a text."),
    ),
    ProblemCode.ROW_TOO_BIG: _Entry(
        mark("The listing is too big to send"),
        mark("The listing takes {size} bytes of {limit}."),
        mark("Shorten its longest text."),
    ),
    ProblemCode.RANGE_FIRST: _Entry(
        mark("A range instead of one number"),
        mark("“{text}” is a range; its first number was taken."),
        mark("Write one number, if another one is meant."),
    ),
    ProblemCode.DEAL_NOT_SAID: _Entry(
        mark("For sale or for rent?"),
        mark("The row has a price for sale and one for rent ({text}), and nothing says which of the two is offered."),
        mark("Say which it is, and put its price there. For both, two listings with codes of their own are needed."),
    ),
    ProblemCode.FLOOR_FROM_DATE: _Entry(
        mark("A floor that became a date"),
        mark("Excel made a date of it (“{text}”); it was read as {value}."),
        mark("Check the floor. To type 3/9 in Excel, format the column as text first."),
    ),
    ProblemCode.IMPROBABLE_SMALL: _Entry(
        mark("An unusually small number"),
        mark("{value} was read; for such a listing less than {limit} is unusual."),
        mark("Check the number. If it is right, nothing needs to be done."),
    ),
    ProblemCode.IMPROBABLE_LARGE: _Entry(
        mark("An unusually large number"),
        mark("{value} was read; for such a listing more than {limit} is unusual."),
        mark("Check the number. If it is right, nothing needs to be done."),
    ),
    ProblemCode.THOUSANDS_MEANT: _Entry(
        mark("Thousands may be meant"),
        mark("{value} was read; probably {meant} is meant."),
        mark("Write the whole number, or say “thousand” in the column’s name."),
    ),
    ProblemCode.PHONE_MEANT: _Entry(
        mark("This looks like a phone number"),
        mark("{value} was read as a price, but looks like a phone number."),
        mark("Check the price. Leave the cell empty if there is none."),
    ),
    ProblemCode.UNIT_CONVERTED: _Entry(
        mark("Square feet were converted"),
        mark("“{text}” was converted to {value} m²."),
        mark("Nothing needs to be done if the number is right."),
    ),
    ProblemCode.MARKUP_REMOVED: _Entry(
        mark("Formatting was taken out of a text"),
        mark("The text was written for a web page; its HTML marks are left out."),
        mark("Nothing needs to be done if it still reads well."),
    ),
    ProblemCode.LETTERS_DAMAGED: _Entry(
        mark("Damaged letters"),
        mark("Letters of “{text}” are damaged in the file."),
        mark("Write them anew, or save the file again as UTF-8."),
    ),
    ProblemCode.CONTACT_IN_TEXT: _Entry(
        mark("A phone number or an e-mail address in the text"),
        mark("“{text}” stands in a text that everyone can read."),
        mark("Take it out, if it is not meant for the public."),
    ),
    ProblemCode.LEFT_OUT: _Entry(
        mark("Left out, as you decided"),
        mark("Rows with “{text}” are left out of the upload. What the portal has of this listing stays as it is."),
        mark("To send it after all, change that on the “Values” page."),
    ),
    ProblemCode.CORRECTION_OVERTAKEN: _Entry(
        mark("Your file was changed where you had corrected it here"),
        mark("You had corrected “{was}” to “{now}”; the file says “{text}” by now, and that is sent."),
        mark("Nothing needs to be done if the file is right."),
    ),
    ProblemCode.PORTAL_OBJECTS: _Entry(
        mark("The portal objects"),
        mark("“{text}”"),
        mark("Correct it in the file, or send it as it is: it then stands on the results page, to be corrected there."),
    ),
    ProblemCode.PORTAL_SILENT: _Entry(
        mark("The portal objects"),
        mark("The portal would not take it and does not say why."),
        mark("Send one like it alone: the portal may say more then."),
    ),
    ProblemCode.WRONG_TYPE: _Entry(
        mark("The cell does not fit here"),
        mark("“{text}” does not fit here."),
        mark("Correct the cell."),
    ),
    ProblemCode.NOT_WANTED: _Entry(
        mark("The portal does not take this here"),
        mark("The portal takes no such value for this listing."),
        mark("Empty the cell."),
    ),
    ProblemCode.AGENT_UNKNOWN: _Entry(
        mark("The portal does not know the agent"),
        mark("Nobody on the portal is “{text}”."),
        mark("Link the agent under Agents, or correct the cell. Without an agent the agency's own contacts are shown."),
    ),
    ProblemCode.STATUS_NOT_POSSIBLE: _Entry(
        mark("The portal does not take this status now"),
        mark("The portal does not let this listing become “{text}”."),
        mark("Choose another status, or empty the cell: it stays as it is then."),
    ),
    ProblemCode.CODE_TAKEN: _Entry(
        mark("Another listing of the portal has this code"),
        mark("On the portal the code “{text}” belongs to another listing."),
        mark("Look at that listing: take its link off there, or give this listing another code."),
    ),
    ProblemCode.HAS_OTHER_CODE: _Entry(
        mark("The listing on the portal is linked with another row"),
        mark("The listing on the portal has another code already, not “{text}”."),
        mark("If that is wrong, take its link off first and link it again."),
    ),
    ProblemCode.NOT_ON_PORTAL: _Entry(
        mark("The portal has no such listing"),
        mark("The portal has no listing for “{text}”: it may have been deleted there."),
        mark("Compare with the portal again. If it is gone, send the row as a new listing."),
    ),
    ProblemCode.CODE_NOWHERE: _Entry(
        mark("No listing on the portal has this code"),
        mark("No listing on the portal has the code “{text}”: there is no link to take off."),
        mark(
            "The listing may be there without a code. Pair the file with the portal before you send its row: it would be "
            "there twice."
        ),
    ),
    ProblemCode.CODE_OF_ANOTHER: _Entry(
        mark("Code of another property"),
        mark("On the portal {text} has this code, and looks like another property. The row would overwrite it."),
        mark(
            "Decide under Linking: take the code off that listing, or say that it is the same. Or give the row another code."
        ),
    ),
    ProblemCode.LINK_UNSETTLED: _Entry(
        mark("Its link is not finished yet"),
        mark("This listing is being linked with one on the portal. Sent now, it might be there twice."),
        mark("Go on with linking first, or give the link up."),
    ),
    ProblemCode.MONTH_FULL: _Entry(
        mark("The month's new listings are used up"),
        mark("The portal takes no more new listings this month."),
        mark("Send it again next month, or ask the portal for more."),
    ),
    ProblemCode.FORMER_UNKNOWN: _Entry(
        mark("What it said before is not known"),
        mark("What it said before is not known here, or it was empty. It stays as it is now."),
        mark("Write it into your file and send it, or change it on the portal."),
    ),
    ProblemCode.CHANGED_SINCE: _Entry(
        mark("It was changed again since"),
        mark("It was changed again by another upload. It stays as that one left it."),
        mark("Take that upload back first, if it is to go, too."),
    ),
    ProblemCode.NO_WAY_BACK: _Entry(
        mark("There is no way back to a draft"),
        mark("It was a draft, and the portal makes no draft of it again. It is hidden instead: nobody sees it."),
        mark("To publish it later, send it as active."),
    ),
    ProblemCode.WAS_THERE_BEFORE: _Entry(
        mark("It was on the portal before"),
        mark(
            "It was on the portal before it was sent from here, and what it said then is not known. It stays as it is now."
        ),
        mark("Change it on the portal, or hide it there."),
    ),
    ProblemCode.MAYBE_THERE: _Entry(
        mark("Nobody knows whether it is on the portal"),
        mark("The answer for it was lost, and the portal does not tell now whether it has it. It is left as it is."),
        mark("Look for it on the portal, and hide it there if it is to go."),
    ),
}


PHOTO_FAULTS: Final[Mapping[str, str]] = {
    PhotoFault.MISSING: mark("it is not there"),
    PhotoFault.FORBIDDEN: mark("it may not be seen without signing in"),
    PhotoFault.BROKEN: mark("its server has a fault"),
    PhotoFault.UNREACHABLE: mark("its server cannot be reached"),
    PhotoFault.NOT_A_PHOTO: mark("the address leads to something that is no photo"),
    PhotoFault.NOT_PUBLIC: mark("the address is one of this computer's own network"),
}


def photo_fault(fault: PhotoFault, tr: Texts) -> str:
    """Why a photo does not open: "it is not there"."""
    return tr(PHOTO_FAULTS[fault])


def describe(problem: Problem, tr: Texts) -> ProblemText:
    """The problem in the person's language. Names of fields among the parameters (`fields`) are put in words."""
    entry = ENTRIES[problem.code]
    params = _with_names(problem.params, tr)
    if problem.code is ProblemCode.CORRECTION_OVERTAKEN:
        params = {name: _said(problem.field, value, tr) for name, value in params.items()}
    return ProblemText(
        cause=tr(entry.cause),
        field=field_name(problem.field, tr),
        message=fill(tr, entry.message, params),
        hint=fill(tr, entry.hint, params),
    )


def cause(code: ProblemCode, tr: Texts) -> str:
    """The title under which all problems of this code stand together."""
    return tr(ENTRIES[code].cause)


def _said(field: str, value: Param, tr: Texts) -> Param:
    """The value of a cell in the clerk's words."""
    if isinstance(value, str):
        return value_name(field, value, tr) if value else tr("empty")
    return value


def _with_names(params: Mapping[str, Param], tr: Texts) -> Mapping[str, Param]:
    fields, why = params.get("fields"), params.get("why")
    named: dict[str, Param] = {}
    if isinstance(fields, str):
        named["fields"] = ", ".join(field_name(name.strip(), tr) for name in fields.split(","))
    if isinstance(why, str) and why in PHOTO_FAULTS:
        named["why"] = tr(PHOTO_FAULTS[PhotoFault(why)])
    return {**params, **named} if named else params
