"""The portal's answers as they come over the wire (API reference, sections 1 and 2).

Tolerant: keys that are not known are kept, and what is documented as doubtful is None where it is missing or of
another type. What must be there raises pydantic's ValidationError.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic.functional_validators import WrapValidator

from rentix_desktop.sync.destination import JobNews, JobState, ListingSeen, Publication


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _id_text(value: Any) -> Any:
    """Ids are numbers in the documentation; here they are text, because nothing is computed with them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value


Doubtful = WrapValidator(_or_none)
Text = Annotated[str | None, Doubtful]
Flag = Annotated[bool | None, Doubtful]
Verdict = Annotated[StrictBool | None, Doubtful]
"""Only true is yes: a text or a number in its place is no answer, and the row stays in doubt."""
Count = Annotated[int | None, Doubtful]
Id = Annotated[str, BeforeValidator(_id_text), Field(min_length=1)]
MaybeId = Annotated[Id | None, Doubtful]


class WireAnswer(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class MonthlyListings(WireAnswer):
    used: Count = None
    limit: Count = None


class AgencyLimits(WireAnswer):
    monthly: Annotated[MonthlyListings | None, Doubtful] = Field(default=None, alias="monthlyListings")


class Agency(WireAnswer):
    """`GET /agency`. Only the id must be there: it is whose data everything remembered belongs to."""

    id: Id
    name: Text = None
    status: Text = None
    crm_enabled: Flag = Field(default=None, alias="isCrmEnabled")
    limits: Annotated[AgencyLimits | None, Doubtful] = None


class Listing(WireAnswer):
    """What an answer says of one listing: that of `PUT /listings`, and (inferred) a bulk result."""

    id: MaybeId = None
    external_id: MaybeId = Field(default=None, alias="externalId")
    status: Text = None
    public_url: Text = Field(default=None, alias="publicUrl")
    job: MaybeId = Field(default=None, alias="jobId")
    created: Flag = None
    updated: Flag = None

    @property
    def is_new(self) -> bool | None:
        """Both booleans may come, or one alone; a missing one is false (contradiction 5). None = neither came."""
        if self.created is None and self.updated is None:
            return None
        return bool(self.created)


class BulkItem(Listing):
    """One of the `results`. Only `externalId`, `success` and `error` are documented, the last in two forms."""

    success: Verdict = None
    error: Any = None
    errors: Any = None
    message: Any = None
    code: Count = Field(default=None, alias="statusCode")
    retry_after: Annotated[Annotated[float, Field(ge=0, le=3600)] | None, Doubtful] = Field(
        default=None, alias="retryAfter"
    )


class BulkAnswer(WireAnswer):
    """`POST /listings/bulk`. `results` must be there; what is not an object in it says nothing."""

    results: list[Any]

    @property
    def items(self) -> list[BulkItem | None]:
        return [BulkItem.model_validate(item) if isinstance(item, dict) else None for item in self.results]


class Currency(WireAnswer):
    """`rate` is what `nominal` of it are in the base currency: that one is given for each is not said (2.8)."""

    code: str = Field(min_length=1)
    nominal: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    rate: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Currencies(WireAnswer):
    """`GET /reference/currencies`; one that cannot be understood says nothing."""

    currencies: list[Annotated[Currency | None, Doubtful]]

    @property
    def rates(self) -> dict[str, float]:
        return {each.code: each.rate / each.nominal for each in self.currencies if each is not None}


class JobAnswer(WireAnswer):
    """API reference, 2.9."""

    status: str
    message: Text = Field(default=None, alias="publicErrorMessage")

    def news(self) -> JobNews:
        """A word that is not documented is kept."""
        word = self.status.lower()
        if word in frozenset(JobState):
            return JobNews(JobState(word), self.message or "")
        return JobNews(JobState.UNKNOWN, self.status)


PUBLICATIONS: Final = {
    "active": Publication.PUBLISHED,
    "pending_active": Publication.PROCESSING,
    "publish_failed": Publication.FAILED,
    "blocked": Publication.BLOCKED,
}
"""Of the others nothing more is to come: they are as somebody wanted them, or a word that is not documented."""


class FormData(WireAnswer):
    status: Text = Field(default=None, alias="announcementStatus")


class ListingAnswer(WireAnswer):
    """`GET /listings/:id` (API reference, 2.4). An answer that says neither whose it is nor how it stands is none."""

    id: Id
    external_id: Text = Field(default=None, alias="externalId")
    public_url: Text = Field(default=None, alias="publicUrl")
    status: Text = None
    form: Annotated[FormData | None, Doubtful] = Field(default=None, alias="formData")

    def seen(self) -> ListingSeen:
        """The status stands in `formData` on reading, at the top level in the answers to writes: either is taken."""
        status = (self.form and self.form.status) or self.status or ""
        stands = PUBLICATIONS.get(status, Publication.ACCEPTED)
        return ListingSeen(stands, status, self.public_url, self.external_id, self.id)
