"""A file that is no study, read-only, newer, full or locked: one sentence, and nothing lost."""

import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from qualcoop.errors import StoreError
from qualcoop.study import Study
from qualcoop.study import engine as engine_module


def sentence(call, *args, **named):
    with pytest.raises(StoreError) as caught:
        call(*args, **named)
    told = str(caught.value)
    assert "\n" not in told
    assert told.endswith(".")
    return told


def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path):
    word, other, empty, text = (tmp_path / name for name in ("a.docx", "b.sqlite", "c.qualcoop", "d.qualcoop"))
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    raw = sqlite3.connect(other)
    raw.execute("CREATE TABLE code_text (id)")
    raw.close()
    empty.touch()
    text.write_text("Bonjour", "utf-8")
    for path, words in ((word, "Word"), (other, "autre programme"), (empty, "vide"), (text, "autre type")):
        before = path.read_bytes()
        assert words in sentence(Study.open, path)
        assert path.name in sentence(Study.open, path)
        assert path.read_bytes() == before
    assert "dossier" in sentence(Study.open, tmp_path)
    assert "n'existe pas" in sentence(Study.open, tmp_path / "rien.qualcoop")
    assert not (tmp_path / "rien.qualcoop").exists()


def test_a_study_is_not_created_over_anything(tmp_path, empty):
    path = empty.store.where.path
    assert "existe déjà" in sentence(Study.create, path)
    with Study.create(path, exist_ok=True) as again:
        assert again.info.name == "Étude"
    assert "n'existe pas" in sentence(Study.create, tmp_path / "nulle part" / "e.qualcoop")
    assert "chemin" in sentence(Study.create, ":memory:")
    assert "adresse" in sentence(Study.create, "n'importe://quoi?")


def test_another_database_needs_its_driver_and_says_so():
    told = sentence(Study.open, "postgresql+nosuchdriver://user:secret@localhost/etude")
    assert "pilote" in told
    assert "secret" not in told


def test_a_failed_creation_leaves_no_file(tmp_path, monkeypatch):
    def broken(*_args, **_named):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("qualcoop.study.migrate.upgrade", broken)
    assert "plein" in sentence(Study.create, tmp_path / "e.qualcoop")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "noise"])
def test_a_damaged_file_is_a_sentence_or_a_finding(study, damage):
    for at in range(30):
        study.code("E01", "L3", start=at, end=at + 5)
    path = study.store.where.path
    study.close()
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 3])
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + b"\xff" * 9000 + content[middle + 9000 :])
    try:
        with Study.open(path) as opened:
            told = " ".join(opened.doctor().findings)
    except StoreError as error:
        told = str(error)
    assert "ndommagé" in told


def test_a_newer_study_is_left_alone(study):
    path = study.store.where.path
    study.close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = path.read_bytes()
    told = sentence(Study.open, path)
    assert "plus récente" in told
    assert "9999" in told
    assert path.read_bytes() == before


def test_a_read_only_study_can_be_read_but_not_written(study, monkeypatch):
    study.code("E01", "L3", start=0, end=5)
    path = study.store.where.path
    study.close()
    monkeypatch.setattr(engine_module, "_is_read_only", lambda _: True)
    before = path.read_bytes()
    with Study.open(path) as opened:
        assert opened.read_only
        assert len(opened.codings()) == 1
        assert opened.doctor().findings == []
        assert "lecture seule" in sentence(opened.code, "E01", "L3", start=1, end=5)
        assert "lecture seule" in sentence(opened.undo)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@contextmanager
def as_somebody_else():
    """Give up root's right to write anywhere, if we have it."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="file permissions of another system")
@pytest.mark.parametrize("locked", ["file", "folder"])
def test_a_file_or_folder_without_write_permission_is_read_only(study, locked):
    study.code("E01", "L3", start=0, end=5)
    study.codings()  # what is imported late is imported now
    path = study.store.where.path
    study.close()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        copy.chmod(0o444 if locked == "file" else 0o666)
        copy.parent.chmod(0o777 if locked == "file" else 0o555)
        with as_somebody_else(), Study.open(copy) as opened:
            assert len(opened.codings()) == 1
            assert "lecture seule" in sentence(opened.code, "E01", "L3", start=1, end=5)
            assert [file.name for file in copy.parent.iterdir()] == [copy.name]
        copy.parent.chmod(0o755)


def test_a_full_disk_loses_nothing(study):
    kept = study.code("E01", "L3", start=0, end=5)
    study.store.engine.dispose()

    def no_more_pages(dbapi, _record):
        pages = dbapi.execute("PRAGMA page_count").fetchone()[0]
        dbapi.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(study.store.engine, "connect", no_more_pages)
    long_memo = "à revoir " * 20000
    assert "disque est plein" in sentence(study.code, "E01", "T1", start=1, end=9, memo=long_memo)
    assert list(study.codings()["id"]) == [kept.id]
    event.remove(study.store.engine, "connect", no_more_pages)
    study.store.engine.dispose()
    assert study.doctor().findings == []
    study.code("E01", "T1", start=1, end=9, memo=long_memo)
    assert len(study.codings()) == 2


@contextmanager
def no_room():
    """Any growth of a file fails, as on a disk without a free block."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_study_on_a_disk_without_any_room_is_still_read(study):
    kept = study.code("E01", "L3", start=0, end=5)
    path = study.store.where.path
    study.close()
    before = path.read_bytes()
    with no_room(), Study.open(path) as opened:
        assert list(opened.codings()["id"]) == [kept.id]
        assert opened.read_only
        told = sentence(opened.code, "E01", "L3", start=1, end=5)
        assert "plein" in told
        assert "rien n'a été changé" in told
    assert path.read_bytes() == before
    with Study.open(path) as again:
        again.code("E01", "L3", start=1, end=5)
        assert not again.doctor().findings


def test_a_file_held_by_another_program_is_a_sentence(study, monkeypatch):
    monkeypatch.setattr(engine_module, "_WAIT_SECONDS", 0.2)
    with Study.open(study.store.where.path) as second:
        holder = sqlite3.connect(study.store.where.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        told = sentence(second.code, "E01", "L3", start=0, end=5)
        assert "utilisé par un autre programme" in told
        assert len(second.source_ids()) == 2  # reading goes on
        holder.execute("ROLLBACK")
        holder.close()
        second.code("E01", "L3", start=0, end=5)
    assert study.doctor().findings == []
