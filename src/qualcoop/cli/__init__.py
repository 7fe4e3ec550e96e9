"""The command line: words and progress only; what is done is done by `Study` and the pure functions.

A command's module is loaded when the command is asked for, so that ``qualcoop --help`` stays quick.
"""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module

import click

from qualcoop.cli.usage import sentence, speak
from qualcoop.errors import CodebookError, QualcoopError
from qualcoop.language import tr
from qualcoop.version import __version__

# command -> (module, one line of help); in the order in which a study is made
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", tr("Fabrique l'étude d'exemple, du dossier au classeur", "Make the sample study")),
    "new": ("studies", tr("Crée une étude", "Create a study")),
    "import": ("sources", tr("Lit des fichiers et les ajoute à l'étude", "Read files into the study")),
    "remove": ("sources", tr("Retire une source de l'étude", "Take a source out of the study")),
    "corpus": ("sources", tr("Compte les sources, les mots, les tours", "Count sources, words and turns")),
    "codebook": (
        "codebooks",
        tr("Vérifie, compare, exporte, importe la grille", "Check, compare, export codebooks"),
    ),
    "code": (
        "coding",
        tr("Code un passage, par citation ou par position", "Code a passage by quote or offsets"),
    ),
    "suggest": ("suggestions", tr("Propose des codages par mots-clés", "Suggest codings from keywords")),
    "review": (
        "suggestions",
        tr("Accepte ou rejette les suggestions, une touche chacune", "Judge suggestions"),
    ),
    "rules": ("rules", tr("Essaie et mesure les règles de mots-clés", "Try and measure the keyword rules")),
    "matrix": ("matrices", tr("Compte les codes par cas", "Count codes per case")),
    "trace": ("matrices", tr("Montre les passages derrière un chiffre", "Show the passages behind a figure")),
    "workbook": (
        "matrices",
        tr("Écrit le classeur Excel (et les CSV)", "Write the Excel workbook (and CSV)"),
    ),
    "balance": ("displays", tr("Leviers contre garde-fous, par cas", "Levers against guard-rails, per case")),
    "cooccurrence": ("displays", tr("Quels codes se rencontrent", "Which codes meet")),
    "actors": ("displays", tr("Ce qui est dit par type d'acteur", "What each type of actor says")),
    "triangulate": ("displays", tr("Entretien, observation, document : qui atteste quoi", "Which materials say what")),
    "phases": ("displays", tr("Les codes période par période", "Codes period by period")),
    "framework": ("frameworks", tr("Cadre d'analyse : résumés par cas et code", "Framework matrix of summaries")),
    "claims": ("displays_claims", tr("Juge les affirmations d'un fichier par leurs règles", "Judge a file of claims")),
    "contrary": ("displays_claims", tr("Les passages qui contredisent une affirmation", "Passages against a claim")),
    "concentration": ("displays_trust", tr("Un constat tient-il à une seule voix ?", "Is it one voice only?")),
    "agreement": ("displays_trust", tr("Accord de deux couches, code par code", "Agreement of two layers")),
    "saturation": ("displays_course", tr("Quand les codes cessent d'être nouveaux", "When codes stop being new")),
    "provenance": ("displays_trust", tr("D'où vient chaque codage", "Where each coding came from")),
    "uncoded": ("displays_course", tr("Ce qui est resté sans code", "What was left uncoded")),
    "drift": ("displays_course", tr("Le codage a-t-il changé en route ?", "Did coding change as it went on?")),
    "exclusions": ("displays_trust", tr("Ce qui n'est pas compté, et pourquoi", "What is not counted, and why")),
    "rebuild": ("rebuilding", tr("Refait le classeur et le compare au vôtre", "Remake the workbook and compare")),
    "report": ("reports", tr("Écrit un rapport Word ou HTML", "Write a Word or HTML report")),
    "figures": ("reports", tr("Écrit les figures, une par fichier", "Write the figures, one a file")),
    "serve": ("serve", tr("Ouvre la page de codage dans le navigateur", "Open the coding page in the browser")),
    "history": ("journal", tr("Montre ce qui a été fait", "Show what was done")),
    "undo": ("journal", tr("Annule le dernier changement", "Undo the last change")),
    "redo": ("journal", tr("Rétablit ce qui vient d'être annulé", "Redo what was undone")),
    "doctor": ("journal", tr("Vérifie l'étude de fond en comble", "Check the study thoroughly")),
}

# How the list of commands is told; a command in no section stands under the last title.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (tr("Faire une étude", "Make a study"), ("demo", "new", "import", "remove", "corpus", "codebook")),
    (tr("Coder", "Code"), ("serve", "code", "suggest", "review", "rules")),
    (
        tr("Compter et comparer", "Count and compare"),
        (
            "matrix",
            "trace",
            "balance",
            "cooccurrence",
            "actors",
            "triangulate",
            "phases",
            "framework",
            "workbook",
            "report",
            "figures",
        ),
    ),
    (
        tr("Mettre à l'épreuve", "Put to the test"),
        (
            "claims",
            "contrary",
            "concentration",
            "agreement",
            "saturation",
            "provenance",
            "uncoded",
            "drift",
            "exclusions",
            "rebuild",
        ),
    ),
    (tr("Garder la trace", "Keep track"), ("history", "undo", "redo", "doctor")),
)
OTHERS = tr("Et aussi", "And also")
# What reviewers ask, and the command that answers.
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("corpus", tr("1. Combien de sources, d'heures, de mots, par cas ?", "1. How many sources, hours, words?")),
    ("codebook diff", tr("2. Que veut dire chaque code, qu'est-ce qui a changé ?", "2. What changed in the codes?")),
    ("agreement A B", tr("3. Qui a codé quoi, avec quel accord ?", "3. How far do coders agree?")),
    ("concentration --code G3", tr("4. Ce constat tient-il à une personne ?", "4. Is it one talkative person?")),
    ("contrary --claim H3", tr("5. Où sont les cas contraires ?", "5. Where are the contrary cases?")),
    ("triangulate --project P1", tr("6. Tient-il d'un matériau à l'autre ?", "6. Does it hold across materials?")),
    ("balance --project P1", tr("7. Mêler le sous-projet change-t-il le résultat ?", "7. Does pooling change it?")),
    ("saturation --case P1", tr("8. Étiez-vous près de la saturation ?", "8. Were you near saturation?")),
    ("provenance", tr("9. Combien le logiciel a-t-il décidé ?", "9. How much did the software decide?")),
    ("rebuild · trace", tr("10. Puis-je refaire le tableau et lire ses passages ?", "10. Can I rebuild the table?")),
)


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"qualcoop.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name for _, names in SECTIONS for name in names}
        others = tuple(name for name in COMMANDS if name not in told)
        for title, names in (*SECTIONS, (OTHERS, others)):
            lines = [(name, COMMANDS[name][1]) for name in names if name in COMMANDS]
            if lines:
                with formatter.section(title):
                    formatter.write_dl(lines)
        with formatter.section(tr("Dix questions de relecteurs", "Ten reviewers' questions")):
            formatter.write_dl(QUESTIONS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in COMMANDS and not name.startswith("-"):
            ctx.fail(
                tr(
                    f"« {name} » n'est pas une commande ; voir qualcoop --help.",
                    f"'{name}' is no command; see qualcoop --help.",
                )
            )
        return super().resolve_command(ctx, args)


speak()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=tr(
        "Coder des entretiens et compter sans perdre les citations. Pour voir : qualcoop demo demo/",
        "Code interviews and count without losing the quotes. To see it: qualcoop demo demo/",
    ),
    epilog=tr(
        "Aide d'une commande : qualcoop COMMANDE --help. In English: QUALCOOP_LANG=en.",
        "Help of a command: qualcoop COMMAND --help. En français : QUALCOOP_LANG=fr.",
    ),
)
@click.version_option(__version__, prog_name="qualcoop", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The group that every command belongs to; without a command, the page's first screen."""
    if ctx.invoked_subcommand is None:
        from qualcoop import web

        web.serve(None, say=click.echo)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; the user's errors are one sentence and exit code 2, never a traceback."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command and give its exit code: 0; 2 for the user's errors; 1 for ours."""
    try:
        # Without standalone mode click gives back the code of an Exit instead of raising it.
        code = cli.main(arguments, prog_name="qualcoop", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            tr("Interrompu ; ce qui était enregistré le reste.", "Stopped; what was saved stays saved."),
            err=True,
        )
        return 130
    except click.ClickException as error:
        click.echo(sentence(error), err=True)
        return 2
    except QualcoopError as error:
        _say(error)
        return 2
    except BrokenPipeError:  # `qualcoop trace … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _surprise(error)
    return code if isinstance(code, int) else 0


def _say(error: QualcoopError) -> None:
    click.echo(str(error), err=True)
    if isinstance(error, CodebookError) and len(error.faults) > 1:  # one alone is in the sentence
        for fault in error.faults:
            click.echo(f"  {fault}", err=True)


def _surprise(error: Exception) -> int:
    """A fault of ours: say so, keep the details at hand, show no traceback."""
    if os.environ.get("QUALCOOP_TRACE"):
        traceback.print_exc()
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    click.echo(
        tr(
            f"Erreur de qualcoop, pas de vous ; rien d'enregistré n'est perdu ({detail}). "
            "Relancez avec QUALCOOP_TRACE=1 et signalez-la.",
            f"A fault of qualcoop, not yours; nothing saved is lost ({detail}). "
            "Run again with QUALCOOP_TRACE=1 and report it.",
        ),
        err=True,
    )
    return 1
