"""Suggestions judged by keys: accept, reject, skip, take back, correct; all of a rule only after a question."""

from __future__ import annotations

import pytest

from qualcoop.model import Suggestion
from qualcoop.study import Study

FOUND = (
    ("On a décidé ensemble, par consentement.", "A1", "consentement", "consentement"),
    ("Elle est venue après 🌱 la récolte.", "D", "venue", "venue"),
    ("Les réunions étaient longues.", "C", "longu*", "longues"),
    ("On a manqué de temps !", "C", "longu*", "manqué"),
    ("Voilà.", "C", "longu*", "Voilà"),
)


@pytest.fixture
def queued(layered):
    """Five suggestions to judge in E01, three of one rule."""
    with Study.open(layered) as study:
        text = study.source("E01").text
        made = []
        for quote, code, rule, hit in FOUND:
            start = text.index(quote)
            at = start + quote.index(hit)
            spans = {"match_start": at, "match_end": at + len(hit)}
            made.append(Suggestion("E01", start, start + len(quote), code, rule, hit, quote, **spans))
        study.put_suggestions(made, ["E01"])
    return layered


def states(path):
    with Study.open(path) as study:
        frame = study.suggestions()
        return dict(zip(frame["quote"].str[:10], frame["state"], strict=True))


def settled(window, wanted):
    """Wait until the summary says it."""
    window.locator("#summary", has_text=wanted).wait_for()


def test_the_words_that_fired_the_rule_stand_out_in_their_sentence(site, queued):
    window = site(queued).window("/suggestions")
    window.get_by_role("button", name="venue").click()
    window.wait_for_selector("#card mark >> text=venue")
    assert window.inner_text("#card mark") == "venue"  # though a plant of two UTF-16 units stands in the sentence
    assert window.inner_text("#card .suggested") == "Elle est venue après 🌱 la récolte."
    assert "Et la confiance ?" in window.locator("#card .around").first.inner_text()
    assert window.get_attribute("#card a.name", "href").startswith("/code/E01#")


def test_keys_accept_reject_skip_and_take_back(site, queued):
    window = site(queued).window("/suggestions")
    window.wait_for_selector("#card mark")
    settled(window, "5 à juger")
    window.keyboard.press("a")
    settled(window, "4 à juger")
    window.keyboard.press("r")
    settled(window, "3 à juger")
    assert "50\u202f% (1 sur 2)" in window.inner_text("#group-head").replace("\xa0", "\u202f")
    shown = window.inner_text("#card .suggested")
    window.keyboard.press(" ")
    window.locator("#card .suggested").filter(has_not_text=shown).wait_for()  # passed over, not judged
    settled(window, "3 à juger")
    window.keyboard.press("Backspace")
    settled(window, "4 à juger")
    window.keyboard.press("n")
    window.keyboard.press("p")
    assert sorted(states(queued).values()) == ["accepted", "pending", "pending", "pending", "pending"]
    with Study.open(queued) as study:
        assert list(study.codings(layer="main")["origin"]) == ["accepted"]


def test_e_gives_another_code_and_other_edges(site, queued):
    window = site(queued).window("/suggestions")
    window.get_by_role("button", name="venue").click()
    window.wait_for_selector("#card .suggested >> text=récolte")
    window.keyboard.press("e")
    window.get_by_label("Code", exact=True).select_option("B")
    window.get_by_role("button", name="Commencer un mot plus tard").click()
    window.get_by_role("button", name="Finir un mot plus tôt").click()
    window.get_by_role("button", name="Finir un mot plus tôt").click()
    assert window.inner_text("dialog mark") == "est venue après 🌱"
    window.get_by_role("button", name="Accepter ainsi").click()
    settled(window, "4 à juger")
    with Study.open(queued) as study:
        coding = study.codings(layer="main").iloc[0]
        assert (coding["code"], coding["quote"], coding["origin"]) == ("B", "est venue après 🌱", "edited")


def test_all_of_a_rule_asks_first_and_is_undone_at_once(site, queued):
    window = site(queued).window("/suggestions")
    window.get_by_role("button", name="Tout accepter de cette règle (3)").click()
    window.get_by_text("sans que vous ayez lu chacune").wait_for()
    window.get_by_role("button", name="Annuler", exact=True).click()
    assert "accepted" not in states(queued).values()
    window.get_by_role("button", name="Tout accepter de cette règle (3)").click()
    window.get_by_role("button", name="Tout accepter", exact=True).click()
    settled(window, "2 à juger")
    assert list(states(queued).values()).count("accepted") == 3
    window.keyboard.press("Control+z")
    settled(window, "5 à juger")


def test_the_queue_by_code_and_by_source_keeps_the_one_in_hand(site, queued):
    window = site(queued).window("/suggestions")
    window.get_by_role("button", name="venue").click()
    window.wait_for_selector("#card .suggested >> text=récolte")
    for kind, group in (("Code", "D"), ("Source", "E01"), ("Règle", "venue")):
        window.get_by_role("button", name=kind, exact=True).click()
        window.wait_for_selector(f"#groups [aria-current] >> text={group}")
        assert "récolte" in window.inner_text("#card .suggested")


def test_an_acceptance_elsewhere_shows_here_and_the_layer_is_kept(site, queued):
    mine = site(queued)
    window = mine.window("/suggestions")
    settled(window, "5 à juger")
    window.select_option("#layer", "A")
    with mine.served.client() as client:
        first = client.get("/api/v1/suggestions?state=pending").json()["suggestions"][0]["id"]
        client.post(f"/api/v1/suggestions/{first}", json={"decision": "reject"})
    settled(window, "4 à juger")
    window.reload()
    settled(window, "4 à juger")
    assert window.input_value("#layer") == "A"


def test_rules_are_run_from_the_page(site, uncoded):
    window = site(uncoded).window("/suggestions")
    window.get_by_text("Pas encore de suggestion").wait_for()
    window.locator("#nothing").get_by_role("button", name="Chercher dans les sources").click()
    window.wait_for_selector("#card mark", timeout=20000)
    assert set(states(uncoded).values()) == {"pending"}
