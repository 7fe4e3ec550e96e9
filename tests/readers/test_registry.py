"""Which reader reads a file, and what is said of files that nobody can read."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from qualcoop.errors import ConflictError, ReadError
from qualcoop.language import set_language
from qualcoop.readers import registry
from qualcoop.readers.draft import Draft, Paragraph

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(autouse=True)
def _same_registry_afterwards(monkeypatch):
    registry.formats()
    monkeypatch.setattr(registry, "_formats", dict(registry._formats))
    monkeypatch.setattr(registry, "_problems", [])
    monkeypatch.setattr(registry, "_state", {"loaded": True})
    set_language("fr")
    yield
    set_language(None)


def word(path: Path, text: str = "Bonjour à tous") -> Path:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", body)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        registry.read_file(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def test_every_promised_format_is_registered():
    expected = {"docx", "odt", "rtf", "html", "pdf"}
    assert expected <= set(registry.formats())
    assert {".docx", ".odt", ".fodt", ".rtf", ".html", ".pdf"} <= set(registry.suffixes())
    assert list(registry.formats()) == sorted(registry.formats())


def test_file_name_hash_reader_and_version_are_kept(tmp_path):
    path = word(tmp_path / "Entretien 1.docx")
    reading = registry.read_file(path)
    origin = reading.origin(reading.drafts[0])
    assert origin.file == "Entretien 1.docx"
    assert origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (origin.format, origin.reader) == ("docx", "qualcoop.readers.docx")
    assert origin.reader_version == registry.formats()["docx"].version
    assert reading.warnings == ()


@pytest.mark.parametrize("suffix", [".odt", ".txt", ".pdf", ".rtf", ".doc", ".xyz", ""])
def test_a_docx_under_another_suffix_is_read_as_what_it_is(tmp_path, suffix):
    reading = registry.read_file(word(tmp_path / f"faux{suffix}"))
    assert reading.format.name == "docx"
    assert reading.drafts[0].paragraphs[0].text == "Bonjour à tous"
    assert "docx" in reading.warnings[0]


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("note.doc", rb"{\rtf1\ansi Bonjour}", "rtf"),
        ("note.docx", rb"{\rtf1\ansi Bonjour}", "rtf"),
        ("note.doc", b"<html><body><p>Bonjour</p></body></html>", "html"),
        ("note.txt", b"<!DOCTYPE html><p>Bonjour</p>", "html"),
    ],
)
def test_word_that_saved_something_else_under_its_suffix(tmp_path, name, data, found):
    path = tmp_path / name
    path.write_bytes(data)
    reading = registry.read_file(path)
    assert reading.format.name == found
    assert [p.text for p in reading.drafts[0].paragraphs] == ["Bonjour"]
    assert len(reading.warnings) == 1


def test_right_suffix_says_nothing(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>sans balise html au début</p>", encoding="utf-8")
    assert registry.reader_for(path) == registry.Choice(registry.formats()["html"])


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("vide.docx", b"", "vide"),
        ("vide.txt", b"", "vide"),
        ("vieux.doc", OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "enregistrez-le en .docx"),
        ("vieux.docx", OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "enregistrez-le en .docx"),
        ("secret.docx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("secret.doc", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("feuille.xls", OLE + bytes(600) + "Workbook".encode("utf-16-le"), ".xlsx"),
        ("son.mp3", b"ID3\x04" + bytes(50), "formats lus"),
        ("texte.docx", b"Bonjour, ceci est du texte.", "pas un document Word"),
        ("texte.odt", b"Bonjour, ceci est du texte.", "OpenDocument"),
        ("texte.pdf", b"Bonjour, ceci est du texte.", "PDF"),
        ("texte.rtf", b"Bonjour, ceci est du texte.", "RTF"),
    ],
)
def test_refusals_are_one_sentence_with_a_remedy(tmp_path, name, data, remedy):
    path = tmp_path / name
    path.write_bytes(data)
    assert remedy in refusal(path)


def test_missing_file_and_folder(tmp_path):
    assert "introuvable" in refusal(tmp_path / "absent.docx")
    (tmp_path / "dossier.docx").mkdir()
    assert "dossier" in refusal(tmp_path / "dossier.docx")


def test_no_permission(tmp_path, monkeypatch):
    path = word(tmp_path / "prive.docx")

    def forbidden(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "pas le droit" in refusal(path)


def test_permission_lost_between_choice_and_reading(tmp_path, monkeypatch):
    path = word(tmp_path / "prive.docx")

    def forbidden(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setitem(registry._formats, "docx", registry.Format("docx", (".docx",), "1", forbidden, lambda *_: True))
    assert "pas le droit" in refusal(path)


def test_a_reader_that_crashes_gives_a_sentence(tmp_path):
    @registry.register("fragile", suffixes=(".fragile",), version="1")
    def read(_path: Path) -> list[Draft]:
        raise ZeroDivisionError("oups")

    path = tmp_path / "a.fragile"
    path.write_bytes(b"x")
    sentence = refusal(path)
    assert "fragile" in sentence
    assert "oups" in sentence


def test_a_taken_name_or_suffix_is_a_conflict():
    with pytest.raises(ConflictError, match=r"\.docx"):
        registry.register("autre", suffixes=(".DOCX",), version="1")(lambda _path: [])
    with pytest.raises(ConflictError, match="docx"):
        registry.register("docx", suffixes=(".nouveau",), version="1")(lambda _path: [])
    assert "autre" not in registry.formats()


STRANGER = """
from qualcoop.readers.draft import Draft, Paragraph
from qualcoop.readers.registry import register

@register("elan", suffixes=(".eaf",), version="7")
def read(path):
    return [Draft(path.stem, (Paragraph(path.read_text()),))]
"""


def install(folder: Path, module: str, source: str, entry: str) -> None:
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[qualcoop.readers]\n{module} = {entry}\n", encoding="utf-8")


@pytest.mark.parametrize("entry", ["stranger_elan", "stranger_elan:read"])
def test_a_strangers_package_adds_a_format_with_one_file(tmp_path, monkeypatch, entry):
    monkeypatch.delitem(__import__("sys").modules, "stranger_elan", raising=False)
    install(tmp_path, "stranger_elan", STRANGER, entry)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._state["loaded"] = False
    path = tmp_path / "a.eaf"
    path.write_text("Bonjour", encoding="utf-8")
    reading = registry.read_file(path)
    assert reading.drafts == (Draft("a", (Paragraph("Bonjour"),)),)
    origin = reading.origin(reading.drafts[0])
    assert (origin.reader, origin.reader_version) == ("stranger_elan", "7")
    assert registry.problems() == ()


def test_a_function_that_registers_is_called(tmp_path, monkeypatch):
    monkeypatch.delitem(__import__("sys").modules, "stranger_later", raising=False)
    source = "def install():\n" + "\n".join(
        f"    {line}" for line in STRANGER.replace("elan", "later").replace(".eaf", ".lat").split("\n")
    )
    install(tmp_path, "stranger_later", source, "stranger_later:install")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._state["loaded"] = False
    assert ".lat" in registry.suffixes()


@pytest.mark.parametrize(
    "source",
    ["raise RuntimeError('cassé')", STRANGER.replace("elan", "docx"), "this is no python", "import absent_zz"],
)
def test_a_broken_stranger_is_a_warning_and_the_rest_still_reads(tmp_path, monkeypatch, source):
    monkeypatch.delitem(__import__("sys").modules, "stranger_broken", raising=False)
    install(tmp_path, "stranger_broken", source, "stranger_broken")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._state["loaded"] = False
    (problem,) = registry.problems()
    assert "stranger_broken" in problem
    assert registry.read_file(word(tmp_path / "a.docx")).format.name == "docx"


@pytest.mark.parametrize("name", ["million.txt", "million.html"])
def test_a_million_paragraphs_are_refused_in_every_format(tmp_path, name):
    path = tmp_path / name
    sep = "</p>\n<p>" if name.endswith("html") else "\n\n"
    path.write_text("<p>" * name.endswith("html") + sep.join(["Oui."] * 1_000_000), encoding="utf-8")
    said = refusal(path)
    assert "c'est trop pour une source" in said
    assert "découpez" in said


def test_english(tmp_path):
    set_language("en")
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")
    assert "empty (0 bytes)" in refusal(path)
