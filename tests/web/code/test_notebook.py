"""The transcript in a notebook: one page without a server, the same marks, and text that stays text."""

from __future__ import annotations

import importlib.util
from html.parser import HTMLParser
from pathlib import Path

from qualcoop.model import Coding
from qualcoop.study import Study
from qualcoop.web.notebook import show

spec = importlib.util.spec_from_file_location("page_code_parts", Path(__file__).with_name("conftest.py"))
parts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(parts)

NASTY = (("Inès", "respondent", "Avant </script><script>window.bad=1</script> 🌱 & <b>après</b>."), *parts.TALK)


def coded():
    source = parts.source_of("E01", NASTY)
    made = []
    for quote, code in (("🌱 & <b>après</b>", "D"), ("par consentement. Personne", "B"), ("Personne ne portait", "A1")):
        start = source.text.index(quote)
        made.append(Coding("E01", start, start + len(quote), code, "main", quote))
    return source, made


def test_the_page_shows_the_codings_without_a_server(browser, tmp_path):
    source, codings = coded()
    path = show(source, codings, parts.grid()).save(tmp_path / "e01.html")
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("mark.qc-mark")
    shown = page.evaluate("[...document.querySelectorAll('.qc-line')].map((line) => line.textContent).join('\\n')")
    assert shown == source.text
    assert page.evaluate("window.bad") is None
    assert page.locator("mark.qc-mark >> text=🌱 & <b>après</b>").count() == 1
    assert page.locator("mark.qc-mark", has_text="Personne").first.evaluate("(m) => m.className.split('k').length") >= 3
    assert page.locator(".qc-bracket").count() == 3
    assert page.locator(".qc-name >> text=B Élan collectif").count() == 1
    assert not faults
    page.close()


def test_it_displays_in_a_notebooks_frame(browser, tmp_path):
    source, codings = coded()
    shown = show(source, codings, parts.grid(), name="Entretien « 1 »")
    (tmp_path / "cell.html").write_text(f"<!doctype html><meta charset=utf-8>{shown._repr_html_()}", encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "cell.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("mark.qc-mark").first.wait_for()
    assert frame.locator("header b").inner_text() == "Entretien « 1 »"
    page.close()


def test_a_viewer_without_scripts_gets_the_text_and_its_marks():
    source, codings = coded()
    page = show(source, codings, parts.grid()).page

    class Reader(HTMLParser):
        lines, marks, inside = [], [], False

        def handle_starttag(self, tag, given):
            if tag == "noscript":
                self.inside = True
            elif tag == "p" and self.inside:
                self.lines.append("")
            elif tag == "mark" and self.inside:
                self.marks.append(dict(given)["title"])

        def handle_endtag(self, tag):
            if tag == "noscript":
                self.inside = False

        def handle_data(self, data):
            if self.inside and self.lines:
                self.lines[-1] += data

    reader = Reader()
    reader.feed(page)
    assert "\n".join(reader.lines) == source.text
    assert reader.marks == ["D", "B", "B, A1", "A1"]


def test_the_same_inputs_give_the_same_page_and_frames_are_taken_too(tmp_path):
    with Study.create(tmp_path / "e.qualcoop", codebook=parts.grid()) as study:
        source, codings = coded()
        study.add_sources([("E01", source)])
        study.add_codings(codings)
        frame = study.codings(source="E01")
        assert show(study.source("E01"), frame, study.codebook).page == show(source, codings[::-1], parts.grid()).page
