"""A claims file: read without running anything; its faults name the file and the place."""

import pytest

from qualcoop.errors import InputError, ReadError, UnknownNameError
from qualcoop.exchange.claims import read_claims

GOOD = """layer: ref
claims:
  - id: 01
    sentence: {fr: "Le temps manque.", en: "Time is short."}
    case: P1
    for: [G3]
    rule: {sources: 0.5, segments: 3, more_than_against: false}
"""


def written(tmp_path, text):
    path = tmp_path / "temps.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_claims_are_read_as_they_are_written(tmp_path):
    file = read_claims(written(tmp_path, GOOD))
    (claim,) = file.claims
    assert (file.name, file.layer, claim.id, claim.supporting) == ("temps.yaml", "ref", "01", ("G3",))
    assert (claim.rule.sources, claim.rule.segments, claim.rule.more_than_against) == (0.5, 3, False)
    assert file.claim("01") is claim
    with pytest.raises(UnknownNameError, match="« H3 »"):
        file.claim("H3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claims: [", "le YAML est mal formé"),
        (GOOD.replace("    case", "\tcase"), "ligne 5 : une tabulation"),
        (GOOD.replace("    case: P1", "    for: [L1]\n    case: P1"), "la clé « for » est donnée deux fois"),
        (GOOD.replace("P1", "!!python/object/apply:os.getcwd []"), "étiquette YAML"),
        (GOOD.replace("[G3]", "&a [G3]"), "renvois"),
        ("", "champ « claims » : une liste d'affirmations est attendue"),
        ("claims: oui", "champ « claims » : une liste d'affirmations est attendue"),
        ("- G3", "affirmation « n° 1 » : une affirmation a des champs"),
        (GOOD.replace("for:", "pour:"), "affirmation « 01 », champ « pour » : champ inconnu"),
        (GOOD.replace("0.5", "la moitié"), "affirmation « 01 », champ « rule.sources » : valeur refusée"),
    ],
)
def test_a_faulty_file_is_one_sentence_with_its_place(tmp_path, text, said):
    with pytest.raises(InputError) as caught:
        read_claims(written(tmp_path, text))
    sentence = str(caught.value)
    assert sentence.startswith("temps.yaml, ")
    assert said in sentence
    assert "\n" not in sentence


def test_files_that_cannot_be_read_are_said(tmp_path):
    with pytest.raises(ReadError, match=r"absent.yaml.*n'existe pas"):
        read_claims(tmp_path / "absent.yaml")
    (tmp_path / "latin.yaml").write_bytes("claims: # été".encode("latin-1"))
    with pytest.raises(ReadError, match=r"latin.yaml, ligne 1.*UTF-8"):
        read_claims(tmp_path / "latin.yaml")
    with pytest.raises(ReadError, match="lecture impossible"):
        read_claims(tmp_path)
