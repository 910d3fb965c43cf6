"""`hh-mcp sandbox`: the imitation of hh.ru on its own."""

import click


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 = любой свободный. / any free one."
)
@click.option("--seed", default=1, show_default=True, help="Одно число — одни данные. / Same seed, same data.")
@click.option(
    "--vacancies",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Сколько вакансий. / How many vacancies.",
)
@click.option("--hostile", is_flag=True, help="Тексты с командами ассистенту. / Texts that try to command.")
@click.option(
    "--legacy-api", is_flag=True, help="API соискателя до декабря 2025. / The applicant API until December 2025."
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False),
    help="Файл, в котором состояние переживает перезапуск. / A file that keeps the state between runs.",
)
def sandbox(port: int, seed: int, vacancies: int, hostile: bool, legacy_api: bool, state: str | None) -> None:
    """Имитация hh.ru на этом компьютере. / An imitation of hh.ru on this machine.

    Первая строка вывода: {"url": …}. / The first line printed is {"url": …}.

    \b
    Пример / Example:
      hh-mcp sandbox --port 8080
    """
    from hh_mcp import sandbox as imitation

    imitation.run(port, seed=seed, vacancies=vacancies, hostile=hostile, legacy_api=legacy_api, state_file=state)
