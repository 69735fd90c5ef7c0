"""Nobody can make us connect to an address that is not public: not by its spelling, not by DNS, not by a redirect.

What is connected to is watched where the event loop makes connections, below all of our code and all libraries.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from briefings.sources.fetching import USUAL_PORTS, Accept, FetchError, FetchFault, parse_network
from briefings.sources.fetching.addresses import refusal
from briefings.sources.fetching.targets import read_target
from tests.briefings.sources.fetching.hostile import (
    BY_HAND,
    PRIVATE_IPV4,
    PRIVATE_IPV6,
    PUBLIC,
    hostile_urls,
)
from tests.briefings.sources.fetching.world import THIS_MACHINE, failure, fetcher, read
from tests.servers.web import FEED, Names, WebServer, answer, redirect


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a connection was made to or tried; nothing leaves this machine."""
    tried: list[str] = []

    async def create_connection(loop: object, factory: object, host: str, port: int, **_: object) -> None:
        tried.append(host)
        raise ConnectionRefusedError(f"{host} is watched")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", create_connection)
    return tried


def test_there_are_more_than_five_hundred_hostile_addresses() -> None:
    assert len(hostile_urls()) > 800


async def test_no_hostile_address_is_connected_to_or_asked_of_a_name_server(connected: list[str]) -> None:
    names, kinds = Names({}), Counter[FetchFault]()
    async with fetcher(resolve=names, allow_private=()) as web:
        for url in hostile_urls():
            error = await failure(web, url, Accept.PAGE)
            kinds[error.kind] += 1
            assert error.kind in (FetchFault.PRIVATE, FetchFault.ADDRESS), url
            assert error.permanent, url
    assert connected == []
    assert names.questions == [], "whatever is an address is never looked up as a name"
    assert kinds[FetchFault.PRIVATE] > 600


@pytest.mark.parametrize("accept", list(Accept))
async def test_no_name_leads_to_a_private_address(connected: list[str], accept: Accept) -> None:
    answers = {f"h{place}.example": [[text]] for place, text in enumerate((*PRIVATE_IPV4, *PRIVATE_IPV6))}
    mixed = {f"m{place}.example": [["93.184.215.14", text]] for place, text in enumerate(PRIVATE_IPV4)}
    mapped = {f"v{place}.example": [[f"::ffff:{text}"]] for place, text in enumerate(PRIVATE_IPV4)}
    names = Names({**answers, **mixed, **mapped, "zone.example": [["fe80::1%lo"]], "odd.example": [["127.1"]]})
    async with fetcher(resolve=names, allow_private=()) as web:
        for name in list(names.answers):
            error = await failure(web, f"https://{name}/feed", accept)
            assert error.kind in (FetchFault.PRIVATE, FetchFault.DNS), name
            assert name in str(error)
    assert connected == []


async def test_public_addresses_are_connected_to_by_the_very_address_that_was_looked_at(connected: list[str]) -> None:
    assert len(PUBLIC) >= 40
    assert [text for text in PUBLIC if refusal(ip_address(text))] == []
    names = Names({f"p{place}.example": [[text]] for place, text in enumerate(PUBLIC)})
    async with fetcher(resolve=names, allow_private=()) as web:
        for name in names.answers:
            assert (await failure(web, f"https://{name}/feed")).kind is FetchFault.CONNECT
        assert connected == list(PUBLIC), "the address, never the name, which could mean something else by then"
        connected.clear()
        for url, address in (
            ("http://134744072/", "8.8.8.8"),
            ("http://[2606:4700:4700::1111]/", "2606:4700:4700::1111"),
        ):
            assert (await failure(web, url)).kind is FetchFault.CONNECT
            assert connected.pop() == address


async def test_a_name_that_changes_its_address_between_two_look_ups_gains_nothing(connected: list[str]) -> None:
    names = Names({"rebind.example": [["93.184.215.14"], ["127.0.0.1"], ["169.254.169.254"]]})
    async with fetcher(resolve=names, allow_private=()) as web:
        assert (await failure(web, "http://rebind.example/")).kind is FetchFault.CONNECT
        assert names.questions == ["rebind.example"], "one look-up, one connection"
        for _ in range(3):
            assert (await failure(web, "http://rebind.example/")).kind is FetchFault.PRIVATE
    assert connected == ["93.184.215.14"]


async def test_a_name_that_turns_private_during_a_redirect_is_refused() -> None:
    names = Names({"rebind.example": [["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]]})
    bye = {"Location": "/secret", "Connection": "close"}
    routes = {
        "/feed": answer(b"", status=302, headers=bye),
        "/secret": answer(),
        "/robots.txt": answer(b"", "text/plain", headers={"Connection": "close"}),
    }
    async with WebServer(routes) as site, fetcher(site, resolve=names) as web:
        error = await failure(web, f"http://rebind.example:{site.port}/feed")
        assert error.kind is FetchFault.PRIVATE
        assert "127.0.0.2" in str(error)
        assert site.paths() == ["/feed"]
        assert len(names.questions) == 3


async def test_no_redirect_leads_to_a_hostile_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's 127.0.0.1 is allowed; no other address is ever connected to."""
    connect = asyncio.BaseEventLoop.create_connection
    made: list[str] = []

    async def create_connection(loop: Any, factory: Any, host: str, port: int, **options: Any) -> Any:
        made.append(host)
        return await connect(loop, factory, host, port, **options)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", create_connection)
    followed = 0
    async with WebServer({"/feed": answer()}) as site, fetcher(site, resolve=Names({})) as web:
        for url in (*hostile_urls()[::7], *BY_HAND):
            if not re.search(r"[\r\n\x00]", url):  # which no header can hold
                site.routes["/feed"] = redirect(url.encode("utf-8").decode("latin-1"))
                await failure(web, site.url("/feed"))
                followed += 1
        assert followed > 200
        assert set(made) == {"127.0.0.1"}


async def test_a_private_network_is_reached_when_a_setting_allows_it() -> None:
    names = Names({"wiki.corp": [["127.0.0.1"]]})
    async with WebServer({"/feed": answer()}) as site:
        async with fetcher(site, resolve=names) as web:
            assert (await read(web, f"http://wiki.corp:{site.port}/feed")).content == FEED
        async with fetcher(site, resolve=names, allow_private=(ip_network("10.0.0.0/8"),)) as web:
            error = await failure(web, f"http://wiki.corp:{site.port}/feed")
            assert (error.kind, error.permanent) == (FetchFault.PRIVATE, False)
            assert "allow its network" in str(error)
        assert len(site.paths()) == 1


async def test_another_port_is_reached_when_a_setting_allows_it() -> None:
    async with WebServer({"/feed": answer()}) as site:
        async with fetcher() as web:
            error = await failure(web, site.url("/feed"))
            assert (error.kind, str(site.port) in str(error)) == (FetchFault.ADDRESS, True)
        assert site.asked == []


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]
)
def test_a_cloud_machines_passwords_are_reached_by_no_setting(address: str) -> None:
    everything = (parse_network("0.0.0.0/0"), parse_network("::/0"), parse_network(address))
    assert refusal(ip_address(address), everything)


def test_an_allowed_network_opens_no_other_spelling_of_itself() -> None:
    allowed = (parse_network("10.0.0.0/8"), parse_network(" fd12::/16 "))
    assert refusal(ip_address("10.1.2.3"), allowed) == ""
    assert refusal(ip_address("fd12::1"), allowed) == ""
    for other in ("::ffff:10.1.2.3", "::10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1", "192.168.0.1", "fd13::1"):
        assert refusal(ip_address(other), allowed)


def test_the_addresses_around_a_network_are_told_apart_from_it() -> None:
    edges = {"9.255.255.255": True, "10.0.0.0": False, "11.0.0.0": True, "100.63.255.255": True, "100.64.0.0": False,
             "100.127.255.255": False, "100.128.0.0": True, "172.15.255.255": True, "172.16.0.0": False,
             "172.31.255.255": False, "172.32.0.0": True, "223.255.255.255": True, "224.0.0.0": False,
             "1fff:ffff::1": False, "2001:1ff:ffff::1": False, "2001:200::1": True, "2001:db7:ffff::1": True,
             "2001:db9::1": True, "3ffd::1": True, "3fff:1000::1": True, "4000::": False}  # fmt: skip
    assert {text: not refusal(ip_address(text)) for text in edges} == edges


async def test_proxies_of_the_environment_are_no_way_out(monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    names = Names({"news.example": [["93.184.215.14"]]})
    async with fetcher(resolve=names, allow_private=()) as web:
        await failure(web, "http://news.example/feed")
    assert connected == ["93.184.215.14"]


async def test_when_the_first_address_does_not_answer_the_next_one_is_tried() -> None:
    here = ["::1", "::1", "::1", "::1", "127.0.0.1"]  # a host with much of what our network lacks
    names, loopback = Names({"news.example": [here]}), (*THIS_MACHINE, ip_network("::1/128"))
    async with WebServer({"/feed": answer()}) as site, fetcher(site, resolve=names, allow_private=loopback) as web:
        assert (await read(web, f"http://news.example:{site.port}/feed")).content == FEED


async def test_the_system_looks_names_up() -> None:
    loopback = (*THIS_MACHINE, ip_network("::1/128"))
    async with WebServer({"/feed": answer()}) as site, fetcher(site, allow_private=loopback) as web:
        assert (await read(web, f"http://localhost:{site.port}/feed")).content == FEED
        assert (await failure(web, "http://nowhere.invalid/")).kind is FetchFault.DNS


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("example.org", "https://example.org/"),
        ("example.org/feed", "https://example.org/feed"),
        ("example.org:8443/feed", "https://example.org:8443/feed"),
        (" HTTP://Example.ORG:80/Feed?a=1&b=%20#top ", "http://example.org/Feed?a=1&b=%20"),
        ("https://example.org.:443", "https://example.org/"),
        ("https://münchen.example/straße?q=ü", "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC"),
        ("https://bücher。example/", "https://xn--bcher-kva.example/"),
        ("https://a_b.example/x y", "https://a_b.example/x%20y"),
        ("https://[2606:4700:4700:0:0:0:0:1111]:8080/", "https://[2606:4700:4700::1111]:8080/"),
        ("http://0x08080808/", "http://8.8.8.8/"),
        ("//example.org/feed", ""),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("feed:feed:example.org", ""),
    ],
)
def test_an_address_is_read_as_it_was_meant(typed: str, url: str) -> None:
    if url:
        assert read_target(typed, USUAL_PORTS).url == url
    else:
        with pytest.raises(FetchError):
            read_target(typed, USUAL_PORTS)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(FetchError, match="holds a user name or a password") as caught:
        read_target("https://jane:hunter2@example.org/feed?token=abc", USUAL_PORTS)
    assert "hunter2" not in str(caught.value)
    assert "abc" not in str(caught.value)
