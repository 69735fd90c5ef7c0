"""Trains the reader on a stream of windows, on a few CPU cores or one GPU, for as long as it may.

On a CPU several single-thread processes each take their share of every batch and add up their gradients in shared
memory, which wastes less than threads inside one product do; a GPU is one process's. The encoder computes in bfloat16;
the optimizer keeps its own float32 copy. The rate falls in a straight line to nothing at the end, where the end is a
number of steps or a time of day: on a shared machine only the time is known. State is saved every few minutes, and an
interrupted run goes on from there.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.reader.model import Reader, begin

_CHUNK = 1536  # windows that are sorted by length together
_SAY_EVERY = 30.0  # seconds
_FAR = -1e4
_HEAD, _ORDER = 0.75, 0.5  # weights of the answerability and of the order of near misses, beside the spans
_PATIENCE = 300.0  # seconds that a process waits for the others


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; ``ends`` (Unix time) overrides ``steps`` where it is not 0."""

    stream: Path
    start: Path
    out: Path
    steps: int = 3000
    ends: float = 0.0
    batch: int = 24
    rate: float = 1.2e-4
    head_rate: float = 8e-4
    warm_up: int = 150
    clip: float = 1.0
    decay: float = 0.01
    processes: int = 2
    seed: int = 0
    save_every: float = 300.0  # seconds
    after: Path | None = None
    """The checkpoint of an earlier run to begin with, on a stream of its own."""
    fallen: float = 0.0
    """The share of the rate that such a run does without."""

    @property
    def checkpoint(self) -> Path:
        """Where the state lies."""
        return self.out / "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Target:
    """What is right for a batch: spans (batch, 4, 2), answerable (batch,), rows whose near miss is the next row."""

    spans: Tensor
    answerable: Tensor
    missed: Tensor

    def to(self, device: torch.device) -> Target:
        """The same on a device."""
        return Target(self.spans.to(device), self.answerable.to(device), self.missed.to(device))


class Stream:
    """The prepared windows, in batches of like length."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self.pieces: npt.NDArray[np.uint16] = arrays["pieces"]
            self.starts: npt.NDArray[np.int64] = arrays["starts"]
            self.passages: npt.NDArray[np.int16] = arrays["passages"]
            self.spans: npt.NDArray[np.int16] = arrays["spans"]
            self.units: npt.NDArray[np.int64] = arrays["units"]
            self.answerable: npt.NDArray[np.bool_] = arrays["answerable"]
        self.lengths = np.diff(self.starts)
        longest = np.zeros(int(self.units.max()) + 1, dtype=np.int64)
        np.maximum.at(longest, self.units, self.lengths)
        self._widths = longest[self.units]

    def batches(self, size: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
        """Window numbers, endlessly: the stream in its order, each chunk sorted by length and cut into batches.

        A near miss stays behind what it misses, but where a batch ends between the two.
        """
        epoch = 0
        while True:
            chance = np.random.default_rng((seed, epoch))
            turns = np.arange(len(self.units)) if epoch == 0 else chance.permutation(len(self.units))
            order = np.argsort(turns[self.units], kind="stable")
            for first in range(0, len(order) - size + 1, _CHUNK):
                chunk = order[first : first + _CHUNK]
                chunk = chunk[np.lexsort((chunk, self.units[chunk], self._widths[chunk]))]
                whole = chunk[: len(chunk) // size * size].reshape(-1, size)
                yield from whole[chance.permutation(len(whole))]
            epoch += 1

    def collate(self, numbers: npt.NDArray[np.int64]) -> tuple[tuple[Tensor, Tensor, Tensor], Target]:
        """Word pieces, mask and segments (batch, length), and what is right."""
        width = -(-int(self.lengths[numbers].max()) // 8) * 8
        tokens = np.zeros((len(numbers), width), dtype=np.int64)
        mask, segments = np.zeros_like(tokens), np.zeros_like(tokens)
        for row, number in enumerate(numbers):
            pieces = self.pieces[self.starts[number] : self.starts[number + 1]]
            tokens[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
            segments[row, self.passages[number] : len(pieces)] = 1
        spans, units, answerable = self.spans[numbers].astype(np.int64), self.units[numbers], self.answerable[numbers]
        missed = np.flatnonzero((units[:-1] == units[1:]) & answerable[:-1] & ~answerable[1:])
        target = Target(*(torch.from_numpy(each) for each in (spans, answerable, missed)))
        return (torch.from_numpy(tokens), torch.from_numpy(mask), torch.from_numpy(segments)), target


def loss_of(scores: tuple[Tensor, Tensor, Tensor], segments: Tensor, target: Target) -> Tensor:
    """How unlikely what is right is: any of the right spans, answerability, and the order of a window and its miss.

    The span (0, 0) stands for none; a window without any span, a statement, teaches answerability alone.
    """
    start, end, answerable = (each.float() for each in scores)
    allowed = segments.clone()
    allowed[:, 0] = 1
    outside = (1 - allowed) * _FAR
    start, end = (start + outside).log_softmax(-1), (end + outside).log_softmax(-1)
    known = target.spans[..., 0] >= 0
    places = target.spans.clamp(min=0)
    each = start.gather(1, places[..., 0]) + end.gather(1, places[..., 1]) + (~known) * _FAR
    spans = -(each.logsumexp(-1) * known.any(-1)).sum() / len(each)
    heads = functional.binary_cross_entropy_with_logits(answerable, target.answerable.float())
    sure = answerable - 0.5 * (start[:, 0] + end[:, 0])  # of an answer: the second head, and against none
    order = functional.softplus(sure[target.missed + 1] - sure[target.missed]).sum() / len(each)
    return spans + _HEAD * heads + _ORDER * order


class Flat:
    """A model's trained parameters as one bfloat16 vector with one gradient, and the optimizer's float32 copies."""

    def __init__(self, model: Reader, settings: Settings) -> None:
        """Take over a float32 model where it lies, CPU or GPU."""
        frozen = {id(parameter) for parameter in model.embeddings()}
        heads = {id(parameter) for parameter in model.heads()}
        groups: list[list[nn.Parameter]] = [[], []]
        for parameter in model.parameters():
            if id(parameter) in frozen:
                parameter.requires_grad_(False)
            else:
                groups[id(parameter) in heads].append(parameter)
        self.parameters = [parameter for group in groups for parameter in group]
        sizes = [sum(parameter.numel() for parameter in group) for group in groups]
        whole = torch.cat([parameter.detach().float().flatten() for parameter in self.parameters])
        self.master = [nn.Parameter(part) for part in whole.split(sizes)]
        model.bfloat16()
        self.values = whole.bfloat16()
        self.gradient = torch.zeros_like(self.values)
        first = 0
        for parameter in self.parameters:
            last = first + parameter.numel()
            parameter.data = self.values[first:last].view_as(parameter)
            parameter.grad = self.gradient[first:last].view_as(parameter)
            first = last
        rates = (settings.rate, settings.head_rate)
        options = [{"params": [part], "lr": rate} for part, rate in zip(self.master, rates, strict=True)]
        self.rates = rates
        self.optimizer = torch.optim.AdamW(options, weight_decay=settings.decay, betas=(0.9, 0.98), fused=True)

    def step(self, summed: Tensor, share: float, clip: float) -> float:
        """Move along a float32 gradient at a share of the full rate; returns the gradient's length before clipping."""
        length = float(summed.norm())
        summed.mul_(min(1.0, clip / (length + 1e-6)))
        parts = summed.split([part.numel() for part in self.master])
        for part, gradient, group, rate in zip(
            self.master, parts, self.optimizer.param_groups, self.rates, strict=True
        ):
            part.grad = gradient
            group["lr"] = rate * share
        self.optimizer.step()
        self.publish()
        return length

    def publish(self) -> None:
        """Copy the optimizer's values to the model."""
        self.values.copy_(torch.cat([part.detach() for part in self.master]))
        self.gradient.zero_()

    def named(self, model: Reader) -> dict[str, Tensor]:
        """The model's float32 state."""
        state = {name: value.float().clone() for name, value in model.state_dict().items()}
        names = {id(parameter): name for name, parameter in model.named_parameters()}
        whole, first = torch.cat([part.detach() for part in self.master]), 0
        for parameter in self.parameters:
            last = first + parameter.numel()
            state[names[id(parameter)]] = whole[first:last].view_as(parameter).clone()
            first = last
        return state


class Exchange:
    """Adds up a vector of every process, in memory that they share; sockets are refused on some machines."""

    def __init__(self, processes: int, length: int) -> None:
        """Take the memory for vectors of a length, before the processes start."""
        self._barrier = torch.multiprocessing.get_context("spawn").Barrier(processes)
        self._shared = torch.zeros(2, processes, length).share_memory_()
        self._turn = 0

    def mean(self, rank: int, vector: Tensor) -> Tensor:
        """The mean of all processes' vectors; raises BrokenBarrierError when another has stopped."""
        if self._shared.shape[1] == 1:
            return vector
        self._turn = 1 - self._turn  # the others may still read the vectors of the last turn
        self._shared[self._turn, rank].copy_(vector)
        self._barrier.wait(_PATIENCE)
        return self._shared[self._turn].mean(0)


def train(settings: Settings) -> None:
    """Train, or go on training, with all processes."""
    settings.out.mkdir(parents=True, exist_ok=True)
    exchange = Exchange(settings.processes, Flat(begin(settings.start), settings).gradient.numel() + 2)
    torch.multiprocessing.spawn(_work, (settings, exchange), nprocs=settings.processes)  # type: ignore[no-untyped-call]


def _work(rank: int, settings: Settings, exchange: Exchange) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() and settings.processes == 1 else "cpu")
    stream, model = Stream(settings.stream), begin(settings.start).to(device)
    flat = Flat(model, settings)
    step, reached, before = _restore(settings, flat)
    batches = stream.batches(settings.batch, settings.seed)
    for _ in range(step):
        next(batches)
    began, done, first = time.time(), reached, step
    saved = said = began
    losses: list[float] = []
    parent = os.getppid()
    while done < 1.0 and os.getppid() == parent:  # whoever stops the first process stops all
        mine = np.array_split(next(batches), settings.processes)[rank]
        windows, target = stream.collate(mine)
        tokens, mask, segments = (part.to(device) for part in windows)
        loss = loss_of(model(tokens, mask, segments), segments, target.to(device))
        loss.backward()  # type: ignore[no-untyped-call]
        now = time.time()
        if settings.ends:
            done = reached + (1 - reached) * min(1.0, (now - began) / max(settings.ends - began, 1.0))
        else:
            done = settings.fallen + (1 - settings.fallen) * (step + 1) / settings.steps
        beside = torch.tensor([float(loss.detach()), done], device=device)
        told = exchange.mean(rank, torch.cat([flat.gradient.float(), beside]))
        done = 1.0 if told[-1] > 1 - 1e-5 else float(told[-1])
        flat.step(told[:-2].clone(), min((step + 1) / settings.warm_up, 1.0) * (1 - done), settings.clip)
        losses.append(float(told[-2]))
        step += 1
        if rank == 0 and (now - said > _SAY_EVERY or done == 1.0):
            said = now
            speed = (step - first) * settings.batch / (now - began)
            recent = round(float(np.mean(losses[-200:])), 3)
            facts = {"step": step, "windows": step * settings.batch, "done": round(done, 4), "loss": recent}
            print(json.dumps({**facts, "windows/s": round(speed, 1), "time": time.strftime("%H:%M:%S")}), flush=True)
        if rank == 0 and (now - saved > settings.save_every or done == 1.0):
            saved = now
            _save(settings, flat, model, step, done, before)


def _save(settings: Settings, flat: Flat, model: Reader, step: int, done: float, before: int) -> None:
    state = {
        "model": flat.named(model),
        "master": [part.detach().clone() for part in flat.master],
        "optimizer": flat.optimizer.state_dict(),
        "step": step,
        "done": done,
        "before": before,
        "windows": before + step * settings.batch,
        "seed": settings.seed,
        "batch": settings.batch,
    }
    fresh = settings.checkpoint.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(settings.checkpoint)


def _restore(settings: Settings, flat: Flat) -> tuple[int, float, int]:
    """Steps made, how far the rate has fallen (0 to 1) and windows of runs before; weights go into ``flat``."""
    own = settings.checkpoint.exists()
    path = settings.checkpoint if own else settings.after
    if path is None:
        return 0, settings.fallen, 0
    state = torch.load(path, weights_only=True, map_location="cpu")
    if own and (state["seed"], state["batch"]) != (settings.seed, settings.batch):
        raise SystemExit(f"{path} is of another seed or batch: give those, or another folder.")
    for part, value in zip(flat.master, state["master"], strict=True):
        part.data.copy_(value)
    flat.optimizer.load_state_dict(state["optimizer"])
    flat.publish()
    if own:
        return int(state["step"]), float(state["done"]), int(state["before"])
    return 0, settings.fallen, int(state["windows"])
