"""What is about to be sent: the proposal, its fingerprint, and what the person is shown before saying yes."""

import hashlib
import json
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from hh_mcp.hh.models import Answer
from hh_mcp.store.database import canonical
from hh_mcp.store.records import Action, Draft, Kind


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One irreversible act, as it was asked for."""

    account: str
    kind: Kind
    target: str  # the vacancy's id or the chat's
    resume: str = ""
    text: str = ""
    answers: tuple[Answer, ...] = ()
    after: str = ""  # the last message of the other side: the same words after another one are another act

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything that makes this act this act and no other."""
        facts = [self.account, self.kind, self.target, self.resume, self.text, _plain(self.answers), self.after]
        return hashlib.sha256(canonical(facts).encode()).hexdigest()

    def draft(self, preview: "Preview") -> Draft:
        """The row to write down."""
        return Draft(
            account=self.account,
            kind=self.kind,
            target=self.target,
            resume=self.resume,
            text=self.text,
            answers=canonical(_plain(self.answers)),
            fingerprint=self.fingerprint,
            preview=preview.model_dump_json(exclude_none=True),
        )


class Preview(BaseModel):
    """What the person sees beside the text: made from hh.ru's data, never from the assistant's words."""

    model_config = ConfigDict(frozen=True)

    employer: str | None = None
    vacancy: str | None = None
    vacancy_id: str | None = None
    salary: str | None = None
    area: str | None = None
    resume: str | None = None
    url: str | None = None
    last_message: str | None = None
    last_message_id: str | None = None
    answers: tuple[tuple[str, str], ...] = ()  # question, answer
    warnings: tuple[str, ...] = ()
    letter_required: bool | None = None
    letter_limit: int | None = None  # where this vacancy takes fewer characters than hh.ru does elsewhere


def preview_of(action: Action) -> Preview:
    """The preview that was written down with the action."""
    return Preview.model_validate_json(action.preview)


def answers_of(action: Action) -> tuple[Answer, ...]:
    """The answers to the employer's questions that belong to the action."""
    return tuple(Answer.model_validate(item) for item in json.loads(action.answers))


def permit(action: Action, text: str) -> str:
    """The fingerprint of what would leave if `text` were approved."""
    return Proposal(
        account=action.account,
        kind=action.kind,
        target=action.target,
        resume=action.resume,
        text=text,
        answers=answers_of(action),
        after=preview_of(action).last_message_id or "",
    ).fingerprint


def _plain(answers: tuple[Answer, ...]) -> list[object]:
    return [answer.model_dump(mode="json") for answer in sorted(answers, key=lambda answer: answer.question_id)]
