"""The first screen, and from there to a figure and a file, as somebody who never typed a command."""

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from qualcoop.study import Study

TALK = (
    "Date : 4 mars 2021\n\nEnquêtrice : On y va ?\n{name} : Oui. On n'a plus le temps de rien.\n"
    "Enquêtrice : Et la suite ?\n{name} : On décide par consentement, tous ensemble.\n"
)
DROP = """([files, name]) => {
  const data = new DataTransfer();
  for (const [file, base64] of files) {
    data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], file));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const about = { dataTransfer: data, bubbles: true, cancelable: true };
    document.querySelector(name).dispatchEvent(new DragEvent(kind, about));
  }
}"""


@pytest.fixture
def files(tmp_path):
    """Two transcripts, as text and as a Word file."""
    plain = tmp_path / "E01.txt"
    plain.write_text(TALK.format(name="Solène"), encoding="utf-8")
    document = Document()
    for line in TALK.format(name="Marc").splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "E02.docx")
    return [plain, tmp_path / "E02.docx"]


def dropped(window, files):
    """Drop files onto the page."""
    given = [[file.name, b64encode(file.read_bytes()).decode()] for file in files]
    window.evaluate(DROP, [given, "main"])


def created(home, name=None):
    found = sorted((home.folder / "etudes").glob("*.qualcoop"))
    return found[-1] if name is None else home.folder / "etudes" / name


def test_from_nothing_to_a_coded_sentence_a_figure_and_a_workbook(site, files, nasty):
    home = site(None)
    window = home.window()
    window.fill("#new-name", nasty)
    window.click("#new-go")
    window.wait_for_url("**/sources")
    assert window.inner_text("header .brand") == nasty
    assert window.locator("main script, header script").count() == 0

    window.wait_for_selector(".dropzone")
    dropped(window, files)
    add = window.get_by_role("button", name=re.compile("Ajouter 2 fichiers"))
    add.wait_for()
    told = window.inner_text("#staging")
    assert "Solène" in told
    assert "Marc" in told
    with Study.open(created(home)) as study:
        assert study.source_ids() == []  # shown, not counted

    add.click()
    window.locator("#listing a", has_text="E02").first.click()
    window.wait_for_selector("body[data-settled]")
    for key in ("j", "j", "c"):  # the second sentence is Marc's: what an interviewer says is not counted
        window.keyboard.press(key)
    window.locator("dialog[open] input").fill("manque de temps")
    with window.expect_response(lambda told: told.request.method == "PUT" and "/codings/" in told.url):
        window.keyboard.press("Enter")
    window.locator("qc-transcript mark").first.wait_for()
    layer = window.evaluate("document.querySelector('#layer-select').value")
    with Study.open(created(home)) as study:
        made = study.codings()
        assert made[["source", "code", "layer"]].to_numpy().tolist() == [["E02", "G3.2", layer]]
        assert study.doctor().findings == []

    window.goto(f"{home.base}/matrices")
    window.locator("#display [aria-label^='1\u00a0: E02']").first.click()
    window.wait_for_selector("#quotes li .quote")
    window.goto(f"{home.base}/exports")
    window.locator("#layer option").first.wait_for(state="attached")
    with window.expect_download() as saved:
        window.click("[data-file='workbook.xlsx']")
    book = load_workbook(BytesIO(Path(saved.value.path()).read_bytes()))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert "G3.2" in cells


def test_an_empty_grid_a_missing_file_and_a_taken_name_are_told(site):
    home = site(None)
    window = home.window()
    window.check("input[value=file]")
    window.fill("#new-name", "Vallée")
    window.click("#new-go")
    window.wait_for_selector("#qc-say.shown.wrong")
    assert "Choisissez d'abord le fichier" in window.inner_text("#qc-say")
    window.check("input[value=empty]")
    window.click("#new-go")
    window.wait_for_url("**/sources")
    with Study.open(created(home, "vallee.qualcoop")) as study:
        assert len(study.codebook.codes) == 0

    home.refusals = 1
    window.goto(f"{home.base}/?choose=1")
    window.fill("#new-name", "Vallée")
    window.click("#new-go")
    window.wait_for_selector("#qc-say.shown.wrong")
    assert "existe déjà" in window.inner_text("#qc-say")


def test_recent_studies_are_named_as_text_reopened_and_forgotten(site, nasty):
    home = site(None)
    window = home.window()
    window.fill("#new-name", nasty)
    window.check("input[value=empty]")
    window.click("#new-go")
    window.wait_for_url("**/sources")
    window.goto(f"{home.base}/?choose=1")
    named = window.locator("#recent .study b")
    named.wait_for()
    assert named.inner_text() == nasty
    assert named.evaluate("(e) => getComputedStyle(e).unicodeBidi") == "isolate"
    window.locator("#recent .study").click()
    window.wait_for_url("**/sources")
    window.goto(f"{home.base}/?choose=1")
    window.get_by_role("button", name=re.compile("Ôter .* de la liste")).click()
    window.wait_for_selector("#recent li.soft")
    assert Path(created(home)).exists()


def test_the_first_screen_fits_a_narrow_window_and_speaks_english(site):
    window = site(None).window("/?lang=en", size=(420, 800))
    window.wait_for_selector("#recent li")
    assert window.get_attribute("html", "lang") == "en"
    assert "Start a study" in window.inner_text("main")
    assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
