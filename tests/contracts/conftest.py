from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.ports import Store
from tests.contracts.stores import IMPLEMENTATIONS


@pytest.fixture(params=IMPLEMENTATIONS, ids=lambda make: str(make.__name__))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind in turn."""
    made: Store = request.param(tmp_path)
    yield made
    made.close()
