from collections.abc import Iterator

import pytest

from briefings.sources.worker import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """The real parsing worker, started once."""
    with Workers(1) as started:
        yield started
