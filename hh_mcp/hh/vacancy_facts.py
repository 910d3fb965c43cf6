"""What helps a person decide about a vacancy, beside its text (hh.ru: site shapes 11.3).

None means that hh.ru did not say, or said it in a form that is not known; it never means no.
"""

from enum import StrEnum

from hh_mcp.hh.model_base import Model


class Mark(StrEnum):
    """What hh.ru holds against an employer or a vacancy."""

    BREACHES = "breaches"
    DATA_RESALE = "data_resale"
    COMPLAINTS = "complaints"
    MISLEADING = "misleading"
    LAYOFFS = "layoffs"


class Language(Model):
    """A language and its level (a1 ... c2, l1)."""

    name: str
    level: str | None = None


class Standing(Model):
    """What hh.ru and former employees say about an employer."""

    marks: tuple[Mark, ...] = ()
    referral: bool | None = None  # the response goes through somebody who is paid for it
    rating: float | None = None  # of 5
    reviews: int | None = None
    accredited_it: bool | None = None
    agency: bool | None = None
    trusted: bool | None = None  # hh.ru has checked who they are
    on_check: bool | None = None  # hh.ru is checking them once more


class Competition(Model):
    """How many others want the vacancy."""

    responses: int | None = None  # to this publication
    responses_total: int | None = None
    viewers: int | None = None  # look at it now
    be_first: bool = False  # hh.ru's label for a vacancy with few responses


class Politeness(Model):
    """How an employer treats responses."""

    reads_percent: int | None = None
    answers_in_days: int | None = None  # working days
    online: bool | None = None
    inactive_days: int | None = None  # since anybody of them was on hh.ru


class Terms(Model):
    """Conditions of work that hh.ru keeps apart from the text; all are ids of its dictionaries."""

    schedule: tuple[str, ...] = ()  # FIVE_ON_TWO_OFF, ...
    hours: tuple[str, ...] = ()  # HOURS_8, ...
    internship: bool | None = None
    night_shifts: bool | None = None
    labor_contract: bool | None = None
    civil_contracts: tuple[str, ...] = ()  # SELF_EMPLOYED, ...
    languages: tuple[Language, ...] = ()
