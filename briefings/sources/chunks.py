"""Articles that advertisements or pictures cut into several blocks, made whole before extraction."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_PARAGRAPH = 80  # characters: less may be a caption or a teaser
_LEVELS = 3  # how far above two blocks the element that holds them both may be
_ENOUGH = 2  # paragraphs that a block must hold


def join_chunks(tree: HtmlElement) -> HtmlElement:
    """The page with the blocks of one article joined into the first of them; the page itself where there are none.

    Blocks are one article's when they have the same tag and class, stand near each other within one <article> or
    <main>, hold paragraphs, and no heading that links elsewhere, as a list of teasers has. Extractors take the first
    such block for the whole article.
    """
    blocks: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.get("class") and len(paragraph.text_content().strip()) >= _PARAGRAPH:
            blocks[parent] += 1
    groups: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for block, paragraphs in blocks.items():
        if paragraphs >= _ENOUGH and block.tag in {"div", "section"} and _within_article(block):
            for level, holder in enumerate(block.iterancestors()):
                if level == _LEVELS:
                    break
                groups[holder, block.tag, block.get("class")].append(block)
    whole = [
        group for group in groups.values() if len(group) > 1 and not any(map(_links_on, group)) and not _nested(group)
    ]
    if not whole:
        return tree
    best = max(whole, key=len)
    joined = deepcopy(tree)
    twins = dict(zip(tree.iter(), joined.iter(), strict=True))
    first, *others = [twins[block] for block in best]
    for block in others:
        first.extend(list(block))
    return joined


def _within_article(block: HtmlElement) -> bool:
    holders = list(block.iterancestors())
    return any(holder.tag in {"article", "main"} for holder in holders) and not any(
        "comment" in (holder.get("class") or "").casefold() for holder in [block, *holders]
    )


def _links_on(block: HtmlElement) -> bool:
    return any(True for heading in block.iter("h1", "h2", "h3") for _ in heading.iter("a"))


def _nested(blocks: list[HtmlElement]) -> bool:
    return any(holder in blocks for block in blocks for holder in block.iterancestors())
