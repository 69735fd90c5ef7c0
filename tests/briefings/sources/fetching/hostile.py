"""Addresses that must never be connected to: every network that is not public, in every spelling that means it.

Written down apart from the product's own list, from the IANA special-purpose registries and the clouds' documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

PRIVATE_IPV4 = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.254",
    "127.0.0.1", "127.0.0.53", "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "172.17.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.192", "192.0.2.7", "192.31.196.1", "192.52.193.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.254", "192.175.48.6", "198.18.0.1", "198.19.255.254", "198.51.100.9",
    "203.0.113.77", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip

PRIVATE_IPV6 = (
    "::", "::1", "::2", "::ffff:0:7f00:1", "100::1", "100:0:0:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:1::1", "2001:2::1", "2001:2:0:1::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1",
    "2001:db8::1", "2001:db8:ffff::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2620:4f:8000::1", "3ffe::1", "3fff::1",
    "3fff:fff:ffff::1", "4000::1", "5f00::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "64:ff9b:1:ffff::1", "8000::1", "e000::1", "f000::1", "fc00::1", "fd00:ec2::254", "fd00:ec2::23", "fd12:3456:789a::1",
    "fd20:ce::254", "fdff::1", "fe80::1", "fe80::5efe:7f00:1", "febf::1", "fec0::1", "feff::1", "ff01::1", "ff02::1",
    "ff05::1:3", "ff0e::1", "ffff::1",
)  # fmt: skip

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "9.9.9.9", "4.2.2.2", "11.0.0.1", "23.5.6.7", "52.95.110.1", "93.184.215.14", "100.63.255.255",
    "100.128.0.1", "104.16.132.229", "126.255.255.254", "128.0.0.1", "129.168.1.1", "140.82.121.4", "151.101.1.140",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "172.67.1.1",
    "191.255.255.255", "192.0.1.1", "192.0.3.1", "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1",
    "198.51.99.255", "203.0.112.255", "203.0.114.1", "223.255.255.254", "2001:200::1", "2001:4860:4860::8888",
    "2003::1", "2400:cb00:2048:1::c629:d7a2", "2606:2800:220:1:248:1893:25c8:1946", "2606:4700:4700::1111",
    "2620:fe::fe", "2800:3f0::1", "2a00:1450:4009::200e", "2a04:4e42::81", "2c0f:f248::1", "3000::1",
)  # fmt: skip

# each is refused, as an address that is not public or as none at all
BY_HAND = (
    "http://127.1/", "http://127.0.1/", "http://0/", "http://0x0/", "http://00000000000/", "http://127.0.0.1./",
    "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0000:0000:0000:0000:0000:0000:0000:0001]/", "http://[::1]:8080/",
    "http://[::ffff:7f00:1]/", "http://[::FFFF:127.0.0.1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[::1%25lo]/",
    "http://[::1%lo]/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[fd00:EC2::254]/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/latest/", "http://[64:ff9b::169.254.169.254]/", "http://[64:ff9b:1::10.0.0.1]/",
    "http://[2002:c0a8:101::1]/", "http://[::127.0.0.1]/", "http://[::7f00:1]/", "http://[v1.fe80::1]/",
    "http://[127.0.0.1]/", "http://[::1/", "http://::1/", "http://[::1]]/", "http://[[::1]]/", "http://[::1]evil.example/",
    "http://①②⑦.⓪.⓪.①/", "http://１２７.０.０.１/", "http://127。0。0。1/", "http://127．0．0．1/", "http://127｡0｡0｡1/",
    "http://169。254。169。254/latest/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://%31%32%37.0.0.1/", "http://127%2E0%2E0%2E1/",
    "http://127.0.0.1%00.example/", "http://127.0.0.1%2523@8.8.8.8/", "http://8.8.8.8@127.0.0.1/", "http://8.8.8.8:80@10.0.0.1/",
    "http://127.0.0.1:80\\@8.8.8.8/", "http://8.8.8.8\\@127.0.0.1/", "http://127.0.0.1:80#@8.8.8.8/", "http://10.0.0.1?@8.8.8.8/",
    "http://127.0.0.1\t/", "http://127.0.0.1\n.example/", "http://127.0.0.1\r\nHost: x/", "http://\x00127.0.0.1/",
    "http:127.0.0.1/", "http:/127.0.0.1/", "http:///127.0.0.1/", "http://///127.0.0.1/", "//127.0.0.1/", "http:\\\\127.0.0.1\\",
    "http://127.0.0.1:22/", "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:-80/", "http://127.0.0.1:8O/",
    "http://127.0.0.1:80:80/", "http://127.0.0.1:６３７９/", "http://0177.0.0.01/", "http://0x7f.0x0.0x0.0x1/", "http://0X7F000001/",
    "http://017700000001/", "http://2130706433/", "http://4294967296/", "http://127.0.0.256/",
    "http://256.0.0.1/", "http://1.2.3.4.5/", "http://0x7f.1/", "http://0x/", "http://0x7f./", "http://08.1/",
    "http://127..1/", "http://.127.0.0.1/", "http://127.0.0.1../", "http://127.0.0.1,8.8.8.8/",
    "http://(127.0.0.1)/", "http://{127.0.0.1}/", "http://127.0.0.1;8.8.8.8/", "http://127.0.0.1&@8.8.8.8/",
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/stats",
    "ftp://127.0.0.1/", "ldap://127.0.0.1/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "ws://127.0.0.1/", "jar:http://127.0.0.1!/", "data:text/xml,<rss/>", "javascript:alert(1)", "about:blank", "127.0.0.1",
    "127.0.0.1/feed", "[::1]/feed", "127.1:80", "10.0.0.1:8080/feed", "2130706433/feed", "0x7f000001", "http://", "http://:80/",
    "http://@/", "http://?/", "http://#/", "http://./", "http://../", "http:// /", "http://a b.example/", "http://a_$.example/",
    "http://-/", "http://*/", "http://%/", "http://xn--/", "http://xn--zzzzzzz\u00fc.example/", "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/", "", " ",
)  # fmt: skip


def spellings(address: IPv4Address) -> Iterator[str]:
    """Hosts that some reader takes for an IPv4 address."""
    a, b, c, d = address.packed
    number = int(address)
    high, low = number >> 16, number & 0xFFFF
    yield str(address)
    yield f"{address}."
    yield str(number)
    yield f"0x{number:x}"
    yield f"0X{number:08X}"
    yield f"0{number:o}"
    yield f"{a}.{number & 0xFFFFFF}"
    yield f"{a}.{b}.{low}"
    yield f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a:04o}.{b:04o}.{c:04o}.{d:04o}"
    yield f"0x{a:x}.{b}.0{c:o}.{d}"
    yield str(address).replace(".", "。")
    yield str(address).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    yield f"[::ffff:{address}]"
    yield f"[::ffff:{high:x}:{low:x}]"
    yield f"[::{address}]"
    yield f"[::ffff:0:{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[64:ff9b:1::{address}]"
    yield f"[2002:{high:x}:{low:x}::1]"
    yield f"[2001:0:{high:x}:{low:x}::1]"
    yield f"[fe80::5efe:{address}]"


def hostile_urls() -> list[str]:
    """All of them, each once."""
    urls = [f"http://{spelling}/feed" for text in PRIVATE_IPV4 for spelling in spellings(IPv4Address(text))]
    urls += [f"https://[{spelling}]/feed" for text in PRIVATE_IPV6 for spelling in (text, IPv6Address(text).exploded)]
    return list(dict.fromkeys([*urls, *BY_HAND]))
