"""Help pages and wrong command lines in the user's language; click speaks English only."""

from __future__ import annotations

from importlib import import_module

import click

from qualcoop.language import tr

_FRENCH = {
    "Usage:": "Emploi :",
    "Commands": "Commandes",
    "Show this message and exit.": "Montre cette aide.",
    "Show the version and exit.": "Donne la version.",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
}


class Formatter(click.HelpFormatter):
    """Help pages whose titles are punctuated as the language has it."""

    def write_heading(self, heading: str) -> None:
        """A title with its colon."""
        self.write(f"{'':>{self.current_indent}}{heading}{tr(' :', ':')}\n")


def speak() -> None:
    """Have click's own words of a help page said in the user's language."""
    click.Context.formatter_class = Formatter
    for name in ("core", "decorators", "formatting"):
        # click asks gettext, which knows the machine's language and not the one chosen for qualcoop.
        import_module(f"click.{name}").__dict__["_"] = _word


def _word(english: str) -> str:
    return tr(_FRENCH.get(english, english), english)


def sentence(error: click.ClickException) -> str:
    """What is wrong with the command line, ending with where its help is."""
    said = _said(error)
    context = getattr(error, "ctx", None)
    if context is None or context.parent is None or "--help" in said:
        return said
    return said + " " + tr(f"Voir {context.command_path} --help.", f"See {context.command_path} --help.")


def _said(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error)
    if isinstance(error, click.MissingParameter):
        name = _name(error)
        return tr(f"Il manque {name}.", f"{name} is missing.")
    if isinstance(error, click.BadOptionUsage):
        option = error.option_name
        return tr(f"L'option {option} attend une valeur.", f"The option {option} expects a value.")
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    if isinstance(error, click.UsageError) and error.message.startswith("Got unexpected extra argument"):
        extra = error.message.partition("(")[2].removesuffix(")")
        return tr(
            f"En trop : {extra} ; mettez entre guillemets ce qui contient des espaces.",
            f"Too much: {extra}; put quotation marks around what holds spaces.",
        )
    return error.format_message()


def _no_such_option(error: click.NoSuchOption) -> str:
    near = sorted(error.possibilities or ())
    hint = tr(f" ; peut-être {near[0]}", f"; perhaps {near[0]}") if near else ""
    return tr(f"Il n'y a pas d'option {error.option_name}{hint}.", f"There is no option {error.option_name}{hint}.")


def _bad_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        choices = ", ".join(str(choice) for choice in kind.choices)
        return tr(f"{_name(error)} : choisissez parmi {choices}.", f"{_name(error)}: choose one of {choices}.")
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return tr(
            f"{_name(error)} : un nombre entier d'au moins {kind.min} est attendu.",
            f"{_name(error)}: a whole number of at least {kind.min} is expected.",
        )
    if isinstance(kind, click.types.IntParamType):
        return tr(f"{_name(error)} : un nombre entier est attendu.", f"{_name(error)}: a whole number is expected.")
    return f"{_name(error)}{tr(' :', ':')} {error.message}"


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or tr("la valeur", "the value"))
    if isinstance(error.param, click.Argument):
        return error.param.make_metavar(error.ctx or click.Context(click.Command("qualcoop"))).strip("[]. ")
    return error.param.opts[-1]
