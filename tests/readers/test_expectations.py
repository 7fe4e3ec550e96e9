"""The counts of ``shared/data/expectations.json``, computed by other programs, against these readers.

Paragraphs, soft breaks, characters, tables, words, comments of every docx, odt, pdf, html and rtf among the
54 files; a difference must be written down in DIFFERENCES with its reason. (Turns: see the turns' tests.)
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qualcoop.language import set_language
from qualcoop.readers.registry import read_file
from qualcoop.text import nfc

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository")

FILES = json.loads((DATA / "expectations.json").read_text(encoding="utf-8"))["files"] if DATA.is_dir() else []
DOCX = [entry for entry in FILES if entry["format"].startswith("docx") and "chars_w_t" in entry["expect"]]
ODT = [entry for entry in FILES if entry["format"] == "odt" and "words" in entry["expect"]]
MAXQDA = [entry for entry in FILES if entry["format"].startswith("pdf (MAXQDA")]
SAME = [entry for entry in FILES if entry["file"].startswith("one_interview_13_formats/")]

# (file, count): (ours, why it differs). Empty: every count of these formats holds as it is.
DIFFERENCES: dict[tuple[str, str], tuple[int, str]] = {}


def name(entry):
    return entry["file"]


@pytest.fixture(autouse=True)
def _french():
    set_language("fr")
    yield
    set_language(None)


def drafted(entry):
    (draft,) = read_file(DATA / entry["file"]).drafts
    return draft


def check(entry, key, ours, tolerance=0.0):
    expected = entry["expect"][key]
    known = DIFFERENCES.get((entry["file"], key))
    if known is not None:
        assert ours == known[0], f"{key}: {known[1]}"
        assert ours != expected, f"{key}: the difference is gone, take it out of DIFFERENCES"
    else:
        assert abs(ours - expected) <= tolerance * expected, f"{key}: {ours}, expected {expected}"


def words(draft):
    return sum(len(paragraph.text.split()) for paragraph in draft.paragraphs)


def one_line(draft):
    return " ".join(" ".join(paragraph.text for paragraph in draft.paragraphs).split())


def said(draft, pattern):
    """The number in the warning that matches `pattern`, 0 without one."""
    found = [match for sentence in draft.warnings if (match := re.search(pattern, sentence))]
    return int(found[0].group(1)) if found else 0


def test_the_files_are_all_there():
    assert (len(FILES), len(DOCX), len(ODT), len(MAXQDA), len(SAME)) == (54, 29, 6, 3, 13)


@pytest.mark.parametrize("entry", DOCX, ids=name)
def test_docx(entry):
    draft = drafted(entry)
    paragraphs = draft.paragraphs
    check(entry, "paragraphs_nonempty", len(paragraphs))
    check(entry, "soft_breaks", sum(paragraph.text.count("\n") for paragraph in paragraphs))
    check(entry, "chars_w_t", sum(len(re.sub("[\n\t]", "", paragraph.text)) for paragraph in paragraphs))
    check(entry, "paragraphs_in_tables", sum(paragraph.style == "table" for paragraph in paragraphs))
    check(entry, "numbered_paragraphs", said(draft, r"(\d+) paragraphes? de liste"))
    check(entry, "comments", said(draft, r"(\d+) commentaires? laissé"))
    check(entry, "footnote_refs", said(draft, r"(\d+) notes? placée"))
    check(entry, "tracked_ins", said(draft, r"(\d+) insertion"))
    check(entry, "tracked_del", said(draft, r"(\d+) suppression"))
    check(entry, "pandoc_words", words(draft), tolerance=0.01)
    # Nothing was said beyond what the counts explain.
    assert len(draft.warnings) == sum(
        bool(entry["expect"][key]) for key in ("comments", "numbered_paragraphs", "footnote_refs", "tracked_ins")
    )


@pytest.mark.parametrize("entry", ODT, ids=name)
def test_odt(entry):
    draft = drafted(entry)
    check(entry, "pandoc_nonempty_lines", len(draft.paragraphs))
    check(entry, "words", words(draft), tolerance=0.01)
    assert draft.warnings == ()


@pytest.mark.parametrize("entry", MAXQDA, ids=name)
def test_maxqda_pdf(entry):
    draft = drafted(entry)
    texts = [paragraph.text for paragraph in draft.paragraphs]
    # MAXQDA numbers its paragraphs: as many paragraphs as the highest number, each of them ours.
    check(entry, "max_paragraph_number", len(texts))
    check(entry, "max_paragraph_number", said(draft, r"en marge laissés de côté : 1 à (\d+)"))
    check(entry, "turns_Dan", sum(text.startswith("Dan:") for text in texts))
    check(entry, "turns_Participant", sum(text.startswith("Participant:") for text in texts))
    check(entry, "pages", said(draft, r"(\d+) numéros? de page"))
    assert not any(re.match(r"\d", text) for text in texts)


def test_the_word_binary_is_refused_with_the_remedy():
    with pytest.raises(Exception, match=r"enregistrez-le en \.docx"):
        read_file(DATA / "one_interview_13_formats" / "art_250522_05.doc")


@pytest.mark.parametrize("suffix", ["odt", "fodt", "rtf", "html", "pdf"])
def test_the_same_interview_in_every_format(suffix):
    folder = DATA / "one_interview_13_formats"
    (reference,) = read_file(folder / "art_250522_05.docx").drafts
    (draft,) = read_file(folder / f"art_250522_05.{suffix}").drafts
    assert one_line(draft) == one_line(reference)
    assert one_line(draft) == " ".join(nfc((folder / "art_utf8.txt").read_text(encoding="utf-8")).split())
    if suffix != "pdf":
        assert [p.text.strip() for p in draft.paragraphs] == [p.text.strip() for p in reference.paragraphs]
        # Bold runs as well, but for a space at their end that some programs take in.
        for ours, theirs in zip(draft.paragraphs, reference.paragraphs, strict=True):
            assert ours.text[: ours.bold].strip() == theirs.text[: theirs.bold].strip()
            assert ours.style == theirs.style


def test_paragraphs_of_the_pdf_are_those_of_the_document_but_one():
    """The PDF's one difference: two bold questions, the first of which fills its line to the margin."""
    folder = DATA / "one_interview_13_formats"
    reference = [p.text.strip() for p in read_file(folder / "art_250522_05.docx").drafts[0].paragraphs]
    found = [p.text for p in read_file(folder / "art_250522_05.pdf").drafts[0].paragraphs]
    lost = [text for text in reference if text not in found]
    assert len(lost) == 2
    assert lost[1] == "À quoi vous pensez ?"
    assert [text for text in found if text not in reference] == [" ".join(lost)]
