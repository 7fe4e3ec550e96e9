"""Subtitles: cues, voices, timecodes."""

import pytest

from qualcoop.errors import ReadError
from qualcoop.readers.registry import read_file
from qualcoop.readers.report import read_paths
from qualcoop.readers.subtitles import read_srt, read_vtt

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Bonjour</i> à tous\r\net toutes.\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\n"
    "{\\an8}2021\r\n"
)
VTT = """WEBVTT - titre

NOTE ceci n'est pas
dit

STYLE
::cue {}

intro
00:01.000 --> 00:02.000 align:start
<v Enquêtrice>Ça va &amp; vous ?</v>

00:02.000 --> 00:03.000
<v.loud Enquêtrice>Hein ?

00:03.000 --> 00:04.000
<v Inès>Oui. <v Paul>Non.

00:04.000 --> 00:05.000
Et voilà.
"""


def test_srt_cues(tmp_path):
    path = tmp_path / "a.srt"
    path.write_bytes(SRT.encode())
    (source,) = read_paths([path]).sources
    assert source.kind == "interview"
    assert [source.text[turn.start : turn.end] for turn in source.turns] == ["Bonjour à tous\net toutes.", "2021"]
    assert source.turns[0].timecode == "00:00:01,000"
    assert source.origin.encoding == "utf-8, CRLF"


def test_voices_are_speakers_and_cues_inherit_them(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text(VTT, encoding="utf-8")
    (source,) = read_paths([path]).sources
    assert [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns] == [
        ("Enquêtrice", "Ça va & vous ?\nHein ?"),
        ("Inès", "Oui."),
        ("Paul", "Non.\nEt voilà."),
    ]
    assert source.turns[0].role == "interviewer"
    assert "pas" not in source.text


def test_written_labels_in_cues(tmp_path):
    cues = "".join(
        f"{i}\n00:00:0{i},000 --> 00:00:0{i + 1},000\n{words}\n\n"
        for i, words in enumerate(["Q: Un ?", "R: Oui,", "et non.", "Q: Deux ?", "R: Non."])
    )
    path = tmp_path / "a.srt"
    path.write_text(cues)
    (source,) = read_paths([path]).sources
    assert [source.text[turn.start : turn.end] for turn in source.turns] == ["Un ?", "Oui,\net non.", "Deux ?", "Non."]


def test_missing_blank_lines_and_numbers(tmp_path):
    path = tmp_path / "a.srt"
    path.write_text("00:00:01,000 --> 00:00:02,000\nUn\n2\n00:00:03,000 --> 00:00:04,000\nDeux\n")
    (draft,) = read_srt(path)
    assert [p.text for p in draft.paragraphs] == ["Un", "Deux"]


def test_whisper_tsv(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("start\tend\ttext\n43810\t47850\tHello.\n3723004\t3724000\tBye.\n")
    (source,) = read_paths([path]).sources
    assert [turn.timecode for turn in source.turns] == ["00:00:43.810", "01:02:03.004"]


def test_a_subtitle_under_another_suffix_is_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(SRT.encode())
    reading = read_file(path)
    assert reading.format.name == "srt"
    assert any(".txt" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    ("text", "words"), [("Bonjour.\n", "aucune réplique"), ("1\n00:00:01,000 --> 00:00:02,000\n\n", "vides")]
)
def test_no_cue_is_one_sentence(tmp_path, text, words):
    path = tmp_path / "bad.srt"
    path.write_text(text)
    with pytest.raises(ReadError, match=words):
        read_srt(path)


def test_empty_cues_are_counted(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:02.000 --> 00:03.000\n<i></i>\n\n00:03.000 --> 00:04.000\nB\n"
    )
    (draft,) = read_vtt(path)
    assert len(draft.paragraphs) == 2
    assert any("1 réplique" in warning for warning in draft.warnings)


def test_lines_outside_any_cue_are_said(tmp_path):
    path = tmp_path / "a.srt"
    path.write_text("Titre perdu\n\n1\n00:00:01,000 --> 00:00:02,000\nBonjour.\n\nUne note de fin\n", encoding="utf-8")
    (draft,) = read_srt(path)
    assert [paragraph.text for paragraph in draft.paragraphs] == ["Bonjour."]
    (warning,) = draft.warnings
    assert "2 ligne(s) hors de toute réplique" in warning
    assert "Titre perdu" in warning


def test_names_and_notes_of_a_vtt_are_no_stray_lines(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text(
        "WEBVTT - essai\nKind: captions\n\nNOTE rien\nà dire\n\nintro\n00:01.000 --> 00:02.000\nBonjour.\n",
        encoding="utf-8",
    )
    (draft,) = read_vtt(path)
    assert [paragraph.text for paragraph in draft.paragraphs] == ["Bonjour."]
    assert not draft.warnings
