"""What nobody waits for gives way to whoever waits for an answer, but is not put off for ever."""

from __future__ import annotations

import threading
import time

from bot.courtesy import MOST, Courtesy


class Clock:
    """Shows what the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_work_goes_on_when_somebody_has_an_answer() -> None:
    clock = Clock()
    courtesy = Courtesy(clock)
    said: list[str] = []
    waits = threading.Event()

    def work() -> None:
        waits.wait(5)
        clock.now += 10  # so long it worked
        courtesy.give_way()
        said.append("worked on")

    worker = threading.Thread(target=work)
    worker.start()
    with courtesy.serving():
        waits.set()
        time.sleep(MOST / 10)
        said.append("answered")
    worker.join(5)
    assert said == ["answered", "worked on"]


def test_nothing_waits_longer_than_it_worked() -> None:
    clock = Clock()
    courtesy = Courtesy(clock)
    with courtesy.serving():
        clock.now += 0.05
        begun = time.monotonic()
        courtesy.give_way()
        assert 0.04 < time.monotonic() - begun < MOST / 2


def test_where_nobody_waits_nothing_is_put_off() -> None:
    courtesy = Courtesy(time.monotonic)
    with courtesy.serving(), courtesy.serving():
        pass
    time.sleep(0.05)
    begun = time.monotonic()
    courtesy.give_way()
    assert time.monotonic() - begun < 0.04
