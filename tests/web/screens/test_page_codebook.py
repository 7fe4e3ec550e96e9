"""The codebook: add, rename, move, merge, split, retire, undo; a file shows what it would change before it counts."""

from __future__ import annotations

from qualcoop.study import Study


def codes(path, layer=None):
    """How many codings each code has."""
    with Study.open(path) as study:
        return study.codings(layer=layer)["code"].value_counts().to_dict()


def book(path):
    with Study.open(path) as study:
        return study.codebook


def choose(window, code):
    window.locator(f"#tree .node:has(.mono:text-is('{code}'))").click()
    window.wait_for_selector(f"#detail h2 .mono:text-is('{code}')")


def act(window, name):
    window.locator("#detail").get_by_role("button", name=name, exact=True).click()
    window.wait_for_selector("dialog")


def test_a_code_is_added_with_its_wording_and_shown_where_it_belongs(site, layered):
    window = site(layered).window("/codebook")
    choose(window, "A")
    act(window, "Sous-code…")
    window.get_by_label("Nom", exact=True).fill("Voter à main levée")
    window.get_by_label("Définition").fill("On compte les mains.")
    window.get_by_label("L'employer quand", exact=True).fill("Un vote a lieu.")
    window.get_by_label("Mots-clés, un par ligne").fill("vote*\nmain levée")
    window.locator("dialog [type=color]").fill("#aa3300")
    window.get_by_role("button", name="Ajouter", exact=True).click()
    window.wait_for_selector("#detail h2 >> text=Voter à main levée")
    code = book(layered).code("A.1")
    assert (code.label.fr, code.keywords, code.color, code.parent) == (
        "Voter à main levée",
        ("vote*", "main levée"),
        "#aa3300",
        "A",
    )
    assert "On compte les mains." in window.inner_text("#detail")
    drawn = window.evaluate("getComputedStyle(document.querySelector('#detail h2 .dot')).backgroundColor")
    assert drawn == "rgb(170, 51, 0)"


def test_a_rule_that_cannot_be_read_is_refused_and_nothing_is_lost_of_what_was_written(site, layered):
    mine = site(layered)
    mine.refusals = 1
    window = mine.window("/codebook")
    choose(window, "B")
    act(window, "Modifier…")
    window.get_by_label("Mots-clés, un par ligne").fill('élan .. .. "')
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector(".say.wrong")
    assert "B" in window.inner_text(".say")
    assert window.input_value("dialog textarea.mono >> nth=0") == 'élan .. .. "'
    assert book(layered).code("B").keywords == ()


def test_a_new_name_keeps_the_code_and_its_other_language(site, layered):
    window = site(layered).window("/codebook#A1")
    act(window, "Modifier…")
    window.get_by_label("Nom", exact=True).fill("Trancher à plusieurs")
    window.get_by_role("button", name="Enregistrer").click()
    window.wait_for_selector("#tree >> text=Trancher à plusieurs")
    label = book(layered).code("A1").label
    assert (label.fr, label.en) == ("Trancher à plusieurs", "Deciding together")
    assert book(layered).version != "1"
    window.get_by_role("button", name="Versions…").click()
    window.wait_for_selector("dialog .versions >> text=Trancher à plusieurs")
    assert window.locator("dialog .versions > li").count() == 2


def test_merging_moves_the_codings_and_undo_brings_all_back(site, layered):
    window = site(layered).window("/codebook#A1")
    assert codes(layered) == {"A1": 4}
    act(window, "Fusionner…")
    window.get_by_text("Ses 4 codages").wait_for()
    window.get_by_label("Dans", exact=True).select_option("B")
    window.get_by_role("button", name="Fusionner", exact=True).click()
    window.wait_for_selector(".say >> text=4 codages ont suivi")
    assert codes(layered) == {"B": 4}
    assert book(layered).code("A1").status == "retired"
    window.wait_for_selector("#tree .node:has(.mono:text-is('A1'))", state="detached")
    window.click("#qc-undo")
    window.wait_for_selector("#tree .node:has(.mono:text-is('A1'))")
    assert codes(layered) == {"A1": 4}


def test_a_code_is_split_passage_by_passage(site, layered):
    window = site(layered).window("/codebook#A1")
    act(window, "Scinder…")
    window.get_by_label("Nouveau code 1").fill("Consentir")
    window.get_by_label("Nouveau code 2").fill("Autre")
    window.get_by_role("button", name="Scinder", exact=True).wait_for()
    window.locator(".passages select").first.select_option("0")
    window.get_by_role("button", name="Scinder", exact=True).click()
    window.wait_for_selector("#tree >> text=Consentir")
    counted = codes(layered)
    assert counted["A1"] == 3
    assert sum(counted.values()) == 4
    new = next(code for code in book(layered).codes if code.label.fr == "Consentir")
    assert counted[new.id] == 1


def test_moving_and_retiring_and_putting_back(site, layered):
    window = site(layered).window("/codebook#C")
    act(window, "Déplacer…")
    window.get_by_label("Sous", exact=True).select_option("B")
    window.get_by_role("button", name="Déplacer", exact=True).click()
    window.wait_for_selector("#detail >> text=sous B")
    assert book(layered).code("C").parent == "B"
    act(window, "Retirer…")
    window.get_by_role("button", name="Retirer", exact=True).click()
    window.wait_for_selector("#detail >> text=n'est plus proposé")
    assert book(layered).code("C").status == "retired"
    window.get_by_role("button", name="Remettre en usage").click()
    window.wait_for_selector("#detail >> text=Retirer…")
    assert book(layered).code("C").status == "active"


def test_a_file_shows_what_it_would_change_before_it_counts(site, layered, tmp_path):
    mine = site(layered)
    window = mine.window("/codebook")
    with window.expect_download() as saved:
        window.click("#export")
    assert saved.value.suggested_filename == "grille.xlsx"
    with mine.served.client() as client:
        text = client.get("/api/v1/export/codebook.yaml").text
    edited = tmp_path / "grille.yaml"
    edited.write_text(text.replace("Élan collectif", "Élan de tous"), encoding="utf-8")
    window.set_input_files("#import-file", edited)
    window.wait_for_selector("dialog .changes >> text=Élan de tous")
    assert window.locator("dialog .changes li").count() == 1
    assert book(layered).code("B").label.fr == "Élan collectif"
    window.get_by_role("button", name="Mettre en vigueur").click()
    window.wait_for_selector("#tree >> text=Élan de tous")
    assert book(layered).code("B").label.fr == "Élan de tous"
    window.set_input_files("#import-file", edited)
    window.wait_for_selector(".say >> text=rien à importer")


def test_the_workbook_that_was_exported_comes_back_unchanged(site, layered, tmp_path):
    window = site(layered).window("/codebook")
    with window.expect_download() as saved:
        window.click("#export")
    path = tmp_path / "grille.xlsx"
    saved.value.save_as(path)
    window.set_input_files("#import-file", path)
    window.wait_for_selector(".say >> text=rien à importer")


def test_codes_are_found_by_name_definition_and_keyword_whatever_the_accents(site, layered):
    window = site(layered).window("/codebook")
    for asked, found in (("elan", ["B"]), ("se decide", ["A"]), ("consentement", ["A", "A1"]), ("rien de tel", [])):
        window.fill("#find", asked)
        assert window.locator("#tree .node .mono").all_inner_texts() == found
