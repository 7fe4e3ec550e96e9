"""Two windows, a reload in the middle, a server that dies: nothing acknowledged is lost, nothing unsent forgotten."""

from __future__ import annotations

from dataclasses import replace

from qualcoop.study import Study


def test_two_windows_see_each_others_codings(bench):
    first, second = bench.window(), bench.window()
    span = bench.at("Personne ne portait seul le projet.")
    first.select(*span)
    first.page.click("[data-code=B]")
    second.until("[...t.codings.values()].some((c) => !c.suggested)", seconds=3)
    assert second.shown() == [(*span, "B")]
    assert second.page.inner_text("[data-code=B] .figures").split() == ["1", "1"]
    second.keys("Control+z")
    first.until("![...t.codings.values()].some((c) => !c.suggested)", seconds=3)
    second.keys("n", "a")
    first.until("[...t.codings.values()].filter((c) => c.suggested).length === 2", seconds=3)
    first.until("[...t.codings.values()].some((c) => !c.suggested && c.code === 'A1')", seconds=3)


def test_a_memo_written_over_anothers_is_refused_with_a_sentence(bench):
    screen = bench.window(without="**/events*")  # this window does not hear of the other memo
    span = bench.at("Elle est venue")
    screen.select(*span)
    screen.page.click("[data-code=D]")
    screen.saved()
    with Study.open(bench.path) as study:
        [identifier] = study.codings()["id"]
        study.edit_coding(identifier, memo="écrit ailleurs")
    screen.keys("m")
    screen.page.keyboard.type("écrit ici")
    screen.page.wait_for_timeout(900)
    screen.saved()
    assert "entre-temps" in screen.page.inner_text("#qc-say")
    with Study.open(bench.path) as study:
        assert study.codings()["memo"].tolist() == ["écrit ailleurs"]
    assert screen.page.input_value("#memo") == "écrit ici"  # what was typed is still there to be copied
    screen.keys("Escape")


def test_a_reload_in_the_middle_loses_nothing(bench):
    screen = bench.window()
    span = bench.at("Les réunions étaient longues.")
    screen.select(*span)
    # The request is held up; the page is reloaded before its answer.
    screen.page.route("**/api/v1/codings/*", lambda _: None)
    screen.page.click("[data-code=C]")
    screen.page.wait_for_timeout(50)
    assert bench.spans() == []
    screen.page.unroute("**/api/v1/codings/*")
    screen.page.reload()
    screen.settled()
    screen.saved()
    assert screen.shown() == [(*span, "C")]
    assert bench.spans() == [(*span, "C")]


def test_a_killed_server_loses_nothing_and_gets_the_rest_when_it_is_back(mortal):
    screen = mortal.window()
    kept = mortal.at("Personne ne portait seul le projet.")
    screen.select(*kept)
    screen.page.click("[data-code=B]")
    screen.saved()
    mortal.served.kill()
    assert mortal.spans() == [(*kept, "B")]  # acknowledged: on disk
    late = mortal.at("Elle est venue")
    screen.select(*late)
    screen.page.click("[data-code=D]")
    screen.page.wait_for_selector("#unsent:not([hidden])")
    assert "gardé ici" in screen.page.inner_text("#unsent")
    assert (*late, "D") in screen.shown()
    assert screen.page.locator(".qc-bracket.unsent").count() == 1
    mortal.served.start()
    screen.saved()
    screen.page.wait_for_selector("#unsent", state="hidden")
    assert mortal.spans() == sorted([(*kept, "B"), (*late, "D")])
    assert screen.page.locator(".qc-bracket.unsent").count() == 0
    # And the window hears the server again.
    with mortal.served_client() as client:
        coding = client.get("/api/v1/sources/E01/codings").json()[0]
        client.delete(f"/api/v1/codings/{coding['id']}").raise_for_status()
    screen.until("[...t.codings.values()].filter((c) => !c.suggested).length === 1", seconds=8)


def test_what_waits_can_be_taken_back_and_survives_a_closed_tab(mortal):
    screen = mortal.window()
    mortal.served.kill()
    first, second = mortal.at("Elle est venue"), mortal.at("C'était l'été.")
    for span in (first, second):
        screen.select(*span)
        screen.page.click("[data-code=D]")
        screen.page.wait_for_timeout(80)
    screen.page.wait_for_selector("#unsent:not([hidden])")
    screen.keys("Control+z")
    screen.until("[...t.codings.values()].filter((c) => !c.suggested).length === 1")
    screen.page.close()
    mortal.screens.remove(screen)
    mortal.served.start()
    again = mortal.window(context=screen.context)
    again.saved()
    assert mortal.spans() == [(*first, "D")]
    assert again.shown() == [(*first, "D")]
    again.own = True


def test_a_change_that_the_server_refuses_when_it_is_back_is_told(mortal):
    screen = mortal.window()
    span = mortal.at("Elle est venue")
    mortal.served.kill()
    screen.select(*span)
    screen.page.click("[data-code=D]")
    screen.page.wait_for_selector("#unsent:not([hidden])")
    with Study.open(mortal.path) as study:
        book = study.codebook
        codes = tuple(replace(code, status="retired") if code.id == "D" else code for code in book.codes)
        study.set_codebook(replace(book, version="2", codes=codes))
    mortal.served.start()
    screen.saved()
    screen.until("![...t.codings.values()].some((c) => !c.suggested)")
    assert mortal.spans() == []
    assert "D" in screen.page.inner_text("#qc-say")
