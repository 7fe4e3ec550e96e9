"""Laying a draft out as one text and cutting it into turns, once it is known who speaks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcoop.language import tr
from qualcoop.model import Kind, Role, Turn
from qualcoop.readers.asides import LEADING_TIME, is_direction
from qualcoop.readers.draft import Paragraph
from qualcoop.readers.labels import Candidate, Line, bare_time, lines_of, time_only
from qualcoop.readers.roles import WEAK, fold, role_word, roles_of, tokens, word_role
from qualcoop.spans import Span
from qualcoop.text import nfc

_S = r"[ \t\u00a0\u202f]"
_HOUR = rf"\d{{1,2}}{_S}?(?:[hH]{_S}?(?:\d{{2}}(?!\d))?|:{_S}?\d{{2}}(?!\d)(?::\d{{2}})?)"
# A paragraph of an observation note that begins with the time: « 17 h 30. », « [17:30] », « 17h30 – 18h : ».
_CLOCK = re.compile(
    rf"{_S}*(?:[\[(]{_S}*(?P<boxed>{_HOUR})(?:{_S}?[-–—à]{_S}?{_HOUR})?{_S}*[\])]{_S}*[.:,–—-]?"
    rf"|(?P<time>{_HOUR})(?:{_S}?[-–—à]{_S}?{_HOUR})?(?:{_S}*[.:,–—|-](?=\s|$)|(?={_S}*$)|\t))\s*"
)
# A question of the interview guide, or a task, numbered and pasted into the transcript.
_GUIDE = re.compile(r"[ \t\u00a0]*\d{1,2}(?:\.?[a-z])?[.)]?[ \t\u00a0]{1,3}[A-ZÀ-Þ‘'’\"«]")
# Words for anybody who takes part, the interviewer too.
_UNCLEAR_ROLES = frozenset({"intervenant", "intervenante", "temoin"})
_ENOUGH = 4  # turns of each speaker from which their question marks say something
_SPACE = " \t\n\u00a0\u202f\u200b"


@dataclass
class Page:
    """A draft laid out as one text: paragraphs joined by a newline, empty ones dropped.

    starts: where each paragraph begins. lines: its non-empty lines. single: each paragraph is a turn.
    """

    text: str
    paragraphs: list[Paragraph]
    starts: list[int]
    lines: list[Line]
    single: bool = False

    def split(self, breaks: Iterable[int] = ()) -> tuple[Span, ...]:
        """Spans of the paragraphs, cut again where a line inside one opens a turn (`breaks`)."""
        begins = sorted({*self.starts, *breaks})
        if not begins:
            return ()
        ends = [begin - 1 for begin in begins[1:]] + [len(self.text)]
        return tuple(Span(begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end)


@dataclass
class Cut:
    """The turns of a source, what inside them was not said, paragraph breaks found, and remarks."""

    turns: tuple[Turn, ...] = ()
    holes: list[Span] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def lay_out(paragraphs: Iterable[Paragraph], *, single: bool = False) -> Page:
    """Join the paragraphs; the result is NFC even where a paragraph begins with a combining mark."""
    kept: list[Paragraph] = []
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for paragraph in paragraphs:
        piece = nfc(paragraph.text).strip("\n")
        if not piece or piece.isspace():
            continue
        kept.append(paragraph)
        pieces.append(piece)
        starts.append(at)
        at += len(piece) + 1
    text = "\n".join(pieces)
    return Page(text, kept, starts, lines_of(text, starts), single)


def cut_interview(
    page: Page,
    first: int,
    found: Sequence[Candidate],
    names: Mapping[str, str],
    given: Mapping[str, Role],
) -> Cut:
    """Turns of an interview. `first`: index of the line after the header; `found`: accepted labels.

    names, given: folded label to canonical label, and to role, as the researcher declared them.
    """
    if not found:
        return _unlabelled(page, first)
    canonical = _canonical(found, names)
    declared = {name: given[fold(name)] for name in canonical.values() if fold(name) in given}
    roles = roles_of(dict.fromkeys(canonical.values()), declared)
    for key, name in canonical.items():
        if key in given:
            roles[name] = given[key]
    cutter = _Cutter(page, first, found, canonical, roles)
    return cutter.run(may_guess=not declared)


def _asker(text: str, turns: Sequence[_Open], roles: Mapping[str, Role]) -> tuple[str | None, str | None]:
    """Who asks, where no label says it: (taken for the interviewer, seems to be the interviewer).

    Taken: the one name beside somebody called Participant, Enquêté…; or one of two speakers whose turns
    mostly end in a question mark while the other's hardly ever do.
    """
    total = Counter(turn.speaker or "" for turn in turns)
    asked = Counter(turn.speaker or "" for turn in turns if text[turn.start : turn.end].rstrip().endswith("?"))
    share = {name: asked[name] / total[name] for name in total}
    answering = [name for name in roles if word_role(name) == "respondent" and tokens(name)[0] not in _UNCLEAR_ROLES]
    others = [name for name in roles if word_role(name) is None]
    if answering and len(others) == 1:
        return others[0], others[0]
    names = sorted(share, key=lambda name: (-share[name], name))
    seems = names[0] if names and share[names[0]] else None
    if len(names) == 2 and min(total.values()) >= _ENOUGH and share[names[0]] >= 0.5 and share[names[1]] <= 0.2:
        return seems, seems
    return None, seems


def _canonical(found: Sequence[Candidate], names: Mapping[str, str]) -> dict[str, str]:
    """One spelling for every folded label: the declared one, else the most frequent, else the first."""
    spellings: dict[str, Counter[str]] = {}
    for one in found:
        written = unicodedata.normalize("NFC", " ".join(one.label.split()))
        spellings.setdefault(fold(one.label), Counter())[written] += 1
    return {key: names.get(key) or count.most_common(1)[0][0] for key, count in spellings.items()}


@dataclass
class _Open:
    """A turn being read."""

    start: int
    end: int
    speaker: str | None
    role: Role
    timecode: str | None
    empty_label: bool = False


class _Cutter:
    """Goes through the lines once and opens a turn at each label."""

    def __init__(
        self,
        page: Page,
        first: int,
        found: Sequence[Candidate],
        canonical: Mapping[str, str],
        roles: Mapping[str, Role],
    ) -> None:
        self.page, self.first = page, first
        self.openers = {one.line: one for one in found}
        self.canonical, self.roles = canonical, dict(roles)
        # Where only interviewers have a label, whatever has none is an answer.
        self.answers_bare = all(role == "interviewer" for role in roles.values())
        self.guide = _guide_lines(page, first) if self.answers_bare else frozenset()
        self.cut = Cut()
        self.turns: list[_Open] = []
        self.open: _Open | None = None
        self.time: str | None = None
        self.before: list[Line] = []

    def run(self, *, may_guess: bool) -> Cut:
        """The turns. may_guess: the researcher declared no role, so who asks may be read off the text."""
        for index in range(self.first, len(self.page.lines)):
            line = self.page.lines[index]
            opener = self.openers.get(index)
            if opener is not None:
                self._begin(opener, line)
            else:
                self._continue(index, line)
        if may_guess and "interviewer" not in self.roles.values():
            self._find_asker()
        elif may_guess and all(role_word(name) in WEAK for name, role in self.roles.items() if role == "interviewer"):
            self._say_letters()
        self._finish()
        self._remarks()
        return self.cut

    def _say_letters(self) -> None:
        """E is « enquêteur » or « enquêté », I « interviewer » or « interviewé »: say what was chosen."""
        asks = ", ".join(name for name, role in self.roles.items() if role == "interviewer")
        self.cut.warnings.append(
            tr(
                f"« {asks} » pris pour l'enquêteur d'après la seule initiale ; sinon --speakers \"{asks}=respondent\".",
                f"'{asks}' taken for the interviewer by the initial alone; if not, --speakers \"{asks}=respondent\".",
            )
        )

    def _find_asker(self) -> None:
        asker, seems = _asker(self.page.text, self.turns, self.roles)
        self.cut.warnings.append(_who_asks(asker, seems))
        if asker is not None:
            self.roles[asker] = "interviewer"
            for turn in self.turns:
                turn.role = self.roles[turn.speaker] if turn.speaker is not None else turn.role

    def _begin(self, opener: Candidate, line: Line) -> None:
        name = self.canonical[fold(opener.label)]
        self.open = _Open(
            opener.speech, line.end, name, self.roles[name], opener.timecode or self.time, opener.own_line
        )
        self.time = None
        self.turns.append(self.open)
        if not line.first:
            self.cut.breaks.append(line.start)

    def _continue(self, index: int, line: Line) -> None:
        paragraph = self.page.paragraphs[line.paragraph]
        if self._silent(index, line, paragraph):
            return
        starts = line.first and (self.page.single or self._bare_answer())
        if starts or (self.open is None and self.answers_bare):
            speaker = None if self.answers_bare or not self.page.single else self._inherited()
            role: Role = "respondent" if speaker is None else self.roles[speaker]
            self.open = _Open(line.start, line.end, speaker, role, bare_time(paragraph.timecode) or self.time)
            self.time = None
            self.turns.append(self.open)
        elif self.open is None:
            self.before.append(line)
        else:
            if self.open.empty_label:
                self.open.start, self.open.empty_label = line.start, False
            self.open.end = line.end

    def _inherited(self) -> str | None:
        return self.turns[-1].speaker if self.turns else None

    def _bare_answer(self) -> bool:
        """An unlabelled paragraph after the interviewer's own: the answer begins."""
        if not self.answers_bare:
            return False
        return self.open is None or (self.open.speaker is not None and not self.open.empty_label)

    def _silent(self, index: int, line: Line, paragraph: Paragraph) -> bool:
        """Lines that nobody said: a time of its own, a heading, a footnote, the guide, a direction."""
        time = time_only(self.page.text, line)
        if time is not None:
            self.time = time
        inside = self.page.text[line.start : line.end].strip()
        whole = inside[:1] == "(" and inside[-1:] == ")" and "(" not in inside[1:] and line.first
        aside = (
            time is not None
            or paragraph.style in ("heading", "note")
            or index in self.guide
            or (whole and (self.answers_bare or is_direction(inside[1:-1])))
        )
        if aside:
            self.cut.holes.append(Span(line.start, line.end))
        return aside

    def _finish(self) -> None:
        kept: list[Turn] = []
        for one in self.turns:
            start, end = _trim(self.page.text, one.start, one.end)
            if start < end:
                kept.append(Turn(len(kept), start, end, one.role, one.speaker, one.timecode))
        self.cut.turns = tuple(kept)
        empty = len(self.turns) - len(kept)
        if empty:
            self.cut.warnings.append(
                tr(
                    f"{empty} étiquette(s) de locuteur sans aucune parole : aucun tour n'en a été fait.",
                    f"{empty} speaker label(s) with nothing said: no turn was made of them.",
                )
            )

    def _remarks(self) -> None:
        say = self.cut.warnings.append
        if self.answers_bare:
            say(
                tr(
                    "Seul l'enquêteur a une étiquette : les paragraphes sans étiquette sont pris pour les réponses.",
                    "Only the interviewer has a label: paragraphs without one are taken for the answers.",
                )
            )
        spoken = [line for line in self.before if _is_speech(self.page.text, line)]
        if spoken and not self.answers_bare:
            say(
                tr(
                    f"{len(spoken)} ligne(s) avant la première étiquette n'appartiennent à aucun tour.",
                    f"{len(spoken)} line(s) before the first label belong to no turn.",
                )
            )
        if self.guide:
            say(
                tr(
                    f"{len(self.guide)} lignes numérotées sont prises pour le guide d'entretien, hors parole.",
                    f"{len(self.guide)} numbered lines are taken for the interview guide, not for speech.",
                )
            )


def _guide_lines(page: Page, first: int) -> frozenset[int]:
    numbered = [
        index
        for index in range(first, len(page.lines))
        if page.lines[index].first and _GUIDE.match(page.text, page.lines[index].start, page.lines[index].end)
    ]
    return frozenset(numbered) if len(numbered) > 3 else frozenset()


def _is_speech(text: str, line: Line) -> bool:
    inside = text[line.start : line.end].strip()
    return len(inside.split()) > 8 or inside[-1:] in (".", "?", "!", "…")


def _who_asks(asker: str | None, seems: str | None) -> str:
    """Who asks is never guessed silently."""
    if asker is not None:
        return tr(
            f'« {asker} » pose les questions : pris pour l\'enquêteur ; sinon --speakers "{asker}=respondent".',
            f"'{asker}' asks the questions: taken for the interviewer; if not, --speakers \"{asker}=respondent\".",
        )
    hint = f'--speakers "{seems or tr("Nom", "Name")}=interviewer"'
    seems_fr = f" ; {seems} semble poser les questions" if seems else ""
    seems_en = f"; {seems} seems to ask the questions" if seems else ""
    return tr(
        f"Aucun enquêteur reconnu parmi les étiquettes{seems_fr} : déclarez-le avec {hint}.",
        f"No interviewer recognised among the labels{seems_en}: declare it with {hint}.",
    )


def _unlabelled(page: Page, first: int) -> Cut:
    """An interview where nobody is named: every paragraph is a turn of the respondent's."""
    cut = cut_paragraphs(page, first, "interview", None)
    cut.warnings.append(
        tr(
            "Aucun locuteur trouvé : chaque paragraphe est un tour sans nom ; si des étiquettes ouvrent les "
            "tours, déclarez-les avec --speakers.",
            "No speaker found: every paragraph is a turn without a name; if labels open the turns, declare "
            "them with --speakers.",
        )
    )
    return cut


def cut_paragraphs(page: Page, first: int, kind: Kind, writer: str | None) -> Cut:
    """Every paragraph below the header a turn: the observer's, the author's or a nameless respondent's.

    A time that begins an observer's paragraph (``17 h 30.``, ``[17:30]``) is the turn's timecode; a line
    of a wrapped block that begins with one opens a paragraph.
    """
    role: Role = {"observation": "observer", "document": "author"}.get(kind, "respondent")  # type: ignore[assignment]
    cut = Cut()
    opened: list[_Open] = []
    waiting: str | None = None
    for index in range(first, len(page.lines)):
        line = page.lines[index]
        start, time = _timed_start(page.text, line, kind)
        if start >= line.end:
            waiting = time
            continue
        if line.first or time is not None or index == first or not opened:
            paragraph = page.paragraphs[line.paragraph]
            opened.append(_Open(start, line.end, writer, role, time or bare_time(paragraph.timecode) or waiting))
            waiting = None
            if not line.first:
                cut.breaks.append(line.start)
        else:
            opened[-1].end = line.end
    turns: list[Turn] = []
    for one in opened:
        start, end = _trim(page.text, one.start, one.end)
        if start < end:
            turns.append(Turn(len(turns), start, end, role, writer, one.timecode))
    cut.turns = tuple(turns)
    return cut


def _timed_start(text: str, line: Line, kind: Kind) -> tuple[int, str | None]:
    """Where the words of a line begin, after the time that it may begin with."""
    stop = min(line.end, line.start + 60)
    if kind == "observation":
        found = _CLOCK.match(text, line.start, stop)
        if found is not None:
            return min(found.end(), line.end), " ".join((found["boxed"] or found["time"]).split())
    if kind != "document":
        leading = LEADING_TIME.match(text, line.start, stop)
        if leading is not None:
            return leading.end(), bare_time(leading.group())
    return line.start, None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return start, end
