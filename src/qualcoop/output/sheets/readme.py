"""``LISEZMOI``: what the workbook is and how its figures were counted; written last, shown first."""

from __future__ import annotations

from dataclasses import dataclass

from qualcoop.language import tr
from qualcoop.output import styles
from qualcoop.output.book import Book
from qualcoop.output.sheet import Sheet, Value
from qualcoop.output.sheets import parts
from qualcoop.version import __version__

NAME = "LISEZMOI"


@dataclass
class _Page:
    """Writes titled paragraphs."""

    book: Book
    sheet: Sheet

    def section(self, title: str) -> None:
        """A section's title."""
        self.sheet.add([])
        look = self.book.style(styles.SECTION.but(ink=styles.DARK["L"], border="below"))
        self.sheet.add([title, None], look, height=22)

    def line(self, head: str, text: Value, target: str = "", look: styles.Look = styles.PLAIN) -> None:
        """A head and what there is to say about it."""
        lines = parts.lines_needed(str(text), 84)
        head_look = styles.Look(bold=not target, ink=styles.LINK if target else styles.INK, underline=bool(target))
        row = self.sheet.add(
            [head, text],
            [self.book.style(head_look), self.book.style(look.but(wrap=True))],
            height=17 + 13.5 * (lines - 1),
        )
        if target:
            self.sheet.link(row, 1, target)


def readme(book: Book) -> Sheet:
    """The first sheet. It is made when all others are there, because it lists them."""
    sheet = Sheet(NAME, book.styles, widths=[26, 92], portrait=True, tab=styles.INK)
    sheet.add([book.title, None], book.style(styles.TITLE.but(size=18)), height=32)
    subtitle = tr("Matrices d'analyse qualitative", "Matrices of a qualitative analysis")
    sheet.add([subtitle, None], book.style(styles.SUBTITLE), height=18)
    page = _Page(book, sheet)
    if book.fictional:
        warning = tr(
            "Corpus fictif : personnes, lieux, organisations et propos sont inventés. Ces chiffres montrent "
            "l'outil ; ils ne disent rien d'un terrain.",
            "Fictional corpus: persons, places, organisations and words are invented. These figures show the "
            "tool; they say nothing of a field.",
        )
        sheet.add([])
        page.line(tr("Attention", "Warning"), warning, look=styles.Look(bold=True, fill=styles.NOTE))
    _what(book, page)
    _sheets(book, page)
    _how(book, page)
    _limits(book, page)
    return sheet


def _what(book: Book, page: _Page) -> None:
    meta, bundle = book.bundle.meta, book.bundle
    page.section(tr("D'où viennent ces chiffres", "Where these figures come from"))
    if book.study.get("description"):
        page.line(tr("Étude", "Study"), str(book.study["description"]))
    coded = int(bundle.coded_here.sum())
    page.line(
        tr("Sources", "Sources"),
        tr(
            f"{len(bundle.sources)} sources, dont {coded} codées sur cette couche.",
            f"{len(bundle.sources)} sources, {coded} of them coded on this layer.",
        ),
    )
    page.line(
        tr("Segments", "Segments"),
        tr(
            f"{len(bundle.counted)} segments comptés sur {len(bundle.segments)} de la couche.",
            f"{len(bundle.counted)} segments counted out of {len(bundle.segments)} of the layer.",
        ),
    )
    page.line(
        tr("Couche de codage", "Coding layer"),
        tr(
            f"{meta.get('layer', '?')} — une seule couche par classeur ; les suggestions non acceptées n'y sont pas.",
            f"{meta.get('layer', '?')} — one layer per workbook; suggestions not accepted are not in it.",
        ),
    )
    page.line(tr("Filtre", "Filter"), str(meta.get("filter") or tr("aucun", "none")))
    version = str(meta.get("codebook_version") or bundle.codebook.version)
    page.line(tr("Grille", "Codebook"), f"{meta.get('codebook_id') or bundle.codebook.id} {version}")
    page.line("qualcoop", __version__)
    if meta.get("corpus_hash"):
        page.line(tr("Empreinte du corpus", "Corpus hash"), str(meta["corpus_hash"]))


def _sheets(book: Book, page: _Page) -> None:
    page.section(tr("Feuilles", "Sheets"))
    for sheet in book.sheets:
        page.line(sheet.name, book.descriptions.get(sheet.name, ""), target=f"'{sheet.name}'!A1")


def _how(book: Book, page: _Page) -> None:
    page.section(tr("Comment lire", "How to read"))
    page.line(
        tr("Chiffres et citations", "Figures and quotes"),
        tr(
            "Un chiffre souligné mène à ses passages, autant de lignes que le chiffre en compte : dans « segments » "
            "quand elles s'y suivent, sinon dans « citations », qui ramène au chiffre.",
            "An underlined figure leads to its passages, as many rows as it counts: in 'segments' where they follow "
            "one another, else in 'citations', which leads back.",
        ),
    )
    page.line(
        tr("Texte codable", "Codable text"),
        tr(
            "Ce que disent enquêtés, observateurs et auteurs. Questions de l'enquêteur, en-têtes, didascalies et "
            "minutages sont hors du compte et hors des dénominateurs."
            if not book.bundle.with_interviewer
            else "Les tours de l'enquêteur sont compris, à la demande.",
            "What respondents, observers and authors say. Interviewer's questions, headers, stage directions and "
            "timecodes are out of counts and denominators."
            if not book.bundle.with_interviewer
            else "The interviewer's turns are included, as asked.",
        ),
    )
    page.line(
        tr("Vide n'est pas 0", "Blank is not 0"),
        tr(
            "Hachuré : source pas encore codée sur cette couche, hors des dénominateurs. 0 : codée, rien trouvé.",
            "Hatched: source not coded yet on this layer, out of denominators. 0: source coded, nothing found.",
        ),
    )
    page.line(
        tr("Dénominateurs", "Denominators"),
        tr(
            "Taux : passages pour 1 000 mots codables de la ligne. Part des sources : sources avec le code / sources "
            "codées de la ligne. La base est imprimée à côté de chaque ligne.",
            "Rate: passages per 1,000 codable words of the row. Share of sources: sources with the code / coded "
            "sources of the row. The base is printed beside each row.",
        ),
    )
    page.line(
        tr("Codes parents", "Parent codes"),
        tr(
            "Un parent compte l'union de ses passages et de ceux de ses sous-codes : un passage qui porte deux codes "
            "de la famille compte une fois. Parent ≤ somme des enfants.",
            "A parent counts the union of its own and its sub-codes' passages: a passage with two codes of the "
            "family counts once. Parent ≤ sum of the children.",
        ),
    )
    page.line(
        tr("Sous-cas", "Sub-cases"),
        tr(
            "Les lignes d'un projet et de ses sous-projets se recouvrent : ne jamais les additionner. Le total compte "
            "chaque passage et chaque source une fois.",
            "The rows of a project and of its sub-projects overlap: never add them. The total counts each passage and "
            "each source once.",
        ),
    )


def _limits(book: Book, page: _Page) -> None:
    page.section(tr("Limites", "Limits"))
    sources, segments = book.frequency.small or (0, 0) if len(book.bundle.cases) else (5, 10)
    page.line(
        tr("Petits effectifs", "Small numbers"),
        tr(
            f"Sous {sources} sources ou {segments} passages, pas de pourcentage : (n=…) donne l'effectif. Pas de test "
            "statistique : les passages ne sont pas indépendants et le corpus est choisi.",
            f"Under {sources} sources or {segments} passages, no percentage: (n=…) gives the count. No significance "
            "test: passages are not independent and the corpus is chosen.",
        ),
    )
    page.line(
        tr("Fréquence", "Frequency"),
        tr(
            "La fréquence n'est pas l'importance. Un chiffre est une porte vers des passages à lire.",
            "Frequency is not importance. A figure is a door to passages to be read.",
        ),
    )
    page.line(
        tr("Couleurs", "Colours"),
        tr(
            "Bleu : leviers (L). Orange : garde-fous (G). Violet : processus (T). Gris : contexte (C). La lettre du "
            "code dit la même chose.",
            "Blue: levers (L). Orange: guard-rails (G). Violet: processes (T). Grey: context (C). The code's letter "
            "says the same.",
        ),
    )
    for text in _accidents(book):
        page.line(tr("À savoir", "Note"), text, look=styles.Look(fill=styles.NOTE))


def _accidents(book: Book) -> list[str]:
    """What the file format could not take, counted."""
    lines = []
    changed = sum(sheet.changed for sheet in book.sheets)
    if changed:
        lines.append(
            tr(
                f"{changed} texte(s) contenaient des caractères qu'Excel refuse (retirés) ou plus de 32 767 "
                "caractères (coupés, c'est écrit à la fin) ; le CSV a le texte entier.",
                f"{changed} text(s) held characters that Excel refuses (removed) or more than 32,767 characters "
                "(cut, as said at their end); the CSV has the whole text.",
            )
        )
    dropped = sum(sheet.dropped_links for sheet in book.sheets) + book.passages.unlisted
    if dropped:
        lines.append(
            tr(
                f"{dropped} chiffre(s) n'ont pas de lien : Excel ne prend pas plus de 65 000 liens par feuille ; "
                "« qualcoop trace » donne leurs passages.",
                f"{dropped} figure(s) have no link: Excel takes no more than 65,000 links per sheet; "
                "'qualcoop trace' gives their passages.",
            )
        )
    return lines
