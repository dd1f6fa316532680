import pytest
from cryptography.exceptions import InvalidTag
from pydantic import BaseModel
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from workflows.key_ring import KeyRing
from workflows.payloads import SealingCodec, UnknownKeyError, data_converter

OLD = KeyRing(current="old", keys={"old": b"o" * 32})
NEW = KeyRing(current="new", keys={"old": b"o" * 32, "new": b"n" * 32})


class Deed(BaseModel):
    title: str
    story: str


DEED = Deed(title="Trả lại ví", story="Nhặt được ví, tìm người mất để trả")


async def test_what_is_sealed_opens_again() -> None:
    converter = data_converter(OLD)

    sealed = await converter.encode([DEED, 7, None])

    assert await converter.decode(sealed, [Deed, int, type(None)]) == [DEED, 7, None]


async def test_nothing_of_a_payload_can_be_read_without_the_key() -> None:
    sealed = await data_converter(OLD).encode([DEED])

    assert [dict(payload.metadata) for payload in sealed] == [
        {"encoding": b"binary/encrypted", "encryption-key-id": b"old"}
    ]
    assert "ví".encode() not in sealed[0].data
    assert b"title" not in sealed[0].data


async def test_the_same_payload_is_sealed_differently_each_time() -> None:
    converter = data_converter(OLD)

    first, second = await converter.encode([DEED, DEED])

    assert first.data != second.data


async def test_an_old_key_still_opens_what_it_sealed() -> None:
    sealed = await data_converter(OLD).encode([DEED])

    assert await data_converter(NEW).decode(sealed, [Deed]) == [DEED]


async def test_a_key_that_is_not_on_the_ring_is_named() -> None:
    sealed = await data_converter(NEW).encode([DEED])

    with pytest.raises(UnknownKeyError) as refused:
        await data_converter(OLD).decode(sealed, [Deed])

    assert refused.value.key_id == "new"


async def test_a_changed_payload_does_not_open() -> None:
    [sealed] = await data_converter(OLD).encode([DEED])
    sealed.data = sealed.data[:-1] + bytes([sealed.data[-1] ^ 1])

    with pytest.raises(InvalidTag):
        await data_converter(OLD).decode([sealed], [Deed])


async def test_what_was_never_sealed_passes_through() -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b"7")

    assert await SealingCodec(OLD).decode([plain]) == [plain]


async def test_the_words_of_a_failure_are_sealed_too() -> None:
    converter = data_converter(OLD)
    failure = Failure()
    refusal = ApplicationError("Nguyễn Văn An đã bỏ phiếu", {"officer": "an"}, type="already_voted")

    await converter.encode_failure(refusal, failure)
    told = failure.SerializeToString()
    opened = await converter.decode_failure(failure)

    assert "Nguyễn".encode() not in told
    assert b"officer" not in told
    assert isinstance(opened, ApplicationError)
    assert (opened.type, opened.message, opened.details) == (
        "already_voted",
        "Nguyễn Văn An đã bỏ phiếu",
        ({"officer": "an"},),
    )


async def test_a_failure_is_told_in_few_words_however_deep_it_goes() -> None:
    converter = data_converter(KeyRing(current="a", keys={"a": b"a" * 32}))
    try:
        fail(20)
    except ValueError as deep:
        error = deep
    failure = Failure()

    await converter.encode_failure(error, failure)
    told = await converter.decode_failure(failure)

    assert failure.ByteSize() < 4_000
    assert str(told) == f"ValueError: {'20' * 200}"
    assert isinstance(told.__cause__, ApplicationError)
    assert told.__cause__.__cause__ is None


def fail(depth: int) -> None:
    try:
        if depth:
            fail(depth - 1)
    except ValueError as deeper:
        raise ValueError(f"{depth:02}" * 1000) from deeper
    raise ValueError("the bottom")


def test_a_ring_without_its_current_key_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the ring"):
        KeyRing(current="new", keys={"old": b"o" * 32})


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(current="old", keys={"old": b"o" * 16})


def test_a_ring_does_not_show_its_keys() -> None:
    assert repr(OLD) == "KeyRing(current='old')"
