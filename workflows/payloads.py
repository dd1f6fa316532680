"""What Temporal stores of us is sealed: a codec with a ring of AES keys, failures included.

It seals payloads only. Ids, names of Updates and search attributes stay readable, so no person's name is one.
"""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    PayloadCodec,
    PayloadConverter,
)

from workflows.key_ring import KeyRing

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
_NONCE_BYTES = 12
_MESSAGE, _TRACE = 400, 600  # letters of a failure that are kept
_BOUND_TO = b"sovang/payload/1"  # sealed bytes of another use do not open here
_CONVERTERS = tuple(PydanticPayloadConverter().converters.values())


class UnknownKeyError(Exception):
    """A payload was sealed with a key that is not on the ring; `key_id` names it."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no key {key_id!r} on the ring")
        self.key_id = key_id


class SealingCodec(PayloadCodec):
    """Seals each payload whole, its own metadata included, and names the key beside it."""

    def __init__(self, ring: KeyRing) -> None:
        self._current = ring.current
        self._ciphers = {key_id: AESGCM(key) for key_id, key in ring.keys.items()}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Return the payloads sealed with the current key."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Return the payloads opened. What was never sealed passes through.

        Raise UnknownKeyError if the key is not on the ring, InvalidTag if the bytes were changed.
        """
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), _BOUND_TO)
        metadata = {"encoding": ENCODING, KEY_ID: self._current.encode()}
        return Payload(metadata=metadata, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata[KEY_ID].decode()
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnknownKeyError(key_id)
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        return Payload.FromString(cipher.decrypt(nonce, sealed, _BOUND_TO))


class OncePayloadConverter(CompositePayloadConverter):
    """Pydantic's converters, made once: the SDK makes one anew for each activation, and each would learn our types."""

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)


class BriefFailures(DefaultFailureConverter):
    """Failures in few words, sealed: a server keeps 4 kB of the failure of an activity that it tries again.

    What is longer it throws away altogether, and nobody could see why a case is stuck. The log has the whole.
    """

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Write `exception` into `failure`: its message, the end of its trace, and one cause."""
        super().to_failure(exception, payload_converter, failure)
        if failure.cause.HasField("cause"):
            failure.cause.ClearField("cause")
        told = {"message": failure.message[:_MESSAGE], "stack_trace": failure.stack_trace[-_TRACE:]}
        failure.encoded_attributes.CopyFrom(payload_converter.to_payloads([told])[0])
        failure.message, failure.stack_trace = "Encoded failure", ""


def data_converter(ring: KeyRing) -> DataConverter:
    """How every client, worker and replayer of ours reads and writes payloads: pydantic, then sealed."""
    return DataConverter(
        payload_converter_class=OncePayloadConverter,
        payload_codec=SealingCodec(ring),
        failure_converter_class=BriefFailures,
    )
