"""`make torture-feeds`: thousands of broken feeds, made from the real ones by a seeded hand.

Every one must be read or refused in a sentence, in less than a second of processor time and within 256 MB of memory.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from briefings.errors import SourceError
from briefings.sources.feeds import parse_feed
from eval.data import folder, read_rows
from eval.tasks.feeds import feed_of

SETS = ("feeds_feedparser", "feeds_w3c")
SLOWEST = 1.0  # seconds of processor time
MEMORY = 256  # megabytes

_TOKENS = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<item>", b"</item>", b"<entry>", b"</entry>", b"</channel>", b"</rss>",
    b"<", b">", b"&", b"&amp;", b"&#0;", b"&#x110000;", b"&nbsp;", b'"', b"'", b"<?", b"?>", b"{", b"[", b"\r", b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<title>", b"<link>", b"<guid>",
    b"<?xml version='1.0' encoding='utf-7'?>", b"xml:base='http://['", b" xmlns='x'", b"http://[",
    b"Mon, 99 Foo 99999 99:99:99 +9999",
)  # fmt: skip


@dataclass(slots=True)
class Report:
    """What became of the broken feeds; times are seconds of processor time, memory is megabytes."""

    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing crashed, and nothing took too long or too much."""
        return not self.crashed and self.slowest < SLOWEST and self.memory < MEMORY


def real_feeds(data: Path) -> list[bytes]:
    """The feeds of the evaluation data."""
    return [feed_of(row) for name in SETS for row in read_rows(data / f"{name}.dev.jsonl")]


def mutate(feed: bytes, chance: random.Random) -> bytes:
    """A feed with one to six wounds."""
    for _ in range(chance.randint(1, 6)):
        feed = chance.choice(_WOUNDS)(feed or b"<rss/>", chance)
    return feed[:400_000]


def torture(feeds: Sequence[bytes], count: int, seed: int = 0) -> Report:
    """Read so many mutations of the feeds; the same seed makes the same ones."""
    report = Report()
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        feed = mutate(chance.choice(feeds), chance)
        began = time.process_time()
        try:
            parse_feed(feed, "http://feeds.example/feed.xml")
            report.read += 1
        except SourceError as error:
            report.refused[type(error).__name__] += 1
        except Exception as error:  # that is what we are looking for
            report.crashed.append(f"{seed} {number}: {type(error).__name__}: {error}")
        report.slowest = max(report.slowest, time.process_time() - began)
    report.memory = peak_memory()
    return report


def peak_memory() -> int:
    """The most memory that this program had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux getrusage(2) would tell what the program that started this one had, too
        (peak,) = (line.split()[1] for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(peak) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)


def _flip(feed: bytes, chance: random.Random) -> bytes:
    wounded = bytearray(feed)
    for _ in range(chance.randint(1, 20)):
        wounded[chance.randrange(len(wounded))] = chance.randrange(256)
    return bytes(wounded)


def _cut(feed: bytes, chance: random.Random) -> bytes:
    start, end = _span(feed, chance)
    return feed[:start] + feed[end:]


def _repeat(feed: bytes, chance: random.Random) -> bytes:
    start, end = _span(feed, chance)
    times = chance.choice((2, 2, 10, 100, 1000))
    return feed[:end] + feed[start:end] * min(times, 200_000 // max(end - start, 1) + 1) + feed[end:]


def _move(feed: bytes, chance: random.Random) -> bytes:
    start, end = _span(feed, chance)
    rest = feed[:start] + feed[end:]
    place = chance.randint(0, len(rest))
    return rest[:place] + feed[start:end] + rest[place:]


def _insert(feed: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(feed))
    return feed[:place] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 3, 500)) + feed[place:]


def _break_off(feed: bytes, chance: random.Random) -> bytes:
    return feed[: chance.randint(len(feed) // 3 + 1, len(feed))]


def _recode(feed: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp037", "cp1251", "utf-7"))
    return feed.decode("utf-8", "replace").encode(encoding, "replace")


def _span(feed: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(feed))
    return start, min(len(feed), start + chance.choice((1, 10, 100, 1000)))


_COMMON = (_flip, _cut, _repeat, _move, _insert)
_WOUNDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (*_COMMON, *_COMMON, _break_off, _recode)


@click.command()
@click.option("--count", default=10_000, show_default=True, help="How many broken feeds.")
@click.option("--seed", default=0, show_default=True, help="Another seed, other wounds.")
def main(count: int, seed: int) -> None:
    """Read broken feeds, say what became of them, and exit with 1 if one got the better of us."""
    data = folder()
    if data is None:
        click.echo("skipped, no data: set NEWSBRIEF_EVAL_DATA to the folder of the evaluation data")
        return
    report = torture(real_feeds(data), count, seed)
    refused = ", ".join(f"{number} {name}" for name, number in report.refused.most_common())
    click.echo(f"{report.read} read, refused: {refused or 'none'}, {len(report.crashed)} crashed")
    click.echo(f"slowest {report.slowest:.2f} s of {SLOWEST:g}, memory {report.memory} MB of {MEMORY}")
    for line in report.crashed[:20]:
        click.echo(line)
    if not report.passed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
