"""`hh-mcp approvals`: the person decides here when the assistant's program cannot ask."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import click
from click.shell_completion import CompletionItem

from hh_mcp.cli.output import (
    FAILED,
    REFUSED,
    Lang,
    fail,
    for_person,
    json_option,
    pick,
    print_json,
    print_table,
    settings,
)
from hh_mcp.cli.presence import confirm, for_decider
from hh_mcp.cli.visible import say
from hh_mcp.guard import approval, limits
from hh_mcp.guard.action import preview_of
from hh_mcp.guard.desktop import notify
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.actions import Action, NotApproved
from hh_mcp.store.records import Kind, State
from hh_mcp.tools.app import utc_now


def _offer(ctx: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the id of an action that waits."""
    del ctx, parameter
    with _store(settings()) as store:
        return [
            CompletionItem(action.id, help=preview_of(action).vacancy)
            for action in _all_waiting(store)
            if action.id.startswith(typed)
        ]


action_argument = click.argument("action_id", metavar="ID", shell_complete=_offer)


@contextmanager
def _store(chosen: Settings) -> Generator[Store]:
    with Store.open(chosen.database, chosen.key) as store:
        store.actions.expire(utc_now())
        store.actions.on_approved = lambda action: notify(action, chosen)
        yield store


def _all_waiting(store: Store) -> list[Action]:
    """What waits, of every account: all of them are this person's."""
    return [action for action in store.actions.pending() if approval.waits(action)]


def _of_others(waiting: list[Action], chosen: Settings) -> bool:
    """Whether it has to be said whose an action is: not all of them are of the account of these settings."""
    return any(action.account != chosen.account_key for action in waiting)


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def approvals(ctx: click.Context, as_json: bool) -> None:
    """Что ждёт вашего решения. / What waits for your decision.

    \b
    Пример / Example:
      hh-mcp approvals
      hh-mcp approvals approve k7m2q9ab
    """
    if ctx.invoked_subcommand is not None:
        return
    chosen = settings()
    with _store(chosen) as store:
        waiting = _all_waiting(store)
    if as_json:
        for action in waiting:
            print_json(_plain(action))
    elif not waiting:
        say(pick(chosen.lang, "Ничего не ждёт.", "Nothing waits."))
    else:
        _list(waiting, chosen)


def _plain(action: Action) -> dict[str, object]:
    seen = preview_of(action).model_dump(mode="json", exclude_none=True)
    return {"action_id": action.id, "account": action.account, "kind": action.kind, "text": action.text, **seen}


_KINDS = {
    Kind.RESPOND: ("отклик", "response"),
    Kind.MESSAGE: ("сообщение", "message"),
    Kind.WITHDRAW: ("отзыв отклика", "withdrawal"),
}


def _list(waiting: list[Action], chosen: Settings) -> None:
    heads = pick(
        chosen.lang,
        "ID\tДействие\tВакансия\tРаботодатель\tТекст, знаков\tИстекает\tАккаунт",
        "ID\tAction\tVacancy\tEmployer\tText, characters\tExpires\tAccount",
    ).split("\t")
    width = len(heads) if _of_others(waiting, chosen) else len(heads) - 1
    print_table(heads[:width], [_row(action, chosen.lang)[:width] for action in waiting])
    say(pick(chosen.lang, "Решить: hh-mcp approvals approve ID", "Decide: hh-mcp approvals approve ID"), err=True)


def _row(action: Action, lang: Lang) -> tuple[str, ...]:
    seen, until = preview_of(action), f"{action.expires_at.astimezone():%d.%m %H:%M}"
    about = (seen.vacancy or "—", seen.employer or "—")
    return action.id, pick(lang, *_KINDS[action.kind]), *about, str(len(action.text)), until, action.account


@approvals.command()
@action_argument
@json_option
@for_decider
def approve(action_id: str, as_json: bool) -> None:
    """Показать целиком и, если вы согласны, разрешить. / Show it whole and permit it if you agree.

    \b
    Пример / Example:
      hh-mcp approvals approve k7m2q9ab
    """
    _decide(action_id, edited=False, as_json=as_json)


@approvals.command()
@action_argument
@json_option
@for_decider
def edit(action_id: str, as_json: bool) -> None:
    """Исправить текст в редакторе, потом разрешить. / Change the text in an editor, then permit it.

    \b
    Пример / Example:
      EDITOR=nano hh-mcp approvals edit k7m2q9ab
    """
    _decide(action_id, edited=True, as_json=as_json)


@approvals.command()
@action_argument
@json_option
@for_person
def decline(action_id: str, as_json: bool) -> None:
    """Отказать, и после «да», пока не ушло. / Say no, also after a yes that has not left yet.

    \b
    Пример / Example:
      hh-mcp approvals decline k7m2q9ab
    """
    chosen = settings()
    with _store(chosen) as store:
        action = store.actions.get(action_id)
        if action is None or action.state is not State.APPROVED:  # after a yes that has not left yet, no is still no
            action = _waiting(store, action_id, chosen)
        if approval.decline(store, action, "terminal", utc_now()).state is not State.DECLINED:
            ru, en = "Поздно: оно уже отправляется или решено.", "Too late: it is leaving, or it has been decided."
            fail(pick(chosen.lang, ru, en), REFUSED)
    _tell(action_id, "declined", pick(chosen.lang, "✗ Не будет отправлено.", "✗ It will not be sent."), as_json)


def _decide(action_id: str, *, edited: bool, as_json: bool) -> None:
    chosen = settings()
    with _store(chosen) as store:
        action = _waiting(store, action_id, chosen)
        text = _edited(action.text) if edited else action.text
        shown = action.model_copy(update={"text": text.strip()})
        if _of_others(_all_waiting(store), chosen):
            say(pick(chosen.lang, f"Аккаунт: {action.account}", f"Account: {action.account}"))
        say(approval.question(shown, chosen.lang))
        if not _yes(chosen, action):
            fail(pick(chosen.lang, "Ничего не отправлено.", "Nothing was sent."), REFUSED)
        try:
            approval.approve(store, action, "terminal", utc_now(), text)
        except NotApproved:
            ru, en = "Решение уже принято в другом месте.", "It has been decided elsewhere."
            fail(pick(chosen.lang, ru, en), REFUSED)
        frees = limits.usage(chosen, store, action.kind, utc_now()).frees_at
    ru = "✓ Разрешено. Скажите ассистенту продолжать: он отправит при следующем вызове."
    en = "✓ Permitted. Tell the assistant to go on: it is sent at its next call."
    if frees:
        when = f"{frees.astimezone():%d.%m %H:%M}"
        ru = f"✓ Разрешено и ждёт: предел исчерпан, уйти сможет {when}, когда ассистент повторит вызов. "
        ru += f"Передумать: hh-mcp approvals decline {action_id}"
        en = f"✓ Permitted and waiting: the limit is reached, it can leave {when}, when the assistant calls again. "
        en += f"To take it back: hh-mcp approvals decline {action_id}"
    _tell(action_id, "approved", pick(chosen.lang, ru, en), as_json)


def _tell(action_id: str, decision: str, words: str, as_json: bool) -> None:
    if as_json:
        print_json({"action_id": action_id, "decision": decision})
    else:
        say(words)


def _waiting(store: Store, action_id: str, chosen: Settings) -> Action:
    action = store.actions.get(action_id)
    if action is None or not approval.waits(action):
        ru = f"Действие {action_id} не ждёт решения. Список: hh-mcp approvals."
        fail(pick(chosen.lang, ru, f"Action {action_id} does not wait. The list: hh-mcp approvals."), FAILED)
    return action


def _edited(text: str) -> str:
    """Have the text changed in the person's editor, which learns none of our secrets."""
    hidden = {name: "" for name in os.environ if name.upper().startswith("HH_MCP_")}
    return click.edit(text, env=hidden) or text


def _yes(chosen: Settings, action: Action) -> bool:
    seen = preview_of(action)
    ru, en = (
        "Чтобы отправить, наберите слово с карточки (Enter: не отправлять):",
        "To send, type this word (Enter: no):",
    )
    if action.kind is Kind.WITHDRAW:
        ru, en = "Чтобы отозвать, наберите слово с карточки (Enter: нет):", "To withdraw, type this word (Enter: no):"
    return confirm([seen.employer, seen.vacancy], pick(chosen.lang, ru, en))
