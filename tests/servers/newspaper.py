"""A small newspaper on the local web server: a front page that names its feed, the feed, and a page for each article."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from tests.servers.web import Asked, Respond, WebServer, Wire, answer


@dataclass
class Piece:
    """An article as the paper prints it; ``teaser`` is all that the feed has of it."""

    slug: str
    title: str
    paragraphs: list[str]
    published: datetime
    updated: datetime | None = None
    guid: str = ""
    teaser: str = ""


@dataclass
class Newspaper:
    """The paper; what is published later is in the next answer."""

    server: WebServer
    name: str = "Tamar Herald"
    folder: str = ""  # several papers may share a server
    full: bool = False  # whether the feed holds whole articles
    pieces: list[Piece] = field(default_factory=list)

    @property
    def front(self) -> str:
        return self.server.url(f"{self.folder}/")

    @property
    def feed(self) -> str:
        return self.server.url(f"{self.folder}/feed.xml")

    def link(self, slug: str) -> str:
        return self.server.url(f"{self.folder}/news/{slug}.html")

    def open(self) -> Newspaper:
        """Serve the front page and the feed."""
        head = f'<link rel="alternate" type="application/rss+xml" title="News" href="{self.folder}/feed.xml">'
        page = f"<!doctype html><html><head><title>{self.name}</title>{head}</head><body><h1>{self.name}</h1></body></html>"
        self.server.routes[f"{self.folder}/"] = answer(page.encode(), "text/html")
        self.server.routes[f"{self.folder}/feed.xml"] = self._serve_feed
        return self

    def publish(self, slug: str, title: str, paragraphs: list[str], published: datetime) -> Piece:
        piece = Piece(slug, title, paragraphs, published)
        self.pieces.insert(0, piece)
        self.server.routes[f"{self.folder}/news/{slug}.html"] = self._page_of(piece)
        return piece

    def _page_of(self, piece: Piece) -> Respond:
        async def respond(asked: Asked, wire: Wire) -> None:
            body = "".join(f"<p>{escape(each)}</p>" for each in piece.paragraphs)
            date = f'<meta property="article:published_time" content="{piece.published.isoformat()}">'
            site = f'<meta property="og:site_name" content="{self.name}">'
            head = f"<title>{escape(piece.title)} - {self.name}</title>{date}{site}"
            page = f"<!doctype html><html lang=en><head>{head}</head><body><article><h1>{escape(piece.title)}</h1>{body}</article></body></html>"
            await wire.answer(200, page.encode(), [("Content-Type", "text/html; charset=utf-8")])

        return respond

    async def _serve_feed(self, asked: Asked, wire: Wire) -> None:
        body = self._write_feed().encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if asked.headers.get("if-none-match") == tag:
            await wire.answer(304, headers=[("ETag", tag)])
        else:
            await wire.answer(200, body, [("ETag", tag), ("Content-Type", "application/rss+xml")])

    def _write_feed(self) -> str:
        items = "".join(self._write_item(piece) for piece in self.pieces)
        head = f"<title>{self.name}</title><link>{self.front}</link>"
        space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"'
        return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{head}{items}</channel></rss>'

    def _write_item(self, piece: Piece) -> str:
        whole = "".join(f"<p>{escape(each)}</p>" for each in piece.paragraphs)
        content = f"<content:encoded><![CDATA[{whole}]]></content:encoded>" if self.full else ""
        updated = f"<atom:updated>{piece.updated.isoformat()}</atom:updated>" if piece.updated else ""
        link = self.link(piece.slug)
        return (
            f"<item><title>{escape(piece.title)}</title><link>{link}</link><guid>{piece.guid or link}</guid>"
            f"<pubDate>{format_datetime(piece.published)}</pubDate>{updated}"
            f"<description>{escape(piece.teaser or piece.paragraphs[0])}</description>{content}</item>"
        )
