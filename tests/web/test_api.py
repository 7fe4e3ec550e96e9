"""What a script can do: all that the page does, with the token; answers and refusals as the contract says."""

from __future__ import annotations

import json
import unicodedata
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcoop.model import Coding, Origin, Source, Turn, coding_id
from qualcoop.spans import Span
from qualcoop.study import Study
from qualcoop.study.codings import FIELDS
from qualcoop.text import nfc
from qualcoop.web.shapes import coding_of, codings_json

API = "/api/v1"


def new_id():
    return str(uuid.uuid4())


def put(client, code="L3", start=27, end=45, source="E01", identifier=None, headers=None, **more):
    body = {"source": source, "start": start, "end": end, "code": code, **more}
    return client.put(f"{API}/codings/{identifier or new_id()}", json=body, headers=headers or {})


def codings(client, **params):
    return client.get(f"{API}/codings", params=params).json()


# ---------------------------------------------------------------- study and sources


def test_the_study_says_what_it_is(client):
    told = client.get(f"{API}/study").json()
    assert told["name"] == "Étude"
    assert told["path"] == "etude.qualcoop"
    assert told["default_layer"] == "main"
    assert told["codebook_version"] == "1.0.0"
    assert told["sources"] == 2
    put(client, layer="Ana")
    after = client.get(f"{API}/study").json()
    assert after["layers"] == ["Ana"]
    assert after["seq"] == told["seq"] + 1
    assert client.patch(f"{API}/study", json={"aim": "Comprendre"}).json()["aim"] == "Comprendre"


def test_sources_are_listed_with_what_is_coded(client):
    put(client)
    put(client, layer="Ana", code="G3")
    client.post(f"{API}/sources/E02/coded", json={"layer": "Ana"})
    first, second = client.get(f"{API}/sources").json()
    assert (first["id"], first["kind"], first["case"]) == ("E01", "interview", "P1")
    assert first["codings"] == {"Ana": 1, "main": 1}
    assert first["attributes"]["lieu"] == "Lyon"
    assert (second["codings"], second["coded"]) == ({}, ["Ana"])
    client.post(f"{API}/sources/E02/coded", json={"layer": "Ana", "coded": False})
    assert client.get(f"{API}/sources").json()[1]["coded"] == []


def test_a_source_has_text_and_layout_in_code_points(client):
    answer = client.get(f"{API}/sources/E01")
    source = answer.json()
    text = source["text"]
    assert [text[s:e] for s, e in source["sentences"]][1:3] == [
        "On a décidé ensemble, par consentement.",
        "On a manqué de temps.",
    ]
    turn = source["turns"][3]
    assert text[turn["start"] : turn["end"]].startswith("Oui")
    assert "🌱" in text[turn["start"] : turn["end"]]
    assert [turn["role"] for turn in source["turns"]] == ["interviewer", "respondent"] * 2
    assert source["paragraphs"][0] == [0, 26]
    again = client.get(f"{API}/sources/E01", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_source_is_corrected_and_its_etag_follows(client):
    etag = client.get(f"{API}/sources/E01").headers["etag"]
    body = {"case": "P2", "attributes": {"lieu": None}, "speakers": {"Inès": {"role": "observer", "name": "I."}}}
    assert client.patch(f"{API}/sources/E01", json=body).json()["source"]["case"] == "P2"
    answer = client.get(f"{API}/sources/E01", headers={"if-none-match": etag})
    assert answer.status_code == 200
    source = answer.json()
    assert (source["turns"][1]["role"], source["turns"][1]["speaker"]) == ("observer", "I.")
    assert "lieu" not in source["attributes"]
    assert source["speakers"][1] == {"label": "Inès", "name": "I.", "role": "observer", "person": None}
    assert client.patch(f"{API}/sources/E01", json={"case": "P9"}).status_code == 404
    assert client.patch(f"{API}/sources/E01", json={"text": "autre"}).status_code == 422


def test_a_source_with_codings_is_removed_only_if_forced(client):
    put(client)
    refused = client.delete(f"{API}/sources/E01")
    assert (refused.status_code, refused.json()["kind"]) == (409, "ConflictError")
    assert client.delete(f"{API}/sources/E01?force=true").json()["codings"] == 1
    assert client.get(f"{API}/sources/E01").status_code == 404
    client.post(f"{API}/undo", json={})
    assert len(codings(client)) == 1


def test_a_source_whose_id_holds_a_slash(client, app):
    speech = "Bonjour à tous."
    source = Source(
        "x", "document", speech, (Span(0, 15),), (Turn(0, 0, 15, "author"),), Origin("x.txt", "", "txt", "h", "1")
    )
    app.state.desk.study.add_sources([("a/b ?#", source)])
    assert client.get(f"{API}/sources/a%2Fb%20%3F%23").json()["text"] == speech
    assert put(client, source="a/b ?#", start=0, end=7).status_code == 201
    assert len(client.get(f"{API}/sources/a%2Fb%20%3F%23/codings").json()) == 1


def test_words_are_found_whatever_their_accents(client):
    found = client.get(f"{API}/search", params={"q": "DECIDÉ"}).json()
    assert found["total"] == 3
    assert {hit["match"] for hit in found["hits"]} == {"décidé", "décide"}
    texts = {name: client.get(f"{API}/sources/{name}").json()["text"] for name in ("E01", "E02")}
    assert all(texts[hit["source"]][hit["start"] : hit["end"]] == hit["match"] for hit in found["hits"])
    assert client.get(f"{API}/search", params={"q": "Chacun  decide"}).json()["hits"][0]["source"] == "E02"
    assert client.get(f"{API}/search", params={"q": "(", "source": "E01"}).json()["total"] == 0


def test_cases_phases_and_persons_are_read_and_set(client):
    told = client.get(f"{API}/cases").json()
    assert [case["id"] for case in told["cases"]] == ["P1", "P2"]
    assert told["phases"][0]["label"] == "Départ"
    body = [{"id": "P1", "label": "Un"}, {"id": "P2", "label": "Deux"}, {"id": "P1a", "label": "Un a", "parent": "P1"}]
    assert client.put(f"{API}/cases", json=body).json()["cases"][2]["parent"] == "P1"
    assert client.put(f"{API}/cases", json=body[1:2]).status_code == 409
    people = [{"id": "p1", "label": "Inès", "actor_types": ["élue"]}]
    assert client.put(f"{API}/persons", json=people).json()["persons"][0]["actor_types"] == ["élue"]


# ---------------------------------------------------------------- codings


def test_a_put_is_new_once_and_the_same_afterwards(client):
    identifier = new_id()
    first = put(client, identifier=identifier, memo="Bien")
    again = put(client, identifier=identifier, memo="Bien")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    coding = first.json()["coding"]
    assert coding["quote"] == "On a décidé ensemb"
    assert coding["id"] == coding_id("E01", 27, 45, "L3", "main")
    assert coding["etag"] == first.headers["etag"]
    assert first.json()["client_id"] == identifier
    assert client.get(f"{API}/codings/{identifier}").json()["coding"] == coding
    assert len(codings(client)) == 1
    assert len(client.get(f"{API}/history").json()) == first.json()["seq"]


def test_a_put_of_what_is_there_under_another_id_gives_that(client):
    first = put(client).json()["coding"]
    answer = put(client)
    assert answer.status_code == 200
    assert answer.json()["coding"] == first
    more = put(client, memo="mot").json()["coding"]
    assert (more["id"], more["memo"]) == (first["id"], "mot")


def test_a_put_again_elsewhere_moves_the_coding(client):
    identifier = new_id()
    old = put(client, identifier=identifier).json()["coding"]
    moved = put(client, identifier=identifier, start=0, end=25)
    assert moved.status_code == 200
    assert moved.json()["coding"]["start"] == 0
    assert [coding["start"] for coding in codings(client)] == [0]
    assert client.get(f"{API}/codings/{old['id']}").json()["coding"]["start"] == 0
    assert put(client, identifier=identifier, source="E02", start=0, end=6).status_code == 409


def test_the_clients_id_goes_on_meaning_the_coding(client):
    identifier = new_id()
    put(client, identifier=identifier)
    edited = client.patch(f"{API}/codings/{identifier}", json={"end": 60, "memo": "plus loin"}).json()
    assert edited["coding"]["end"] == 60
    assert edited["was"] != edited["coding"]["id"]
    back = client.patch(f"{API}/codings/{identifier}", json={"end": 45}).json()
    assert back["coding"]["id"] == edited["was"]
    assert client.patch(f"{API}/codings/{identifier}", json={"about": "P2", "phase": None}).status_code == 200
    assert client.delete(f"{API}/codings/{identifier}").json()["coding"]["about"] == "P2"
    assert client.delete(f"{API}/codings/{identifier}").status_code == 404
    assert codings(client) == []
    assert put(client, identifier=identifier).status_code == 201


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_an_etag_that_is_no_longer_true_is_409_with_a_sentence(client, method):
    identifier = new_id()
    etag = put(client, identifier=identifier).json()["coding"]["etag"]
    now = client.patch(f"{API}/codings/{identifier}", json={"memo": "ailleurs"}).json()["coding"]
    body = (
        {"source": "E01", "start": 27, "end": 45, "code": "L3", "memo": "ici"} if method == "PUT" else {"memo": "ici"}
    )
    sent = {} if method == "DELETE" else {"json": body}
    refused = client.request(method, f"{API}/codings/{identifier}", headers={"if-match": etag}, **sent)
    assert refused.status_code == 409
    assert "a changé entre-temps" in refused.json()["error"]
    assert codings(client) == [now]
    taken = client.request(method, f"{API}/codings/{identifier}", headers={"if-match": now["etag"]}, **sent)
    assert taken.status_code == 200


def test_if_match_on_a_coding_that_is_gone_is_409(client):
    assert put(client, headers={"if-match": '"x"'}).status_code == 409
    assert codings(client) == []


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"start": 5, "end": 5}, 400, "AnchorError"),
        ({"start": 9, "end": 5}, 400, "AnchorError"),
        ({"start": -1}, 400, "AnchorError"),
        ({"end": 10**30}, 400, "AnchorError"),
        ({"quote": "autre chose"}, 400, "AnchorError"),
        ({"source": "E99"}, 404, "UnknownNameError"),
        ({"code": "L99"}, 404, "UnknownNameError"),
        ({"about": "P99"}, 404, "UnknownNameError"),
        ({"phase": "Z"}, 404, "UnknownNameError"),
        ({"layer": "\n"}, 400, "InputError"),
        ({"start": "0"}, 422, "BodyError"),
        ({"start": 1.5}, 422, "BodyError"),
        ({"start": True}, 422, "BodyError"),
        ({"start": None}, 422, "BodyError"),
        ({"color": "red"}, 422, "BodyError"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(client, change, status, kind):
    seq = client.get(f"{API}/study").json()["seq"]
    body = {"source": "E01", "start": 0, "end": 7, "code": "L3", **change}
    answer = client.put(f"{API}/codings/{new_id()}", json=body)
    assert (answer.status_code, answer.json()["kind"]) == (status, kind), answer.json()
    assert client.get(f"{API}/study").json()["seq"] == seq


def test_the_id_must_be_a_uuid_and_the_body_json(client):
    assert put(client, identifier="pas-un-uuid").status_code == 400
    for content in (b"", b"{", b"[]", b"null"):
        answer = client.put(f"{API}/codings/{new_id()}", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 422, content
        assert answer.json()["error"].startswith("Demande mal formée")


def test_the_quote_sent_is_checked(client):
    assert put(client, quote="On a décidé ensemb").status_code == 201


def test_errors_speak_the_language_asked_for(client):
    unknown = f"{API}/sources/E99"
    assert "n'existe pas" in client.get(unknown).json()["error"]
    assert "does not exist" in client.get(unknown, params={"lang": "en"}).json()["error"]
    assert "does not exist" in client.get(unknown, headers={"cookie": "qualcoop_lang=en"}).json()["error"]
    assert "n'existe pas" in client.get(unknown).json()["error"]


def test_undo_and_redo_say_what_they_did(client):
    put(client)
    undone = client.post(f"{API}/undo", json={}).json()
    assert undone["sentence"].startswith("annulé : L3 sur E01")
    assert codings(client) == []
    assert client.post(f"{API}/redo", json={}).json()["sentence"].startswith("rétabli : L3")
    assert len(codings(client)) == 1
    assert client.post(f"{API}/redo", json={}).status_code == 409
    assert [row["verb"] for row in client.get(f"{API}/history?limit=3").json()] == ["redo", "undo", "code"]


# Texts as they come from transcripts: emoji, flags, combining accents, Windows line ends, right-to-left.
LETTERS = st.sampled_from("aé e\u0301’«»\u00a0 \n🌱🇫🇷👩\u200d🌾\u202eשלוםﬁ𝒳.?!;\t") | st.characters(
    exclude_categories=("Cs", "Cc")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.text(LETTERS, min_size=1, max_size=80), crlf=st.booleans(), data=st.data())
def test_offsets_are_those_of_pythons_slices(client, app, raw, crlf, data):
    text = nfc(raw.replace("\n", "\r\n") if crlf else raw)
    assert text == unicodedata.normalize("NFC", text)
    name = new_id()
    turns = (Turn(0, 0, len(text), "respondent", "A"),)
    source = Source(name, "interview", text, (Span(0, len(text)),), turns, Origin("x", "", "txt", "h", "1"))
    app.state.desk.study.add_sources([(name, source)])
    read = client.get(f"{API}/sources/{name}").json()["text"]
    assert read == text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = put(client, source=name, start=start, end=end).json()["coding"]
    assert made["quote"] == read[start:end]
    (kept,) = client.get(f"{API}/sources/{name}/codings").json()
    assert (kept["start"], kept["end"], kept["quote"]) == (start, end, text[start:end])


def test_nothing_acknowledged_is_lost(client, study_path):
    """Every answer 201 is in the file, as another process sees it."""
    for start in range(20):
        assert put(client, start=start, end=start + 5).status_code == 201
    with Study.open(study_path) as study:
        assert len(study.codings()) == 20
        assert study.doctor().findings == []


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(TEXTS, st.none() | TEXTS, st.integers(0, 10**9))))
def test_many_codings_are_written_as_each_alone(given):
    codings = [
        Coding('é"/', start, start + 1, code, "main", code + "\\\n", memo=memo or "", about=memo)
        for code, memo, start in given
    ]
    rows = [tuple(getattr(coding, name) for name in FIELDS) for coding in codings]
    assert json.loads(codings_json(rows)) == [coding_of(coding) for coding in codings]


# ---------------------------------------------------------------- suggestions


@pytest.fixture
def suggested(client):
    assert client.post(f"{API}/suggestions/run", json={}).json()["states"] == {"pending": 4}
    return client


def test_suggestions_are_told_with_context_and_counts(suggested):
    told = suggested.get(f"{API}/suggestions", params={"code": "L3.1", "context": 10}).json()
    assert told["total"] == 2
    first = told["suggestions"][0]
    assert (first["source"], first["matched"], first["state"]) == ("E01", "consentement", "pending")
    assert first["before"] == " décidé ?\n"
    assert told["counts"]["code"]["G3.2"] == {"pending": 2}
    by_rule = suggested.get(f"{API}/suggestions", params={"rule": first["rule"], "limit": 1}).json()
    assert (by_rule["total"], len(by_rule["suggestions"])) == (2, 1)
    assert suggested.get(f"{API}/suggestions?state=maybe").status_code == 404


def test_a_suggestion_is_accepted_edited_rejected_and_reopened(suggested):
    one, two = suggested.get(f"{API}/suggestions", params={"code": "L3.1"}).json()["suggestions"]
    accepted = suggested.post(f"{API}/suggestions/{one['id']}", json={"decision": "accept", "layer": "Ana"}).json()
    assert (accepted["coding"]["origin"], accepted["coding"]["layer"]) == ("accepted", "Ana")
    assert accepted["suggestion"]["state"] == "accepted"
    body = {"decision": "edit", "code": "L3", "start": two["start"], "end": two["start"] + 6, "layer": "Ana"}
    edited = suggested.post(f"{API}/suggestions/{two['id']}", json=body).json()
    assert (edited["coding"]["code"], edited["coding"]["origin"]) == ("L3", "edited")
    assert suggested.post(f"{API}/suggestions/{one['id']}", json={"decision": "reject"}).json()["coding"] is None
    assert suggested.post(f"{API}/suggestions/{two['id']}", json={"decision": "reopen"}).status_code == 200
    assert codings(suggested) == []
    states = suggested.get(f"{API}/suggestions").json()["counts"]["state"]
    assert states == {"pending": {"pending": 3}, "rejected": {"rejected": 1}}
    assert suggested.post(f"{API}/suggestions/none", json={"decision": "reject"}).status_code == 404


def test_all_of_one_rule_are_accepted_as_one_change(suggested):
    rule = suggested.get(f"{API}/suggestions", params={"code": "G3.2"}).json()["suggestions"][0]["rule"]
    answer = suggested.post(
        f"{API}/suggestions/bulk", json={"decision": "accept", "rule": rule, "layer": "main"}
    ).json()
    assert answer["decided"] == 2
    assert [coding["code"] for coding in codings(suggested)] == ["G3.2", "G3.2"]
    assert (
        suggested.post(f"{API}/undo", json={}).json()["sentence"]
        == "annulé : 2 suggestions acceptées ensemble : G3.2 sur E01"
    )
    assert codings(suggested) == []
    assert suggested.post(f"{API}/suggestions/bulk", json={"decision": "accept"}).status_code == 400
    none = suggested.post(f"{API}/suggestions/bulk", json={"decision": "reject", "rule": "rien"}).json()
    assert none["decided"] == 0


# ---------------------------------------------------------------- codebook


def code_of(client, identifier):
    return next(code for code in client.get(f"{API}/codebook").json()["codes"] if code["id"] == identifier)


def test_the_codebook_has_its_tree_and_counts(client):
    put(client)
    put(client, layer="Ana", code="L3.1")
    book = client.get(f"{API}/codebook").json()
    assert book["version"] == "1.0.0"
    assert [family["id"] for family in book["families"]] == ["L3", "G3", "T"]
    assert code_of(client, "L3")["counts"] == {"main": 1}
    child = code_of(client, "L3.1")
    assert (child["parent"], child["color"], child["own_color"], child["group"]) == ("L3", "#1b6ca8", None, "L")


def test_a_code_is_added_changed_and_retired_each_as_a_version(client):
    made = client.post(f"{API}/codebook/codes", json={"label": {"fr": "En réseau"}, "parent": "L3"})
    assert (made.status_code, made.json()["code"]["id"], made.json()["version"]) == (201, "L3.3", "1.1.0")
    named = client.post(f"{API}/codebook/codes", json={"label": {"fr": "La peur d'échouer"}}).json()
    assert named["code"]["id"] == "la-peur-d-echouer"
    body = {"label": {"fr": "À deux"}, "color": "#ABCDEF", "keywords": ["à deux"]}
    changed = client.patch(f"{API}/codebook/codes/L3.3", json=body).json()
    assert (changed["version"], changed["code"]["color"]) == ("1.2.1", "#abcdef")
    assert any("« En réseau » devient « À deux »" in sentence for sentence in changed["changes"])
    retired = client.post(f"{API}/codebook/codes/L3.3/retire", json={}).json()
    assert retired["code"]["status"] == "retired"
    assert put(client, code="L3.3").status_code == 409
    back = client.post(f"{API}/codebook/codes/L3.3/retire", json={"retired": False}).json()
    assert back["code"]["status"] == "active"
    versions = client.get(f"{API}/codebook/versions").json()
    assert [each["version"] for each in versions][-1] == "1.0.0"
    assert versions[0]["in_force"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"label": {"fr": ""}}, 400),
        ({"label": {"de": "Angst"}}, 422),
        ({"label": {"fr": "x"}, "id": "L3"}, 409),
        ({"label": {"fr": "x"}, "parent": "L9"}, 404),
        ({"label": {"fr": "x"}, "keywords": ["((("]}, 400),
        ({"label": {"fr": "x"}, "color": "red"}, 422),
        ({"label": {"fr": "x"}, "contraries": ["L99"]}, 400),
    ],
)
def test_a_code_that_cannot_be_is_refused(client, body, status):
    answer = client.post(f"{API}/codebook/codes", json=body)
    assert answer.status_code == status, answer.json()
    assert client.get(f"{API}/codebook").json()["version"] == "1.0.0"


def test_a_merge_takes_codings_along_in_one_change(client):
    put(client, code="L3.1", memo="un")
    put(client, code="L3.2", memo="deux")
    put(client, code="L3.1", start=0, end=7)
    merged = client.post(f"{API}/codebook/codes/L3.1/merge", json={"into": "L3.2"}).json()
    assert (merged["recoded"], merged["codings"]) == ({"L3.1": "L3.2"}, 2)
    kept = codings(client)
    assert [(coding["code"], coding["start"]) for coding in kept] == [("L3.2", 0), ("L3.2", 27)]
    assert sorted(kept[1]["memo"].split("\n")) == ["deux", "un"]
    assert code_of(client, "L3.1")["status"] == "retired"
    assert "consentement" in code_of(client, "L3.2")["keywords"]
    client.post(f"{API}/undo", json={})
    assert [coding["code"] for coding in codings(client)] == ["L3.1", "L3.1", "L3.2"]
    assert client.get(f"{API}/codebook").json()["version"] == "1.0.0"
    again = client.post(f"{API}/codebook/codes/L3.1/merge", json={"into": "L3.2"}).json()
    assert again["version"] == "1.2.0", "a version that the study has known is passed over"


def test_a_code_is_moved_and_its_codings_follow(client):
    put(client, code="L3.1")
    moved = client.post(f"{API}/codebook/codes/L3.1/move", json={"parent": "G3"}).json()
    assert (moved["code"]["id"], moved["code"]["parent"], moved["code"]["polarity"]) == ("G3.1", "G3", "guard-rail")
    assert [coding["code"] for coding in codings(client)] == ["G3.1"]
    top = client.post(f"{API}/codebook/codes/T1/move", json={"parent": "L3"}).json()
    assert (top["code"]["id"], top["code"]["parent"], top["recoded"]) == ("T1", "L3", {})
    assert client.post(f"{API}/codebook/codes/L3/move", json={"parent": "T1"}).status_code == 409


def test_a_code_is_split_and_its_codings_shared_out(client):
    one = put(client, code="L3.2").json()["coding"]["id"]
    put(client, code="L3.2", start=0, end=7)
    body = {"parts": [{"label": {"fr": "Seul à regret"}}, {"label": {"fr": "Seul à dessein"}}], "assigned": {one: 1}}
    split = client.post(f"{API}/codebook/codes/L3.2/split", json=body).json()
    assert split["new"] == ["L3.3", "L3.4"]
    assert [coding["code"] for coding in codings(client)] == ["L3.2", "L3.4"]
    wrong = {**body, "assigned": {one: 7}}
    assert client.post(f"{API}/codebook/codes/L3.2/split", json=wrong).status_code == 409


def test_a_code_changed_meanwhile_is_409(client):
    etag = code_of(client, "L3")["etag"]
    client.patch(f"{API}/codebook/codes/L3", json={"label": {"fr": "Décider", "en": "Deciding"}})
    refused = client.patch(f"{API}/codebook/codes/L3", json={"color": "#000000"}, headers={"if-match": etag})
    assert refused.status_code == 409
    good = {"if-match": code_of(client, "L3")["etag"]}
    assert client.patch(f"{API}/codebook/codes/L3", json={"color": "#000000"}, headers=good).status_code == 200


# ---------------------------------------------------------------- matrices and exports


def test_a_matrix_opens_its_quotes(client):
    put(client)
    put(client, code="G3.2", start=67, end=87)
    told = client.get(f"{API}/matrix", params={"layer": "main"}).json()
    assert (told["rows"], told["columns"]) == (["P1", "P2"], ["L3", "G3", "T"])
    assert told["values"] == [[1, 1, 0], [None, None, None]]
    quotes = client.get(f"{API}/matrix/quotes", params={"row": "P1", "column": "G3"}).json()
    assert [quote["quote"] for quote in quotes] == ["On a manqué de temps"]
    ids = client.get(f"{API}/matrix", params={"rows": "source", "columns": "L3,G3.2", "measure": "per_1k"}).json()
    assert (ids["rows"], ids["columns"]) == (["E01", "E02"], ["L3", "G3.2"])
    for wrong in ({"measure": "x"}, {"columns": "x"}, {"layer": "x"}, {"rows": "x"}):
        assert client.get(f"{API}/matrix", params=wrong).status_code == 404, wrong


def test_every_display_is_told(client):
    put(client)
    put(client, code="G3.2", start=67, end=87)
    for name in client.get(f"{API}/displays").json():
        answer = client.get(f"{API}/displays/{name}")
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["notes"], name
    assert client.get(f"{API}/displays/x").status_code == 404


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("workbook.xlsx", b"PK"),
        ("matrix.xlsx", b"PK"),
        ("tables.zip", b"PK"),
        ("codebook.xlsx", b"PK"),
        ("codebook.yaml", b"codebook:"),
    ],
)
def test_exports_are_files_to_save_and_the_same_each_time(client, name, begins):
    put(client)
    one, two = (client.get(f"{API}/export/{name}") for _ in range(2))
    assert one.status_code == 200, one.text
    assert one.content.startswith(begins)
    assert one.content == two.content
    assert one.headers["content-disposition"].startswith("attachment")


def test_openapi_describes_every_route(client):
    described = client.get(f"{API}/openapi.json").json()
    paths = described["paths"]
    for path in ("/codings/{identifier}", "/sources/{source}", "/imports/{id}/confirm", "/events", "/studies/open"):
        assert f"{API}{path}" in paths
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
    body = paths[f"{API}/codings/{{identifier}}"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"].endswith("/CodingBody")
