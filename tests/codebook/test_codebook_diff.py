"""What changed between two versions, as sentences."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoop import codebook as cb
from qualcoop.codebook import Code, Codebook, Family, Label, Matching
from qualcoop.language import set_language

NEW_RULES = ("projet commun", "même cap")
OLD = Codebook(
    "g", "0.1.0", notes=("Une note",), matching=Matching(("pas",), 4),
    families=(Family("C", Label("Contexte"), ("C1",)),),
    codes=(
        Code("L1", None, "lever", Label("Cap partagé", "Shared aim"), keywords=("cap commun", "projet commun")),
        Code("L1.1", "L1", "lever", Label("Problème")),
        Code("G1", None, "guard-rail", Label("Flou"), do_not_use_when=Label("Caché (G2).")),
        Code("G2", None, "guard-rail", Label("Opaque")),
        Code("G3", None, "guard-rail", Label("Vieux"), status="retired"),
        Code("G4", None, "guard-rail", Label("Oubli"), status="retired"),
        Code("C1", None, "context", Label("Histoire")),
        Code("x", None, None, Label("Libre")),
    ),
)  # fmt: skip
NEW = Codebook(
    "g", "0.2.0", notes=("Une note", "Une autre"), matching=Matching(("pas", "sans"), 5),
    families=(Family("C", Label("Contexte", "Context"), ("C1", "x")),),
    codes=(
        Code("L1", None, "lever", Label("Cap commun", "Shared aim"), keywords=NEW_RULES, color="#112233"),
        Code("L1.1", "L1", "lever", Label("Problème"), status="retired"),
        Code("L1.2", "L1", "lever", Label("Réponses")),
        Code("G1", "x", "guard-rail", Label("Flou"), do_not_use_when=Label("Caché (G2) ou tardif (G3).")),
        Code("G3", None, "guard-rail", Label("Neuf")),
        Code("G4", None, "guard-rail", Label("Oubli")),
        Code("C1", None, "context", Label("Histoire"), example=Label("En 2009.")),
        Code("x", None, "context", Label("Libre")),
    ),
)  # fmt: skip


def test_every_kind_of_change_has_its_sentence():
    assert [str(change) for change in cb.diff(OLD, NEW)] == [
        "Grille, version : « 0.1.0 » devient « 0.2.0 ».",
        "Grille, note : ajouté « Une autre ».",
        "Grille, mots de négation : ajouté « sans ».",
        "Grille, fenêtre de négation : « 4 » devient « 5 ».",
        "C, libellé (en) : ajouté, « Context ».",
        "C, codes : ajouté « x ».",
        "L1, libellé (fr) : « Cap partagé » devient « Cap commun ».",
        "L1, mots-clés : ajouté « même cap » ; ôté « cap commun ».",
        "L1, couleur : ajouté, « #112233 ».",
        "L1.1 : code retiré, « Problème ».",
        "L1.2 : code ajouté, « Réponses ».",
        "G1 : déplacé de la racine vers x.",
        "G1, ne pas employer quand (fr) : « Caché (G2). » devient « Caché (G2) ou tardif (G3). ».",
        "FAUTE G3 : identifiant retiré (« Vieux ») repris pour « Neuf » ; donnez un identifiant neuf.",
        "G4, statut : « retired » devient « active ».",
        "C1, exemple (fr) : ajouté, « En 2009. ».",
        "x, polarité : ajouté, « context ».",
        "FAUTE G2 : code disparu, « Opaque » ; gardez-le avec « status: retired ».",
    ]


def test_kinds_and_faults():
    kinds = {change.kind for change in cb.diff(OLD, NEW)}
    assert kinds == {"added", "retired", "removed", "reused", "changed", "moved"}
    assert [(change.id, change.kind) for change in cb.broken_promises(OLD, NEW)] == [
        ("G3", "reused"),
        ("G2", "removed"),
    ]


def test_english_sentences():
    set_language("en")
    sentences = [str(change) for change in cb.diff(OLD, NEW)]
    assert sentences[0] == "Codebook, version: '0.1.0' becomes '0.2.0'."
    assert "L1, keywords: added 'même cap'; taken out 'cap commun'." in sentences
    assert "FAULT G2: code gone, 'Opaque'; keep it with 'status: retired'." in sentences


def test_order_alone_is_a_change():
    turned = dataclasses.replace(OLD, codes=(OLD.codes[1], OLD.codes[0], *OLD.codes[2:]))
    assert [str(change) for change in cb.diff(OLD, turned)] == ["Grille, codes : ordre changé."]


def test_a_repeated_item_taken_out_is_never_an_empty_sentence():
    one = Codebook("g", "1", notes=("a", "a"))
    assert [str(change) for change in cb.diff(one, Codebook("g", "1", notes=("a",)))] == [
        "Grille, note : ordre changé."
    ]


def test_as_dict_is_plain():
    change = next(change for change in cb.diff(OLD, NEW) if change.field == "keywords")
    assert change.as_dict() == {
        "id": "L1", "kind": "changed", "field": "keywords",
        "before": ["cap commun", "projet commun"], "after": ["projet commun", "même cap"],
        "sentence": "L1, mots-clés : ajouté « même cap » ; ôté « cap commun ».",
    }  # fmt: skip


FIELDS = {
    "polarity": "context", "label": Label("autre"), "definition": Label("autre"), "use_when": Label(en="other"),
    "do_not_use_when": Label("autre"), "example": Label("autre"), "contraries": ("C1",), "keywords": ("autre",),
    "exclude": ("autre",), "color": "#000000", "status": "retired", "parent": "C1",
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_a_code_changes_unseen(field):
    code = dataclasses.replace(OLD.code("G1"), **{field: FIELDS[field]})
    new = dataclasses.replace(OLD, codes=tuple(code if each.id == "G1" else each for each in OLD.codes))
    assert [change.id for change in cb.diff(OLD, new)] == ["G1"]


@given(
    st.lists(st.sampled_from(OLD.codes + NEW.codes), unique_by=lambda code: code.id),
    st.lists(st.sampled_from(OLD.codes + NEW.codes), unique_by=lambda code: code.id),
)
@settings(max_examples=100, deadline=None)
def test_equal_codebooks_and_only_they_give_no_change(one, other):
    before, after = Codebook("g", "1", codes=tuple(one)), Codebook("g", "1", codes=tuple(other))
    assert cb.diff(before, before) == []
    assert (cb.diff(before, after) == []) == (before == after)
