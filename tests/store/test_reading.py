import unicodedata

import pytest

from rules.errors import RuleBroken
from store.imports.reading import read_lines


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file_empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \n", "file_empty", id="only a mark"),
        pytest.param("id,tên\n1,Đắk".encode("utf-16"), "file_not_utf8", id="UTF-16"),
        pytest.param("id,name\n1,Hội".encode("cp1258", "replace") + b"\xd0", "file_not_utf8", id="Windows-1258"),
        pytest.param(b"id,name\n1,a\x00b", "file_not_csv", id="a null byte"),
        pytest.param(b'id,name\n1,"a', "file_not_csv", id="a quote left open"),
        pytest.param(b"id\n1", "columns_missing", id="a column too few"),
        pytest.param(b"id,name,rank\n1,a,b", "columns_unknown", id="a column too many"),
        pytest.param(b"id,name,name\n1,a,b", "columns_twice", id="a column twice"),
        pytest.param(b"x" * 10_000_001, "file_too_large", id="too large"),
    ],
)
def test_a_file_of_which_no_row_can_be_told_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_lines(data, needs=["id", "name"], knows=["note"])

    assert refused.value.code == code


def test_the_line_with_the_wrong_encoding_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_lines(b"id,name\n1,a\n2," + b"\xd0\xe3", needs=["id", "name"], knows=[])

    assert refused.value.params == {"line": 3, "looks_like": "Windows-1252/1258"}


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a byte order mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_however_a_spreadsheet_writes_it_the_text_is_the_same(mark: str, delimiter: str, form: str) -> None:
    text = mark + delimiter.join(["ID", " name "]) + "\r\n" + delimiter.join(["1", " Đắk N'Drót\u200b "]) + "\r\n\r\n"

    (line,) = read_lines(unicodedata.normalize(form, text).encode(), needs=["id", "name"], knows=[])

    assert (line.number, dict(line.values), line.problem) == (2, {"id": "1", "name": "Đắk N'Drót"}, None)


def test_a_broken_row_spoils_no_other() -> None:
    garbled = "Đắk Nông".encode().decode("cp1252", "replace").replace("\ufffd", "\u0090")
    text = f'id,name\n1,"two\nlines"\n2\n3,"Đội ""1""",\n4,{garbled.encode("cp1252", "ignore").decode("cp1252")}\n5,ok'

    lines = read_lines(text.encode(), needs=["id", "name"], knows=[])

    assert [(line.number, line.problem) for line in lines] == [
        (3, None),
        (4, "wrong_number_of_columns"),
        (5, "wrong_number_of_columns"),
        (6, None),
        (7, None),
    ]


def test_text_that_was_read_in_the_wrong_encoding_on_the_way_is_noticed() -> None:
    garbled = "Nam Xuân".encode().decode("cp1252")

    (line,) = read_lines(f"id,name\n1,{garbled}".encode(), needs=["id", "name"], knows=[])

    assert line.problem == "garbled"
