"""HTML in feeds as plain text."""

import pytest

from briefings.sources.markup import cut, first_image, read_line, read_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", "One bold word.\nTwo."),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<div>One<div>Two</div>Three</div>", "One\nTwo\nThree"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("A\n line\n that <i>wraps</i>", "A line that wraps"),
        ("Plain\ntext &amp; nothing else", "Plain text & nothing else"),
        ("Plain\n\ntext", "Plain\ntext"),
        ("<p>Before<script>alert('x')</script> after</p><style>p{}</style>", "Before after"),
        ("<figure><img src=x><figcaption>A caption</figcaption></figure><p>Text</p>", "Text"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("<p>Caf&eacute; &#8217;</p>", "Café ’"),
        ("<p>unclosed <b>tags <i>here", "unclosed tags here"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("", ""),
        ("<>", "<>"),
    ],
)
def test_paragraphs(markup: str, text: str) -> None:
    assert read_text(markup, 1000) == text


def test_deep_nesting_keeps_the_text() -> None:
    assert "deep" in read_text("<div>" * 200 + "deep", 100)
    read_text("<div><b><i>" * 50_000, 100)


def test_a_line() -> None:
    assert read_line("  <b>Up</b>\n&amp; &amp;amp; down ", 100) == "Up & & down"
    assert read_line("\x1b[31mred\x00", 100) == "[31mred"


def test_a_cut_ends_with_a_word() -> None:
    assert cut("one two three", 13) == "one two three"
    assert cut("one two three", 12) == "one two…"
    assert cut("abcdefgh", 5) == "abcd…"


def test_the_first_picture() -> None:
    assert first_image('<p><IMG alt="x > y" class=a src="/a.jpg?x=1&amp;y=2">') == ""
    assert first_image('<p><IMG alt="x" class=a src="/a.jpg?x=1&amp;y=2">') == "/a.jpg?x=1&y=2"
    assert first_image("<img src=data:image/gif;base64,x>") == ""
