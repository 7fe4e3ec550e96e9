"""The server as a program: address, browser, stop; the first screen's studies; static files; faults as sentences."""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

import httpx
import pytest

from qualcoop import codebook as codebooks
from qualcoop import web
from qualcoop.errors import InputError, StoreError
from qualcoop.study import Study
from qualcoop.web import app as app_module
from qualcoop.web.app import content_hash, static_url
from qualcoop.web.recent import Recent, config_folder
from qualcoop.web.server import listen

API = "/api/v1"


# ---------------------------------------------------------------- the program


@contextlib.contextmanager
def running(tmp_path, *arguments):
    """`serve` in its own process; gives the process and the address that it printed."""
    code = (
        "import sys\nfrom functools import partial\nfrom qualcoop.web import serve\n"
        "serve(*eval(sys.argv[1]), open_browser=False, say=partial(print, flush=True))"
    )
    environment = {**os.environ, "QUALCOOP_CONFIG": str(tmp_path / "config"), "QUALCOOP_LANG": "fr"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, repr(arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        yield process, next((word for word in line.split() if word.startswith("http://")), line)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_one_line_gives_the_address_and_ctrl_c_stops_with_a_sentence(tmp_path, study_path):
    with running(tmp_path, str(study_path)) as (process, url):
        with httpx.Client(follow_redirects=False) as browser:
            came = browser.get(url)
            assert came.status_code == 303
            base = url.split("/?")[0]
            assert browser.get(f"{base}{API}/study").json()["name"] == "Étude"
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=10)
        assert said.strip() == "Page arrêtée ; tout est enregistré."
        assert errors == ""
        assert process.returncode == 0


def test_a_server_that_was_killed_comes_back_at_the_same_address_with_nothing_lost(tmp_path, study_path):
    body = {"source": "E01", "start": 0, "end": 7, "code": "L3"}
    path = f"{API}/codings/0190b5b0-0000-7000-8000-000000000001"
    with running(tmp_path, str(study_path)) as (process, url):
        base, token = url.split("/?token=")
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.put(base + path, json=body, headers=headers).status_code == 201
        process.kill()
        process.wait()
    with running(tmp_path, str(study_path)) as (_, again):
        assert again == url, "a page left open finds its server again"
        assert httpx.put(base + path, json=body, headers=headers).status_code == 200


def test_the_browser_is_opened_unless_told_not_to(tmp_path, study_path, monkeypatch):
    opened, said = [], []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr("qualcoop.web.server.Server.run", lambda *_, **__: time.sleep(0.2))
    for wanted in (True, False):
        web.serve(study_path, open_browser=wanted, config=tmp_path / "config", say=said.append)
    assert len(opened) == 1
    assert opened[0] in said[0]
    assert len(said) == 4


def test_serving_says_no_in_a_sentence(tmp_path, study_path):
    with pytest.raises(InputError, match=r"127\.0\.0\.1"):
        web.serve(study_path, host="0.0.0.0", open_browser=False, config=tmp_path)
    with pytest.raises(StoreError, match="n'existe pas"):
        web.serve(tmp_path / "rien.qualcoop", open_browser=False, config=tmp_path, say=lambda _: None)
    with listen("127.0.0.1", 0) as taken:
        with pytest.raises(InputError, match="--port 0"):
            listen("127.0.0.1", taken.getsockname()[1])
        with listen("127.0.0.1", 0, taken.getsockname()[1]) as other:
            assert other.getsockname()[1] != taken.getsockname()[1]


def test_only_this_machine_is_listened_to():
    with listen("127.0.0.1", 0) as listening, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", listening.getsockname()[1]), timeout=0.5)


def test_importing_the_room_is_light():
    code = (
        "import sys, qualcoop.web, qualcoop.cli.serve; "
        "sys.exit(any(name in sys.modules for name in ('fastapi', 'uvicorn', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---------------------------------------------------------------- the first screen


def test_the_first_screen_makes_opens_and_remembers_studies(first, tmp_path, study_path):
    assert first.get(f"{API}/recent").json() == {"recent": [], "folder": str(tmp_path / "etudes"), "open": None}
    assert first.get(f"{API}/study").json()["kind"] == "ConflictError"
    made = first.post(f"{API}/studies", json={"name": "Coopérer en archipel !", "codebook": "grid"})
    assert made.status_code == 201
    told = made.json()
    assert told["file"] == str(tmp_path / "etudes" / "cooperer-en-archipel.qualcoop")
    assert told["name"] == "Coopérer en archipel !"
    assert len(first.get(f"{API}/codebook").json()["codes"]) == len(codebooks.shipped().codes)
    assert first.post(f"{API}/studies", json={"name": "Coopérer en archipel"}).status_code == 409
    assert first.post(f"{API}/studies/open", json={"path": str(study_path)}).json()["sources"] == 2
    recent = first.get(f"{API}/recent").json()["recent"]
    assert [(each["name"], each["exists"]) for each in recent] == [("Étude", True), ("Coopérer en archipel !", True)]
    assert first.post(f"{API}/studies/close", json={}).status_code == 200
    assert first.get(f"{API}/study").status_code == 409
    Path(recent[1]["path"]).unlink()
    assert first.get(f"{API}/recent").json()["recent"][1]["exists"] is False
    assert len(first.post(f"{API}/recent/forget", json={"path": recent[1]["path"]}).json()["recent"]) == 1


def test_from_an_empty_codebook_to_the_first_coding(first):
    first.post(f"{API}/studies", json={"name": "À moi", "codebook": "empty"})
    assert first.get(f"{API}/codebook").json()["codes"] == []
    code = first.post(f"{API}/codebook/codes", json={"label": {"fr": "Doute"}}).json()["code"]["id"]
    told = first.post(f"{API}/imports", files={"files": ("a.txt", b"Un doute.")}).json()
    first.post(f"{API}/imports/{told['import_id']}/confirm", json={})
    body = {"source": "a", "start": 3, "end": 8, "code": code}
    made = first.put(f"{API}/codings/0190b5b0-0000-7000-8000-000000000001", json=body)
    assert made.json()["coding"]["quote"] == "doute"


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_a_study_begins_with_the_codebook_of_a_file(first, tmp_path, suffix):
    file = tmp_path / f"grille{suffix}"
    codebooks.dump(codebooks.shipped(), file)
    sent = {"filename": f"../ma grille{suffix}", "base64": base64.b64encode(file.read_bytes()).decode()}
    made = first.post(f"{API}/studies", json={"name": "Un", "codebook": sent})
    assert made.status_code == 201, made.text
    by_path = first.post(f"{API}/studies", json={"name": "Deux", "codebook": str(file)})
    assert by_path.json()["codebook_version"] == made.json()["codebook_version"]


def test_a_study_that_cannot_be_made_leaves_nothing(first, tmp_path):
    broken = {"filename": "g.yaml", "base64": base64.b64encode(b"codes: [").decode()}
    for codebook in (broken, {"filename": "g.yaml", "base64": "%"}, {"filename": "g.exe", "base64": ""}, "rien.yaml"):
        answer = first.post(f"{API}/studies", json={"name": "X", "codebook": codebook})
        assert answer.status_code == 400, answer.text
    assert first.post(f"{API}/studies", json={"name": ""}).status_code == 422
    nowhere = first.post(f"{API}/studies", json={"name": "X", "folder": str(tmp_path / "nulle part")})
    assert (nowhere.status_code, nowhere.json()["kind"]) == (503, "StoreError")
    assert not (tmp_path / "etudes").exists() or not list((tmp_path / "etudes").iterdir())


def test_what_is_no_study_is_not_opened_and_the_open_one_stays(client, tmp_path):
    (tmp_path / "lettre.qualcoop").write_text("Bonjour")
    for path in (tmp_path / "lettre.qualcoop", tmp_path, tmp_path / "rien.qualcoop"):
        answer = client.post(f"{API}/studies/open", json={"path": str(path)})
        assert (answer.status_code, answer.json()["kind"]) == (503, "StoreError")
    assert client.get(f"{API}/study").json()["name"] == "Étude"


def test_the_sample_is_made_and_opened(first, tmp_path, monkeypatch):
    from qualcoop import sample

    steps = []

    def made(folder, step):
        step("Lecture…")
        steps.append(folder)
        path = folder / sample.STUDY_NAME
        folder.mkdir(parents=True)
        Study.create(path, name="Exemple").close()
        return sample.Sample(path, path, path, 0, 0, 0, 0, 0, True)

    monkeypatch.setattr(sample, "make_sample", made)
    told = first.post(f"{API}/sample", json={})
    assert told.status_code == 201, told.text
    assert told.json()["name"] == "Exemple"
    assert steps == [tmp_path / "etudes" / "exemple"]


# ---------------------------------------------------------------- what the machine remembers


def test_the_list_survives_bad_files_and_read_only_folders(tmp_path):
    recent = Recent(tmp_path / "config")
    assert recent.entries() == []
    recent.remember("/a/b.qualcoop", "B", 4242)
    recent.remember("/a/c.qualcoop", "C")
    recent.remember("/a/b.qualcoop", "B2")
    assert [(each["name"], each["port"]) for each in recent.entries()] == [("B2", 4242), ("C", None)]
    assert recent.port_of("/a/b.qualcoop") == 4242
    for content in ("{", '{"a": 1}', '[1, {"path": 2}, null]', "\x00"):
        recent.file.write_text(content)
        assert recent.entries() == []
    for number in range(40):
        recent.remember(f"/a/{number}", "x")
    assert len(recent.entries()) == 12
    blocked = Recent(recent.file / "below a file")
    blocked.remember("/a", "A")
    assert blocked.entries() == []
    assert len(blocked.token()) == 48


def test_the_token_is_kept_for_its_owner_alone(tmp_path):
    recent = Recent(tmp_path)
    token = recent.token()
    assert recent.token() == token
    if os.name != "nt":
        assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600
    assert recent.token(new=True) != token
    (tmp_path / "token").write_text("court")
    assert len(recent.token()) == 48


def test_the_config_folder_is_the_platforms(monkeypatch, tmp_path):
    monkeypatch.delenv("QUALCOOP_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert config_folder() == tmp_path / "qualcoop"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert config_folder().parts[-2:] == ("Application Support", "qualcoop")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert config_folder() == tmp_path / "qualcoop"
    monkeypatch.setenv("QUALCOOP_CONFIG", str(tmp_path / "x"))
    assert config_folder() == tmp_path / "x"


# ---------------------------------------------------------------- static files and faults


def test_static_files_are_kept_by_their_hash(client, tmp_path, monkeypatch):
    (tmp_path / "static").mkdir()
    script = tmp_path / "static" / "a.js"
    script.write_text("export const a = 1;")
    monkeypatch.setattr(app_module, "STATIC", tmp_path / "static")
    mount = next(route for route in client.app.routes if getattr(route, "name", "") == "static")
    monkeypatch.setattr(mount.app, "all_directories", [tmp_path / "static"])
    monkeypatch.setattr(mount.app, "folder", tmp_path / "static")
    url = static_url("a.js")
    assert url == f"/static/a.js?v={content_hash(script)}"
    kept = client.get(url)
    assert kept.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in kept.headers["cache-control"]
    plain = client.get("/static/a.js")
    assert plain.headers["cache-control"] == "no-cache"
    assert client.get("/static/a.js", headers={"if-none-match": plain.headers["etag"]}).status_code == 304
    script.write_text("export const a = 2; // longer")
    assert static_url("a.js") != url
    assert client.get(url).headers["cache-control"] == "no-cache"
    (tmp_path / "secret").write_text("x")
    for name in ("nothing.js", "../secret", "%2e%2e/secret", "..%2fsecret", ""):
        assert client.get(f"/static/{name}").status_code == 404, name


def test_an_address_where_nothing_is(client):
    page = client.get("/nulle-part")
    assert (page.status_code, page.text) == (404, "Il n'y a rien à l'adresse /nulle-part.")
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, f"{API}/rien", **({} if method in ("GET", "DELETE") else {"json": {}}))
        assert (answer.status_code, answer.json()["error"]) == (404, f"Il n'y a rien à l'adresse {API}/rien.")


def test_a_fault_of_ours_is_one_sentence(client, monkeypatch):
    def fault(_):
        raise ZeroDivisionError("three\nlines\nhere")

    monkeypatch.setattr(Study, "layers", fault)
    answer = client.get(f"{API}/study")
    assert (answer.status_code, answer.json()["kind"]) == (500, "Fault")
    assert "(ZeroDivisionError: three)" in answer.json()["error"]
    assert "Traceback" not in answer.text


def test_a_study_that_is_locked_is_503(client, study_path, monkeypatch):
    import sqlite3

    monkeypatch.setattr("qualcoop.study.engine._WAIT_SECONDS", 0.1)
    client.post(f"{API}/studies/open", json={"path": str(study_path)})
    with contextlib.closing(sqlite3.connect(study_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        body = {"source": "E01", "start": 0, "end": 7, "code": "L3"}
        path = f"{API}/codings/0190b5b0-0000-7000-8000-000000000001"
        refused = client.put(path, json=body)
        assert (refused.status_code, refused.json()["kind"]) == (503, "StoreError")
        assert client.get(f"{API}/study").status_code == 200, "who reads is not held up"
        other.execute("ROLLBACK")
        assert client.put(path, json=body).status_code == 201


def test_many_at_once_lose_nothing(served):
    """Eight writers and readers on one study; each acknowledged coding is there, once."""
    import uuid

    made, faults = [], []

    def work(number):
        with served.client(timeout=30) as client:
            for step in range(12):
                body = {"source": "E01", "start": number, "end": 20 + step, "code": "L3", "layer": f"c{number}"}
                answer = client.put(f"{API}/codings/{uuid.uuid4()}", json=body)
                (made if answer.status_code == 201 else faults).append(answer.text)
                client.get(f"{API}/sources/E01/codings")
                client.get(f"{API}/codebook")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    study = served.app.state.desk.study
    assert faults == []
    assert len(study.codings()) == len(made) == 96
    assert study.doctor().findings == []
