"""Everything that a person can mend, as one tree of exceptions.

::

    NewsbriefError
    ├── SettingError         a setting is missing, mistyped or out of range
    ├── SourceError          something that was to be read could not be
    │   ├── NotFoundError        no such file, folder or address
    │   ├── UnreadableError      it exists, but it is not text that we can read
    │   ├── EmptyError           it was read, and there is no article in it
    │   ├── NotFeedError         it was read, and it is no feed; it may name feeds
    │   ├── FetchError           an address could not be fetched (briefings.sources.fetching)
    │   └── LimitError           reading it takes more time or memory than we give to one source
    ├── StoreError           the database
    │   ├── ReadOnlyError        it cannot be written
    │   ├── CorruptError         it is damaged, or not a newsbrief database
    │   ├── NewerSchemaError     a newer newsbrief wrote it
    │   └── BusyError            another process holds it
    ├── ModelError           a language model file is missing, broken or not the one we tested
    └── UnprovenError        a bullet or an answer whose quote is not in its article

Every message is one sentence that names the thing and the fix, and is fit to be shown to the person at the keyboard.
"""


class NewsbriefError(Exception):
    """Something that a person can mend; ``str(error)`` says what and how, in one sentence."""


class SettingError(NewsbriefError):
    """A setting is missing, mistyped or out of range."""


class SourceError(NewsbriefError):
    """Something that was to be read could not be."""


class NotFoundError(SourceError):
    """No such file, folder or address."""


class UnreadableError(SourceError):
    """It exists, but it is not text that we can read."""


class EmptyError(SourceError):
    """It was read, and there is no article in it."""


class NotFeedError(SourceError):
    """It was read, and it is no feed; ``feeds`` are the addresses of the feeds that it names, the best first."""

    def __init__(self, message: str, feeds: tuple[str, ...] = ()) -> None:
        super().__init__(message, feeds)  # both, so that the error comes whole out of another process
        self.feeds = feeds

    def __str__(self) -> str:
        return str(self.args[0])


class LimitError(SourceError):
    """Reading it takes more time or memory than we give to one source."""


class StoreError(NewsbriefError):
    """The database refused."""


class ReadOnlyError(StoreError):
    """The database cannot be written."""


class CorruptError(StoreError):
    """The database is damaged, or is not a newsbrief database."""


class NewerSchemaError(StoreError):
    """A newer version of newsbrief wrote the database."""


class BusyError(StoreError):
    """Another process holds the database for longer than we wait."""


class ModelError(NewsbriefError):
    """A language model file is missing, broken or not the one that we tested."""


class UnprovenError(NewsbriefError):
    """A bullet or an answer whose quote is not in its article, character for character."""
