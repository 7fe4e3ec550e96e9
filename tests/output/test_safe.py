import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from qualcoop.output.csvs import as_csv
from qualcoop.output.safe import (
    CELL_LIMIT,
    clean,
    csv_text,
    cut,
    for_xml,
    from_csv_text,
    looks_like_formula,
    sheet_name,
)
from qualcoop.output.tables import Table


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(st.text())
def test_a_csv_field_is_no_formula_and_gives_its_text_back(text):
    field = csv_text(text)
    assert not looks_like_formula(field)
    assert from_csv_text(field) == text


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
        )
    )
)
def test_a_table_comes_back_from_csv_as_it_was(rows):
    text = as_csv(Table("t", ("texte", "entier", "décimal"), rows), ";")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [(from_csv_text(a), int(b), float(c.replace(",", "."))) for a, b, c in read] == rows


@given(st.text())
def test_cleaned_text_can_be_written_as_xml(text):
    from lxml import etree

    content = etree.fromstring(f"<t xml:space='preserve'>{for_xml(clean(text))}</t>").text or ""
    assert content.replace("_x005F_", "_") == clean(text).replace("_x005F_", "_")


def test_control_characters_go_and_the_rest_stays():
    assert clean("a\x0bb\x00c\ud800d\ufffee\tf\r\ng é 😀") == "abcde\tf\ng é 😀"


def test_an_escape_written_by_somebody_is_shown_as_written():
    assert for_xml("code _x0041_") == "code _x005F_x0041_"


def test_a_cell_is_never_longer_than_excel_takes_and_says_where_the_rest_is():
    assert cut("é" * CELL_LIMIT) == "é" * CELL_LIMIT
    for text in ("x" * 40_000, "😀" * 20_000, "x" * 32_000 + "😀" * 1000):
        short = cut(text, "voir segments.csv")
        assert units(short) <= CELL_LIMIT
        assert units(short) > CELL_LIMIT - 4
        assert short.endswith("voir segments.csv]")


def test_sheet_names_hold_nothing_that_excel_refuses():
    assert sheet_name("P1: énergie/[friche]*?\\" + "x" * 40) == "P1_ énergie__friche____xxxxxxxx"
    assert sheet_name("") == "_"
