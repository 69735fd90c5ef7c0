"""Which addresses are public.  Pure: text and data in, a decision out; nothing here is connected to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_GLOBAL_IPV6 = IPv6Network("2000::/3")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


def read_address(host: str) -> Address | None:
    """The address that a host is written as, None for a name; IPv6 without its brackets.

    IPv4 is read as the C library reads it, because that is what a system call would do with it: ``127.1``,
    ``2130706433``, ``0177.0.0.1`` and ``0x7f.1`` are all 127.0.0.1.

    Raises:
        ValueError: it ends in a number, as only an address can, and is none.
    """
    if ":" in host:
        address = IPv6Address(host)
        if address.scope_id:
            raise ValueError("an address with a zone belongs to one machine")
        return address
    last = host.rpartition(".")[2]
    return _read_ipv4(host.split(".")) if _NUMBER.fullmatch(last) else None


def _read_ipv4(parts: list[str]) -> IPv4Address:
    """One to four numbers, decimal, octal (0...) or hexadecimal (0x...); the last fills the bytes that are left."""
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) <= 16 for part in parts):
        raise ValueError("not an IPv4 address")
    *heads, last = [_read_number(part) for part in parts]
    room = 256 ** (4 - len(heads))
    if last >= room or any(head > 255 for head in heads):
        raise ValueError("not an IPv4 address")
    return IPv4Address(last + sum(head * 256 ** (3 - place) for place, head in enumerate(heads)))


def _read_number(text: str) -> int:
    if text[:2] in ("0x", "0X"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)


def refusal(address: Address, allowed: Iterable[Network] = ()) -> str:
    """Why we do not connect to an address, as the end of a sentence ("this machine"); empty where we may.

    ``allowed`` are networks that are opened by consent. An IPv4 address in IPv6 spelling is no way around: it is
    refused unless that very spelling is allowed.
    """
    if reason := _reason(address, "metadata"):
        return reason
    if any(address in network for network in allowed):
        return ""
    if reason := _reason(address, "refused"):
        return reason
    if isinstance(address, IPv6Address) and address not in _GLOBAL_IPV6:
        return "reserved"
    return ""


def _reason(address: Address, table: str) -> str:
    return next((why for network, why in _networks()[table] if address in network), "")


@cache
def _networks() -> dict[str, list[tuple[Network, str]]]:
    tables = tomllib.loads(files(__package__).joinpath("data", "networks.toml").read_text(encoding="utf-8"))
    return {name: [(ip_network(network), why) for network, why in table.items()] for name, table in tables.items()}


def parse_network(text: str) -> Network:
    """A network as a setting names it: ``10.1.0.0/16``, ``fd12::/64``, or a single address.

    Raises:
        ValueError: it is none.
    """
    return ip_network(text.strip(), strict=False)
