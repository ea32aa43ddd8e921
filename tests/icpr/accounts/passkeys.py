"""A passkey in software, with what a browser would say of it, for any site: also for the wrong one."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData

HERE = "https://testserver"
PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


class Passkey:
    """One key pair. `origin` is what the browser says where it is; `site` the name the passkey belongs to."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)

    def register(self, options: dict, *, origin: str = HERE, site: str = "testserver") -> str:
        """What the browser posts after making it, for the options the page gave."""
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        about = self._about(site, HAS_CREDENTIAL) + bytes(attested)
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": about})
        client = self._client("webauthn.create", options["creation_options"], origin)
        return self._said({"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(statement)})

    def sign(self, options: dict, *, origin: str = HERE, site: str = "testserver") -> str:
        """What the browser posts after asking for it."""
        client, about = self._client("webauthn.get", options["request_options"], origin), self._about(site, 0)
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": about, "signature": signature}
        return self._said({name: websafe_encode(part) for name, part in parts.items()})

    def _about(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([PRESENT | VERIFIED | flags]) + bytes(4)

    def _client(self, kind: str, options: dict, origin: str) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _said(self, response: dict) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
