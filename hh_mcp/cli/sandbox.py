"""`hh-mcp sandbox`: the imitation of hh.ru on its own."""

import click


@click.command()
@click.option("--port", default=0, show_default=True, help="Port on loopback; 0 = any free one.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same data.")
@click.option("--vacancies", default=1000, show_default=True, help="How many vacancies.")
@click.option("--hostile", is_flag=True, help="Texts that try to command the assistant.")
def sandbox(port: int, seed: int, vacancies: int, hostile: bool) -> None:
    """Start an imitation of hh.ru. Пример / Example: hh-mcp sandbox --port 8080."""
    from hh_mcp import sandbox as imitation

    imitation.run(port, seed=seed, vacancies=vacancies, hostile=hostile)
