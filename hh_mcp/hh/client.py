"""HHClient: hh.ru for an applicant, one method an operation.

The client picks a route for each operation from the sessions at hand: `api` (documented, a token) or `site` (cookies
after a sign-in by code). Both end in the same models. A read may try the other route when the first is refused; a write
goes one way, once.

Writes are exactly one POST, never repeated, not cancelled once they may have left. A typed refusal has `sent == "no"`;
when nothing certain came back, OutcomeUnknown is raised; only a read (`find_response`, `get_chat_detail`) settles it.
"""

from collections.abc import AsyncGenerator

from hh_mcp.hh import ids
from hh_mcp.hh.client_base import ClientBase
from hh_mcp.hh.errors import BadArgument
from hh_mcp.hh.lengths import check_letter, check_message
from hh_mcp.hh.models import (
    Account,
    Answer,
    Area,
    ChatDetail,
    ChatPage,
    Currency,
    Employer,
    EmployerPage,
    Industry,
    MetroStation,
    Named,
    Question,
    QuestionSheet,
    Receipt,
    Response,
    ResponseContext,
    ResponseForm,
    ResponsePage,
    Resume,
    ResumeDetail,
    ResumeViews,
    Role,
    SavedSearch,
    Suggestion,
    Unread,
    VacancyDetail,
    VacancyPage,
    VacancyQuery,
)
from hh_mcp.hh.prepared import Post, PreparedWrite
from hh_mcp.hh.response_context import read_context
from hh_mcp.hh.vacancy_query import check


class HHClient(ClientBase):
    """An asynchronous client of hh.ru's applicant side; making it sends nothing.

    Raises subclasses of HHError only: `code` for machines, `text(lang)` for people, `sent` for what became of a write.
    """

    # The person

    async def get_account(self) -> Account:
        """Read whose session it is."""
        with self._deadline():
            return await self._routes.read_person(self._site.account, self._api_person.account)

    async def get_resumes(self) -> tuple[Resume, ...]:
        """Read one's resumes."""
        with self._deadline():
            return await self._routes.read_person(self._site.resumes, self._api_person.resumes)

    async def get_resume_detail(self, resume_id: str) -> ResumeDetail:
        """Read one resume by its hash."""
        ids.resume_hash(resume_id)
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site.resume(resume_id), lambda: self._api_person.resume(resume_id)
            )

    async def get_resume_views(self, resume_id: str, page: int = 0) -> ResumeViews:
        """Read who looked at a resume, newest first."""
        ids.resume_hash(resume_id)
        _check_page(page)
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site_extra.views(resume_id, page), lambda: self._api_person.views(resume_id, page)
            )

    async def raise_resume(self, resume_id: str) -> None:
        """Raise a resume in search: one POST; RaisedTooEarly before the four hours have passed."""
        ids.resume_hash(resume_id)
        with self._deadline():
            await self._routes.write(
                lambda: self._site_extra.raise_resume(resume_id), lambda: self._api_person.raise_resume(resume_id)
            )

    # Vacancies and employers

    async def get_vacancies(self, query: VacancyQuery) -> VacancyPage:
        """Search for vacancies; works without a sign-in too, where hh.ru lets strangers search."""
        check(query)
        with self._deadline():
            return await self._routes.read_anybody(lambda: self._site.search(query), lambda: self._api.search(query))

    async def get_vacancy(self, vacancy_id: str) -> VacancyDetail:
        """Read one vacancy; `relations` are filled when somebody is signed in."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            return await self._routes.read_anybody(
                lambda: self._site.vacancy(vacancy_id), lambda: self._api.vacancy(vacancy_id)
            )

    async def get_similar_vacancies(self, vacancy_id: str, page: int = 0) -> VacancyPage:
        """Read vacancies similar to one."""
        ids.number(vacancy_id, "vacancy_id")
        _check_page(page)
        with self._deadline():
            return await self._routes.read_anybody(
                lambda: self._site_extra.similar(vacancy_id, page), lambda: self._api.similar(vacancy_id, page)
            )

    async def get_employer(self, employer_id: str) -> Employer:
        """Read an employer's card."""
        ids.number(employer_id, "employer_id")
        with self._deadline():
            return await self._api.employer(employer_id)

    async def get_favorites(self, page: int = 0) -> VacancyPage:
        """Read a page of favourite vacancies."""
        _check_page(page)
        with self._deadline():
            return await self._api_person.favorites(page)

    async def add_favorite(self, vacancy_id: str) -> None:
        """Add a vacancy to the favourites: one PUT."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            await self._api_person.set_favorite(vacancy_id, wanted=True)

    async def remove_favorite(self, vacancy_id: str) -> None:
        """Take a vacancy out of the favourites: one DELETE."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            await self._api_person.set_favorite(vacancy_id, wanted=False)

    async def get_hidden_employers(self, page: int = 0) -> EmployerPage:
        """Read a page of employers hidden from search."""
        _check_page(page)
        with self._deadline():
            return await self._api_person.hidden_employers(page)

    async def hide_employer(self, employer_id: str) -> None:
        """Hide an employer from search: one PUT."""
        ids.number(employer_id, "employer_id")
        with self._deadline():
            await self._api_person.hide_employer(employer_id, wanted=True)

    async def unhide_employer(self, employer_id: str) -> None:
        """Show an employer in search again: one DELETE."""
        ids.number(employer_id, "employer_id")
        with self._deadline():
            await self._api_person.hide_employer(employer_id, wanted=False)

    # Responses

    async def get_response_form(self, vacancy_id: str) -> ResponseForm:
        """Read what hh.ru asks before it accepts a response to a vacancy."""
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site.response_form(vacancy_id), lambda: self._api_person.response_form(vacancy_id)
            )

    async def get_response_context(self, vacancy_id: str, resume_id: str | None = None) -> ResponseContext:
        """Read everything that a response is decided by; `resumes` holds at least `resume_id`, if it is the person's.

        By the site one page has it all, as a rule; without `resume_id` the resumes are all there are.
        """
        ids.number(vacancy_id, "vacancy_id")
        with self._deadline():
            return await self._routes.read_person(
                lambda: read_context(self._door, self._site, vacancy_id, resume_id),
                lambda: self._api_person.response_context(vacancy_id),
            )

    async def get_questions(self, vacancy_id: str) -> tuple[Question, ...]:
        """Read the questions of the employer's questionnaire; empty when there is none. Only the site shows them."""
        return (await self.get_question_sheet(vacancy_id)).questions

    async def get_question_sheet(self, vacancy_id: str) -> QuestionSheet:
        """Read the employer's questionnaire with its introduction; without questions when there is none.

        Only the site shows it: who is signed in by the API alone hears TestRequired.
        """
        ids.number(vacancy_id, "vacancy_id")
        self._routes.check_questionnaire()
        with self._deadline():
            return await self._site.sheet(vacancy_id)

    async def prepare_response(
        self, vacancy_id: str, resume_id: str, letter: str = "", answers: tuple[Answer, ...] = ()
    ) -> PreparedWrite:
        """Read what a response needs; with answers it goes by the site, the API takes none."""
        ids.number(vacancy_id, "vacancy_id")
        ids.resume_hash(resume_id)
        check_letter(letter)
        with self._deadline():
            if answers:
                self._routes.check_questionnaire()
                return self._prepared(await self._site.prepare_response(vacancy_id, resume_id, letter, answers))
            post = await self._routes.write(
                lambda: self._site.prepare_response(vacancy_id, resume_id, letter, ()),
                lambda: self._api_person.prepare_response(vacancy_id, resume_id, letter),
            )
            return self._prepared(post)

    async def respond_to_vacancy(
        self, vacancy_id: str, resume_id: str, letter: str = "", answers: tuple[Answer, ...] = ()
    ) -> Receipt:
        """Send a response: exactly one POST."""
        with self._deadline():
            return await (await self.prepare_response(vacancy_id, resume_id, letter, answers)).send()

    async def find_response(self, vacancy_id: str, resume_id: str) -> Response | None:
        """Find the response of a resume to a vacancy; None is certain, doubt raises."""
        ids.number(vacancy_id, "vacancy_id")
        ids.resume_hash(resume_id)
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site.find_response(vacancy_id, resume_id),
                lambda: self._api_person.find_response(vacancy_id, resume_id),
            )

    async def get_responses(self, status: str | None = None, page: int = 0) -> ResponsePage:
        """Read a page of responses; `status` is one of hh.ru's `applicant_negotiation_status`."""
        _check_page(page)
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site.responses(status, page), lambda: self._api_person.responses(status, page)
            )

    async def get_response(self, response_id: str) -> Response:
        """Read one response."""
        ids.number(response_id, "response_id")
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._site_extra.response(response_id), lambda: self._api_person.response(response_id)
            )

    async def prepare_withdrawal(self, response_id: str) -> PreparedWrite:
        """Read what a withdrawal needs; CannotWrite where hh.ru allows none."""
        ids.number(response_id, "response_id")
        with self._deadline():
            post = await self._routes.write(
                lambda: self._site_extra.prepare_withdrawal(response_id),
                lambda: self._api_person.prepare_withdrawal(response_id),
            )
            return self._prepared(post)

    async def withdraw_response(self, response_id: str) -> None:
        """Withdraw a response: exactly one request that changes anything."""
        with self._deadline():
            await (await self.prepare_withdrawal(response_id)).send()

    # Chats

    async def get_user_chats(self, unread_only: bool = False, page: int = 0) -> ChatPage:
        """Read a page of chats, newest first."""
        _check_page(page)
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._chatik.chats(unread_only, page), lambda: self._api_chats.chats(unread_only, page)
            )

    async def get_chat_detail(self, chat_id: str, limit: int = 20, before: str | None = None) -> ChatDetail:
        """Read a chat with its latest messages, or those before the message `before`; nothing is marked as read."""
        ids.number(chat_id, "chat_id")
        if before is not None:
            ids.number(before, "before")
        if not 1 <= limit <= 200:
            raise BadArgument("limit is 1..200.", detail_ru="limit бывает от 1 до 200.")
        with self._deadline():
            return await self._routes.read_person(
                lambda: self._chatik.chat(chat_id, limit, before), lambda: self._api_chats.chat(chat_id, limit, before)
            )

    async def prepare_message(self, chat_id: str, text: str, idempotency_key: str) -> PreparedWrite:
        """Read what a message to a chat needs."""
        ids.number(chat_id, "chat_id")
        check_message(text)
        with self._deadline():
            post = await self._routes.write(
                lambda: self._chatik.prepare_message(chat_id, text, idempotency_key),
                lambda: self._api_chats.prepare_message(chat_id, text, idempotency_key),
            )
            return self._prepared(post)

    async def send_chat_message(self, chat_id: str, text: str, idempotency_key: str) -> Receipt:
        """Send a message to a chat: exactly one POST."""
        with self._deadline():
            return await (await self.prepare_message(chat_id, text, idempotency_key)).send()

    def _prepared(self, post: Post) -> PreparedWrite:
        return PreparedWrite(post, self._deadline)

    async def mark_chat_read(self, chat_id: str, message_id: str) -> None:
        """Mark a chat as read up to a message."""
        ids.number(chat_id, "chat_id")
        ids.number(message_id, "message_id")
        with self._deadline():
            await self._routes.write(
                lambda: self._chatik.mark_read(chat_id, message_id),
                lambda: self._api_chats.mark_read(chat_id, message_id),
            )

    def listen_to_chats(self) -> AsyncGenerator[str]:
        """Yield whenever hh.ru says that something has happened; what it was is to be read.

        Ends when nobody is signed in on the site any more, and at once where nobody is. Whoever stops earlier closes it
        (`contextlib.aclosing`). Silence proves nothing: hh.ru may have no channel for this session.
        """
        return self._push.events()

    async def get_saved_searches(self) -> tuple[SavedSearch, ...]:
        """Read the saved searches with the count of new vacancies; the API alone has them."""
        with self._deadline():
            return await self._api_person.saved_searches()

    async def get_unread(self) -> Unread:
        """Read how many chats wait."""
        with self._deadline():
            return await self._routes.read_person(self._chatik.unread, self._api_chats.unread)

    # Names and dictionaries

    async def suggest(self, kind: str, text: str) -> tuple[Suggestion, ...]:
        """Read what hh.ru offers for a name: `area`, `role`, `employer`, `skill`, `keyword` or `position`."""
        with self._deadline():
            return await self._reference.suggest(kind, text)

    async def get_dictionaries(self) -> dict[str, tuple[Named, ...]]:
        """Read every dictionary of hh.ru: its entries by its name."""
        with self._deadline():
            return await self._reference.dictionaries()

    async def get_currencies(self) -> tuple[Currency, ...]:
        """Read the currencies and their rates."""
        with self._deadline():
            return await self._reference.currencies()

    async def get_areas(self) -> tuple[Area, ...]:
        """Read all countries, regions and towns, parents first."""
        with self._deadline():
            return await self._reference.areas()

    async def get_roles(self) -> tuple[Role, ...]:
        """Read all professional roles."""
        with self._deadline():
            return await self._reference.roles()

    async def get_industries(self) -> tuple[Industry, ...]:
        """Read all industries with their parts."""
        with self._deadline():
            return await self._reference.industries()

    async def get_metro(self, area_id: str) -> tuple[MetroStation, ...]:
        """Read the metro stations of a town."""
        ids.number(area_id, "area_id")
        with self._deadline():
            return await self._reference.metro(area_id)


def _check_page(page: int) -> None:
    if not 0 <= page <= 1000:
        raise BadArgument("page counts from 0.", detail_ru="page считается с 0.")
