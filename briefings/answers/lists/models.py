"""The trained weights of the lists: which spans are items, which events answer.

Made by training/list_ranker.py from SQuAD 1.1 (CC BY-SA 4.0), SQuADShifts (CC BY 4.0) and the development splits of
MultiSpanQA (CC BY-SA 3.0) and TORQUE (Apache-2.0); see NOTICE.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from briefings.answers.lists import candidates
from briefings.answers.lists.candidates import Candidates
from briefings.answers.lists.choice import stand
from briefings.answers.lists.event_choice import SUMMARY, EventModel
from briefings.answers.lists.event_relations import WIDTH
from briefings.answers.lists.forest import Floats, Forest
from briefings.errors import ModelError


@dataclass(frozen=True)
class ItemModel:
    """Three looks at a span.

    ``single`` asks whether it could answer any question like this, ``item`` whether it is one of a list, ``beside`` the
    same among its rivals.
    """

    single: Forest
    item: Forest
    beside: Forest

    def chances(self, spans: Candidates) -> Floats:
        """The chance of each span to be an item, shape (n,)."""
        rows = look_first(self.single, spans.rows)
        return self.beside.chance(np.hstack([rows, stand(spans, self.item.chance(rows))]))


def look_first(single: Forest, rows: Floats) -> Floats:
    """The candidates' features with the first look's score as one more."""
    return np.hstack([rows, single.score(rows)[:, None]])


@lru_cache(maxsize=1)
def item_model() -> ItemModel:
    """The weights of data/items.npz, read once.

    Raises:
        ModelError: they do not fit the features of this version.
    """
    with files(__package__).joinpath("data/items.npz").open("rb") as file, np.load(file) as stored:
        model = ItemModel(*(Forest.read(stored, name) for name in ("single", "item", "beside")))
        width = int(stored["width"])
    if width != candidates.WIDTH:
        raise ModelError(
            "briefings/answers/lists/data/items.npz does not fit the features; run training/list_ranker.py anew."
        )
    return model


@lru_cache(maxsize=1)
def event_model() -> EventModel:
    """The weights of data/relations.npz, read once.

    Raises:
        ModelError: they do not fit the features of this version.
    """
    with files(__package__).joinpath("data/relations.npz").open("rb") as file, np.load(file) as stored:
        model = EventModel(Forest.read(stored, "relation"), np.asarray(stored["none"], dtype=np.float32))
        width = int(stored["width"])
    if width != WIDTH or model.none.shape != (SUMMARY + 1,):
        raise ModelError(
            "briefings/answers/lists/data/relations.npz does not fit the features; run training/list_ranker.py anew."
        )
    return model
