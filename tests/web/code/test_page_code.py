"""Coding in the browser: by mouse, by keyboard, several codes, edges, undo, suggestions."""

from __future__ import annotations

import pytest

from qualcoop.study import Study


def test_a_passage_selected_with_the_mouse_gets_a_code_from_the_tree(bench):
    screen = bench.window()
    start, end = bench.at("Personne ne portait seul le projet.")
    assert screen.select(start, end) == {"start": start, "end": end}
    screen.page.click("[data-code=B]")
    screen.saved()
    assert bench.held() == [(start, end, "B", "Personne ne portait seul le projet.")]
    marked = screen.page.locator("mark.qc-mark", has_text="Personne ne portait seul le projet.")
    assert "linear-gradient(rgb(178, 92, 50)" in marked.evaluate("(m) => m.style.backgroundImage")
    assert screen.page.locator(".qc-name", has_text="B Élan collectif").count() == 1
    assert screen.page.inner_text("[data-code=B] .figures").split() == ["1", "1"]


def test_the_keyboard_alone_codes_a_sentence(bench):
    screen = bench.window()
    screen.keys("j", "j", "c")
    screen.page.keyboard.type("elan")  # no accent, the code is « Élan collectif »
    screen.keys("Enter")
    screen.saved()
    [held] = bench.held()
    assert held[2:] == ("B", "On a décidé ensemble, par consentement.")
    assert "Codé B" in screen.page.inner_text("#qc-spoken") or "Élan" in screen.page.inner_text("#qc-spoken")


def test_keys_grow_and_trim_the_passage_and_repeat_the_code(bench):
    screen = bench.window()
    screen.keys("j", "j", "Shift+J", "[", "]", "Shift+ArrowLeft")
    text = bench.text()
    span = screen.js("return t.spanOf([...CSS.highlights.get('qc-cursor')][0])")
    assert text[span["start"] : span["end"]] == "On a décidé ensemble, par consentement. Personne ne portait seul le"
    screen.keys("c")
    screen.page.keyboard.type("D")
    screen.keys("Enter", "j", ".")
    screen.saved()
    assert [(held[2], held[3]) for held in bench.held()] == [
        ("D", "On a décidé ensemble, par consentement. Personne ne portait seul le"),
        ("D", "Personne ne portait seul le projet."),
    ]


def test_shift_enter_gives_several_codes_and_four_overlap(bench):
    screen = bench.window()
    start, end = bench.at("Les réunions étaient longues.")
    screen.select(start, end)
    screen.keys("c")
    for name in ("Règles", "Élan", "Manque"):
        screen.page.keyboard.type(name)
        screen.keys("Shift+Enter")
    screen.page.keyboard.type("Confiance")
    screen.keys("Enter")
    screen.saved()
    assert [held[2] for held in bench.held()] == ["A", "B", "C", "D"]
    layers = screen.js(
        "const m = [...t.querySelectorAll('mark')].find((m) => m.textContent.includes('réunions'));"
        "return [getComputedStyle(m).backgroundImage.split('linear-gradient').length - 1,"
        " new Set([...t.codings.values()].filter((c) => !c.suggested).map((c) => c.lane)).size,"
        " new Set([...t.codings.values()].filter((c) => !c.suggested).map((c) => c.slot)).size]"
    )
    assert layers[0] >= 5  # four underlines and the wash (and the suggestion's dashes)
    assert layers[1] == 4
    assert layers[2] >= 3  # the suggestion there takes a level too
    # Tab walks them, and goes on to the page's next control after the last.
    walked = []
    for stroke in ("Shift+Tab", "Shift+Tab", "Shift+Tab", "Tab", "Tab", "Tab", "Tab"):
        screen.keys(stroke)
        screen.page.wait_for_timeout(30)
        walked.append(screen.page.inner_text("#hand .chip .mono"))
    assert walked == ["C", "B", "A", "B", "C", "D", "D"]
    assert screen.js("return document.activeElement.id") != "scroller"


def test_dragging_an_end_of_a_bracket_moves_the_edge_to_a_word(bench):
    screen = bench.window()
    start, end = bench.at("Elle est venue")
    screen.select(start, end)
    screen.page.click("[data-code=D]")
    screen.saved()
    grip = screen.page.locator(".qc-grip.end").bounding_box()
    target = bench.at("réunions")[1]
    x, y = screen.js(
        "const b = t.rangeOf(given[0] - 3, given[0] - 2).getBoundingClientRect(); return [b.left, b.top + 8]", target
    )
    mouse = screen.page.mouse
    mouse.move(grip["x"] + 5, grip["y"] + 5)
    mouse.down()
    mouse.move(x + 40, y - 2, steps=3)
    mouse.move(x, y, steps=3)
    mouse.up()
    screen.saved()
    [held] = bench.held()
    assert (held[0], held[1], held[2]) == (start, target, "D")
    screen.keys("Alt+ArrowLeft", "Alt+Shift+ArrowRight")
    screen.saved()
    [held] = bench.held()
    assert held[3] == "est venue après 🌱 la récolte. Les"


def test_escape_while_dragging_changes_nothing(bench):
    screen = bench.window()
    span = bench.at("Elle est venue")
    screen.select(*span)
    screen.page.click("[data-code=D]")
    screen.saved()
    grip = screen.page.locator(".qc-grip.end").bounding_box()
    screen.page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    screen.page.mouse.down()
    screen.page.mouse.move(grip["x"] - 300, grip["y"] + 5, steps=3)
    screen.keys("Escape")
    screen.page.mouse.up()
    assert screen.shown() == [(*span, "D")]
    assert bench.spans() == [(*span, "D")]


def test_undo_and_redo(bench):
    screen = bench.window()
    span = bench.at("C'était l'été.")
    screen.select(*span)
    screen.page.click("[data-code=B]")
    screen.saved()
    screen.keys("Control+z")
    screen.until("![...t.codings.values()].some((c) => !c.suggested)")
    assert bench.spans() == []
    screen.keys("Control+y")
    screen.until("[...t.codings.values()].some((c) => !c.suggested)")
    assert bench.spans() == [(*span, "B")]
    screen.page.click(".qc-name:not(.suggested)")
    screen.keys("x")
    screen.saved()
    assert bench.spans() == []
    assert screen.page.locator("mark", has_text="C'était").count() == 0


def test_suggestions_are_judged_by_key(bench):
    screen = bench.window()
    assert screen.page.locator(".qc-bracket.suggested").count() == 3
    assert bench.spans() == []  # nothing counts before a person says so
    screen.keys("n")
    assert screen.page.inner_text("#hand .matched") == "consentement"
    screen.keys("a")
    screen.saved()
    [held] = bench.held()
    assert held[2:] == ("A1", "On a décidé ensemble, par consentement.")
    assert screen.page.inner_text("#hand .matched") == "réunions"  # the next one, in reading order
    screen.keys("r")
    screen.saved()
    assert screen.page.inner_text("#hand .matched") == "manqué de temps"
    screen.keys("Backspace")
    screen.until("document.querySelectorAll('.qc-bracket.suggested').length === 2")
    screen.keys("n", "p", "e")
    screen.page.keyboard.type("Confiance")
    screen.keys("Enter")
    screen.saved()
    assert len(bench.held()) == 2
    assert {held[2] for held in bench.held()} == {"A1", "D"}


def test_the_edges_of_a_suggestion_may_move_first(bench):
    screen = bench.window()
    screen.keys("n", "Shift+ArrowLeft", "a")
    screen.saved()
    [held] = bench.held()
    assert held[3] == "On a décidé ensemble, par"


def test_in_vivo_makes_the_words_a_code(bench):
    screen = bench.window()
    start, end = bench.at("la fanfare 👩‍🌾 jouait déjà")
    screen.select(start, end)
    screen.keys("v")
    screen.page.wait_for_selector("[role=treeitem] >> text=la fanfare")
    screen.saved()
    [held] = bench.held()
    assert held[:2] == (start, end)
    assert held[3] == "la fanfare 👩‍🌾 jouait déjà"
    assert screen.page.inner_text(f"[data-code='{held[2]}'] .label").endswith("la fanfare 👩‍🌾 jouait déjà")


def test_a_new_name_in_the_palette_makes_a_code(bench):
    screen = bench.window()
    screen.keys("j", "Enter")
    screen.page.keyboard.type("Météo du projet")
    screen.page.click("#palette-list >> text=Créer le code « Météo du projet »")
    screen.page.wait_for_selector("[role=treeitem] >> text=Météo du projet")
    screen.saved()
    assert len(bench.held()) == 1


def test_favourites_on_azerty(bench):
    screen = bench.window()
    screen.keys("j")
    screen.page.click("[data-code=B]")
    screen.keys("j")
    # The first key of the digits' row types & on AZERTY.
    screen.js("document.dispatchEvent(new KeyboardEvent('keydown', {key: '&', code: 'Digit1', bubbles: true}))")
    screen.saved()
    assert [held[2] for held in bench.held()] == ["B", "B"]
    # [ is typed with AltGr, which Windows reports as Ctrl+Alt.
    screen.keys("j")
    start = "return t.spanOf([...CSS.highlights.get('qc-cursor')][0]).start"
    before = screen.js(start)
    screen.js(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: '[', code: 'Digit5', ctrlKey: true, altKey: true, bubbles: true}))"
    )
    assert screen.js(start) < before


def test_a_coding_that_no_table_counts_says_why(bench):
    screen = bench.window()
    note = "document.querySelector('#hand .note:not(.warn)')?.textContent ?? ''"
    screen.select(*bench.at("Et la confiance ?"))
    screen.page.click("[data-code=D]")
    screen.saved()
    screen.until(f"({note}).startsWith('Seule la personne qui enquête parle ici')")
    screen.select(*bench.at("Personne ne portait seul le projet."))
    screen.page.click("[data-code=D]")
    screen.saved()
    screen.until("document.querySelector('#hand .quote').textContent.startsWith('Personne')")
    assert screen.js(f"return {note}") == ""
    with Study.open(bench.path) as study:
        counted = study.bundle().segments
    assert counted[counted["codable"]]["quote"].tolist() == ["Personne ne portait seul le projet."]


def test_memo_about_and_phase_are_saved(bench):
    screen = bench.window()
    screen.keys("j", "j")
    screen.page.click("[data-code=A]")
    screen.saved()
    screen.keys("m")
    screen.page.keyboard.type("À relire <b>demain</b>")
    screen.page.wait_for_timeout(900)  # saved without leaving the field
    screen.saved()
    screen.page.select_option("#hand-about", "P2")
    screen.saved()
    with Study.open(bench.path) as study:
        row = study.codings().iloc[0]
    assert (row["memo"], row["about"]) == ("À relire <b>demain</b>", "P2")
    screen.keys("Escape")


def test_the_list_of_codings_and_the_help_sheet(bench):
    screen = bench.window()
    screen.keys("j")
    screen.page.click("[data-code=A]")
    screen.page.click("details.all-codings summary")
    screen.page.wait_for_selector("#all-list >> text=Vous pouvez me raconter")
    screen.page.focus("#scroller")
    screen.keys("?")
    sheet = screen.page.inner_text("dialog[open]")
    assert "phrase suivante" in sheet
    assert "in vivo" in sheet
    screen.keys("Escape")
    assert screen.page.locator("dialog[open]").count() == 0


def test_focus_on_one_code_and_pointing_at_another(bench):
    screen = bench.window()
    for quote, code in (("Elle est venue", "D"), ("C'était l'été.", "B")):
        screen.select(*bench.at(quote))
        screen.page.click(f"[data-code={code}]")
    screen.saved()
    screen.page.click(".qc-name:not(.suggested) >> text=D Confiance")
    screen.keys("f")
    assert [each.strip() for each in screen.page.locator("mark").all_inner_texts()] == ["Elle est venue"]
    screen.keys("f")
    screen.page.hover("[data-code=B]")
    shown = "(m) => getComputedStyle(m).backgroundImage"
    assert screen.page.locator("mark", has_text="Elle est venue").first.evaluate(shown) == "none"
    assert screen.page.locator("mark", has_text="C'était").first.evaluate(shown) != "none"


@pytest.mark.parametrize("width", [420, 640])
def test_a_narrow_window_can_do_the_same(bench, width):
    screen = bench.window(size=(width, 800))
    assert screen.js("return document.documentElement.scrollWidth") <= width
    screen.page.click("[data-do=next]")
    screen.page.click("[data-do=palette]")
    screen.page.keyboard.type("Confiance")
    screen.keys("Enter")
    screen.saved()
    assert [held[2] for held in bench.held()] == ["D"]
    screen.page.click("[data-open=panel]")
    assert screen.page.is_visible("#memo")
    screen.page.click("[data-close=panel]")
    screen.page.click("[data-open=book]")
    screen.page.wait_for_selector("#book.open")


def test_every_control_has_a_name_and_no_tab_order_is_forced(bench):
    screen = bench.window()
    screen.keys("j")
    screen.page.click("[data-code=A]")
    screen.page.click("details.all-codings summary")
    nameless = screen.js(
        "return [...document.querySelectorAll('button, input, select, textarea, summary, [role=treeitem], [tabindex]')]"
        ".filter((e) => e.checkVisibility())"
        ".filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))"
        ".map((e) => e.outerHTML.slice(0, 120))"
    )
    assert nameless == []
    assert (
        screen.js('return document.querySelectorAll(\'[tabindex]:not([tabindex="0"]):not([tabindex="-1"])\').length')
        == 0
    )
    assert screen.js("return document.querySelector('#scroller').getAttribute('role')") == "region"


def test_the_screen_speaks_english(bench):
    screen = bench.window()
    screen.open("E01", "?lang=en")
    assert screen.page.get_attribute("html", "lang") == "en"
    assert "Momentum" in screen.page.inner_text("#tree")
    assert screen.page.get_attribute("#tree-search", "placeholder") == "Search the codebook"


def test_search_in_every_source_leads_to_the_passage(bench):
    screen = bench.window()
    screen.keys("g", "/")
    screen.page.keyboard.type("saint-jean")
    screen.page.wait_for_selector(".results a")
    screen.page.click(".results a:has-text('E02')")
    screen.page.wait_for_url("**/code/E02#*")
    screen.settled()
    start = bench.text("E02").index("Saint-Jean")
    hit = screen.js("return t.spanOf([...CSS.highlights.get('qc-cursor')][0])")
    assert hit == {"start": start, "end": start + len("Saint-Jean")}
