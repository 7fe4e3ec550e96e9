"""The grid that comes with qualcoop: complete, without fault, and as the note's checklist wants it."""

import re

import pytest

from qualcoop import codebook as cb
from qualcoop import shipped
from qualcoop.codebook.plain import LABELS
from qualcoop.suggest.rules import check_rule


@pytest.fixture(scope="module")
def grid():
    return cb.shipped()


def test_no_fault_rules_included():
    assert cb.check_file(shipped.path("codebook/grid.yaml"), check_rule) == []


def test_file_is_as_it_would_be_written(grid):
    assert shipped.path("codebook/grid.yaml").read_text(encoding="utf-8") == cb.dumps(grid)


def test_six_levers_six_guard_rails_three_processes_ten_factors(grid):
    tops = [code.id for code in grid.top_codes]
    assert len(grid) == 83
    assert tops == [
        *(f"{letter}{n}" for letter, last in (("L", 6), ("G", 6), ("T", 3), ("C", 10)) for n in range(1, last + 1))
    ]
    assert grid.family_ids == (*tops[:15], "C")
    assert all(grid.group(code.id) == code.id[0] for code in grid)
    assert grid.version == "0.3.0"


def test_the_history_says_what_double_coding_changed(grid):
    before = cb.read_file(shipped.path("codebook/history/grid-0.1.0.yaml"))
    assert before.version == "0.1.0"
    changed = {
        (code.id, field)
        for code in grid
        for field in LABELS
        if getattr(code, field) != getattr(before.code(code.id), field)
    }
    assert changed == {("G3.2", "do_not_use_when"), ("L5.2", "do_not_use_when")}
    told = [str(change) for change in cb.diff(before, grid)]
    assert any("0.1.0" in sentence and "0.3.0" in sentence for sentence in told)
    assert sum("G3.2" in sentence for sentence in told) == sum("L5.2" in sentence for sentence in told) > 0


@pytest.mark.parametrize("field", LABELS)
def test_every_text_is_there_in_both_languages(grid, field):
    missing = [code.id for code in grid if not (getattr(code, field).fr and getattr(code, field).en)]
    assert missing == []


def test_every_lever_faces_a_guard_rail_and_every_guard_rail_a_lever_or_a_process(grid):
    for family in grid.family_ids:
        facing = {other[0] for other in grid.contraries(family)}
        if family[0] == "L":
            assert "G" in facing, family
        if family[0] == "G":
            assert facing & {"L", "T"}, family


def test_six_to_six_is_not_one_to_one(grid):
    alone = [other for other in grid.contraries("L3") if grid.contraries(other) == ("L3",)]
    assert alone == []
    assert {"L2", "L3"} <= set(grid.contraries("G2"))
    assert {"T1", "T2", "T3"} <= set(grid.contraries("G5"))


def test_contraries_never_share_a_polarity(grid):
    wrong = [(c.id, o) for c in grid for o in c.contraries if grid.code(o).polarity == c.polarity]
    assert wrong == []


@pytest.mark.parametrize("field", ["use_when", "do_not_use_when"])
def test_codes_named_in_advice_exist_and_are_others_in_both_languages(grid, field):
    for code in grid:
        advice = getattr(code, field)
        named = {
            tongue: set(re.findall(r"\b[LGTC]\d+(?:\.\d+)?\b", getattr(advice, tongue))) for tongue in ("fr", "en")
        }
        assert named["fr"] == named["en"], code.id
        assert all(grid.has(id) and id != code.id for id in named["fr"]), code.id


def test_no_rule_serves_two_codes(grid):
    rules = [rule.casefold() for code in grid for rule in code.keywords]
    assert len(rules) == len(set(rules))


def test_every_code_has_rules_and_none_hangs_on_ne_alone(grid):
    # « ne » is not counted, so a rule of « ne » and one verb would find the verb asserted.
    negative = re.compile(r"\b(pas|plus|jamais|rien|personne)\b")
    for code in grid:
        assert code.keywords, code.id
        for rule in code.keywords:
            if re.search(r"\b(ne|n')", rule) and not re.search(r"\b(nébul|new)", rule):
                assert negative.search(rule) or not re.search(r"\b(ne|n')\b", rule), (code.id, rule)


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("G2", {"dynamique collective"}),
        ("G3.3", {"passer à l'action", "toujours pas"}),
        ("G5.1", {"à taille humaine"}),
        ("L4.2", {"visio", "visio*", "agenda*"}),
        ("L5.3", {"écoute", "l'écoute"}),
        ("C9.2", {"personnellement", "entre nous"}),
    ],
)
def test_false_friends_stay_out(grid, code, rules):
    assert not rules & set(grid.code(code).keywords)


def _contrast_on_white(color):
    """WCAG 2.2 contrast ratio."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_colours_are_readable_on_white_and_all_different(grid):
    colors = [code.color for code in grid.top_codes]
    assert len(set(colors)) == 25
    assert min(_contrast_on_white(color) for color in colors) >= 4.5
    assert grid.color("L1.3") == grid.code("L1").color


def test_licence_credits_the_note():
    text = shipped.path("codebook/LICENSE").read_text(encoding="utf-8")
    assert "hal-03989210" in text
    assert "J. Ballon" in text
    assert "creativecommons.org/licenses/by-nc-sa/4.0" in text
