"""What went wrong, in words for the person who added the address.  Pure: a status or an exception in, an error out."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

import httpcore

from briefings.sources.fetching.model import FetchError, FetchFault
from briefings.sources.fetching.targets import Target

# X509_V_ERR_*, from OpenSSL's x509_vfy.h
_CERTIFICATES = {
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by nobody but the site itself",
    19: "is signed by an authority that nobody knows",
    20: "is signed by an authority that nobody knows, or an intermediate certificate is missing",
    21: "is not accompanied by the intermediate certificate that it needs",
    23: "was revoked",
    62: "is for another site",
    64: "is for another address",
}


def status_error(status: int, target: Target, retry_after: datetime | None) -> FetchError:
    """The error that a status of 400 and more is."""
    kind, what, permanent = _status(status, retry_after)
    return FetchError(
        kind, f"{target.shown} {what}.", url=target.url, status=status, retry_after=retry_after, permanent=permanent
    )


def _status(status: int, retry_after: datetime | None) -> tuple[FetchFault, str, bool]:
    later = f"; we try again after {retry_after:%d %b %H:%M} UTC" if retry_after else "; we try again later"
    match status:
        case 401 | 402 | 407:
            what = f"wants a login or a payment ({status}), which we do not have; give an address that is open to all"
            return FetchFault.FORBIDDEN, what, False
        case 403 | 451:
            what = f"refuses us ({status}); give its feed's address, or ask the site's owner to let newsbrief in"
            return FetchFault.FORBIDDEN, what, False
        case 404:
            return FetchFault.MISSING, "does not exist (404); check its spelling or give its new address", False
        case 410:
            return FetchFault.GONE, "is gone for good, says its server (410); remove it or give its new address", True
        case 429:
            return FetchFault.RATE_LIMITED, f"says that we ask too often (429){later}", False
        case 503 if retry_after:
            return FetchFault.RATE_LIMITED, f"is busy (503){later}", False
        case _ if status >= 500:
            return FetchFault.SERVER, f"is broken on its server's side ({_named(status)}){later}", False
        case _:
            return FetchFault.REFUSED, f"is refused by its server ({_named(status)}); check the address", False


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def odd_status_error(status: int, target: Target) -> FetchError:
    """A status below 400 that answers nothing."""
    if status in (204, 205):
        kind, what = FetchFault.EMPTY, f"answers with nothing ({_named(status)})"
    else:
        kind, what = FetchFault.PROTOCOL, f"answers {_named(status)}, for which we did not ask"
    return FetchError(
        kind, f"{target.shown} {what}; open it in a browser and give the address that shows it.", status=status
    )


def closed_error(target: Target, until: datetime) -> FetchError:
    """The host said that it does not want to be asked now."""
    return FetchError(
        FetchFault.RATE_LIMITED,
        f"{target.host} asked us to wait; we try again after {until:%d %b %H:%M} UTC.",
        retry_after=until,
    )


def private_error(target_host: str, address: str, why: str, *, literal: bool) -> FetchError:
    """An address that is not public."""
    subject = address if literal else f"{target_host} leads to {address}, which"
    return FetchError(
        FetchFault.PRIVATE,
        f"{subject} is {why}, not on the public web; give a public address, or allow its network in the settings.",
        permanent=literal,
    )


def dns_error(host: str, error: OSError) -> FetchError:
    """A name that could not be looked up."""
    unknown = isinstance(error, socket.gaierror) and error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
    if unknown:
        return FetchError(FetchFault.DNS, f"There is no host called {host}; check the address's spelling.")
    return FetchError(FetchFault.DNS, f"{host} could not be looked up; check this machine's name server.")


def timeout_error(target: Target) -> FetchError:
    """It took too long, whatever it was that did."""
    return FetchError(FetchFault.TIMEOUT, f"{target.shown} did not answer wholly in time; we try again later.")


def network_error(error: Exception, target: Target) -> FetchError:
    """An exception of the HTTP library or the system in our words."""
    causes = list(_causes(error))
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        return FetchError(FetchFault.TLS, _tls_words(tls, target.host))
    if isinstance(error, httpcore.TimeoutException):
        return FetchError(FetchFault.TIMEOUT, f"{target.host} does not answer; we try again later.")
    if isinstance(error, httpcore.ConnectError):
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return FetchError(
                FetchFault.CONNECT, f"{target.host} refuses connections on port {target.port}; check the address."
            )
        return FetchError(FetchFault.CONNECT, f"{target.host} cannot be reached; we try again later.")
    if isinstance(error, httpcore.RemoteProtocolError):
        return FetchError(
            FetchFault.PROTOCOL,
            f"{target.shown} broke off, or answered with something that is not HTTP; we try again later.",
        )
    return FetchError(FetchFault.PROTOCOL, f"{target.shown} broke the connection off; we try again later.")


def _tls_words(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        what = _CERTIFICATES.get(error.verify_code, f"is not valid ({error.verify_message})")
        return f"The certificate of {host} {what}, so nobody can tell who answers; tell the site's owner."
    return f"{host} speaks no encryption that we can use; check whether the address should begin with http://."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that led to it."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            if isinstance(current, BaseExceptionGroup):
                waiting += current.exceptions
            waiting += [cause for cause in (current.__cause__, current.__context__) if cause is not None]
