"""Plain text files as a researcher has them."""

import pytest

from qualcoop.errors import ReadError
from qualcoop.readers import registry
from qualcoop.readers.report import read_paths
from qualcoop.readers.txt import split

TALK = "Enquêtrice : Ça a commencé où ?\nMaëlle : À l'école, en été.\nEnquêtrice : Et après ?\nMaëlle : Après, rien."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_ending_gives_the_same_source(tmp_path, codec, newline):
    path = tmp_path / "E08.txt"
    path.write_bytes(TALK.replace("\n", newline).encode(codec))
    (source,) = read_paths([path]).sources
    assert source.text == TALK
    assert [turn.speaker for turn in source.turns] == ["Enquêtrice", "Maëlle"] * 2
    name = {"\n": None, "\r\n": "CRLF", "\r": "CR"}[newline]
    assert (name or "") in source.origin.encoding


def test_wrapped_lines_are_one_paragraph_and_keep_their_newlines(tmp_path):
    wrapped = (
        "Enquêtrice : Vous pouvez me raconter comment tout cela a commencé, au\n"
        "début, quand vous n'étiez encore que trois autour de la table et que\n"
        "personne ne savait où l'on allait ?\n"
        "\n"
        "Maëlle : Oui. On s'est retrouvés dans la cuisine de Paul, un dimanche de\n"
        "pluie, et il a sorti une carte avec des croix dessus, et puis chacun a dit\n"
        "ce qu'il voulait.\n"
        "\n"
        "Enquêtrice : Et ensuite ?\n"
        "\n"
        "Maëlle : Ensuite rien.\n"
    )
    path = tmp_path / "E08.txt"
    path.write_text(wrapped, encoding="utf-8")
    (source,) = read_paths([path]).sources
    assert len(source.paragraphs) == 4
    said = [source.text[turn.start : turn.end] for turn in source.turns]
    assert said[1].startswith("Oui. On s'est retrouvés")
    assert said[1].endswith("ce qu'il voulait.")
    assert said[1].count("\n") == 2


def test_lines_that_are_not_wrapped_are_paragraphs():
    assert split("Un.\nDeux.\n\nTrois.") == ["Un.", "Deux.", "Trois."]
    long = "Une longue phrase qui ne s'arrête pas avant d'avoir passé la largeur de n'importe quel écran, et encore."
    assert split(f"{long}\n{long}\n{long}") == [long] * 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b" \n\n\t ", "aucun texte"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "pas du texte"),
    ],
)
def test_bad_files_are_one_sentence_that_names_the_file(tmp_path, data, words):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=words) as caught:
        registry.read_file(path)
    assert str(caught.value).startswith("bad.txt")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["mot " * 500_000, "(" * 2_000_000, "[a" * 1_000_000, "-" * 2_000_000, "A:" * 1_000_000]
)
def test_one_huge_line_does_not_hang(tmp_path, line):
    path = tmp_path / "long.txt"
    path.write_text(line, encoding="utf-8")
    (source,) = read_paths([path]).sources
    assert source.text == line.strip("\n")
