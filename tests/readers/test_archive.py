"""Archives and XML that a stranger made: nothing expands, nothing is fetched, nothing hangs."""

from __future__ import annotations

import http.server
import threading
import zipfile

import pytest

from qualcoop.errors import ReadError
from qualcoop.readers import archive
from qualcoop.readers.archive import Archive, check_paragraphs, parse_xml


def zipped(path, parts, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return path


def opened(path):
    with Archive(path, "document Word"):
        pass


def test_a_sound_archive_is_read(tmp_path):
    path = zipped(tmp_path / "a.docx", {"word/a.xml": "<a>é</a>", "../b": "x"})
    with Archive(path, "document Word") as found:
        assert found.has("word/a.xml")
        assert found.names == ["word/a.xml", "../b"]
        assert found.xml("word/a.xml").text == "é"
        with pytest.raises(ReadError, match=r"a\.docx \(absent\.xml\)"):
            found.read("absent.xml")
    assert not (tmp_path.parent / "b").exists()


def test_bomb_by_ratio(tmp_path):
    path = zipped(tmp_path / "bombe.docx", {"word/document.xml": b"\0" * 20_000_000})
    with pytest.raises(ReadError, match=r"bombe\.docx : refusé"):
        opened(path)


def test_bomb_by_size(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(ReadError, match="refusé"):
        opened(zipped(tmp_path / "a.docx", {"a": "x" * 1001}))
    opened(zipped(tmp_path / "b.docx", {"a": "x" * 999}))


def test_too_many_entries(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    with pytest.raises(ReadError, match="6 fichiers"):
        opened(zipped(tmp_path / "a.docx", {str(n): "x" for n in range(6)}))


def test_a_compressible_text_is_no_bomb(tmp_path):
    with Archive(zipped(tmp_path / "a.docx", {"a": "très bien " * 200_000}), "document Word") as found:
        assert found.read("a") == ("très bien " * 200_000).encode()


@pytest.mark.parametrize("keep", [10, 0.3, 0.6, 0.95, 0.999])
def test_truncated_anywhere(tmp_path, keep):
    path = zipped(tmp_path / "a.docx", {"word/document.xml": "<a>" + "mot " * 500 + "</a>"})
    data = path.read_bytes()
    path.write_bytes(data[: int(keep if keep >= 1 else len(data) * keep)])
    with pytest.raises(ReadError, match="endommagé ou tronqué"):
        opened(path)


def test_damaged_part(tmp_path):
    path = zipped(tmp_path / "a.docx", {"a.xml": "<a>bonjour tout le monde</a>"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"bonjour", b"bonsoir"))
    with Archive(path, "document Word") as found, pytest.raises(ReadError, match="endommagé"):
        found.read("a.xml")


def test_encrypted_zip(tmp_path):
    path = zipped(tmp_path / "a.docx", {"a.xml": "<a/>"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ReadError, match="mot de passe"):
        opened(path)


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha">' + "".join(
    f'<!ENTITY b{n} "{("&b" + str(n - 1) + ";") * 10}">' for n in range(1, 10)
).replace("&b0;", "&b;")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_unexpanded(codec):
    text = f'<?xml version="1.0" encoding="{codec[:6]}"?>{LAUGHS}]><a x="&b9;">&b9;</a>'
    with pytest.raises(ReadError, match="DOCTYPE"):
        parse_xml(text.encode(codec), "x.docx")


def test_an_external_entity_is_never_fetched():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{server.server_port}/x"
    # UTF-7 hides the word DOCTYPE from a look at the bytes.
    hidden = f'<!DOCTYPE a SYSTEM "{where}" [<!ENTITY e SYSTEM "{where}">]><a>&e;</a>'.replace("<", "+ADw-")
    try:
        for data in (
            f'<!DOCTYPE a SYSTEM "{where}" [<!ENTITY e SYSTEM "{where}">]><a>&e;</a>'.encode(),
            b'<?xml version="1.0" encoding="UTF-7"?>' + hidden.encode("ascii"),
        ):
            with pytest.raises(ReadError):
                parse_xml(data, "x.docx")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_a_local_file_is_never_read(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    text = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><a>&e;</a>'
    with pytest.raises(ReadError, match="DOCTYPE"):
        parse_xml(text.encode(), "x.docx")


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a></b>", b"\0\1\2", b"<a>&unknown;</a>"])
def test_malformed_xml_is_one_sentence(data):
    with pytest.raises(ReadError, match=r"x\.docx : XML mal formé"):
        parse_xml(data, "x.docx")


def test_depth_is_limited():
    with pytest.raises(ReadError):
        parse_xml(b"<a>" * 10_000 + b"</a>" * 10_000, "x.docx")


def test_xml_size_is_limited(monkeypatch):
    monkeypatch.setattr(archive, "MAX_XML", 10)
    with pytest.raises(ReadError, match="trop pour un texte"):
        parse_xml(b"<a>123456</a>", "x.docx")


def test_paragraph_limit(tmp_path):
    check_paragraphs(200_000, tmp_path / "a.docx")
    with pytest.raises(ReadError, match="200\u202f001 paragraphes"):
        check_paragraphs(200_001, tmp_path / "a.docx")


def test_file_size_limit(tmp_path, monkeypatch):
    path = tmp_path / "a.rtf"
    path.write_bytes(b"x" * 100)
    assert archive.read_bytes(path) == b"x" * 100
    monkeypatch.setattr(archive, "MAX_BYTES", 99)
    with pytest.raises(ReadError, match=r"a\.rtf"):
        archive.read_bytes(path)
