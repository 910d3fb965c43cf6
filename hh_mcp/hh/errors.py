"""Everything that can go wrong with hh.ru, as a model and a person need to hear it.

    HHError
    ├── NotSignedIn            not_signed_in        nobody has signed in yet
    │   └── OAuthNeeded        not_signed_in        signed in by code, but hh.ru wants an application here
    │       └── OAuthOnly      not_signed_in        ROUTE=api: a sign-in by code would not count
    ├── SessionExpired         session_expired      hh.ru no longer accepts the session
    │   ├── CopiedSession      session_expired      the cookies of a browser are refused
    │   └── OAuthExpired       session_expired      ... of the application
    ├── WrongCode              wrong_code
    ├── CodeExpired            code_expired
    ├── TooManyAttempts        too_many_attempts    codes asked or mistyped too often
    ├── CaptchaRequired        captcha_required     a person must read a picture
    │   └── SignInCaptcha      captcha_required     the one of the sign-in: the local page shows it
    ├── BlockedBySite          blocked_by_site      the front guard, a locked account, a bare 403
    │   ├── ChatRefused        blocked_by_site      chatik.hh.ru alone refuses; the session is fine
    │   └── ApiRefused         blocked_by_site      the API says no to this request; the account is fine
    │       └── Withdrawn      blocked_by_site      hh.ru no longer offers this method to applications
    ├── VpnRefused             vpn_refused          hh.ru takes the network for a VPN or a foreign one
    │   └── CountrySite        vpn_refused          hh.ru leads to its site of another country
    ├── RateLimited            rate_limited         429 beyond our patience
    │   └── RaisedTooEarly     rate_limited         a resume is raised once in 4 hours
    ├── HHUnavailable          hh_unavailable       5xx, reset, refused connection on a read
    │   └── StaleToken         hh_unavailable       the page's XSRF token is old; the next call takes a new one
    ├── SiteChanged            site_changed         an answer whose shape we do not know
    ├── NotFound               not_found
    ├── BadArgument            bad_argument
    │   ├── PasswordOnly       bad_argument         the account signs in with a password only
    │   ├── EmployerAccount    bad_argument         the account looks for people, not for work
    │   └── ExternalApply      bad_argument         the employer takes responses on its own site
    ├── LimitReached           limit_reached        hh.ru counts 200 responses in 24 hours
    ├── AlreadyApplied         already_applied
    ├── LetterRequired         letter_required
    ├── TestRequired           test_required
    ├── VacancyArchived        vacancy_archived
    ├── ResumeNotPublished     resume_not_published
    │   └── NoFinishedResume   resume_not_published there is a draft only, or nothing
    ├── CannotWrite            cannot_write         the chat or the response is closed for writing
    ├── OutcomeUnknown         outcome_unknown      a write left and nothing certain came back
    └── Timeout                timeout              a read did not end within its deadline

Each class says what happened, what became of a write (`sent`), whether asking again is safe (`retry_safe`), and what
to do next, in Russian and in English. Codes are the contract's; other rooms add theirs by subclassing `HHError`.
"""

from typing import ClassVar, Literal, Self

Sent = Literal["no", "yes", "unknown"]
Lang = Literal["ru", "en"]

_SENT: dict[Sent, dict[Lang, str]] = {
    "no": {"ru": "Ничего не отправлено.", "en": "Nothing was sent."},
    "yes": {"ru": "Уже отправлено.", "en": "It has been sent."},
    "unknown": {"ru": "Отправлено ли, неизвестно.", "en": "Whether it was sent is unknown."},
}


class HHError(Exception):
    """Something that a model or a person can act on."""

    code: ClassVar[str] = "hh_unavailable"
    sent: Sent = "no"
    retry_safe: bool = False
    ru: ClassVar[str] = "hh.ru ответил ошибкой."
    en: ClassVar[str] = "hh.ru answered with an error."
    next_ru: ClassVar[str] = "Повторите позже."
    next_en: ClassVar[str] = "Try again later."

    def __init__(self, detail: str | None = None, *, detail_ru: str | None = None, retry_after: float | None = None):
        """Args: `detail` says in English what exactly; `detail_ru` in Russian; `retry_after` is in seconds."""
        super().__init__(detail or self.en)
        self.detail: dict[Lang, str | None] = {"ru": detail_ru or detail, "en": detail}
        self.retry_after = retry_after
        self._advice: dict[Lang, str] = {}

    def what(self, lang: Lang = "ru") -> str:
        """What happened, one or two sentences."""
        base = self.ru if lang == "ru" else self.en
        detail = self.detail[lang]
        return f"{base} {detail}" if detail else base

    def advise(self, en: str, ru: str) -> Self:
        """Replace what to do next by something more exact; returns the error itself."""
        self._advice = {"ru": ru, "en": en}
        return self

    def next_step(self, lang: Lang = "ru") -> str:
        """What to do next, one sentence."""
        return self._advice.get(lang) or (self.next_ru if lang == "ru" else self.next_en)

    def text(self, lang: Lang = "ru") -> str:
        """The whole message: code, what happened, whether anything was sent, what to do next."""
        return f"[{self.code}] {self.what(lang)} {_SENT[self.sent][lang]} {self.next_step(lang)}"


class NotSignedIn(HHError):
    """Nobody has signed in on this account."""

    code = "not_signed_in"
    ru = "Вход на hh.ru не выполнен."
    en = "Nobody is signed in to hh.ru."
    next_ru = "Вызовите login_request_code."
    next_en = "Call login_request_code."


class OAuthNeeded(NotSignedIn):
    """hh.ru lets applications do this, and the person has not signed in by one; a sign-in by code is not enough."""

    ru = "Это hh.ru разрешает только приложениям с dev.hh.ru, а входа через приложение нет."
    en = "hh.ru lets only applications of dev.hh.ru do this, and nobody has signed in by one."
    next_ru = "Новый вход по коду не поможет; человек может войти так: hh-mcp login --oauth. Остальное работает."
    next_en = "A new sign-in by code does not help; the person can run hh-mcp login --oauth. The rest works."


class OAuthOnly(OAuthNeeded):
    """With ROUTE=api only tokens count, and there are none."""

    ru = "При HH_MCP_ROUTE=api считается только вход через приложение с dev.hh.ru, а его нет; вход по коду не поможет."
    en = "With HH_MCP_ROUTE=api only a sign-in by an application of dev.hh.ru counts, not a code, and there is none."
    next_ru = "Человек может войти так: hh-mcp login --oauth. Или поставьте HH_MCP_ROUTE=auto и войдите по коду."
    next_en = "The person can run hh-mcp login --oauth, or set HH_MCP_ROUTE=auto and sign in by code."


class SessionExpired(HHError):
    """hh.ru no longer accepts the session; a new sign-in helps."""

    code = "session_expired"
    ru = "Сессия hh.ru закончилась."
    en = "The hh.ru session has ended."
    next_ru = "Войдите заново: login_request_code. Подготовленные отклики и сообщения сохранены."
    next_en = "Sign in again: login_request_code. What was prepared is kept."


class CopiedSession(SessionExpired):
    """The cookies of a browser are refused: hh.ru may not accept a session in another program than its own."""

    ru = "hh.ru не принял сессию, скопированную из браузера: она закончилась, или hh.ru пускает её только там."
    en = "hh.ru refused the session copied from a browser: it has ended, or hh.ru accepts it in that browser only."
    next_ru = "Войдите по коду: hh-mcp login или login_request_code. Прежняя сессия, если была, цела."
    next_en = "Sign in by code: hh-mcp login, or login_request_code. The session of before, if any, is kept."


class OAuthExpired(SessionExpired):
    """hh.ru no longer accepts the tokens of the application, and gives no new ones."""

    ru = "Вход через приложение dev.hh.ru закончился."
    en = "The sign-in by an application of dev.hh.ru has ended."
    next_ru = "Войдите заново: hh-mcp login --oauth или по коду, login_request_code. Подготовленное сохранено."
    next_en = "Sign in again: hh-mcp login --oauth, or by code, login_request_code. What was prepared is kept."


class WrongCode(HHError):
    """The sign-in code is wrong or already used."""

    code = "wrong_code"
    ru = "Код не подошёл."
    en = "The code is wrong."
    next_ru = "Проверьте код и вызовите login_confirm ещё раз."
    next_en = "Check the code and call login_confirm again."


class CodeExpired(HHError):
    """The sign-in code is too old, or none was asked for."""

    code = "code_expired"
    ru = "Кода нет, или срок его действия истёк."
    en = "There is no code, or it has expired."
    next_ru = "Запросите новый код: login_request_code."
    next_en = "Ask for a new code: login_request_code."


class TooManyAttempts(HHError):
    """Codes were asked for or mistyped too often."""

    code = "too_many_attempts"
    ru = "Слишком много попыток входа."
    en = "Too many sign-in attempts."
    next_ru = "Подождите и попробуйте снова."
    next_en = "Wait, then try again."


class CaptchaRequired(HHError):
    """hh.ru wants to see a person; the person opens `url` or reads `captcha` on the local page."""

    code = "captcha_required"
    ru = "hh.ru просит подтвердить, что запрос делает человек."
    en = "hh.ru asks to confirm that a person is here."
    next_ru = "Откройте hh.ru в браузере, пройдите проверку и повторите."
    next_en = "Open hh.ru in a browser, pass the check, then repeat."

    def __init__(self, detail: str | None = None, *, detail_ru: str | None = None, url: str | None = None):
        super().__init__(detail, detail_ru=detail_ru)
        self.url = url

    def next_step(self, lang: Lang = "ru") -> str:
        """Names the address where hh.ru waits for the person: no other one lifts the check (hh.ru: facts 1.4)."""
        if self.url is None:
            return super().next_step(lang)
        if lang == "ru":
            return f"Откройте в браузере именно этот адрес: {self.url} , пройдите проверку и повторите."
        return f"Open this very address in a browser: {self.url} , pass the check, then repeat."


class SignInCaptcha(CaptchaRequired):
    """The picture before or with a sign-in code; the local page and a terminal show it to the person."""

    next_ru = "Картинку читает человек: вызовите login_request_code без login (откроется страница) или hh-mcp login."
    next_en = "A person reads the picture: call login_request_code without login (a page opens), or run hh-mcp login."

    def next_step(self, lang: Lang = "ru") -> str:
        """Names the places that show the picture; it has no address of its own."""
        return self.next_ru if lang == "ru" else self.next_en


class BlockedBySite(HHError):
    """hh.ru's front guard, a bare 403 or a locked account."""

    code = "blocked_by_site"
    stops_writes: bool = True  # not for a refusal that says nothing about the account, as a 403 to strangers
    ru = "hh.ru не пропустил запрос."
    en = "hh.ru blocked the request."
    next_ru = "Откройте hh.ru в браузере и убедитесь, что он работает; подождите 15 минут. Частые повторы вредят."
    next_en = "Open hh.ru in a browser to see that it works; wait 15 minutes. Repeating often does harm."


class ChatRefused(BlockedBySite):
    """chatik.hh.ru refuses, while the site accepts the session."""

    stops_writes = False
    ru = "Чаты hh.ru (chatik.hh.ru) сейчас не пускают, хотя вход действует."
    en = "hh.ru's chats (chatik.hh.ru) refuse now, although the sign-in is valid."
    next_ru = "Новый вход не нужен: поиск и отклики работают. Повторите через 15 минут или откройте чат на hh.ru."
    next_en = "No new sign-in is needed: search and responses work. Try again in 15 minutes, or open the chat on hh.ru."


class VpnRefused(HHError):
    """hh.ru answers `/vpncheeck` or 451: it takes this network for a VPN or a foreign one."""

    code = "vpn_refused"
    ru = "hh.ru принимает эту сеть за VPN или заграничную и не отвечает."
    en = "hh.ru takes this network for a VPN or a foreign one, and does not answer."
    next_ru = "Человек выключает VPN или прокси (нужен российский адрес) и повторяет; вход и всё сохранённое целы."
    next_en = "The person switches the VPN or proxy off (a Russian address is needed) and repeats; the sign-in is kept."


class CountrySite(VpnRefused):
    """hh.ru redirects to HeadHunter's site of another country, where accounts and vacancies are other ones."""

    ru = "hh.ru отправляет на сайт HeadHunter другой страны, а hh-mcp работает только с hh.ru."
    en = "hh.ru leads to HeadHunter's site of another country, and hh-mcp works with hh.ru only."
    next_ru = (
        "Выключите VPN или зайдите с российского адреса; проверьте в браузере, что аккаунт открывается на hh.ru. "
        "Региональный сайт можно назвать в HH_MCP_REGION."
    )
    next_en = (
        "Switch the VPN off or use a Russian address; see in a browser that the account opens on hh.ru. "
        "HH_MCP_REGION can name a regional host."
    )


class ApiRefused(BlockedBySite):
    """The API refuses this request or this token; that says nothing about the account, so writes go on."""

    stops_writes = False
    ru = "API hh.ru отказал."
    en = "hh.ru's API refused."
    next_ru = "Повтор не поможет. Через сайт это может работать: HH_MCP_ROUTE=auto и вход по коду (login_request_code)."
    next_en = (
        "Repeating does not help. The site may do it: HH_MCP_ROUTE=auto and a sign-in by code (login_request_code)."
    )


class Withdrawn(ApiRefused):
    """A method that hh.ru described for applicants until 15 December 2025 (hh.ru: facts 2.6)."""

    ru = "С 15 декабря 2025 года hh.ru больше не описывает этот метод API для приложений соискателей и отказал в нём."
    en = "Since 15 December 2025 hh.ru no longer documents this method of its API for applicants, and refused it."
    next_ru = "Через сайт это работает: HH_MCP_ROUTE=auto (или без него) и вход по коду (login_request_code)."
    next_en = "The site does it: HH_MCP_ROUTE=auto (the default) and a sign-in by code (login_request_code)."


class RateLimited(HHError):
    """Too many requests, and waiting longer would break the call's deadline."""

    code = "rate_limited"
    retry_safe = True
    ru = "hh.ru просит обращаться реже."
    en = "hh.ru asks to slow down."

    def next_step(self, lang: Lang = "ru") -> str:
        """Names the wait hh.ru asked for, in seconds."""
        wait = round(self.retry_after or 60)
        return f"Повторите через {wait} с." if lang == "ru" else f"Try again in {wait} s."


class RaisedTooEarly(RateLimited):
    """A resume was raised less than 4 hours ago (hh.ru: facts 1.5)."""

    ru = "Это резюме поднимали меньше 4 часов назад."
    en = "This resume was raised less than 4 hours ago."

    def next_step(self, lang: Lang = "ru") -> str:
        """Names the four hours: hh.ru asks for no wait in seconds."""
        if lang == "ru":
            return "Поднимать резюме можно раз в 4 часа; can_raise в list_resumes покажет, когда снова можно."
        return "A resume can be raised once in 4 hours; can_raise in list_resumes tells when it can again."


class HHUnavailable(HHError):
    """hh.ru did not answer a read, or answered with a server error."""

    code = "hh_unavailable"
    retry_safe = True
    ru = "hh.ru сейчас недоступен."
    en = "hh.ru is not available now."
    next_ru = "Повторите через минуту."
    next_en = "Try again in a minute."


class StaleToken(HHUnavailable):
    """hh.ru refused a write because the page's XSRF token is old; the session is fine."""

    ru = "Защитный токен страницы hh.ru устарел, запрос отклонён."
    en = "The page's XSRF token is old, so hh.ru refused the request."
    next_ru = "Повторите: новый токен будет взят перед отправкой."
    next_en = "Repeat: a new token is taken before the next send."


class SiteChanged(HHError):
    """An answer whose shape is not known; names the page, the key that is missing and the site's build."""

    page: str | None = None
    key: str | None = None
    build: str | None = None  # of the site's front, where the page shows it

    code = "site_changed"
    ru = "Ответ hh.ru не такой, как ожидалось."
    en = "hh.ru's answer is not of the expected shape."
    next_ru = "Обновите hh-mcp; если не поможет, пришлите то, что покажет hh-mcp doctor --site: личного там нет."
    next_en = "Update hh-mcp; if that does not help, send what hh-mcp doctor --site shows: nothing personal is in it."

    def at(self, page: str, key: str) -> Self:
        """Name the page and the key; returns the error."""
        self.page, self.key = page, key
        return self

    def what(self, lang: Lang = "ru") -> str:
        """What happened, with the site's build where it is known."""
        words = {"ru": "Сборка сайта", "en": "The site's build"}[lang]
        return f"{super().what(lang)} {words}: {self.build}." if self.build else super().what(lang)


class NotFound(HHError):
    """No such object, or no right to see it."""

    code = "not_found"
    ru = "На hh.ru такого нет."
    en = "There is no such thing on hh.ru."
    next_ru = "Возьмите id из списка."
    next_en = "Take an id from a list."


class BadArgument(HHError):
    """An argument that hh.ru or we cannot accept."""

    code = "bad_argument"
    ru = "Неверный аргумент."
    en = "A bad argument."
    next_ru = "Исправьте аргумент и повторите."
    next_en = "Correct the argument and repeat."


class PasswordOnly(BadArgument):
    """The account has no sign-in by code."""

    ru = "Этот аккаунт входит на hh.ru только по паролю."
    en = "This account signs in to hh.ru with a password only."
    next_ru = "Войдите на hh.ru в браузере и перенесите сессию: hh-mcp login --import-cookies FILE."
    next_en = "Sign in to hh.ru in a browser and bring the session: hh-mcp login --import-cookies FILE."


class EmployerAccount(BadArgument):
    """The account is an employer's: it looks for people, not for work."""

    ru = "Это аккаунт работодателя, а hh-mcp работает с аккаунтами соискателей."
    en = "This is an employer's account, and hh-mcp works with those of people who look for work."
    next_ru = "Войдите с телефоном или почтой аккаунта соискателя: login_request_code."
    next_en = "Sign in with the phone or e-mail of an applicant's account: login_request_code."


class ExternalApply(BadArgument):
    """The employer takes responses on its own site; `url` leads there."""

    ru = "Работодатель принимает отклики на своём сайте."
    en = "The employer takes responses on its own site."
    next_ru = "Откройте ссылку и откликнитесь там."
    next_en = "Open the link and respond there."

    def __init__(self, url: str | None = None) -> None:
        super().__init__(url)
        self.url = url


class LimitReached(HHError):
    """hh.ru's own limit of responses in 24 hours."""

    code = "limit_reached"
    ru = "Достигнут предел откликов за 24 часа."
    en = "The limit of responses in 24 hours is reached."
    next_ru = "Продолжите позже; get_status покажет, когда освободится место."
    next_en = "Go on later; get_status tells when a slot frees."


class AlreadyApplied(HHError):
    """This resume already answered this vacancy."""

    code = "already_applied"
    ru = "На эту вакансию отклик уже есть."
    en = "There already is a response to this vacancy."
    next_ru = "Повторный отклик не нужен; переписка видна в list_chats."
    next_en = "No second response is needed; see list_chats for the chat."


class LetterRequired(HHError):
    """The employer wants a cover letter."""

    code = "letter_required"
    ru = "Работодатель требует сопроводительное письмо."
    en = "The employer requires a cover letter."
    next_ru = "Повторите respond с cover_letter."
    next_en = "Call respond again with cover_letter."


class TestRequired(HHError):
    """The employer wants a questionnaire answered."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    code = "test_required"
    ru = "Работодатель просит ответить на вопросы."
    en = "The employer asks questions first."
    next_ru = "Откройте вакансию на hh.ru и ответьте на вопросы там."
    next_en = "Open the vacancy on hh.ru and answer the questions there."


class VacancyArchived(HHError):
    """The vacancy is in the archive or closed."""

    code = "vacancy_archived"
    ru = "Вакансия в архиве, откликнуться нельзя."
    en = "The vacancy is archived; responding is not possible."
    next_ru = "Найдите похожую: search_vacancies."
    next_en = "Look for a similar one: search_vacancies."


class ResumeNotPublished(HHError):
    """The resume is hidden, unpublished, blocked, or not the person's."""

    code = "resume_not_published"
    ru = "Это резюме не опубликовано или скрыто, откликнуться с ним нельзя."
    en = "This resume is not published or hidden; it cannot be used to respond."
    next_ru = "Выберите другое из list_resumes или опубликуйте это на hh.ru."
    next_en = "Choose another from list_resumes, or publish this one on hh.ru."


class NoFinishedResume(ResumeNotPublished):
    """hh.ru shows the wizard of an unfinished resume instead of a list: there is nothing to respond with."""

    ru = "На hh.ru нет готового резюме: есть только незаконченный черновик или ничего."
    en = "There is no finished resume on hh.ru: only an unfinished draft, or nothing."

    def __init__(self, url: str = "https://hh.ru/applicant/resumes"):
        super().__init__()
        self.url = url

    def next_step(self, lang: Lang = "ru") -> str:
        """Name the address where the draft is finished."""
        if lang == "ru":
            return f"Человек заканчивает резюме в браузере: {self.url} . Потом повторите."
        return f"The person finishes the resume in a browser: {self.url} . Then repeat."


class CannotWrite(HHError):
    """The chat is closed for writing, or hh.ru refused the text."""

    code = "cannot_write"
    ru = "Написать в этот чат нельзя."
    en = "Writing to this chat is not possible."
    next_ru = "Посмотрите чат: get_chat."
    next_en = "Look at the chat: get_chat."


class OutcomeUnknown(HHError):
    """A write left, and nothing certain came back: it must be settled by reading, never by repeating."""

    code = "outcome_unknown"
    sent = "unknown"
    ru = "Запрос ушёл, но hh.ru не подтвердил его."
    en = "The request left, but hh.ru did not confirm it."
    next_ru = "Не повторяйте: вызовите get_action, итог выяснится чтением hh.ru."
    next_en = "Do not repeat it: call get_action, the outcome is found by reading hh.ru."


class Timeout(HHError):
    """A read did not end within the call's deadline."""

    code = "timeout"
    retry_safe = True
    ru = "hh.ru не ответил вовремя."
    en = "hh.ru did not answer in time."
    next_ru = "Повторите."
    next_en = "Try again."
