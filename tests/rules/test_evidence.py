"""What may be attached as evidence, by what it is, how large, how many, and until when."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleBroken
from rules.evidence import (
    LONGEST_NAME,
    MEDIA_TYPES,
    MEGABYTE,
    download_name,
    fit_name,
    judge_content,
    judge_count,
    judge_size,
    judge_time,
    judge_withdrawal,
    kind_of,
)
from rules.programme import Evidence

LIMITS = Evidence(files_at_most=2, megabytes_each_at_most=1, kinds=("jpeg", "pdf"))
PDF_END = b"startxref\n0\n%%EOF\n"


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", "png"),
        (b"RIFF\x10\x00\x00\x00WEBP", "webp"),
        (b"RIFF\x10\x00\x00\x00WAVE", None),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"<html><!-- %PDF-", None),
        (b"<svg xmlns=", None),
        (b"MZ\x90\x00\x03\x00", None),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
)
def test_the_bytes_tell_the_kind(beginning: bytes, kind: str | None) -> None:
    assert kind_of(beginning) == kind


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        ".",
        "..",
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "anh\0.jpg",
        "anh\n.jpg",
        "anh\u202egpj.exe",
        "anh\u200b.jpg",
        "\ud800.jpg",
        "a" * (LONGEST_NAME + 1),
    ],
)
def test_a_name_that_is_no_name_is_refused(said: str) -> None:
    with pytest.raises(RuleBroken, match="file_name_unfit"):
        fit_name(said)


def test_a_name_is_kept_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "biên bản số 1.pdf")

    assert fit_name(f" {decomposed} ") == "biên bản số 1.pdf"


@given(st.text(max_size=LONGEST_NAME + 20))
def test_whatever_is_kept_as_a_name_is_no_path_and_fits(said: str) -> None:
    try:
        name = fit_name(said)
    except RuleBroken:
        return

    assert fit_name(name) == name
    assert not {"/", "\\", "\0"} & set(name)
    assert 0 < len(name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "kind", "handed_out"),
    [
        ("ảnh.jpg", "jpeg", "ảnh.jpg"),
        ("ảnh.JPEG", "jpeg", "ảnh.JPEG"),
        ("ảnh.png", "jpeg", "ảnh.png.jpg"),
        ("bill.pdf.exe", "pdf", "bill.pdf.exe.pdf"),
        ("page.html", "png", "page.html.png"),
        ("ảnh", "webp", "ảnh.webp"),
    ],
)
def test_a_file_is_handed_out_under_the_ending_of_its_kind(name: str, kind: str, handed_out: str) -> None:
    assert download_name(name, kind) == handed_out


def test_every_kind_of_the_rule_language_can_be_told_and_handed_out() -> None:
    stated = Evidence.model_json_schema()["properties"]["kinds"]["items"]["enum"]

    assert sorted(stated) == sorted(MEDIA_TYPES)
    assert [download_name("x", kind) for kind in stated] == ["x.jpg", "x.png", "x.webp", "x.pdf"]


def test_a_file_as_large_as_the_rules_say_is_taken_and_one_byte_more_is_not() -> None:
    judge_size(LIMITS, MEGABYTE)

    with pytest.raises(RuleBroken, match="file_too_large"):
        judge_size(LIMITS, MEGABYTE + 1)


def test_what_the_rules_take_is_told_by_its_content() -> None:
    assert judge_content(LIMITS, b"\xff\xd8\xff\xe0", b"") == "jpeg"
    assert judge_content(LIMITS, b"%PDF-1.4\n", PDF_END) == "pdf"


@pytest.mark.parametrize(
    ("beginning", "end", "code"),
    [
        (b"", b"", "file_empty"),
        (b"#!/bin/sh", b"", "file_kind_refused"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", b"", "file_kind_refused"),  # a picture, and none of the kinds asked for
        (b"%PDF-1.4\n", b"1 0 obj", "file_broken"),
    ],
)
def test_anything_else_is_refused(beginning: bytes, end: bytes, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        judge_content(LIMITS, beginning, end)


def test_as_many_files_as_the_rules_say_and_no_more() -> None:
    judge_count(LIMITS, 1)

    with pytest.raises(RuleBroken, match="too_many_files"):
        judge_count(LIMITS, 2)


@pytest.mark.parametrize(
    ("status", "kind", "before_council", "code"),
    [
        ("open", "log", True, None),
        ("open", "review", True, None),
        ("held", "review", True, None),
        ("returned", "log", True, None),
        ("returned", "log", False, None),
        ("open", "review", False, "wrong_stage"),
        ("open", "council", True, "wrong_stage"),
        ("open", "dossier", True, "wrong_stage"),
        ("open", None, True, "stage_opening"),
        ("ended", "review", True, "ended"),
    ],
)
def test_evidence_grows_until_a_council_has_it_or_when_it_is_sent_back(
    status: str, kind: str | None, before_council: bool, code: str | None
) -> None:
    try:
        judge_time(status=status, outcome="declined", stage="team", kind=kind, before_council=before_council)
        found = None
    except RuleBroken as refused:
        found = refused.code

    assert found == code


def test_what_a_council_has_seen_is_not_taken_back() -> None:
    judge_withdrawal(before_council=True)

    with pytest.raises(RuleBroken, match="evidence_seen"):
        judge_withdrawal(before_council=False)
