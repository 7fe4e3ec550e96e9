"""What was read, skipped and refused, before it counts."""

import json
import os

import pytest

from qualcoop.language import set_language
from qualcoop.readers import report as module
from qualcoop.readers.report import read_paths
from qualcoop.text import count_words

TALK = "Enquêtrice : Un ?\nInès : Oui (inaudible).\nEnquêtrice : Deux ?\nInès : Non."
KEYS = {
    "file",
    "format",
    "status",
    "reason",
    "encoding",
    "characters",
    "words",
    "paragraphs",
    "turns",
    "speakers",
    "warnings",
    "lookalikes",
}


@pytest.fixture(autouse=True)
def french():
    set_language("fr")
    yield
    set_language(None)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "corpus"
    (root / "sous dossier").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "x.txt").write_text("caché")
    (root / "a.txt").write_text(TALK, encoding="utf-8")
    (root / "b.txt").write_text(TALK, encoding="utf-8")
    (root / "vide.txt").write_bytes(b"")
    (root / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (root / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (root / "~$a.docx").write_bytes(b"x")
    (root / "sous dossier" / "e\u0301te\u0301.txt").write_text("Il pleut.\nEncore.", encoding="utf-8")
    (root / 'l\'é "x"\n.txt').write_text("Autre chose.", encoding="utf-8")
    return root


def test_one_bad_file_never_stops_the_others(folder):
    report = read_paths([folder])
    status = {file.file: file.status for file in report.files}
    assert status == {
        ".git": "skipped",
        "a.txt": "read",
        "b.txt": "skipped",
        "image.txt": "refused",
        'l\'é "x"\n.txt': "read",
        "photo.jpg": "refused",
        "sous dossier/été.txt": "read",
        "vide.txt": "refused",
        "~$a.docx": "skipped",
    }
    assert report.counts() == {"read": 3, "skipped": 3, "refused": 3}
    assert all(file.reason for file in report.files if file.status != "read")
    reasons = {file.file: file.reason for file in report.files}
    assert "a.txt" in reasons["b.txt"]
    assert "vide" in reasons["vide.txt"]


def test_figures_of_a_file(folder):
    report = read_paths([folder / "a.txt"])
    (file,) = report.as_dicts()
    assert set(file) == KEYS
    assert file["format"] == "txt"
    assert file["encoding"] == "utf-8"
    assert file["characters"] == len(TALK)
    assert file["words"] == count_words(TALK)
    assert (file["paragraphs"], file["turns"]) == (4, 4)
    assert file["speakers"] == {"Enquêtrice": 2, "Inès": 2}
    assert any("1 passage" in warning for warning in file["warnings"])
    json.dumps(file)


def test_the_terminal_table(folder):
    lines = read_paths([folder]).sentences()
    assert lines[-1] == "3 lus, 3 ignorés, 3 refusés."
    assert lines[0].startswith("fichier")
    words = lines[0].index("mots") + len("mots")
    assert lines[1][:words].endswith(str(count_words(TALK)))
    assert "Enquêtrice 2, Inès 2" in lines[1]
    assert not any("\n" in line for line in lines)
    assert any(line.strip().startswith("vide.txt") for line in lines)
    set_language("en")
    assert read_paths([folder]).sentences()[-1] == "3 read, 3 skipped, 3 refused."


def test_one_of_each():
    from qualcoop.readers.display import count_line

    assert count_line({"read": 12, "skipped": 1, "refused": 2}) == "12 lus, 1 ignoré, 2 refusés."
    assert count_line({"read": 0, "skipped": 0, "refused": 1}) == "0 lu, 0 ignoré, 1 refusé."


def test_a_missing_path_is_refused_and_said(tmp_path):
    (file,) = read_paths([tmp_path / "absent.docx"]).files
    assert file.status == "refused"
    assert "introuvable" in file.reason


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("Oui.")

    def denied(*_args, **_options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.open", denied)
    (file,) = read_paths([path]).files
    assert file.status == "refused"
    assert "droit" in file.reason


def test_the_same_path_twice_counts_once(folder):
    assert len(read_paths([folder / "a.txt", folder / "a.txt"]).files) == 1
    report = read_paths([folder, folder / "a.txt"])
    assert sum(file.file == "a.txt" for file in report.files) == 1


def test_an_empty_folder_is_said(tmp_path):
    report = read_paths([tmp_path])
    assert report.files == ()
    assert any("Aucun fichier" in line for line in report.sentences())


def test_progress_is_called_after_each_file(folder):
    seen = []
    report = read_paths([folder], progress=lambda done, total, name: seen.append((done, total, name)))
    assert [done for done, _, _ in seen] == list(range(1, len(report.files) + 1))
    assert {total for _, total, _ in seen} == {len(report.files)}


def test_a_misspelling_used_all_through_one_file_shows_beside_the_others(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Gwenaël : Un.\nPaule : A ?\nGwenaël : Deux.\nPaule : B ?\nPaule : C ?\nGwenaël : D."
    )
    (tmp_path / "b.txt").write_text("Gwenael : Un.\nPaula : X ?\nGwenael : Deux.\nPaula : Y ?")
    report = read_paths([tmp_path])
    assert [file.lookalikes for file in report.files] == [[], [("Paula", "Paule")]]
    assert any("Paula=Paule" in line for line in report.sentences())


def test_speakers_and_kind_are_passed_on(tmp_path):
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    (source,) = read_paths(tmp_path, speakers={"Inès": "Ysée"}).sources
    assert source.turns[1].speaker == "Ysée"
    (source,) = read_paths(str(tmp_path), kind="document").sources
    assert source.kind == "document"


def test_a_name_of_bytes_that_are_no_characters(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text("Oui.")
    except OSError:
        pytest.skip("this file system refuses such names")
    (file,) = read_paths([tmp_path]).files
    assert file.status == "read"
    json.dumps(file.as_dict()).encode()
    assert file.sources[0].name.encode("utf-8")


def test_nothing_is_decided_by_the_order_of_the_folder(folder, monkeypatch):
    first = read_paths([folder]).as_dicts()
    walk = os.walk
    monkeypatch.setattr(
        module.os, "walk", lambda *a, **k: ((d, dirs, sorted(n, reverse=True)) for d, dirs, n in walk(*a, **k))
    )
    assert read_paths([folder]).as_dicts() == first


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_a_pipe_is_refused_at_once_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "tube.txt")
    (tmp_path / "zoé.txt").write_text("Oui.", encoding="utf-8")
    pipe, text = read_paths([tmp_path]).files
    assert (pipe.status, text.status) == ("refused", "read")
    assert pipe.reason.startswith("tube.txt : ce n'est pas un fichier ordinaire")


def test_a_closed_folder_is_refused_and_the_rest_is_read(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Oui.", encoding="utf-8")
    closed = tmp_path / "fermé"
    closed.mkdir()
    walk = os.walk

    def refusing(root, onerror):
        yield from walk(root)
        onerror(PermissionError(13, "Permission denied", str(closed)))

    monkeypatch.setattr(module.os, "walk", refusing)
    report = read_paths([tmp_path])
    assert report.counts() == {"read": 1, "skipped": 0, "refused": 1}
    assert "fermé : pas le droit de lire ce dossier" in "\n".join(report.sentences())


def test_a_declared_label_that_nobody_bears_is_told(tmp_path):
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    (source,) = read_paths(tmp_path).sources
    heard = [turn.speaker for turn in source.turns]
    given = {heard[0]: "interviewer", heard[1].lower(): "Ysée", "Zoé": "respondent"}
    report = read_paths(tmp_path, speakers=given)
    (note,) = report.notes
    assert "« Zoé » n'est dans aucun fichier lu" in note
    assert note in report.sentences()
