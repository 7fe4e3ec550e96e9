import csv

import pytest

from qualcoop.analysis import case_by_code
from qualcoop.analysis.trail import Trail
from qualcoop.errors import InputError
from qualcoop.output import csvs
from qualcoop.output.safe import from_csv_text


def rows_of(path, separator=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def test_each_table_is_a_file_that_excel_reads(bundle, tmp_path):
    names = csvs.write_tables(tmp_path / "tables", bundle, separator=";")
    assert set(names) >= {"projet_x_code.csv", "presence.csv", "sources_x_codes.csv", "segments.csv", "codebook.csv"}
    assert sorted(file.name for file in (tmp_path / "tables").iterdir()) == sorted([*names, "LISEZMOI.txt"])
    assert (tmp_path / "tables" / "segments.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    presence = {row["source"]: row for row in rows_of(tmp_path / "tables" / "presence.csv", ";")}
    assert presence["D01"]["L2"] == "1"
    assert presence["D01"]["L1"] == "0"
    assert presence["D02"]["L1"] == ""
    rates = [row for row in rows_of(tmp_path / "tables" / "projet_x_code.csv", ";") if row["mesure"].startswith("pour")]
    assert "," in rates[0]["L1"]
    assert "." not in rates[0]["L1"]


def test_no_text_is_a_formula_and_none_is_lost(make, tmp_path):
    memo = "'avec apostrophe\x0b" + "é" * 40_000
    bundle = make(memo=memo)
    csvs.write_tables(tmp_path, bundle)
    rows = rows_of(tmp_path / "segments.csv")
    assert not [field for row in rows for field in row.values() if field.startswith(("=", "+", "-", "@"))]
    assert sorted(from_csv_text(row["texte"]) for row in rows) == sorted(bundle.segments["quote"])
    assert {from_csv_text(row["mémo"]) for row in rows} == {memo}


def test_one_matrix(bundle, tmp_path):
    csvs.write_matrix(tmp_path / "m.csv", case_by_code(bundle))
    rows = rows_of(tmp_path / "m.csv")
    assert [(row["ligne"], row["base"], row["L1"]) for row in rows][:2] == [
        ("P1", "12", "4"),
        ("P1 without P1a", "7", "2"),
    ]
    assert rows[-1]["ligne"] == "total"


def test_a_file_in_the_folders_place_is_said(bundle, tmp_path):
    (tmp_path / "tables").write_text("x")
    with pytest.raises(InputError, match="est un fichier"):
        csvs.write_tables(tmp_path / "tables", bundle)
    with pytest.raises(InputError, match="n'existe pas"):
        csvs.write_tables(tmp_path / "no" / "tables", bundle)


def test_the_tables_that_a_reviewer_asks_for_are_files_too(bundle, tmp_path):
    trail = Trail(order=("O01", "E01"), refused=(("a;b.png", "2024-05-02", "=pas un texte"),))
    names = csvs.write_tables(tmp_path, bundle, trail=trail)
    asked = "concentration provenance non_code derive derive_moities exclusions exclusions_fichiers".split()
    assert {f"{name}.csv" for name in asked} <= set(names)
    assert [row["source"] for row in rows_of(tmp_path / "derive.csv")][:2] == ["O01", "E01"]
    left = {row["source"]: row for row in rows_of(tmp_path / "exclusions.csv")}
    assert left["R01"]["why"] == "strate à part"
    assert left["E01"]["codings"] == str(int((bundle.segments["source"] == "E01").sum()))
    assert {row["source"] for row in rows_of(tmp_path / "non_code.csv")} == set(bundle.sources.index)
    (line,) = rows_of(tmp_path / "exclusions_fichiers.csv")
    assert from_csv_text(line["reason"]) == "=pas un texte"
    again = csvs.write_tables(tmp_path / "again", bundle, trail=trail)
    assert [(tmp_path / "again" / name).read_bytes() for name in again] == [
        (tmp_path / name).read_bytes() for name in names
    ]


def test_nothing_coded_gives_no_table_of_codings(bundle, tmp_path):
    bare = bundle.narrowed(segments=bundle.segments.iloc[:0], coded=frozenset())
    names = csvs.write_tables(tmp_path, bare)
    assert not {"derive.csv", "provenance.csv", "concentration.csv"} & set(names)
    assert "exclusions.csv" in names
