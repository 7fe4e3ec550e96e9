"""Files dropped on the page: shown before they count, read by the guarded readers, stopped, limited."""

from __future__ import annotations

import json
import threading
import time
import zipfile
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from qualcoop.web import imports, safety
from qualcoop.web.imports import safe_name

API = "/api/v1"
TALK = "Enquêtrice : Comment ça va ?\n\nMarc : Plutôt bien, merci. 🌱\n\nEnquêtrice : Bon.\n\nMarc : Oui.\n"


def upload(client, *files, sheet=None, **params):
    parts = [("files", file) for file in files]
    if sheet is not None:
        parts.append(("attributes", sheet))
    return client.post(f"{API}/imports", files=parts, params=params)


def word(*lines):
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def ids(client):
    return [source["id"] for source in client.get(f"{API}/sources").json()]


def test_what_was_found_is_shown_before_it_counts(client):
    answer = upload(client, ("E10.txt", TALK.encode()), ("note.docx", word("Une note.", "Deux lignes.")))
    assert answer.status_code == 201
    told = answer.json()
    talk, note = told["files"]
    assert (talk["file"], talk["status"], talk["speakers"]) == ("E10.txt", "read", {"Enquêtrice": 2, "Marc": 2})
    assert talk["sources"][0]["kind"] == "interview"
    assert talk["sources"][0]["preview"].startswith("Enquêtrice : Comment")
    assert (note["format"], note["status"]) == ("docx", "read")
    assert told["counts"] == {"read": 2, "skipped": 0, "refused": 0}
    assert ids(client) == ["E01", "E02"]
    done = client.post(f"{API}/imports/{told['import_id']}/confirm", json={}).json()
    assert done["sources"] == ["E10", "note"]
    assert done["seq"] == client.get(f"{API}/study").json()["seq"]
    assert "🌱" in client.get(f"{API}/sources/E10").json()["text"]
    assert client.post(f"{API}/imports/{told['import_id']}/confirm", json={}).status_code == 404


def test_speakers_and_attributes_are_corrected_on_the_page(client):
    sheet = ("feuille.csv", b"fichier;lieu;cas\nE10.txt;Lyon;P2\n")
    told = upload(client, ("E10.txt", TALK.encode()), sheet=sheet).json()
    assert told["files"][0]["sources"][0]["case"] == "P2"
    body = {"speakers": {"Marc": "Ali"}, "attributes": {"E10.txt": {"date": "2022-01-02", "note": 'a;"b"\nc'}}}
    shown = client.post(f"{API}/imports/{told['import_id']}/preview", json=body).json()
    assert shown["files"][0]["speakers"] == {"Enquêtrice": 2, "Ali": 2}
    assert ids(client) == ["E01", "E02"]
    done = client.post(f"{API}/imports/{told['import_id']}/confirm", json=body).json()
    assert done["sources"] == ["E10"]
    source = client.get(f"{API}/sources/E10").json()
    assert (source["case"], source["date"], source["attributes"]["lieu"]) == ("P2", "2022-01-02", "Lyon")
    assert "Ali" in [turn["speaker"] for turn in source["turns"]]


def test_only_the_files_chosen_are_added(client):
    told = upload(client, ("A.txt", b"Un texte ici."), ("B.txt", b"Un autre ici.")).json()
    path = f"{API}/imports/{told['import_id']}/confirm"
    assert client.post(path, json={"files": ["C.txt"]}).status_code == 404
    assert client.post(path, json={"files": ["B.txt"], "kind": "document", "case": "P1"}).json()["sources"] == ["B"]
    assert client.get(f"{API}/sources/B").json()["kind"] == "document"


def test_files_are_dropped_from_the_shelf(client, app):
    told = upload(client, ("A.txt", b"Un texte ici.")).json()
    folder = app.state.desk.shelf.get(told["import_id"]).folder
    assert folder.is_dir()
    assert client.delete(f"{API}/imports/{told['import_id']}").json() == {"dropped": told["import_id"]}
    assert not folder.exists()
    assert client.delete(f"{API}/imports/{told['import_id']}").status_code == 404
    assert ids(client) == ["E01", "E02"]


def bomb():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_000)
        archive.writestr("[Content_Types].xml", b"<Types/>")
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'


def entities():
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(word("x"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, ENTITY if name == "word/document.xml" else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90\x00" + bytes(300)),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(300)),
        ("vide.txt", b""),
        ("etude.qualcoop", b"SQLite format 3\x00" + bytes(100)),
        ("bombe.docx", bomb()),
        ("entites.docx", entities()),
        ("casse.docx", b"PK\x03\x04 rien"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence_and_the_rest_is_kept(client, name, content):
    told = upload(client, (name, content), ("bon.txt", b"Une phrase.")).json()
    refused, read = told["files"]
    assert refused["status"] in ("refused", "skipped")
    assert refused["reason"]
    assert "root:" not in json.dumps(told)
    assert read["status"] == "read"
    assert client.post(f"{API}/imports/{told['import_id']}/confirm", json={}).json()["sources"] == ["bon"]


def test_a_file_that_is_too_large_is_413_and_leaves_nothing(client, monkeypatch, app):
    monkeypatch.setattr(imports, "MAX_FILE", 1000)
    answer = upload(client, ("a.txt", b"x" * 999), ("gros.txt", b"x" * 1001))
    assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")
    assert "gros.txt" in answer.json()["error"]
    assert app.state.desk.shelf._staged == {}


def test_an_upload_that_is_too_large_is_413(client, monkeypatch):
    monkeypatch.setattr(safety, "MAX_UPLOAD", 2000)
    answer = upload(client, ("a.txt", b"x" * 5000))
    assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")


def test_too_many_files_are_refused(client, monkeypatch):
    monkeypatch.setattr(imports, "MOST_FILES", 2)
    answer = upload(client, *[(f"{number}.txt", b"x") for number in range(5)])
    assert answer.status_code == 400
    assert "Fault" not in answer.text


def test_no_file_and_a_broken_form_are_said(client):
    assert client.post(f"{API}/imports", files={"autre": ("a.txt", b"x")}).status_code == 400
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(f"{API}/imports", content=b"nothing of a form", headers=headers).status_code == 400
    assert (
        client.post(f"{API}/imports", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 400
    )


def test_names_given_twice_and_hostile_names(client):
    told = upload(
        client,
        ("a.txt", b"Un."),
        ("a.txt", b"Deux."),
        ("../../etc/passwd.txt", b"Trois."),
        ("C:\\dossier\\b.txt", b"Quatre."),
        ("<script>alert(1)</script>.txt", b"Cinq."),
        (".cache.txt", b"Six."),
    ).json()
    names = [file["file"] for file in told["files"]]
    assert names == ["a.txt", "a-2.txt", "passwd.txt", "b.txt", "script.txt", "cache.txt"]
    assert [file["status"] for file in told["files"]] == ["read"] * 6


@given(st.text(max_size=400))
def test_a_safe_name_can_be_written_anywhere(name):
    made = safe_name(name)
    assert 0 < len(made.encode("utf-8")) <= 255
    assert not set(made) & set('/\\<>:"|?*\0\n')
    assert made not in (".", "..")
    assert not made.startswith(".")
    assert made.isprintable()


def test_a_reading_is_stopped_and_nothing_stays(client, app, monkeypatch):
    desk = app.state.desk
    begun, go_on = threading.Event(), threading.Event()
    told = imports._read

    def slowly(desk, staged, body, progress, *, dry_run):
        def step(done, total, name):
            begun.set()
            go_on.wait(5)
            progress(done, total, name)

        return told(desk, staged, body, step, dry_run=dry_run)

    monkeypatch.setattr(imports, "_read", slowly)
    answers = []
    run = threading.Thread(target=lambda: answers.append(upload(client, ("a.txt", b"Un texte."), id="mine")))
    run.start()
    assert begun.wait(10)
    desk.stop("mine")
    go_on.set()
    run.join(10)
    assert answers[0].status_code == 409
    assert desk.shelf._staged == {}
    deadline = time.monotonic() + 2
    while desk.jobs and time.monotonic() < deadline:
        time.sleep(0.01)
    assert desk.jobs == {}


def test_without_a_study_there_is_nothing_to_import_into(first):
    assert upload(first, ("a.txt", b"x")).status_code == 409
