"""The fictional corpus: built from its masters, to the plan, and honest about being fiction."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from qualcoop import codebook as codebooks
from qualcoop.analysis import case_by_code
from qualcoop.readers import read_paths
from qualcoop.sample import make_sample
from qualcoop.study import Study

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus_sample"
sys.path.insert(0, str(CORPUS))
from markup import MarkupError, read_master  # noqa: E402

MASTERS = [read_master(path) for path in sorted((CORPUS / "masters").glob("*.md"))]
IDS = [str(master.head["id"]) for master in MASTERS]


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


PLAN = [row for row in rows(CORPUS / "plan.csv") if row["source_id"] in IDS]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    subprocess.run([sys.executable, CORPUS / "build.py", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def study(made_sample):
    with Study.open(made_sample.study) as opened:
        yield opened


def test_building_again_gives_the_same_bytes(rebuilt):
    made = {path.relative_to(rebuilt): path for path in rebuilt.rglob("*") if path.is_file()}
    twice = [name for name in IDS if (CORPUS / "coding" / "A" / f"{name}.csv").exists()]
    assert len(made) == 2 * len(MASTERS) + 2 * len(twice) + 3  # two sheets of a study, and the decisions
    assert len(twice) == 14
    for name, path in made.items():
        assert path.read_bytes() == (CORPUS / name).read_bytes(), name
    committed = {p.relative_to(CORPUS) for folder in ("sources", "coding") for p in (CORPUS / folder).rglob("*.*")}
    assert committed <= set(made)


def test_each_file_says_that_it_is_fiction_and_stays_small():
    report = read_paths([CORPUS / "sources"])
    assert len(report.sources) == len(MASTERS)
    for file in report.files:
        (source,) = file.sources
        assert "FICTION – corpus d'exemple qualcoop" in source.text
    assert all(path.stat().st_size < 42_000 for path in (CORPUS / "sources").iterdir())


def test_the_planned_segments_are_there_exactly():
    wanted = Counter({(row["source_id"], row["code"], row["about"]): int(row["n"]) for row in PLAN})
    home = {str(master.head["id"]): str(master.head["case"]) for master in MASTERS}
    found = Counter(
        (row["source_id"], row["code"], row["about"] or home[row["source_id"]])
        for path in (CORPUS / "coding" / "ref").glob("*.csv")
        for row in rows(path)
    )
    assert found == wanted


def test_every_reference_coding_stands_where_it_says():
    sources = {
        file.file.rsplit("/", 1)[-1].split(".")[0]: file.sources[0] for file in read_paths([CORPUS / "sources"]).files
    }
    for path in (CORPUS / "coding" / "ref").glob("*.csv"):
        for row in rows(path):
            source = sources[row["source_id"]]
            start, end = int(row["start"]), int(row["end"])
            assert source.text[start:end] == row["quote"]
            assert source.hash == row["text_sha256"]
            turn = next(turn for turn in source.turns if turn.start <= start < turn.end)
            assert turn.role != "interviewer"
            assert end <= turn.end


def test_the_matrix_of_the_study_is_that_of_the_plan(study):
    grid = codebooks.shipped()
    matrix = case_by_code(study.bundle("ref"), columns="family", with_pro=True)
    wanted: Counter[tuple[str, str]] = Counter()
    for row in PLAN:
        wanted[row["about"], grid.family(row["code"])] += int(row["n"])
    for case in ("P1a", "P2", "pro"):
        for family in matrix.columns:
            assert matrix.frame.loc[case, family] == wanted[case, family], (case, family)
    for family in matrix.columns:
        assert matrix.frame.loc["P1 without P1a", family] == wanted["P1", family]
        assert matrix.frame.loc["P1", family] == wanted["P1", family] + wanted["P1a", family]


def test_about_half_of_what_is_said_stays_uncoded(study):
    bundle = study.bundle("ref")
    words = bundle.sources["words"].sum()
    coded = case_by_code(bundle, columns="group", measure="words", with_pro=True)
    share = coded.frame.loc[["P1", "P2", "pro"]].to_numpy().sum() / words
    assert 0.35 <= share <= 0.6


def test_decoys_negations_and_other_voices_are_planted():
    decoys = sum("decoy" in mark.keys for master in MASTERS for mark in master.marks)
    traits = Counter(mark.keys["trait"] for master in MASTERS for mark in master.segments if "trait" in mark.keys)
    share = len(MASTERS) / 47
    assert decoys >= 15 * share
    assert traits["negated"] >= 12 * share
    assert traits["ironic"] + traits["reported"] >= 8 * share


def test_a_third_of_the_passages_carry_no_keyword_of_their_code(study):
    reference = study.codings(layer="ref")
    hits = study.suggestions()
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for hit in hits.itertuples():
        spans.setdefault((hit.source, hit.code), []).append((hit.match_start, hit.match_end))
    silent = sum(
        not any(start < row.end and row.start < end for start, end in spans.get((row.source, row.code), ()))
        for row in reference.itertuples()
    )
    assert silent / len(reference) >= 0.35


def test_the_sample_study_is_sound_and_is_not_remade(study, made_sample):
    assert not study.doctor().findings
    first = made_sample
    before = first.study.read_bytes()
    again = make_sample(first.study.parent)
    assert (first.new, again.new) == (True, False)
    assert first.study.read_bytes() == before
    assert len(first.sentences()) == 5


def test_who_asks_is_never_taken_for_who_answers(study):
    turns = study.bundle("ref").turns
    asking = {
        (str(master.head["id"]), label)
        for master in MASTERS
        for label, about in (master.head.get("speakers") or {}).items()
        if about["role"] == "interviewer"
    }
    roles = {
        (source, speaker): role
        for source, speaker, role in turns[["source", "speaker", "role"]].itertuples(index=False)
    }
    assert {key for key, role in roles.items() if role == "interviewer"} == asking


def test_two_runs_give_the_same_workbook_and_tables(made_sample, tmp_path):
    one, two = made_sample, make_sample(tmp_path)
    assert one.workbook.read_bytes() == two.workbook.read_bytes()
    names = sorted(path.name for path in one.tables.iterdir())
    assert names
    for name in names:
        assert (one.tables / name).read_bytes() == (two.tables / name).read_bytes()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("⟦G3.2|sans fin", "opening"),
        ("fin⟧", "closing"),
        ("⟦G3.2 wrong=1|x⟧", "wrong=1"),
        ("⟦|x⟧", "codes or decoy"),
        ("⟦G3.2 trait=funny|x⟧", "funny"),
    ],
)
def test_a_wrong_master_is_refused_with_its_place(tmp_path, body, words):
    path = tmp_path / "E99.md"
    path.write_text(f"---\nid: E99\n---\nFICTION\n\n{body}\n", encoding="utf-8")
    with pytest.raises(MarkupError, match=f"E99.md.*{words}"):
        read_master(path)
