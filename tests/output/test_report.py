"""The report says what was counted, on what base, and quotes with their place; the same bytes each time."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest

from qualcoop.errors import InputError
from qualcoop.output import report
from qualcoop.output.report.blocks import Heading, Picture, Quote, Table, Text

META = {
    "name": "Étude d'essai <1>",
    "aim": "Voir ce qui tient.",
    "approach": "qualitative",
    "unit_of_analysis": "le projet",
}


@pytest.fixture
def blocks(bundle):
    return report.content(bundle, META, {})


def test_the_methods_say_aim_corpus_layer_and_version(blocks):
    said = " ".join(block.text for block in blocks if isinstance(block, Text))
    for words in ("But : Voir ce qui tient.", "Unité d'analyse : le projet", "couche « ", "version", "mots codables"):
        assert words in said
    assert not re.search(r"\bp\s*[<=]\s*0|signific|cause", said)  # no p-value, no causal wording


def test_the_tables_carry_their_bases_and_the_matrix_s_figures(bundle, blocks):
    from qualcoop.analysis import case_by_code

    matrix = case_by_code(bundle)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    counts = next(table for table in tables if table.caption.startswith("Nombre de passages"))
    assert counts.columns[1] == "passages"
    for row, line in zip(matrix.rows, counts.rows, strict=True):
        wanted = ["" if value != value else f"{value:.0f}" for value in matrix.frame.loc[row]]
        assert list(line[2:]) == wanted


def test_quotes_are_in_the_text_and_say_their_place(bundle, blocks):
    quotes = [block for block in blocks if isinstance(block, Quote)]
    assert quotes
    said = " ".join(bundle.segments["quote"].str.split().str.join(" "))
    for quote in quotes:
        assert quote.text.removesuffix(" […]") in said
        assert re.search(r", [EOD]\d\d, \d+–\d+ \(", quote.place)


def test_a_whole_whose_parts_follow_is_not_quoted_twice(blocks):
    titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert titles
    assert len(titles) == len(set(titles))
    assert not [title for title in titles if title.startswith("Un —")]


@pytest.mark.parametrize("name", ["r.docx", "r.html"])
def test_the_same_bytes_each_time(bundle, tmp_path, name):
    one = report.write(tmp_path / name, bundle, study_meta=META).read_bytes()
    two = report.write(tmp_path / name, bundle, study_meta=META).read_bytes()
    assert one == two


def test_word_opens_it_with_its_pictures_and_tables(bundle, blocks, tmp_path):
    path = report.write(tmp_path / "r.docx", bundle, study_meta=META)
    opened = docx.Document(str(path))
    assert len(opened.tables) == len([block for block in blocks if isinstance(block, Table)])
    assert len(opened.inline_shapes) == len([block for block in blocks if isinstance(block, Picture)])
    assert opened.paragraphs[0].text == META["name"]
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(path.read_bytes())).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_the_page_stands_alone_and_shows_names_as_text(bundle, tmp_path):
    page = report.write(tmp_path / "r.html", bundle, study_meta=META).read_text(encoding="utf-8")
    assert "<h1>Étude d&#x27;essai &lt;1&gt;</h1>" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)


def test_another_ending_is_one_sentence(bundle, tmp_path):
    with pytest.raises(InputError, match=r"un rapport s'écrit en \.docx ou en \.html"):
        report.write(tmp_path / "r.pdf", bundle, study_meta=META)


def test_agreement_is_told_when_two_layers_are_given(bundle):
    said = [block.text for block in report.content(bundle, META, {"A": bundle, "B": bundle}) if isinstance(block, Text)]
    assert any("α de Krippendorff" in text and "A et B" in text for text in said)


def test_a_codebook_without_sides_is_one_sentence_instead_of_a_balance(bundle):
    codes = tuple(replace(code, polarity=None) for code in bundle.codebook.codes)
    blocks = report.content(bundle.narrowed(codebook=replace(bundle.codebook, codes=codes)), META, {})
    said = [block.text for block in blocks if isinstance(block, Text)]
    assert len([text for text in said if "pas de solde" in text]) == 1
    assert not [block for block in blocks if isinstance(block, Table) and block.caption.startswith("Solde")]
    assert [block for block in blocks if isinstance(block, Quote)]


def test_without_cases_the_report_says_what_is_missing(bundle):
    blocks = report.content(bundle.narrowed(cases=bundle.cases.iloc[:0]), META, {})
    assert [block for block in blocks if isinstance(block, Text) and "Aucun cas" in block.text]
