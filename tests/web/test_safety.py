"""Each row of the design's section on safety, as an attacker or a careless page would try it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from qualcoop.errors import InputError
from qualcoop.web import safety
from qualcoop.web.safety import CSP, Door, check_host

CODING = {"source": "E01", "start": 0, "end": 7, "code": "L3"}
ID = "0190b5b0-0000-7000-8000-000000000001"


def anonymous(app, door, **options):
    return TestClient(app, f"http://{door.authority}", follow_redirects=False, **options)


@pytest.fixture
def page(app, door):
    """A browser that has come in by the printed address."""
    client = anonymous(app, door)
    client.cookies.set(door.cookie, door.token)
    client.headers.update({"origin": f"http://{door.authority}", "sec-fetch-site": "same-origin"})
    return client


@pytest.mark.parametrize("path", ["/", "/api/v1/study", "/api/v1/openapi.json", "/static/x.js", "/sources"])
def test_no_token_is_401_everywhere(app, door, path):
    answer = anonymous(app, door).get(path)
    assert answer.status_code == 401
    assert "qualcoop serve" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer wrong"},
        {"authorization": "Bearer é".encode()},
        {"authorization": "Basic " + "t" * 32},
        {"cookie": "qualcoop_8765=wrong"},
        {"cookie": f"qualcoop_9999={'t' * 32}"},
    ],
)
def test_a_wrong_token_is_401(app, door, headers):
    assert anonymous(app, door).get("/api/v1/study", headers=headers).status_code == 401


def test_a_wrong_bearer_is_not_saved_by_a_good_cookie(page):
    assert page.get("/api/v1/study").status_code == 200
    assert page.get("/api/v1/study", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_the_address_with_the_token_sets_a_cookie_and_loses_it(app, door):
    client = anonymous(app, door)
    answer = client.get(f"/code/E01?token={door.token}&lang=en&q=a%26b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/code/E01?lang=en&q=a%26b"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("qualcoop_8765=")
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert client.get("/api/v1/study").status_code == 200
    assert anonymous(app, door).get("/?token=wrong").status_code == 401
    assert anonymous(app, door).get(f"/?token={door.token}&token=wrong").status_code == 401


def test_the_token_in_an_address_opens_no_other_site_and_no_api(app, door):
    client = anonymous(app, door)
    answer = client.get(f"http://{door.authority}//evil.example/?token={door.token}")
    assert answer.headers["location"] == "/evil.example/"
    assert anonymous(app, door).get(f"/api/v1/study?token={door.token}").status_code == 401


def test_a_link_from_another_site_still_comes_in(app, door):
    answer = anonymous(app, door).get(f"/?token={door.token}", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/">' in answer.text
    assert "set-cookie" in answer.headers
    sly = anonymous(app, door).get(f'/"><b>?token={door.token}', headers={"sec-fetch-site": "cross-site"})
    assert "<b>" not in sly.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8765", ""]
)
def test_a_foreign_host_is_421(app, door, host):
    headers = {"host": host, "authorization": f"Bearer {door.token}"}
    assert anonymous(app, door).get("/api/v1/study", headers=headers).status_code == 421
    assert anonymous(app, door).get(f"/?token={door.token}", headers={"host": host}).status_code == 421


def test_localhost_is_ours(app, door):
    headers = {"host": f"localhost:{door.port}", "authorization": f"Bearer {door.token}"}
    assert anonymous(app, door).get("/api/v1/study", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8888"},
        {"origin": "https://127.0.0.1:8765"},
        {"origin": "http://localhost:8765"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_a_foreign_origin_or_another_port_is_403(page, headers, method):
    body = {"json": CODING} if method == "PUT" else {}
    answer = page.request(method, f"/api/v1/codings/{ID}", headers=headers, **body)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert page.get("/api/v1/codings").json() == []


def test_a_change_by_cookie_must_say_where_it_comes_from(app, door):
    client = anonymous(app, door)
    client.cookies.set(door.cookie, door.token)
    assert client.put(f"/api/v1/codings/{ID}", json=CODING).status_code == 403
    own = {"sec-fetch-site": "same-origin"}
    assert client.put(f"/api/v1/codings/{ID}", json=CODING, headers=own).status_code == 201
    assert client.get("/api/v1/study").status_code == 200


def test_the_page_and_a_script_may_write(page, client):
    assert page.put(f"/api/v1/codings/{ID}", json=CODING).status_code == 201
    assert client.put(f"/api/v1/codings/{ID}", json=CODING).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        {"content": b"{}", "headers": {"content-type": "text/plain"}},
        {"data": {"a": "b"}},
        {"files": {"files": ("a.txt", b"a")}},
        {"content": b"{}"},
        {"content": b""},
        {"content": b"{}", "headers": {"content-type": "text/plain; application/json"}},
    ],
)
def test_what_is_not_json_is_415(client, content):
    before = client.get("/api/v1/history").json()
    for method, path in (("POST", "/api/v1/undo"), ("PUT", f"/api/v1/codings/{ID}"), ("PATCH", "/api/v1/study")):
        answer = client.request(method, path, **content)
        assert answer.status_code == 415, (method, path)
        assert answer.json()["kind"] == "NotJson"
    assert client.request("DELETE", f"/api/v1/codings/{ID}", content=b"x").status_code == 415
    assert client.get("/api/v1/history").json() == before


def test_multipart_is_for_imports_only_and_imports_are_multipart_only(client):
    files = {"files": ("a.txt", b"Bonjour. Une phrase.")}
    assert client.post("/api/v1/imports", files=files).status_code == 201
    assert client.post("/api/v1/imports", json={}).status_code == 415
    assert client.post("/api/v1/imports/x/confirm", files=files).status_code == 415


@pytest.mark.parametrize("path", ["/", "/api/v1/study", "/api/v1/nothing", "/static/nothing.js"])
def test_every_answer_carries_the_headers(client, app, door, path):
    for answer in (client.get(path), anonymous(app, door).get(path)):
        headers = answer.headers
        assert headers["content-security-policy"] == CSP
        assert "default-src 'self'" in CSP
        assert "unsafe" not in CSP
        assert "frame-ancestors 'none'" in CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "no-store" in headers["cache-control"] or "no-cache" in headers["cache-control"]
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", "", "127.0.0.1.example.org"])
def test_elsewhere_than_loopback_is_refused_with_a_sentence(host):
    with pytest.raises(InputError, match=r"127\.0\.0\.1"):
        check_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost"])
def test_loopback_addresses_are_taken(host):
    assert check_host(host) == host.strip("[]")


def test_the_command_refuses_another_address_without_a_traceback(study_path):
    code = f"from qualcoop.web import serve; serve({str(study_path)!r}, host='0.0.0.0', open_browser=False)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "127.0.0.1" in done.stderr


def test_too_much_json_is_413_whether_announced_or_not(client, monkeypatch):
    monkeypatch.setattr(safety, "MAX_JSON", 1000)
    big = {**CODING, "memo": "x" * 2000}
    answer = client.put(f"/api/v1/codings/{ID}", json=big)
    assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")
    headers = {"content-type": "application/json"}
    pieces = (b"x" * 100 for _ in range(50))
    answer = client.put(f"/api/v1/codings/{ID}", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")
    assert client.get("/api/v1/codings").json() == []


def test_a_websocket_is_closed(app, door):
    client = anonymous(app, door)
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/api/v1/events"):
        pass  # pragma: no cover
    assert closed.value.code == 1008


HOSTILE = [
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "\u202eabc\u202c",
    "a'; DROP TABLE codings;--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_texts_are_data(client, text):
    """They come back as they were given, as JSON that no browser takes for a page."""
    given = {**CODING, "memo": text}
    coding = client.put(f"/api/v1/codings/{ID}", json=given)
    assert coding.json()["coding"]["memo"] == text
    assert coding.headers["content-type"] == "application/json"
    client.patch("/api/v1/sources/E01", json={"attributes": {"lieu": text}})
    assert client.get("/api/v1/sources/E01").json()["attributes"]["lieu"] == text
    made = client.post("/api/v1/codebook/codes", json={"label": {"fr": text}}).json()
    assert made["code"]["label"]["fr"] == text
    for unknown in (f"/api/v1/sources/{text}", f"/api/v1/codings/{text}", "/api/v1/matrix?layer=" + text):
        answer = client.get(unknown)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/json"
    page = client.get(f"/{text}")
    assert page.headers["content-type"].startswith("text/plain")


def test_characters_that_are_none_are_refused_not_a_crash(client):
    for body in (b'{"source":"E01","start":0,"end":7,"code":"L3","memo":"\\ud800"}', b'{"\\ud800": 1}'):
        answer = client.put(f"/api/v1/codings/{ID}", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422
        assert "rien n'a été changé" in answer.json()["error"]


def test_the_url_and_the_cookie_are_per_port():
    door = Door("abc", "::1", 4242)
    assert door.url == "http://[::1]:4242/?token=abc"
    assert door.cookie == "qualcoop_4242"
