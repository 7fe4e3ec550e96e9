"""The screens: each address renders one template; what they show comes from the API, through their scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from qualcoop.language import Language, language
from qualcoop.study import listing
from qualcoop.version import __version__
from qualcoop.web import assets
from qualcoop.web.app import LANGUAGE_COOKIE
from qualcoop.web.desk import Desk
from qualcoop.web.i18n import LANGUAGES, catalogue, translator

TEMPLATES = Path(__file__).parent / "templates"
_YEAR = 365 * 24 * 3600


def register(app: FastAPI) -> None:
    """Add the screens to the application."""
    assets.register(app)
    app.add_api_route("/", first, include_in_schema=False)
    app.add_api_route("/help", help_page, include_in_schema=False)
    app.add_api_route("/code", some_source, include_in_schema=False)
    app.add_api_route("/code/{source:path}", code, include_in_schema=False)
    for name in ("sources", "suggestions", "codebook", "matrices", "exports", "history"):
        app.add_api_route(f"/{name}", _screen(name), include_in_schema=False)


def first(request: Request, choose: bool = False) -> Response:
    """The first screen; with a study open, its sources unless another one is asked for."""
    desk: Desk = request.app.state.desk
    if desk.is_open and not choose:
        return RedirectResponse("/sources", 303)
    return _page(request, "first")


def help_page(request: Request) -> Response:
    """The way to go, the keys, reviewers' questions, the signs of keyword rules, where the data are."""
    _ = translator(language())
    return _page(request, "help", questions=_questions(_), signs=_signs(_))


def _questions(_: Any) -> list[tuple[str, str, str, str]]:
    """The ten questions of reviewers: what is asked, where on the page, its address, which command."""

    def display(label: str, name: str) -> tuple[str, str]:
        return f"{_('Matrices')} · {label}", f"/matrices?display={name}"

    return [
        (_("Combien de sources, de mots, par cas ?"), _("Sources"), "/sources", "qualcoop corpus"),
        (
            _("Que veut dire chaque code, qu'est-ce qui a changé ?"),
            _("Grille"),
            "/codebook",
            "qualcoop codebook diff",
        ),
        (_("Quel accord entre codeurs ?"), *display(_("Accord"), "agreement"), "qualcoop agreement"),
        (
            _("Ce constat tient-il à une seule personne ?"),
            *display(_("Concentration"), "concentration"),
            "qualcoop concentration",
        ),
        (_("Où sont les cas contraires ?"), *display(_("Équilibre"), "balance"), "qualcoop contrary"),
        (_("Tient-il d'un matériau à l'autre ?"), *display(_("Matériaux"), "materials"), "qualcoop triangulate"),
        (_("Mêler le sous-projet change-t-il le résultat ?"), *display(_("Équilibre"), "balance"), "qualcoop balance"),
        (_("Étiez-vous près de la saturation ?"), *display(_("Saturation"), "saturation"), "qualcoop saturation"),
        (_("Qu'a décidé le logiciel ?"), *display(_("Provenance"), "provenance"), "qualcoop provenance"),
        (_("Puis-je refaire le tableau et lire ses passages ?"), _("Exports"), "/exports", "qualcoop rebuild"),
    ]


def _signs(_: Any) -> list[tuple[str, str]]:
    """The signs of keyword rules, each by an example."""
    return [
        ("décider", _("décider, décide, décidons…")),
        ("décroch*", _("tout mot qui commence ainsi, décrochage compris (quatre lettres au moins)")),
        ("compte rendu", _("ces mots de suite ; les « euh » entre eux ne gênent pas")),
        ("cap commun|partagé", _("l'un ou l'autre à cette place")),
        ("prêter .. salle", _("dans cet ordre, trois mots au plus entre les deux (..6 : six mots)")),
        ("temps ~5 manque", _("dans un ordre ou l'autre, cinq mots au plus entre les deux")),
        ('"AG"', _("cette forme exacte, majuscules et accents compris")),
    ]


def some_source(request: Request) -> Response:
    """The coding screen without a source: the first one that is not marked as coded, else the first."""
    desk: Desk = request.app.state.desk
    if not desk.is_open:
        return RedirectResponse("/", 303)
    ids, done = desk.study.source_ids(), listing.marked(desk.study)
    chosen = next((name for name in ids if name not in done), ids[0] if ids else None)
    if chosen is None:
        return RedirectResponse("/sources", 303)
    from urllib.parse import quote

    return RedirectResponse(f"/code/{quote(chosen, safe='')}", 303)


def code(request: Request, source: str) -> Response:
    """The coding screen of a source."""
    desk: Desk = request.app.state.desk
    if not desk.is_open:
        return RedirectResponse("/", 303)
    desk.study.source(source)  # UnknownNameError says which names there are
    return _page(request, "code", source=source)


def _screen(name: str) -> Any:
    def show(request: Request) -> Response:
        if not request.app.state.desk.is_open:
            return RedirectResponse("/", 303)
        return _page(request, name)

    show.__name__ = name
    return show


def _page(request: Request, name: str, **values: Any) -> Response:
    lang = language()
    page = HTMLResponse(_environment().get_template(f"{name}.html").render(**_common(request, name, lang), **values))
    if request.query_params.get("lang") in LANGUAGES:
        page.set_cookie(LANGUAGE_COOKIE, lang, max_age=_YEAR, samesite="strict", path="/")
    return page


def _common(request: Request, name: str, lang: Language) -> dict[str, Any]:
    desk: Desk = request.app.state.desk
    _ = translator(lang)
    study = {"name": desk.study.info.name or Path(desk.path or "").stem} if desk.is_open else None
    return {
        "_": _,
        "lang": lang,
        "other_lang": "en" if lang == "fr" else "fr",
        "screen": name,
        "screens": _screens(_),
        "study": study,
        "guid": desk.study.info.guid if desk.is_open else "",
        "version": __version__,
        "context": {
            "lang": lang,
            "study": study,
            "seq": desk.seq() if desk.is_open else None,
            "strings": catalogue(lang),
        },
    }


def _screens(_: Any) -> list[tuple[str, str]]:
    return [
        ("sources", _("Sources")),
        ("code", _("Coder")),
        ("suggestions", _("Suggestions")),
        ("codebook", _("Grille")),
        ("matrices", _("Matrices")),
        ("exports", _("Exports")),
        ("history", _("Historique")),
    ]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = assets.url
    return made
