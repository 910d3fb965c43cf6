"""`hh-mcp console`: the local page, kept open until Ctrl+C."""

import click

from hh_mcp.cli.output import REFUSED, fail, interactive, json_option, pick, print_json, settings, told, with_app
from hh_mcp.cli.places import say_what_waits_elsewhere
from hh_mcp.cli.presence import refuse_agents
from hh_mcp.cli.visible import say
from hh_mcp.hh.errors import HHError
from hh_mcp.store.records import Action
from hh_mcp.tools.app import App


@click.command()
@click.option("--no-browser", is_flag=True, help="Только показать адрес. / Only show the address.")
@json_option
def console(no_browser: bool, as_json: bool) -> None:
    """Открыть страницу управления. / Open the local page: sign in, approve, see limits and the journal.

    \b
    Пример / Example:
      hh-mcp console
    """
    chosen = settings()
    refuse_agents(chosen.lang)
    words = pick(chosen.lang, "Страница открыта, пока работает эта команда; Ctrl+C закроет её.", "Ctrl+C closes it.")

    nobody = pick(
        chosen.lang,
        "Некому показать страницу: нужен терминал или браузер.",
        "Nobody to show the page to: a terminal or a browser is needed.",
    )

    async def go(app: App) -> None:
        import anyio

        from hh_mcp.console import Console

        async def send(action: Action) -> None:
            try:
                await app.gate.send(action)
            except HHError as error:
                say(f"✗ {action.id}: {told(error, chosen.lang)}", err=True)

        say_what_waits_elsewhere(app.store, chosen)
        async with Console(app, send) as page:
            await page.start()
            opened = not no_browser and await page.show("/", by_hand=True)
            # whoever has the address decides in the person's name: it is for their own eyes
            if interactive():
                print_json({"url": page.entry("/")}) if as_json else say(f"{page.entry('/')}\n{words}")
            elif not opened:
                fail(nobody, REFUSED)
            await anyio.sleep_forever()

    try:
        with_app(go, chosen)
    except KeyboardInterrupt:
        say()
