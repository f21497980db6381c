"""Texts that are stored so that nobody can read them without a key of the service."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"dbservice: stored passwords"
KEY_BYTES = 32
UNSEALED = (InvalidToken, ValueError)  # the latter for what is no ASCII


class Sealer:
    """Seals with the first of its keys and opens what any of them has sealed.

    Args:
        keys: long texts, from each of which a key is derived.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernets = [Fernet(derived(key)) for key in keys]
        self._all = MultiFernet(self._fernets)

    def seal(self, text: str) -> str:
        """The sealed form: another one each time."""
        return self._all.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """What was sealed; None when none of the keys fits."""
        try:
            return self._all.decrypt(sealed).decode()
        except UNSEALED:
            return None

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed with the first key."""
        try:
            self._fernets[0].decrypt(sealed)
        except UNSEALED:
            return False
        return True


def derived(key: str) -> bytes:
    """The key that Fernet wants, out of a text; not the one that signs cookies with the same."""
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
