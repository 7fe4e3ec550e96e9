"""Sources: files dropped anywhere are shown before they count, corrected, added or not; progress and attributes."""

from __future__ import annotations

import re
import time

import pytest

from qualcoop.errors import ConflictError
from qualcoop.study import Study
from qualcoop.web import imports

TALK = (
    "Date : 4 mars 2021\n\nEnquêtrice : On y va ?\nBertille : Oui. On n'a plus le temps de rien.\n"
    "Enquêtrice : Et la suite ?\nBertile : On décide.\nEnquêtrice : Bien.\nBertile : Voilà.\n"
    "Enquêtrice : Merci.\nBertille : De rien.\nGardien : Je ferme.\nBertille : Déjà ?\nGardien : Oui.\n"
)
ODILE = "Enquêtrice : Alors ?\nOdile : Les réunions sont longues.\nEnquêtrice : Et ?\nOdile : La confiance.\n"
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of Object.entries(files)) carried.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


@pytest.fixture
def empty(tmp_path):
    path = tmp_path / "vide.qualcoop"
    Study.create(path, name="Vide").close()
    return path


def dropped(window, **files):
    """Drop files on the page, as from the desktop, and wait for what was found."""
    window.wait_for_selector("#listing .dropzone, #listing table")
    window.evaluate(DROP, {name.replace("__", "."): text for name, text in files.items()})


def test_what_was_found_is_shown_corrected_and_only_then_counts(site, empty):
    window = site(empty).window("/sources")
    dropped(window, E01__txt=TALK, E02__txt=ODILE, vide__txt="", photo__jpg="\xff\xd8")
    rows = window.locator(".staged tbody tr:not(.remarks)")
    window.wait_for_selector(".staged")
    assert [row.split()[0] for row in rows.all_inner_texts()] == ["E01.txt", "E02.txt", "vide.txt", "photo.jpg"]
    assert "lu" in rows.nth(0).inner_text()
    assert "refusé" in rows.nth(2).inner_text()
    assert "vide" in window.locator(".remarks").nth(0).inner_text()
    assert "Ressemble à «\u00a0Bertille\u00a0»" in window.inner_text(".who")
    with Study.open(empty) as study:
        assert study.source_ids() == []  # shown, not counted

    window.get_by_role("button", name="Oui, Bertille").click()
    window.get_by_label("Rôle de Gardien").select_option("observer")
    window.get_by_label("Matériau de E02.txt").select_option("observation")
    window.get_by_label("Cas de E02.txt").fill("P2")
    window.get_by_label("Date de E02.txt").fill("2022-05-31")
    window.get_by_role("button", name="Ajouter 2 fichiers à l'étude").click()
    window.get_by_role("link", name="Coder E01").wait_for()
    with Study.open(empty) as study:
        first, second = study.source("E01"), study.source("E02")
        assert {turn.speaker for turn in first.turns} == {"Enquêtrice", "Bertille", "Gardien"}
        assert {turn.role for turn in first.turns if turn.speaker == "Gardien"} == {"observer"}
        assert (second.kind, second.case) == ("observation", "P2")
        assert study.sources().loc["E02", "date"] == "2022-05-31"
    window.wait_for_selector("tr[data-source=E02] >> text=31 mai 2022")


def test_nothing_is_added_that_one_does_not_want(site, empty):
    window = site(empty).window("/sources")
    dropped(window, E01__txt=TALK, E02__txt=ODILE)
    window.get_by_label("Garder E01.txt").uncheck()
    window.get_by_role("button", name="Ajouter 1 fichier").wait_for()
    window.get_by_role("button", name="Ne rien ajouter").click()
    window.wait_for_selector(".say >> text=Rien n'a été ajouté")
    with Study.open(empty) as study:
        assert study.source_ids() == []
    dropped(window, E01__txt=TALK, E02__txt=ODILE)
    window.get_by_label("Garder E01.txt").uncheck()
    window.get_by_role("button", name="Ajouter 1 fichier").click()
    window.wait_for_selector("tr[data-source=E02]")
    with Study.open(empty) as study:
        assert study.source_ids() == ["E02"]


def test_a_folder_is_dropped_whole_without_its_hidden_files(site, empty, tmp_path):
    folder = tmp_path / "corpus"
    (folder / "vague 2").mkdir(parents=True)
    (folder / "E01.txt").write_text(TALK, encoding="utf-8")
    (folder / "vague 2" / "E02.txt").write_text(ODILE, encoding="utf-8")
    (folder / ".cache").write_text("rien", encoding="utf-8")
    window = site(empty).window("/sources")
    window.wait_for_selector(".dropzone")
    hand = window.context.new_cdp_session(window)  # a script cannot drop a folder: the browser's own hand can
    carried = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": step, "x": 600, "y": 400, "data": carried})
    window.wait_for_selector(".staged")
    assert window.locator(".staged tbody th .name").all_inner_texts() == ["E01.txt", "E02.txt"]


def test_a_sheet_among_the_files_describes_the_others(site, empty):
    window = site(empty).window("/sources")
    dropped(window, E01__txt=TALK, attributs__csv="fichier;cas;lieu\nE01.txt;P7;Lyon\n")
    window.get_by_text("attributs.csv est lu comme feuille d'attributs").wait_for()
    window.get_by_role("button", name="Ajouter 1 fichier").click()
    window.get_by_role("link", name="Coder E01").wait_for()
    with Study.open(empty) as study:
        source = study.source("E01")
        assert (source.case, source.attributes["lieu"]) == ("P7", "Lyon")


def test_a_long_import_tells_where_it_is_and_stops_when_asked(site, empty, monkeypatch):
    def slowly(*given, **_):
        progress = given[3]
        for step in range(200):
            progress(step, 200, f"fichier {step}")
            time.sleep(0.03)
        raise ConflictError("trop long", "too long")

    monkeypatch.setattr(imports, "_read", slowly)
    mine = site(empty)
    mine.crossing = "409 (Conflict)"
    window = mine.window("/sources")
    dropped(window, E01__txt=TALK)
    window.get_by_text(re.compile(r"\d+ sur 200\s: fichier \d+")).wait_for()
    window.get_by_role("button", name="Arrêter").click()
    window.wait_for_selector(".say >> text=Arrêté ; rien n'a été ajouté")
    deadline = time.monotonic() + 5
    while mine.served.app.state.desk.jobs and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not mine.served.app.state.desk.jobs
    with Study.open(empty) as study:
        assert study.source_ids() == []


def test_progress_by_layer_is_marked_by_a_click(site, layered):
    window = site(layered).window("/sources")
    mark = window.get_by_role("button", name="E02 codée jusqu'au bout dans « A »")
    assert mark.get_attribute("aria-pressed") == "false"
    mark.click()
    window.wait_for_selector("tr[data-source=E02] .mark.done")
    with Study.open(layered) as study:
        assert "E02" in study.bundle("A").coded
    assert window.locator("tr[data-source=E02] .layer .tabular").all_inner_texts() == ["0", "1", "1"]


def test_attributes_speakers_and_case_are_corrected_in_one_change(site, layered):
    window = site(layered).window("/sources")
    window.get_by_role("button", name="Modifier E01").click()
    window.get_by_label("Cas", exact=True).select_option("P2")
    window.get_by_role("button", name="Ajouter un attribut").click()
    window.get_by_label("Nom de l'attribut").fill("lieu")
    window.get_by_label("Valeur de l'attribut").fill("Lyon")
    window.get_by_label("Nom à montrer pour Odile").fill("Dodie")
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector("tr[data-source=E01] >> text=Dodie")
    with Study.open(layered) as study:
        source = study.source("E01")
        assert (source.case, source.attributes["lieu"]) == ("P2", "Lyon")
        assert "Dodie" in {turn.speaker for turn in source.turns}
        before = len(study.history(None))
    window.get_by_role("button", name="Modifier E01").click()
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector(".say >> text=Rien n'a changé")
    with Study.open(layered) as study:
        assert len(study.history(None)) == before


def test_cases_periods_and_persons_are_written_on_the_page(site, layered):
    window = site(layered).window("/sources")
    window.get_by_role("button", name="Cas et personnes").click()
    for add, cells in (
        ("Ajouter un cas", ["P2a", "Le verger", "P2"]),
        ("Ajouter une période", ["P1", "A", "Départ", "2020-01-01", "2020-06-30"]),
    ):
        window.get_by_role("button", name=add).click()
        line = window.locator("fieldset").filter(has_text=add).locator("tbody tr").last
        for place, text in enumerate(cells):
            line.locator("input").nth(place).fill(text)
    window.get_by_role("button", name="Ajouter une personne").click()
    line = window.locator("fieldset").filter(has_text="Ajouter une personne").locator("tbody tr").last
    for place, text in enumerate(["odile", "Odile", "association, élue"]):
        line.locator("input").nth(place).fill(text)
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector(".say >> text=enregistrés")
    with Study.open(layered) as study:
        assert [(case.id, case.label, case.parent) for case in study.cases()][-1] == ("P2a", "Le verger", "P2")
        assert [(phase.case, phase.id, phase.end) for phase in study.phases()] == [("P1", "A", "2020-06-30")]
        assert [(each.id, each.actor_types) for each in study.persons()] == [("odile", ("association", "élue"))]
        before = len(study.history(None))
    window.get_by_role("button", name="Cas et personnes").click()
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector("dialog", state="detached")
    with Study.open(layered) as study:
        assert len(study.history(None)) == before  # nothing was changed: no event


def test_a_source_taken_out_comes_back_by_undo(site, layered):
    window = site(layered).window("/sources")
    window.get_by_role("button", name="Modifier E01").click()
    window.get_by_role("button", name="Retirer la source").click()
    window.get_by_text("Ses 2 codages partent avec elle").wait_for()
    window.get_by_role("button", name="Retirer", exact=True).click()
    window.wait_for_selector("tr[data-source=E01]", state="detached")
    window.keyboard.press("Control+z")
    window.wait_for_selector("tr[data-source=E01]")
    with Study.open(layered) as study:
        assert len(study.codings(source="E01")) == 2
