"""`hh-mcp approvals`: the person decides here when the assistant's program cannot ask."""

import click

from hh_mcp.cli.output import FAILED, REFUSED, fail, for_person, print_json, settings
from hh_mcp.guard import approval
from hh_mcp.guard.action import preview_of
from hh_mcp.hh.errors import BadArgument
from hh_mcp.settings import Settings
from hh_mcp.store import Store
from hh_mcp.store.actions import Action, NotApproved
from hh_mcp.tools.app import utc_now


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON an action.")
@click.pass_context
def approvals(ctx: click.Context, as_json: bool) -> None:
    """Что ждёт решения. / What waits for a decision. Example: hh-mcp approvals approve k7m2q9ab."""
    if ctx.invoked_subcommand is not None:
        return
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        store.actions.expire(utc_now())
        waiting = [action for action in store.actions.pending() if approval.waits(action)]
    for action in waiting:
        _show(action, chosen, as_json)
    if not waiting and not as_json:
        click.echo("Ничего не ждёт. / Nothing waits.")


@approvals.command()
@click.argument("action_id")
@for_person
def approve(action_id: str) -> None:
    """Показать целиком и, если вы согласны, разрешить. / Show it whole and permit it if you agree."""
    _decide(action_id, edited=False)


@approvals.command()
@click.argument("action_id")
@for_person
def edit(action_id: str) -> None:
    """Исправить текст в редакторе, потом разрешить. / Change the text in an editor, then permit it."""
    _decide(action_id, edited=True)


@approvals.command()
@click.argument("action_id")
@for_person
def decline(action_id: str) -> None:
    """Отказать. / Say no."""
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        action = _waiting(store, action_id)
        approval.decline(store, action, "terminal", utc_now())
    click.echo("✗ Не будет отправлено. / It will not be sent.")


def _decide(action_id: str, *, edited: bool) -> None:
    chosen = settings()
    with Store.open(chosen.database, chosen.key) as store:
        action = _waiting(store, action_id)
        text = (click.edit(action.text) or action.text) if edited else action.text
        shown = action.model_copy(update={"text": text.strip()})
        click.echo(approval.question(shown, chosen.lang))
        if not _yes():
            fail("Ничего не отправлено. / Nothing was sent.", REFUSED)
        try:
            approval.approve(store, action, "terminal", utc_now(), text)
        except BadArgument as error:
            fail(error.text(chosen.lang))
        except NotApproved:
            fail("Решение уже принято в другом месте. / It has been decided elsewhere.", REFUSED)
    click.echo("✓ Разрешено: ассистент отправит при следующем вызове. / Permitted: sent at the assistant's next call.")


def _waiting(store: Store, action_id: str) -> Action:
    store.actions.expire(utc_now())
    action = store.actions.get(action_id)
    if action is None or not approval.waits(action):
        fail(f"Действие {action_id} не ждёт решения. / Action {action_id} does not wait.", FAILED)
    return action


def _yes() -> bool:
    answer: str = click.prompt("\nОтправить? / Send? (да/yes, нет/no)", default="нет", show_default=False)
    return answer.strip().lower() in {"да", "д", "yes", "y"}


def _show(action: Action, chosen: Settings, as_json: bool) -> None:
    if as_json:
        seen = preview_of(action).model_dump(mode="json", exclude_none=True)
        print_json({"action_id": action.id, "kind": action.kind, "text": action.text, **seen})
    else:
        click.echo(f"── {action.id} ──\n{approval.question(action, chosen.lang)}\n")
