"""``qualcoop serve``: the coding page, in the browser."""

from __future__ import annotations

import click

from qualcoop.cli.words import example
from qualcoop.language import tr


@click.command(
    help=tr(
        "Ouvre la page de codage dans le navigateur, pour cette machine seulement. "
        "Sans étude : l'écran d'accueil, pour en ouvrir ou en créer une.",
        "Open the coding page in the browser, for this machine only. "
        "Without a study: the first screen, to open or make one.",
    ),
    epilog=example("qualcoop serve demo/etude.qualcoop"),
)
@click.argument("study", metavar=tr("[ETUDE]", "[STUDY]"), required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help=tr(
        "Port ; 0 : celui de la dernière fois, sinon un port libre.", "Port; 0: the one of last time, else a free one."
    ),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help=tr("Adresse de cette machine (127.0.0.1, ::1).", "Address of this machine (127.0.0.1, ::1)."),
)
@click.option("--no-browser", is_flag=True, help=tr("N'ouvre pas le navigateur.", "Do not open the browser."))
@click.option(
    "--new-token",
    is_flag=True,
    help=tr("Change le jeton : les adresses affichées avant ne marchent plus.", "Change the token."),
)
def serve(study: str | None, port: int, host: str, no_browser: bool, new_token: bool) -> None:
    from qualcoop import web

    web.serve(study, port=port, host=host, open_browser=not no_browser, new_token=new_token, say=click.echo)


COMMANDS = {"serve": serve}
