"""Every display on the studies that a researcher begins with: own codebook, nothing coded, nothing at all."""

import pytest

GRID = """\
codebook: {id: mine, version: 0.1.0}
families:
  - {id: X, label: {fr: Thème, en: Theme}, codes: [X1, X2]}
codes:
  - {id: X1, label: {fr: un, en: one}}
  - {id: X2, label: {fr: deux, en: two}}
"""
CLAIMS = """\
claims:
  - {id: Z1, sentence: {fr: Une phrase., en: A sentence.}, case: P1, for: [X1], against: [X2], rule: {sources: 0.5}}
"""
COMMANDS = (
    "matrix",
    "matrix --rows source",
    "matrix --rows actor",
    "balance --pairs",
    "balance --rows source",
    "balance --rows actor --json",
    "cooccurrence",
    "cooccurrence --pairs",
    "actors",
    "triangulate",
    "phases",
    "framework show",
    "framework export {out}/f.xlsx",
    "workbook {out}/w.xlsx --csv {out}/csv",
    "report {out}/r.docx",
    "figures {out}/figures",
    "claims {out}/claims.yaml",
    "contrary --claim Z1 --claims {out}/claims.yaml",
    "concentration",
    "agreement A B",
    "saturation",
    "provenance",
    "uncoded",
    "drift",
    "exclusions",
)


def made(qualcoop, folder, place, state):
    """A study with a grid of two codes and no sides, or none at all (void); coded, uncoded or empty."""
    path = place / "mine.qualcoop"
    (place / "grid.yaml").write_text(GRID, encoding="utf-8")
    (place / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    book = "vide" if state == "void" else place / "grid.yaml"
    assert qualcoop("new", path, "--codebook", book).code == 0
    if state != "empty":
        assert qualcoop("import", path, folder).code == 0
    if state == "coded":
        assert qualcoop("code", path, "E01", "X1", "--quote", "Je finis à 21 heures.").code == 0
        assert qualcoop("code", path, "E01", "X2", "--quote", "Elle est au point mort.").code == 0
    return path


def asked(path, line, out, layer=None):
    """A line as arguments: the study comes after the command, the layer last where the command takes one."""
    words = [word.format(out=out) for word in line.split()]
    at = 2 if words[0] == "framework" else 1
    more = [] if layer is None or words[0] == "agreement" else ["--layer", layer]
    return [*words[:at], path, *words[at:], *more]


@pytest.mark.parametrize("state", ["coded", "uncoded", "empty", "void"])
def test_every_display_gives_a_result_or_one_sentence(qualcoop, folder, tmp_path, state):
    path = made(qualcoop, folder, tmp_path, state)
    for line in COMMANDS:
        said = qualcoop(*asked(path, line, tmp_path))
        assert said.code in (0, 2), (line, said.err)
        if said.code == 2:
            assert said.err.count("\n") == 1, (line, said.err)
        if state == "coded":
            assert said.code == 0 or line.startswith("agreement"), (line, said.err)


def test_an_unknown_layer_is_one_sentence_that_names_the_layers(qualcoop, folder, tmp_path):
    path = made(qualcoop, folder, tmp_path, "coded")
    for line in COMMANDS:
        said = qualcoop(*asked(path, line, tmp_path, "nulle"))
        assert said.code == 2, line
        assert said.err.count("\n") == 1
        assert "n'existe pas" in said.err
        assert "main" in said.err


def test_a_balance_without_sides_says_so_once(qualcoop, folder, tmp_path):
    path = made(qualcoop, folder, tmp_path, "coded")
    said = qualcoop("balance", path)
    assert said.code == 0
    assert said.out.count("il n'y a pas de solde à établir") == 1
    assert qualcoop("report", path, tmp_path / "r.docx").code == 0
