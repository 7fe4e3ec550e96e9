"""Real transcripts by other people, against counts made with independent programs (``../shared/data``).

Where our count and theirs differ, the reason is here, file by file.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from qualcoop.readers.report import read_paths

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared trial data are not beside this repository")

if DATA.is_dir():
    EXPECTED = {
        one["file"]: one["expect"] for one in json.loads((DATA / "expectations.json").read_text("utf-8"))["files"]
    }
else:
    EXPECTED = {}


def files(prefix):
    return [name for name in EXPECTED if name.startswith(prefix)]


def one(name):
    (file,) = read_paths([DATA / name]).files
    assert file.status == "read", file.reason
    return file


@pytest.mark.parametrize("name", files("interviews_fr/"))
def test_french_interviews(name):
    expected = EXPECTED[name]
    file = one(name)
    (source,) = file.sources
    assert file.turns == expected["turns_bracket_label"]
    assert file.speakers == expected["labels"]
    assert file.paragraphs == expected["paragraphs_nonempty"]
    assert sum(turn.timecode is not None for turn in source.turns) == file.turns - expected["turns_without_timestamp"]
    roles = {turn.speaker: turn.role for turn in source.turns}
    assert roles.pop("Interviewe") == "respondent"
    assert set(roles.values()) == {"interviewer"}
    # pandoc counts every run of characters; ours leaves out « ? », « : », « - » that stand alone. A soft
    # line break or a tab never joins two words for either.
    runs = len(source.text.split())
    assert abs(runs - expected["pandoc_words"]) <= 0.005 * runs
    alone = sum(1 for run in source.text.split() if not any(map(str.isalnum, run)))
    assert file.words == runs - alone


@pytest.mark.parametrize("name", files("one_interview_13_formats/"))
def test_one_interview_in_thirteen_formats(name):
    (file,) = read_paths([DATA / name]).files
    if name.endswith(".doc"):
        # The binary format of Word 97 is not read: refused with the remedy.
        assert file.status == "refused"
        assert ".docx" in file.reason
        return
    assert file.status == "read", file.reason
    assert file.turns == EXPECTED[name]["turns_bracket_label"]
    assert file.speakers == {"Chercheur": 17, "Interviewe": 14}
    expected = {
        "art_cp1252_crlf.txt": "cp1252, CRLF",
        "art_latin1.txt": "latin-1",
        "art_macroman_cr.txt": "mac_roman, CR",
        "art_utf16le_bom.txt": "utf-16, CRLF",
        "art_utf8.txt": "utf-8",
        "art_utf8sig_crlf.txt": "utf-8-sig, CRLF",
    }
    assert file.encoding == expected.get(Path(name).name, file.encoding)


def test_the_text_is_the_same_in_every_format():
    texts = {}
    for name in files("one_interview_13_formats/"):
        if name.endswith(".doc"):
            continue
        (source,) = one(name).sources
        # latin-1 has neither ’ nor …; a pdf's lines are rebuilt, so only its words are compared.
        text = source.text.replace("’", "'").replace("…", "...")
        texts[name] = " ".join(text.split())
    assert len(set(texts.values())) == 1, {name: len(text) for name, text in texts.items()}


@pytest.mark.parametrize("name", files("maxqda_pdf/"))
def test_maxqda_prints(name):
    expected = EXPECTED[name]
    file = one(name)
    speakers = dict(file.speakers)
    # P5 has one label « Particpant »: a turn of its own, shown as a misspelling.
    typo = speakers.pop("Particpant", 0)
    assert typo == (1 if name.endswith("P5.pdf") else 0)
    assert speakers == {"Dan": expected["turns_Dan"], "Participant": expected["turns_Participant"]}
    assert file.paragraphs == expected["max_paragraph_number"]
    if typo:
        assert ("Particpant", "Participant") in file.lookalikes
    assert {turn.role for source in file.sources for turn in source.turns if turn.speaker == "Dan"} == {"interviewer"}


@pytest.mark.parametrize("name", files("subtitles/"))
def test_subtitles(name):
    expected = EXPECTED[name]
    file = one(name)
    (source,) = file.sources
    assert file.paragraphs == file.turns == expected["cues"]
    assert source.turns[0].timecode == expected["first_start"]
    assert file.encoding == "utf-8, CRLF"
    # Their count of words includes numbers, times and arrows of the cues: what is said is the rest.
    frame = {"srt": 4, "vtt": 3}[file.format] * expected["cues"] + (file.format == "vtt")
    assert len(source.text.split()) == expected["words"] - frame


def test_whispers_four_files_agree():
    said = {}
    for suffix in ("srt", "vtt", "tsv"):
        (source,) = one(f"subtitles/interview.{suffix}").sources
        said[suffix] = source.text
    assert len(set(said.values())) == 1


@pytest.mark.parametrize("name", files("odt/"))
def test_think_aloud_protocols(name):
    expected = EXPECTED[name]
    file = one(name)
    (source,) = file.sources
    roles = Counter(turn.role for turn in source.turns)
    assert file.speakers == {"MODERATOR": expected["moderator_turns"]}
    assert roles["interviewer"] == expected["moderator_turns"]
    assert roles["respondent"] >= 1
    assert file.paragraphs == expected["pandoc_nonempty_lines"]
    # A direction stands alone on its line, in round brackets: all of them are outside codable text.
    lines = [source.text[s.start : s.end].strip() for s in source.paragraphs]
    directions = [line for line in lines if line.startswith("(") and line.endswith(")")]
    codable = "\n".join(source.text[s.start : s.end] for s in source.codable())
    assert directions
    assert not any(line in codable for line in directions)
    assert any("étiquette" in warning or "label" in warning for warning in source.warnings)


@pytest.mark.parametrize("name", files("word_comments/"))
def test_word_documents_without_speakers(name):
    file = one(name)
    assert file.paragraphs == file.turns == EXPECTED[name]["paragraphs_nonempty"]
    assert file.speakers == {}


def test_every_expectation_is_looked_at():
    looked = {"interviews_fr", "one_interview_13_formats", "maxqda_pdf", "subtitles", "odt", "word_comments"}
    # Taguette's SQLite is no source: the exchange room reads it.
    assert {name.split("/")[0] for name in EXPECTED} - looked == {"taguette"}
