"""Certificates that nobody should trust are refused in words; right ones are checked against the name, not the address."""

from __future__ import annotations

import ssl

import pytest

from briefings.sources.fetching import FetchFault
from tests.briefings.sources.fetching.world import failure, fetcher, read
from tests.servers import certificates
from tests.servers.web import FEED, Names, WebServer, answer
from tests.waiting import until


async def test_a_right_certificate_is_taken_for_an_address_and_for_a_name() -> None:
    names = Names({"news.example": [["127.0.0.1"]]})
    site = WebServer({"/feed": answer()}, tls=certificates.server("127.0.0.1", "news.example"))
    async with site, fetcher(site, resolve=names, tls=certificates.client()) as web:
        assert (await read(web, site.url("/feed"))).content == FEED
        assert (await read(web, f"https://NEWS.example.:{site.port}/feed")).content == FEED
        assert site.asked[-1].headers["host"] == f"news.example:{site.port}"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: certificates.server("127.0.0.1", expired=True), "has expired"),
        (lambda: certificates.server("other.example"), "is for another"),
        (lambda: certificates.server("127.0.0.1", stranger=True), "nobody knows"),
        (certificates.self_signed, "is signed by nobody but"),
    ],
    ids=["expired", "other", "stranger", "self-signed"],
)
async def test_a_wrong_certificate_is_refused_in_words(make: object, words: str) -> None:
    site = WebServer({"/feed": answer()}, tls=make())  # type: ignore[operator]
    async with site, fetcher(site, tls=certificates.client()) as web:
        error = await failure(web, site.url("/feed"))
        assert error.kind is FetchFault.TLS
        assert words in str(error)
        assert site.asked == []


async def test_two_names_at_one_address_each_show_their_own_certificate() -> None:
    names = Names({"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]})
    site = WebServer({"/feed": answer()}, tls=certificates.server("one.example"))
    async with site, fetcher(site, resolve=names, tls=certificates.client()) as web:
        assert (await read(web, f"https://one.example:{site.port}/feed")).content == FEED
        error = await failure(web, f"https://two.example:{site.port}/feed")
        assert error.kind is FetchFault.TLS, "an open connection to the same address is another site's"
        assert "is for another site" in str(error)


async def test_plain_http_behind_an_https_address() -> None:
    site = WebServer({"/feed": answer()}, greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n")
    async with site, fetcher(site, tls=certificates.client()) as web:
        error = await failure(web, f"https://127.0.0.1:{site.port}/feed")
        assert error.kind is FetchFault.TLS
        assert "http://" in str(error)


async def test_a_handshake_that_never_ends_is_given_up_and_closed() -> None:
    site = WebServer({"/feed": answer()})
    async with site, fetcher(site, tls=certificates.client(), total_timeout=0.2) as web:
        assert (await failure(web, f"https://127.0.0.1:{site.port}/feed")).kind is FetchFault.TIMEOUT
        await until(lambda: not site.held, 2)  # or the connection was left open


async def test_old_encryption_is_refused() -> None:
    context = certificates.server("127.0.0.1")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    client = certificates.client()
    client.minimum_version = ssl.TLSVersion.TLSv1_3
    async with WebServer({"/feed": answer()}, tls=context) as site, fetcher(site, tls=client) as web:
        error = await failure(web, site.url("/feed"))
        assert error.kind is FetchFault.TLS
        assert "encryption" in str(error)
