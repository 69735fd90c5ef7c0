"""The chat platforms: what a message means, how it is shown, and how it reaches people.

Nothing here knows an article, a story or a digest. ``message`` says what is meant, ``platform`` what a
platform can do, ``split`` makes a message fit; each platform is a package or module beside them.
"""
