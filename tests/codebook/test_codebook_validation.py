"""One test a kind of fault: what is said, and where."""

import pytest

from qualcoop import codebook as cb
from qualcoop.codebook.yaml_file import parse
from qualcoop.errors import RuleError
from qualcoop.language import set_language


def said(data, **options):
    return [str(fault) for fault in cb.validate(data, file="g.yaml", **options)]


def test_a_right_grid_has_no_fault(grid):
    assert said(grid) == []


def _code(number, **fields):
    def change(grid):
        grid["codes"][number] |= fields

    return change


def _drop(number, field):
    def change(grid):
        del grid["codes"][number][field]

    return change


def _put(*path_and_value):
    *path, value = path_and_value

    def change(grid):
        place = grid
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def _more(**fields):
    return lambda grid: grid["codes"].append(fields)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_drop(0, "label"), "g.yaml, L1, label : ce texte manque en « fr »."),
        (_code(0, label={"en": "Aim"}), "g.yaml, L1, label : ce texte manque en « fr »."),
        (_code(0, label=["Cap"]), "g.yaml, L1, label : il faut un texte, ou « {fr: …, en: …} »."),
        (_code(0, label={"fr": "Cap", "english": "Aim"}), "g.yaml, L1, english : ce champ n'existe pas."),
        (_drop(3, "id"), "g.yaml, id : l'identifiant du code n° 4 manque."),
        (_code(3, id=1.5), "g.yaml, 1.5, id : « 1.5 » est un nombre ; mettez l'identifiant entre guillemets."),
        (_code(3, id="a\nb"), "un identifiant tient sur une ligne."),
        (
            _code(3, parent="L1.2"),
            "g.yaml, T1, parent : le code parent « L1.2 » n'existe pas ; voulez-vous dire « L1.1 » ?",
        ),
        (
            _code(1, parent="G1", polarity="guard-rail"),
            "g.yaml, L1.1, parent : l'identifiant annonce le parent « L1 » mais le champ dit « G1 ».",
        ),
        (
            _drop(1, "parent"),
            "g.yaml, L1.1, parent : l'identifiant annonce le parent « L1 » mais le champ dit « aucun ».",
        ),
        (_code(0, parent="L1.1"), "g.yaml, L1, parent : ce code est son propre ancêtre (par « L1.1 »)."),
        (_code(3, parent="T1"), "g.yaml, T1, parent : ce code est son propre ancêtre (par « T1 »)."),
        (
            _code(1, polarity="context"),
            "g.yaml, L1.1, polarity : la polarité « context » diffère de celle de son parent « L1 » (« lever »).",
        ),
        (
            _code(3, polarity="procès"),
            "T1, polarity : « procès » n'est pas admis (choix : lever, guard-rail, process, context) ; "
            "voulez-vous dire « process » ?",
        ),
        (_code(3, id="L1"), "g.yaml, L1, id : cet identifiant est donné à deux codes."),
        (_code(3, id="L1", status="retired"), "g.yaml, L1, id : cet identifiant est celui d'un code retiré"),
        (
            _code(0, contraries=["G9"]),
            "g.yaml, L1, contraries : le code « G9 » n'existe pas ; voulez-vous dire « G1 » ?",
        ),
        (_code(0, contraries=["L1"]), "g.yaml, L1, contraries : un code ne peut être son propre contraire."),
        (_code(2, status="retired"), "g.yaml, L1, contraries : le code « G1 » est retiré ; ôtez-le."),
        (_code(0, contraries=["G1", "G1"]), "g.yaml, L1, contraries : « G1 » y figure deux fois."),
        (_code(0, status="retired"), "g.yaml, L1.1, parent : son parent « L1 » est retiré"),
        (
            _code(0, status="retiré"),
            "L1, status : « retiré » n'est pas admis (choix : active, retired) ; voulez-vous dire « retired » ?",
        ),
        (_code(1, keywords=["L’élan", "l'élan"]), "g.yaml, L1.1, keywords : « l'élan » y figure deux fois."),
        (
            _code(1, exclude=["Cap  commun"]),
            "g.yaml, L1.1, exclude : « Cap  commun » est aussi dans keywords ; la règle s'exclut elle-même.",
        ),
        (
            _code(1, keywords="cap commun"),
            "g.yaml, L1.1, keywords : il faut une liste, par exemple « [premier, second] ».",
        ),
        (
            _code(1, keywords=["", "b"]),
            "g.yaml, L1.1, keywords : un élément de la liste est vide ou n'est pas un texte.",
        ),
        (
            _code(1, keywords=[{"a": "b"}]),
            "g.yaml, L1.1, keywords : un élément de la liste est vide ou n'est pas un texte.",
        ),
        (
            _code(1, keywords=["a\nb"]),
            "g.yaml, L1.1, keywords : « a … » tient sur plusieurs lignes ; un élément, une ligne.",
        ),
        (_code(0, keyword=["cap"]), "g.yaml, L1, keyword : ce champ n'existe pas ; voulez-vous dire « keywords » ?"),
        (_code(0, color="bleu"), "g.yaml, L1, color : « bleu » n'est pas une couleur"),
        (_put("codes", 0, "L1"), "g.yaml, codes : le code n° 1 n'est pas décrit par des champs"),
        (_put("codes", {"L1": {}}), "g.yaml, codes : il faut une liste, un élément par tiret."),
        (lambda grid: grid.pop("codes"), "g.yaml, codes : la liste des codes manque."),
        (lambda grid: grid.pop("codebook"), "g.yaml, codebook : l'en-tête manque"),
        (_put("codebook", "version", None), "g.yaml, version : ce champ de l'en-tête manque."),
        (_put("codebook", "version", 0.1), "g.yaml, version : « 0.1 » est un nombre ; mettez-le entre guillemets."),
        (
            _put("codebook", "language", "de"),
            "g.yaml, language : « de » n'est pas une langue admise ; écrivez fr ou en.",
        ),
        (_put("codebok", {}), "g.yaml, codebok : ce champ n'existe pas ; voulez-vous dire « codebook » ?"),
        (_put("matching", ["pas"]), "g.yaml, matching : il faut des réglages"),
        (
            _put("matching", "negation_window", "quatre"),
            "g.yaml, negation_window : « quatre » n'est pas un nombre de mots entre 0 et 50.",
        ),
        (_put("matching", "negation_window", "²"), "negation_window : « ² » n'est pas un nombre de mots"),
        (_put("matching", "negation_window", -1), "negation_window : « -1 » n'est pas un nombre de mots"),
        (_put("matching", "roles", ["enquêté"]), "g.yaml, roles : « enquêté » n'est pas un rôle"),
        (_put("matching", "accents", "keep"), "g.yaml, accents : seul « fold » est possible."),
        (_put("families", 0, "F"), "g.yaml, families : une famille se décrit par « id: »."),
        (_put("families", 0, "id", None), "g.yaml, id : l'identifiant de la famille manque."),
        (_put("families", 0, "id", "L1"), "g.yaml, L1, id : cet identifiant est déjà pris par un code ou une famille."),
        (_put("families", 0, "codes", ["L1.1"]), "g.yaml, F, codes : « L1.1 » est un sous-code"),
        (_put("families", 0, "codes", ["Z"]), "g.yaml, F, codes : le code « Z » n'existe pas."),
        (
            lambda grid: grid["families"].append({"id": "H", "label": "H", "codes": ["L1"]}),
            "g.yaml, H, codes : « L1 » est déjà dans la famille « F ».",
        ),
    ],
)
def test_each_fault_has_its_sentence(grid, change, sentence):
    change(grid)
    assert any(fault.startswith(sentence) or sentence in fault for fault in said(grid)), said(grid)


def test_a_longer_circle_is_found_and_ends(grid):
    grid["codes"] = [{"id": id, "parent": parent, "label": id} for id, parent in ("ab", "bc", "ca", "da")]
    del grid["families"]
    assert [fault.split(",")[1] for fault in said(grid)] == [" a", " b", " c"]


def test_rules_are_checked_by_the_checker_given(grid):
    grid["codes"][1]["exclude"] = ["co*"]
    assert said(grid, check_rule=lambda rule: "trop court." if rule == "co*" else None) == [
        "g.yaml, L1.1, exclude : trop court."
    ]

    def raising(rule):
        raise RuleError(f"« {rule} » est faux.", f"'{rule}' is wrong.")

    assert said(grid, check_rule=raising)[0] == "g.yaml, L1.1, keywords : « cap commun » est faux."


def test_faults_speak_english_too(grid):
    set_language("en")
    grid["codes"][0]["contraries"] = ["G9"]
    assert said(grid) == ["g.yaml, L1, contraries: there is no code 'G9'; do you mean 'G1'?"]


def test_fault_as_dict_names_file_id_field_and_sentence(grid):
    grid["codes"][0]["contraries"] = ["L1"]
    [fault] = cb.validate(grid, file="g.yaml")
    assert fault.as_dict() == {
        "file": "g.yaml", "place": "", "id": "L1", "field": "contraries",
        "sentence": "un code ne peut être son propre contraire.",
    }  # fmt: skip


@pytest.mark.parametrize("data", [None, [], "texte", 3, {}, {"codes": None, "codebook": None}, {"codes": [None, 3]}])
def test_anything_is_answered_with_faults(data):
    assert said(data)


def check(tmp_path, text):
    path = tmp_path / "g.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in cb.check_file(path)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "g.yaml : ce fichier est vide"),
        ("# rien\n", "g.yaml : ce fichier est vide"),
        ("- a\n- b\n", "g.yaml : ce fichier n'est pas une grille"),
        ("un texte", "g.yaml : ce fichier n'est pas une grille"),
        ("codes:\n  - id: L1\n   label: x\n", "g.yaml, ligne 3 : le YAML est mal formé"),
        ("codes: [a, b\n", "le YAML est mal formé"),
        ('codes: "a\n', "le YAML est mal formé"),
        ("codes:\n\t- id: L1\n", "g.yaml, ligne 2 : une tabulation sert d'alignement"),
        ("codes: []\ncodes: []\n", "g.yaml, ligne 2 : la clé « codes » est donnée deux fois"),
        ("codes: &a [x]\nnotes: *a\n", "g.yaml, ligne 1 : les renvois (& et *) ne sont pas admis"),
        ("codes:\n  - *a\n", "les renvois (& et *) ne sont pas admis"),
        ("codes: !!python/object/apply:os.system ['true']\n", "g.yaml, ligne 1 : l'étiquette YAML"),
        ("? [a, b]\n: c\n", "une clé doit être un mot"),
        ("codes: " + "[" * 30, "l'emboîtement est trop profond"),
        ("codes: " + "[" * 50_000, "g.yaml, ligne 1 : "),
        ("a: b\x07", "le YAML est mal formé"),
        ("a: 1\n---\nb: 2\n", "le YAML est mal formé"),
    ],
)
def test_bad_yaml_is_one_sentence_with_its_line(tmp_path, text, sentence):
    faults = check(tmp_path, text)
    assert any(sentence in fault for fault in faults), faults


def test_faults_name_the_line_of_the_very_item(tmp_path):
    text = "codebook: {id: x, version: 1}\ncodes:\n  - id: L1\n    label: Cap\n    contraries:\n      - L1\n"
    assert check(tmp_path, text) == ["g.yaml, ligne 6, L1, contraries : un code ne peut être son propre contraire."]


def test_values_are_read_as_they_stand():
    data = parse("a: no\nb: 0.10\nc: 12:30\nd: null\ne: 'null'\nf: ~\ng: 2024-01-01\nh: 1_000\n").data
    assert data == {
        "a": "no",
        "b": "0.10",
        "c": "12:30",
        "d": None,
        "e": "null",
        "f": None,
        "g": "2024-01-01",
        "h": "1_000",
    }


def test_byte_order_mark_and_windows_line_ends_are_fine(tmp_path, grid):
    path = tmp_path / "g.yaml"
    cb.dump(cb.from_plain(grid), path)
    whole = cb.load(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert cb.load(path) == whole
