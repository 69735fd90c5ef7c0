"""Certificates that are right or wrong in one way each, and the client's side that trusts their authority."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import cache

import trustme


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def client() -> ssl.SSLContext:
    """Trusts our authority alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    return context


def server(*names: str, expired: bool = False, stranger: bool = False) -> ssl.SSLContext:
    """Shows a certificate for these names; ``expired``, or signed by an authority that nobody knows."""
    signer = trustme.CA() if stranger else authority()
    until = datetime(2001, 1, 1, tzinfo=UTC) if expired else None
    since = datetime(2000, 1, 1, tzinfo=UTC) if expired else None
    certificate = signer.issue_cert(*names, not_before=since, not_after=until)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def self_signed() -> ssl.SSLContext:
    """Shows a certificate that only its own key vouches for."""
    alone = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as certificate, alone.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context
