"""Small feeds of every kind about one ferry; nobody's news."""

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
  <title>Harbour News &amp;amp; Views</title><link>https://harbour.example/</link><language>en-gb</language><ttl>30</ttl>
  <atom:link rel="self" href="https://harbour.example/feed.xml"/><atom:link rel="hub" href="https://hub.example/"/>
  <item>
    <title>Ferry &lt;b&gt;runs aground&lt;/b&gt; off Sk&#xE5;ne &amp;amp; all are safe</title>
    <link>/2025/08/ferry?utm_source=rss</link><guid isPermaLink="false">harbour-1</guid>
    <pubDate>Thu, 28 Aug 2025 10:30:00 +0200</pubDate><dc:creator>Jane Doe</dc:creator>
    <category>Sea</category><category>Accidents</category><category>Sea</category>
    <description>&lt;p&gt;A ferry ran aground.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
    <content:encoded><![CDATA[<p>A ferry with 40 people ran aground on Thursday.</p><p>All are <i>safe</i>.<br>Divers follow.</p>
      <img src="/pictures/ferry.jpg">]]></content:encoded>
  </item>
  <item>
    <title>Crane falls</title><link>https://harbour.example/crane</link>
    <pubDate>Thu, 28 Aug 2025 09:00 EST</pubDate><author>desk@harbour.example (The Desk)</author>
    <media:content url="https://harbour.example/crane.jpg" medium="image"/>
    <description>A crane fell.</description>
  </item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://harbour.example/blog/">
  <title type="html">Harbour &lt;em&gt;Blog&lt;/em&gt;</title><link href="/"/><link rel="self" href="/atom.xml"/>
  <entry>
    <id>tag:harbour.example,2025:1</id><title>Ferry afloat</title><link rel="alternate" href="afloat"/>
    <published>2025-08-28T08:30:00Z</published><updated>2025-08-29T08:30:00Z</updated>
    <author><name>Jane Doe</name></author><author><name>John Roe</name></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry is afloat.</p><p>It left at noon.</p></div></content>
  </entry>
</feed>"""

RDF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://harbour.example/"><title>Harbour</title><link>https://harbour.example/</link>
    <items><rdf:Seq><rdf:li resource="https://harbour.example/1"/></rdf:Seq></items></channel>
  <item rdf:about="https://harbour.example/1"><title>Ferry sold</title><link>https://harbour.example/1</link>
    <dc:date>2025-08-28T10:00:00+02:00</dc:date><description>Sold to Greece.</description></item>
</rdf:RDF>"""

JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "home_page_url": "https://harbour.example/",
  "feed_url": "https://harbour.example/feed.json", "language": "en", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
  "items": [
    {"id": 7, "url": "/ferry", "title": "Ferry &amp; crane", "content_html": "<p>One.</p><p>Two.</p>", "image": "f.jpg",
     "date_published": "2025-08-28T10:30:00.123+02:00", "authors": [{"name": "Jane Doe"}], "tags": ["Sea", "Sea", 5]},
    {"id": "8", "external_url": "https://elsewhere.example/x", "content_text": "A note without a title.\\nMore."}]}"""

NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>https://harbour.example/old</loc><lastmod>2025-08-01</lastmod></url>
  <url><image:image><image:loc>https://harbour.example/f.jpg</image:loc></image:image><loc>https://harbour.example/ferry</loc>
    <news:news><news:publication><news:name>Harbour News</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2025-08-28T10:30:00+02:00</news:publication_date><news:title>Ferry aground</news:title></news:news></url>
</urlset>"""

SITEMAP_INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://harbour.example/pages.xml</loc><lastmod>2025-08-28</lastmod></sitemap>
  <sitemap><loc>https://harbour.example/news.xml</loc></sitemap></sitemapindex>"""

EVERY_KIND = (RSS, ATOM, RDF, JSON, NEWS_SITEMAP, SITEMAP_INDEX)
URL = "https://harbour.example/feeds/all"


def rss(items: str, head: str = "") -> bytes:
    """An RSS feed around some items."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'.encode()
