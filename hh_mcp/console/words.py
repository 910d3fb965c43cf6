"""What the page says, in Russian and in English; longer lists of names are in `word_lists`."""

from hh_mcp.console.word_lists import LISTS
from hh_mcp.views.words import Lang

_WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "skip": ("Перейти к содержанию", "Skip to the content"),
    "nav": ("Разделы", "Sections"),
    "nav_home": ("Решения", "Decisions"),
    "nav_progress": ("Отклики", "Responses"),
    "nav_journal": ("Журнал", "Journal"),
    "nav_sign_in": ("Вход на hh.ru", "hh.ru account"),
    "nav_settings": ("Настройки", "Settings"),
    "account": ("Профиль", "Profile"),
    "signed_in": ("вход выполнен", "signed in"),
    "signed_out": ("вход не выполнен", "not signed in"),
    "local": ("Страница работает только на этом компьютере.", "This page works on this computer only."),
    "new_tab": ("откроется в новой вкладке", "opens in a new tab"),
    # banners
    "warning_label": ("Предупреждения", "Warnings"),
    "banner_auto": ("Письма уходят без вашего согласия", "Letters leave without your consent"),
    "banner_auto_text": (
        "Включено HH_MCP_APPROVAL=auto: всё, что подготовит ассистент, отправляется сразу.",
        "HH_MCP_APPROVAL=auto is on: whatever the assistant prepares is sent at once.",
    ),
    "banner_unconfirmed": ("О каждой отправке вас спросят", "You are asked about each send"),
    "banner_unconfirmed_text": (
        "HH_MCP_APPROVAL=auto кем-то задано, но вами не подтверждено и не действует. Подтвердить: "
        "hh-mcp settings set APPROVAL auto. Если это не вы, уберите его из настроек программы.",
        "Somebody has set HH_MCP_APPROVAL=auto; you have not confirmed it, and it does not count. To confirm: "
        "hh-mcp settings set APPROVAL auto. If it was not you, take it out of the program's settings.",
    ),
    "banner_read_only": ("Только чтение", "Read only"),
    "banner_read_only_text": (
        "Включено HH_MCP_READ_ONLY: ничего не отправляется, даже с вашего согласия.",
        "HH_MCP_READ_ONLY is on: nothing is sent, not even with your consent.",
    ),
    "banner_deny": ("Отправка запрещена", "Sending is forbidden"),
    "banner_deny_text": (
        "Включено HH_MCP_APPROVAL=deny: ничего не отправляется, даже с вашего согласия.",
        "HH_MCP_APPROVAL=deny is on: nothing is sent, not even with your consent.",
    ),
    "banner_sandbox": ("Учебная имитация hh.ru", "An imitation of hh.ru"),
    "banner_sandbox_text": ("Здесь нет ничего настоящего.", "Nothing here is real."),
    "banner_stopped": ("hh.ru хочет убедиться, что вы человек", "hh.ru wants to see a person"),
    "banner_stopped_text": (
        "Отправка остановлена. Откройте hh.ru в браузере, пройдите проверку и вернитесь сюда.",
        "Sending is stopped. Open hh.ru in a browser, pass the check and come back here.",
    ),
    "banner_stopped_link": ("Открыть hh.ru", "Open hh.ru"),
    "banner_stopped_address": ("Открыть проверку hh.ru", "Open hh.ru's check"),
    "banner_stopped_done": ("Проверка на hh.ru пройдена", "I have passed the check on hh.ru"),
    "banner_unreadable_link": ("Войти на hh.ru", "Sign in to hh.ru"),
    # decisions
    "home_title": ("Решения", "Decisions"),
    "home_lead": (
        "Без вашего «да» на hh.ru не уходит ни одно письмо. Прочитайте, поправьте, решите.",
        "Not one letter leaves for hh.ru without your yes. Read it, correct it, decide.",
    ),
    "home_lead_auto": (
        "Сейчас письма уходят без вопроса: так задано в настройках.",
        "Letters leave without asking at present: the settings say so.",
    ),
    "home_empty": ("Всё решено", "All is decided"),
    "home_empty_text": (
        "Когда ассистент подготовит отклик или сообщение, оно появится здесь само. Попросите его, например: "
        "«Найди вакансии тестировщика с удалёнкой и подготовь отклик на лучшую».",
        "When the assistant has prepared a response or a message, it appears here by itself. Ask it, for example: "
        "“Find remote jobs for a tester and prepare a response to the best one”.",
    ),
    "given": ("Ваши согласия за 24 часа", "Your approvals of the last 24 hours"),
    "given_help": (
        "Не помните какого-то из них? Его могла дать программа на этом компьютере: остановите ассистента "
        "и загляните в журнал.",
        "One that you do not remember? A program on this computer may have given it: stop the assistant and look "
        "into the journal.",
    ),
    "home_recent": ("Только что", "Just now"),
    "card_respond": ("Отклик на вакансию", "A response to a vacancy"),
    "card_withdraw": ("Отзыв отклика", "Withdrawing a response"),
    "card_message": ("Сообщение работодателю", "A message to an employer"),
    "vacancy": ("Вакансия", "Vacancy"),
    "employer": ("Работодатель", "Employer"),
    "salary": ("Зарплата", "Salary"),
    "salary_none": ("не указана", "not stated"),
    "area": ("Город", "City"),
    "resume": ("Резюме", "Resume"),
    "link": ("Открыть на hh.ru", "Open on hh.ru"),
    "last_message": ("Работодатель пишет", "The employer writes"),
    "answers": ("Ваши ответы на вопросы работодателя", "Your answers to the employer's questions"),
    "check_first": ("Проверьте перед отправкой", "Check before sending"),
    "letter_respond": ("Сопроводительное письмо", "Cover letter"),
    "letter_message": ("Текст сообщения", "Text of the message"),
    "letter_help": (
        "Можно исправить прямо здесь: уйдёт то, что в этом поле.",
        "Correct it right here: what is in this field is what leaves.",
    ),
    "letter_none": ("Без сопроводительного письма", "No cover letter"),
    "send_respond": ("Отправить отклик", "Send the response"),
    "send_message": ("Отправить сообщение", "Send the message"),
    "send_withdraw": ("Отозвать отклик", "Withdraw the response"),
    "no_way_back": ("Отозванный отклик вернуть нельзя.", "A withdrawn response cannot be brought back."),
    "decline": ("Не отправлять", "Do not send"),
    "withdraw": ("Передумать и не отправлять", "Change my mind, do not send"),
    "settle": ("Узнать у hh.ru", "Ask hh.ru"),
    "until": ("Решить до:", "Decide by:"),
    "permit_until": ("Разрешение действует до:", "The permit is valid until:"),
    "cannot_send": (
        "Отправить нельзя: это запрещено настройками.",
        "Sending is not possible: the settings forbid it.",
    ),
    "steps": ("Что происходит", "What is happening"),
    "back_home": ("Ко всем решениям", "To all decisions"),
    "edited": ("с вашими правками", "with your changes"),
    "all_about": ("Всё об этом в журнале", "All about it in the journal"),
    # what was said after an act
    "note_approved": ("Вы разрешили отправку.", "You have permitted the sending."),
    "note_held": (
        "Вы разрешили отправку. Предел за 24 часа исчерпан: уйти сможет {when}. До тех пор можно передумать.",
        "You have permitted the sending. The 24-hour limit is reached: it can leave {when}. Until then you can "
        "change your mind.",
    ),
    "limit_holds": (
        "Предел за 24 часа исчерпан: если вы согласитесь, уйти сможет {when}.",
        "The 24-hour limit is reached: if you agree, it can leave {when}.",
    ),
    "state_held": (
        "Разрешено и ждёт: предел за 24 часа исчерпан, уйти сможет {when}, когда ассистент повторит вызов.",
        "Permitted and waiting: the 24-hour limit is reached, it can leave {when}, when the assistant calls again.",
    ),
    "note_declined": ("Хорошо, это не будет отправлено.", "All right, it will not be sent."),
    "note_resumed": ("Отправка снова возможна.", "Sending is possible again."),
    "note_signed_in": ("Вход выполнен. {name}", "You are signed in. {name}"),
    "note_signed_out": ("Вы вышли из hh.ru.", "You are signed out of hh.ru."),
    "problem": ("Ничего не разрешено", "Nothing was permitted"),
    "problem_changed": (
        "С тех пор, как вы открыли страницу, предложение изменилось. Вот как оно выглядит сейчас: прочитайте ещё раз.",
        "The proposal has changed since you opened the page. This is what it is now: please read it again.",
    ),
    "problem_decided": (
        "Это уже решено в другом окне, в чате или в терминале. Ваше нажатие ничего не изменило.",
        "This has been decided in another window, in the chat or in a terminal. Your click changed nothing.",
    ),
    "problem_expired": (
        "Время вышло: предложение больше не действует, ничего не отправлено. Попросите ассистента подготовить новое.",
        "Time is up: the proposal is no longer valid and nothing was sent. Ask the assistant to prepare a new one.",
    ),
    "problem_read_only": (
        "Включён режим только для чтения: HH_MCP_READ_ONLY.",
        "Read-only mode is on: HH_MCP_READ_ONLY.",
    ),
    "problem_denied": ("Отправка запрещена: HH_MCP_APPROVAL=deny.", "Sending is forbidden: HH_MCP_APPROVAL=deny."),
    # limits
    "limits": ("Пределы за 24 часа", "Limits of 24 hours"),
    "limit_respond": ("Отклики", "Responses"),
    "limit_message": ("Сообщения", "Messages"),
    "limit_of": ("{used} из {limit}", "{used} of {limit}"),
    "limit_left": ("осталось {left}", "{left} left"),
    "limit_full": ("сейчас больше нельзя", "no more for now"),
    "limit_frees": ("место освободится {when}", "a slot frees {when}"),
    # signing in
    "sign_in_title": ("Вход на hh.ru", "Signing in to hh.ru"),
    "sign_in_lead": (
        "hh.ru пришлёт код. Телефон и код вводятся только здесь и не попадают в чат с ассистентом.",
        "hh.ru will send a code. Phone and code are typed here only and never get into the chat with the assistant.",
    ),
    "sign_in_safe": (
        "Сессия хранится на этом компьютере в зашифрованном виде.",
        "The session is kept on this computer, encrypted.",
    ),
    "login": ("Телефон или e-mail", "Phone or e-mail"),
    "login_help": ("Тот, с которым вы зарегистрированы на hh.ru.", "The one that you registered with on hh.ru."),
    "login_empty": ("Введите телефон или e-mail.", "Type a phone or an e-mail."),
    "login_send": ("Получить код", "Get a code"),
    "code_title": ("Код из сообщения", "The code from the message"),
    "code_lead": (
        "Если код запрошен, он придёт в течение минуты.",
        "If a code was asked for, it comes within a minute.",
    ),
    "code_sent": ("Код отправлен: {login}, {how}.", "The code was sent: {login}, {how}."),
    "code_old": (
        "Прежний код ещё действует: {login}, {how}.",
        "An earlier code is still valid: {login}, {how}.",
    ),
    "code_until": ("Действует до:", "Valid until:"),
    "code": ("Код", "Code"),
    "code_empty": ("Введите код.", "Type the code."),
    "code_send": ("Войти", "Sign in"),
    "code_again": ("Другой телефон или e-mail, новый код", "Another phone or e-mail, a new code"),
    "picture": ("Текст на картинке", "The text in the picture"),
    "picture_alt": (
        "Картинка с текстом от hh.ru. Если прочитать её нельзя, войдите на hh.ru в браузере.",
        "A picture with text from hh.ru. If you cannot read it, sign in to hh.ru in a browser.",
    ),
    "picture_needed": (
        "hh.ru просит прочитать картинку: так он убеждается, что вы человек.",
        "hh.ru asks to read a picture: that is how it sees that you are a person.",
    ),
    "who_title": ("Вы вошли на hh.ru", "You are signed in to hh.ru"),
    "who_text": (
        "Ассистент видит ваши резюме, отклики и переписку. Отправить он не может ничего без вашего согласия.",
        "The assistant sees your resumes, responses and chats. It cannot send anything without your consent.",
    ),
    "who_unsure": ("hh.ru не подтвердил, чья это сессия.", "hh.ru did not confirm whose session it is."),
    "sign_out": ("Выйти", "Sign out"),
    "failed": ("Не получилось", "That did not work"),
    # progress
    "progress_title": ("Отклики", "Responses"),
    "progress_lead": ("Как идёт поиск: по данным hh.ru и этого компьютера.", "How the search goes, by hh.ru and here."),
    "progress_unavailable": ("Данных hh.ru сейчас нет", "There is no data of hh.ru now"),
    "progress_signed_out": (
        "Войдите на hh.ru, и здесь появится, как работодатели отвечают на отклики.",
        "Sign in to hh.ru to see here how employers answer your responses.",
    ),
    "progress_go_in": ("Войти на hh.ru", "Sign in to hh.ru"),
    "funnel": ("Путь откликов", "The way of responses"),
    "funnel_total": ("Последние отклики на hh.ru: {total}", "Latest responses on hh.ru: {total}"),
    "funnel_sent": ("Отправлено", "Sent"),
    "funnel_seen": ("Просмотрено", "Seen"),
    "funnel_answered": ("Получен ответ", "Answered"),
    "funnel_invited": ("Приглашения", "Invitations"),
    "funnel_empty": (
        "Откликов пока нет. Попросите ассистента найти вакансии и подготовить первый.",
        "There are no responses yet. Ask the assistant to find vacancies and prepare the first one.",
    ),
    "states": ("Сейчас в состоянии", "Now in the state"),
    "weeks": ("По неделям", "By week"),
    "weeks_label": ("Отклики по неделям, начиная с понедельника", "Responses by week, from Monday"),
    "weeks_empty": (
        "За последние недели откликов не было. Первый появится здесь столбиком.",
        "There were no responses in the last weeks. The first one will stand here as a bar.",
    ),
    "week_of": ("неделя с {name}: {count}", "week of {name}: {count}"),
    # journal
    "journal_title": ("Журнал", "Journal"),
    "journal_lead": (
        "Всё, что сделали ассистент, вы и hh.ru. Незаметно изменить строку нельзя.",
        "Everything that the assistant, you and hh.ru did. No row can be changed unnoticed.",
    ),
    "journal_event": ("Событие", "Event"),
    "journal_all": ("Все события", "All events"),
    "journal_text": ("Искать", "Search"),
    "journal_find": ("Показать", "Show"),
    "journal_reset": ("Сбросить", "Reset"),
    "journal_empty": ("Пока ничего не было", "Nothing has happened yet"),
    "journal_empty_text": (
        "Здесь появится каждый шаг: что предложил ассистент, что вы решили и что ответил hh.ru.",
        "Every step appears here: what the assistant proposed, what you decided and what hh.ru answered.",
    ),
    "journal_none": ("Ничего не нашлось", "Nothing was found"),
    "journal_none_text": ("Измените слово или событие.", "Change the word or the event."),
    "newer": ("Новее", "Newer"),
    "older": ("Старше", "Older"),
    "pages": ("Страницы журнала", "Pages of the journal"),
    "chain": ("Цепочка записей", "The chain of rows"),
    "chain_text": (
        "Каждая строка хранит отпечаток всех предыдущих: правку или пропажу видно.",
        "Each row holds a fingerprint of all before it: a change or a loss is seen.",
    ),
    "chain_check": ("Проверить", "Verify"),
    "chain_whole": ("Цепочка цела. Строк: {rows}.", "The chain is whole. Rows: {rows}."),
    "chain_broken": (
        "Цепочка нарушена со строки {row}. Журнал меняли в обход программы, или файл повреждён.",
        "The chain is broken from row {row} on. The journal was changed behind the program, or the file is damaged.",
    ),
    # settings
    "settings_title": ("Настройки", "Settings"),
    "settings_lead": (
        "Здесь их можно только посмотреть. Меняются они в настройках программы с ассистентом или в файле config.toml.",
        "They can only be looked at here. Change them in the settings of the assistant's program or in config.toml.",
    ),
    "settings_file": ("Файл настроек", "Settings file"),
    "settings_value": ("Значение", "Value"),
    "settings_about": ("Что это", "What it is"),
    "settings_changed": ("изменено", "changed"),
    "value_yes": ("да", "yes"),
    "value_no": ("нет", "no"),
    "value_none": ("не задано", "not set"),
    "value_secret": ("задано, скрыто", "set, hidden"),
    # the closed door
    "closed_title": ("Эта страница закрыта", "This page is closed"),
    "closed_text": (
        "Ссылка действует один раз и две минуты. Выполните hh-mcp console или попросите ассистента открыть страницу.",
        "A link works once and for two minutes. Run hh-mcp console, or ask the assistant to open the page.",
    ),
    "forged_title": ("Форма устарела", "The form is out of date"),
    "forged_text": (
        "Ничего не сделано. Вернитесь на страницу, обновите её и повторите.",
        "Nothing was done. Go back to the page, reload it and try again.",
    ),
    "lost_title": ("Здесь ничего нет", "There is nothing here"),
    "lost_text": ("Такого предложения или страницы нет.", "There is no such proposal or page."),
    "door_title": ("Открываю…", "Opening…"),
    "door_go": ("Продолжить", "Continue"),
}


class Words:
    """The words of one language."""

    def __init__(self, lang: Lang):
        self._at = 0 if lang == "ru" else 1

    def __call__(self, key: str, **values: object) -> str:
        """Say `key`, with values put in; an unknown key is an error of ours."""
        said = self.get(key)
        if said is None:
            raise KeyError(key)
        return said.format(**values) if values else said

    def get(self, key: str, other: str | None = None) -> str | None:
        """Say `key` if it is known, else `other`."""
        pair = _WORDS.get(key) or LISTS.get(key)
        return pair[self._at] if pair else other
