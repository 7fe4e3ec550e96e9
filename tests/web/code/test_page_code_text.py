"""The text on the screen and the text in the study are the same characters: offsets, search, length, places."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcoop.codebook import Code, Label
from qualcoop.study import Study

LETTERS = st.sampled_from(
    [*"abcéèÀçœ’ «»-.\n", "🌱", "👩‍🌾", "q\u0303", "𝒳", "\u200f", "ｱ", "\u00a0", "<b>", "&amp;", "한"]
)


def test_offsets_are_those_of_python_whatever_the_characters(bench):
    screen = bench.window()

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(LETTERS, min_size=1, max_size=60).map("".join), st.data())
    def check(text, data):
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8)))
        spans = [(a, b) for a, b in pairwise(cuts) if a < b]
        codings = [{"id": str(n), "start": a, "end": b, "code": "ABCD"[n % 4]} for n, (a, b) in enumerate(spans)]
        read = screen.js(
            "t.load({text: given[0], turns: []}, given[1]); t.hydrateAll();"
            "return [[...t.querySelectorAll('.qc-line')].map((line) => line.textContent).join('\\n'),"
            " given[1].map((c) => { const r = t.rangeOf(c.start, c.end);"
            "  return [t.textOf(c.start, c.end), r.toString(), t.spanOf(r)]; })]",
            text,
            codings,
        )
        assert read[0] == text
        for (start, end), (quote, shown, back) in zip(spans, read[1], strict=True):
            assert quote == text[start:end]
            assert shown == text[start:end].replace("\n", "")
            inner = text[start:end].strip(" \n\u00a0")
            if inner:
                begin = start + text[start:end].index(inner[0])
                assert back == {"start": begin, "end": begin + len(inner)}
            else:
                assert back is None

    check()
    screen.page.reload()


def test_emoji_and_combining_accents_are_saved_at_pythons_offsets(bench):
    screen = bench.window()
    for quote in ("après 🌱 la récolte", "👩‍🌾", "jouait déjà. Voilà."):
        screen.select(*bench.at(quote))
        screen.page.click("[data-code=B]")
        screen.saved()
    text = bench.text()
    assert len(bench.held()) == 3
    for start, end, _, quote in bench.held():
        assert text[start:end] == quote
    assert [held[3] for held in bench.held()] == ["après 🌱 la récolte", "👩‍🌾", "jouait déjà. Voilà."]


def test_a_triple_click_takes_the_paragraph_and_no_more(bench):
    screen = bench.window()
    line = next(line for line in bench.text().split("\n") if "Elle est venue" in line)
    x, y = screen.js(
        "const b = t.rangeOf(given[0], given[1]).getClientRects()[0]; return [b.left + 20, b.top + 10]",
        *bench.at("récolte. Les"),
    )
    screen.page.mouse.click(x, y, click_count=3)
    screen.page.wait_for_selector("#selection-bar:not([hidden])")
    screen.page.click("[data-code=D]")
    screen.saved()
    [held] = bench.held()
    assert held[3] == line


def test_search_ignores_accents_case_and_kinds_of_apostrophe(bench):
    screen = bench.window()
    for query, found in (("ete", 1), ("ETAIENT", 1), ("COEUR", 1), ("c'est l'elan", 1), ("deja", 1), ("zzz", 0)):
        screen.page.fill("#find-query", query)
        screen.page.wait_for_timeout(250)
        said = screen.page.inner_text("#find-count")
        assert (said.split("/")[-1].strip() or "0") == str(found), query
    screen.page.fill("#find-query", "deja")
    screen.page.wait_for_timeout(250)
    screen.page.focus("#find-query")
    screen.keys("Enter")
    text = bench.text()
    start = text.index("déjà")
    hit = screen.js("const r = [...CSS.highlights.get('qc-hit-now')][0]; return r.toString()")
    assert hit == "déjà"
    screen.keys("Escape", "c")
    screen.page.keyboard.type("Élan")
    screen.keys("Enter")
    screen.saved()
    assert bench.held()[0][:2] == (start, start + 4)


def test_names_and_texts_that_look_like_markup_stay_text(bench):
    with Study.open(bench.path) as study:
        book = study.codebook
        nasty = Code("X", label=Label('<img src=x onerror="document.title=1">\u202e', "x"), color="#555555")
        study.set_codebook(dataclasses.replace(book, version="2", codes=(*book.codes, nasty)))
    screen = bench.window()
    screen.keys("j")
    screen.page.click("[data-code=X]")
    screen.saved()
    assert screen.page.locator("img[src=x]").count() == 0
    assert "<img src=x" in screen.page.inner_text("#hand")


def test_the_reading_place_is_kept_for_each_source(bench):
    long = [("Inès", "respondent", f"Phrase numéro {n}. " * 12) for n in range(120)]
    bench.add_source("E03", long)
    screen = bench.window(source="E03")
    start = bench.text("E03").index("Phrase numéro 80")
    screen.js("t.reveal(given[0], given[0] + 5, 'start')", start)
    screen.page.wait_for_timeout(400)
    place = screen.js("return t.place()")
    assert abs(place - start) < 2500
    screen.open("E01")
    screen.open("E03")
    assert screen.js("return t.place()") == place
    screen.page.reload()
    screen.settled()
    assert screen.js("return t.place()") == place


def test_a_source_of_a_megabyte_is_read_and_coded(bench):
    words = "le projet avance quand les gens viennent mais on se demande toujours qui porte la suite avec la mairie "
    long = [("Inès" if n % 2 else "Enquêtrice", "respondent", f"Tour {n}. {words * 3}".strip()) for n in range(3100)]
    bench.add_source("E09", long)
    text = bench.text("E09")
    assert len(text.encode()) > 1_000_000
    screen = bench.window(source="E09")
    start = text.index("Tour 3050.")
    screen.select(start, start + 10)
    screen.page.click("[data-code=D]")
    screen.saved()
    assert bench.held("E09") == [(start, start + 10, "D", "Tour 3050.")]
    screen.page.click("#menu summary")
    screen.page.check("#set-everything")
    shown = screen.js(
        "return [t.textContent.includes('Tour 3099.'), getComputedStyle(t.blocks[5]).contentVisibility,"
        " t.state.every((s) => s === 2)]"
    )
    assert shown == [True, "visible", True]


def test_printing_shows_the_whole_text_with_its_marks(bench):
    screen = bench.window()
    screen.select(*bench.at("Elle est venue"))
    screen.page.click("[data-code=D]")
    screen.saved()
    screen.page.emulate_media(media="print")
    assert screen.page.is_hidden("#book")
    assert screen.page.is_hidden(".reading-head")
    assert screen.page.is_visible("mark:has-text('Elle est venue')")
    assert len(screen.page.pdf()) > 5000
