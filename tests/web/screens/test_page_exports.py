"""Exports: every link gives a file that opens, of the layer chosen; what cannot be written is said."""

import zipfile
from html import unescape
from pathlib import Path
from shutil import copyfile

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from qualcoop.codebook import Codebook
from qualcoop.study import Study

LAYER = '<script>alert(1)</script> "l\'été"'  # a layer's name holds no mark that turns a line around
WHOLE = ("workbook.xlsx", "report.docx", "report.html", "tables.zip", "codebook.xlsx", "codebook.yaml")


def ready(window):
    window.locator("#layer option").first.wait_for(state="attached")
    return window


def chosen(window):
    return window.evaluate("document.querySelector('#layer').value")


def saved(window, name):
    """The file behind a link, under its own suffix: openpyxl looks at it."""
    with window.expect_download() as download:
        window.click(f"[data-file='{name}']")
    kept = Path(download.value.path())
    return Path(copyfile(kept, kept.with_suffix(Path(name).suffix)))


def said(window, kind):
    window.wait_for_selector(f"#qc-say.shown.{kind}")
    return window.inner_text("#qc-say p")


def test_every_link_gives_a_file_that_opens(site, layered):
    window = ready(site(layered).window("/exports"))
    files = {name: saved(window, name) for name in WHOLE}
    assert "par consentement" in str([list(sheet.values) for sheet in load_workbook(files["workbook.xlsx"])])
    assert any("par consentement" in each.text for each in Document(files["report.docx"]).paragraphs)
    assert "par consentement" in files["report.html"].read_text(encoding="utf-8")
    with zipfile.ZipFile(files["tables.zip"]) as packed:
        assert packed.testzip() is None
        assert "nombre de passages,P1,Un,2,2,2,0,0,0" in packed.read("projet_x_code.csv").decode("utf-8-sig")
    assert len(load_workbook(files["codebook.xlsx"]).sheetnames) >= 1
    assert yaml.safe_load(files["codebook.yaml"].read_text(encoding="utf-8"))
    assert "grille.yaml est prêt" in said(window, "done")


def test_each_file_says_in_a_sentence_what_it_holds(site, layered):
    window = ready(site(layered).window("/exports"))
    sentences = window.locator("#exports li > p").all_inner_texts()
    assert len(sentences) == 4
    assert all(len(sentence.split()) > 6 and sentence.endswith(".") for sentence in sentences)


def test_the_widest_layer_comes_first_and_another_one_can_be_chosen(site, layered):
    home = site(layered)
    window = ready(home.window("/exports"))
    assert chosen(window) == "ref"  # not A, the first by name
    window.select_option("#layer", "B")
    saved(window, "tables.zip")
    saved(window, "codebook.yaml")
    assert "/api/v1/export/tables.zip?layer=B" in home.asked
    assert "/api/v1/export/codebook.yaml" in home.asked
    window.reload()
    assert chosen(ready(window)) == "B"


def test_the_layer_that_one_codes_in_is_kept_for_its_study_alone(site, layered, tmp_path):
    home = site(layered)
    window = home.window("/code/E01")
    window.wait_for_selector("body[data-settled]")
    assert window.evaluate("document.querySelector('#layer-select').value") == "ref"
    with window.expect_navigation():
        window.select_option("#layer-select", "B")
    window.wait_for_selector("body[data-settled]")
    assert window.evaluate("document.querySelector('#layer-select').value") == "B"
    window.goto(f"{home.base}/exports")
    assert chosen(ready(window)) == "B"

    other = tmp_path / "autre.qualcoop"
    with Study.open(layered) as study:
        codebook = study.codebook
    with Study.create(other, name="Autre", codebook=codebook) as study, Study.open(layered) as first:
        study.add_sources([("E01", first.source("E01"))])
        study.code("E01", "A1", quote="par consentement", layer="moi")
    with home.served.client() as client:
        assert client.post("/api/v1/studies/open", json={"path": str(other)}).status_code == 200
    window.wait_for_url("**/sources")  # every window follows
    window.goto(f"{home.base}/code/E01")
    window.wait_for_selector("body[data-settled]")
    assert window.evaluate("document.querySelector('#layer-select').value") == "moi"


@pytest.mark.parametrize("how", ["refused", "away", "strange"])
def test_what_cannot_be_written_is_told_and_no_file_is_saved(site, layered, how):
    home = site(layered)
    home.refusals = 1
    window = ready(home.window("/exports"))
    downloads = []
    window.on("download", lambda download: downloads.append(download))
    answers = {
        "refused": lambda route: route.fulfill(status=503, json={"error": "Le disque est plein."}),
        "away": lambda route: route.abort(),
        "strange": lambda route: route.fulfill(status=500, body="<h1>oups</h1>"),
    }
    window.route("**/export/report.docx*", answers[how])
    window.click("[data-file='report.docx']")
    sentence = said(window, "wrong")
    assert {"refused": "Le disque est plein.", "away": "ne répond pas", "strange": "code 500"}[how] in sentence
    assert window.get_attribute("[data-file='report.docx']", "aria-disabled") is None
    assert downloads == []


def test_a_second_click_while_a_file_is_written_asks_for_nothing(site, layered):
    home = site(layered)
    window = ready(home.window("/exports"))
    held = []
    window.route("**/export/tables.zip*", lambda route: held.append(route))
    with window.expect_request("**/export/tables.zip*"):
        window.click("[data-file='tables.zip']")
    window.dispatch_event("[data-file='tables.zip']", "click")  # as a hand would: Playwright's click waits
    assert "s'écrit" in said(window, "done")
    with window.expect_download():
        held[0].continue_()
    assert "est prêt" in said(window, "done")
    assert len(held) == 1


def test_a_layer_made_in_another_window_joins_the_choice(site, layered):
    window = ready(site(layered).window("/exports"))
    with Study.open(layered) as study:
        study.code("E01", "D", quote="la confiance", layer=LAYER)
    option = window.locator("#layer option", has_text="script")
    option.wait_for(state="attached")
    assert option.text_content() == LAYER
    assert chosen(window) == "ref"
    window.select_option("#layer", LAYER)
    report = saved(window, "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in report
    assert LAYER in unescape(report)
    assert window.locator("main script").count() == 0


def test_a_study_without_codings_has_a_layer_and_says_that_the_files_will_be_bare(site, tmp_path):
    path = tmp_path / "vide.qualcoop"
    Study.create(path, name="Vide", codebook=Codebook(id="vide", version="1", codes=())).close()
    window = ready(site(path).window("/exports"))
    assert chosen(window) == "main"
    assert window.is_visible("#uncoded")
    assert len(load_workbook(saved(window, "workbook.xlsx")).sheetnames) > 3


def test_a_study_without_a_grid_is_offered_none_of_the_files_until_it_has_one(site, gridless):
    path, give_a_grid = gridless
    window = site(path).window("/exports")
    window.get_by_role("link", name="Ouvrir la grille").wait_for()
    assert window.is_hidden("#exports")
    give_a_grid()
    window.wait_for_selector("#exports")
    assert window.is_hidden("#gridless")


def test_exports_are_reached_by_keyboard(site, layered):
    window = ready(site(layered).window("/exports"))
    window.focus("#layer")
    reached = []
    for _ in WHOLE:
        window.keyboard.press("Tab")
        reached.append(window.evaluate("document.activeElement.dataset.file"))
    assert sorted(reached) == sorted(WHOLE)
    with window.expect_download():
        window.keyboard.press("Enter")
