"""Whatever bytes a file holds: its text, or one sentence that names it and the fix."""

import random

import pytest

from briefings.errors import EmptyError, SourceError, UnreadableError
from briefings.sources.encodings import MAX_CHARACTERS, read_characters

ENGLISH = "China’s foreign ministry said on Thursday – “a first”, as officials in São Paulo put it; café €5."
LATIN = "A café in São Paulo, a façade in Zürich and a Señor from Malmö: all are in this old text of the year 1999."
RUSSIAN = "Ким Чен Ын примет участие в военном параде в Пекине на следующей неделе, заявил Китай. " * 5
POLISH = (
    "Kim weźmie udział w defiladzie wojskowej w Pekinie w przyszłym tygodniu, ogłosiły Chiny, a Putin również. " * 5
)
JAPANESE = "中国は北朝鮮の金正恩氏が来週北京の軍事パレードに出席すると発表した。" * 5

READ = [
    (ENGLISH.encode(), ENGLISH),
    (b"\xef\xbb\xbf" + ENGLISH.encode(), ENGLISH),
    (ENGLISH.encode("utf-16"), ENGLISH),
    (b"\xfe\xff" + ENGLISH.encode("utf-16-be"), ENGLISH),
    (ENGLISH.encode("utf-16-le"), ENGLISH),
    (ENGLISH.encode("utf-16-be"), ENGLISH),
    (ENGLISH.encode("utf-32"), ENGLISH),
    (ENGLISH.encode("cp1252"), ENGLISH),
    (LATIN.encode("latin-1"), LATIN),
    (RUSSIAN.encode("cp1251"), RUSSIAN),
    (POLISH.encode("cp1250"), POLISH),
    (JAPANESE.encode("shift_jis"), JAPANESE),
    (JAPANESE.encode(), JAPANESE),
    (ENGLISH.encode() + b" It\x92s mixed.", ENGLISH + " It’s mixed."),
    (b"one\r\ntwo\rthree\x0cfour", "one\ntwo\nthree\nfour"),
    ("one\u2028two\u2029three\x85four".encode(), "one\ntwo\nthree\nfour"),
    (b"A\x07 bell\x1b and a stray \x08 key " * 3, "A bell and a stray  key " * 3),
    (b"x" * 2000 + b"\x00", "x" * 2000),
]


@pytest.mark.parametrize(("data", "text"), READ)
def test_text_is_read_in_the_encoding_that_it_is_in(data: bytes, text: str) -> None:
    assert read_characters(data, "a.txt") == text


def test_a_page_may_say_what_it_is_in() -> None:
    text = "Привет, Пекин"
    assert read_characters(text.encode("koi8-r"), "a.html", declared="koi8-r") == text


def test_a_page_may_be_wrong_about_itself() -> None:
    assert read_characters(LATIN.encode("latin-1"), "a.html", declared="no-such-code") == LATIN


NOISE = bytes(random.Random(1).choices(range(1, 256), k=4000))
REFUSED = [
    (b"", EmptyError, "a.txt is empty"),
    (b" \n\t\r\n", EmptyError, "a.txt is empty"),
    (b"\xff\xfe", EmptyError, "a.txt is empty"),
    (b"\x00" * 50, EmptyError, "a.txt is empty"),
    ("\u3000\u2003\ufeff".encode(), EmptyError, "a.txt is empty"),
    (b"%PDF-1.7\n" + NOISE, UnreadableError, "a PDF document"),
    (b"PK\x03\x04" + NOISE, UnreadableError, "a ZIP archive or an Office document"),
    (b"\x89PNG\r\n\x1a\n" + NOISE, UnreadableError, "a PNG picture"),
    (b"\xff\xd8\xff\xe0" + NOISE, UnreadableError, "a JPEG picture"),
    (b"GIF89a" + NOISE, UnreadableError, "a GIF picture"),
    (b"\x1f\x8b\x08" + NOISE, UnreadableError, "a gzip archive"),
    (rb"{\rtf1\ansi Kim will attend}", UnreadableError, "an RTF document"),
    (b"\x7fELF" + NOISE, UnreadableError, "a program"),
    (b"SQLite format 3\x00" + NOISE, UnreadableError, "an SQLite database"),
    (b"abc\x00\x01\x02" * 50, UnreadableError, "a binary file"),
    (NOISE, UnreadableError, "UTF-8"),
    (b"word " * 250_000, UnreadableError, f"1,250,000 characters, more than the {MAX_CHARACTERS:,}"),
]


@pytest.mark.parametrize(("data", "error", "words"), REFUSED)
def test_what_is_no_text_is_named_with_the_fix(data: bytes, error: type[SourceError], words: str) -> None:
    with pytest.raises(error) as caught:
        read_characters(data, "a.txt")
    message = str(caught.value)
    assert words in message
    assert message.startswith("a.txt")
    assert message.endswith(".")
    assert ";" in message  # what it is; what to do


@pytest.mark.parametrize("seed", range(30))
def test_any_bytes_give_text_or_a_named_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytes(chance.choices(range(256), k=chance.randrange(1, 400)))
    try:
        text = read_characters(data, "a.txt")
    except SourceError:
        return
    assert text.strip()
    assert "\x00" not in text
    text.encode()  # no lone surrogates
