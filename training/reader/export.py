"""Writes a trained reader as ONNX, in float32 and in int8 (22.9 MB), with its hash and calibration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from briefings.answers.reader import Calibration, Floats, Scorer
from training.reader.model import MINILM, Reader, Shape

_NAMES = ("tokens", "mask", "segments")


def restore(checkpoint: Path, shape: Shape = MINILM) -> Reader:
    """The float32 model of a checkpoint."""
    model = Reader(shape)
    model.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["model"])
    return model.eval()


def blend(one: Path, other: Path, share: float, out: Path) -> None:
    """Write a checkpoint whose weights are a mean of two: ``share`` of the one, the rest of the other."""
    first, second = (torch.load(path, weights_only=True, map_location="cpu") for path in (one, other))
    weights = second["model"]
    mean = {name: share * first["model"][name] + (1 - share) * weights[name] for name in weights}
    torch.save({"model": mean, "windows": second["windows"], "seed": second["seed"]}, out)


def scorer(model: Reader) -> Scorer:
    """A torch model as the product's reader wants it."""

    @torch.inference_mode()
    def score(feed: Mapping[str, npt.NDArray[np.int64]]) -> tuple[Floats, Floats, Floats]:
        starts, ends, answerable = (each.numpy() for each in model(*(torch.from_numpy(feed[name]) for name in _NAMES)))
        return starts, ends, answerable

    return score


def write(model: Reader, path: Path) -> None:
    """Write a model as float32 ONNX with a free batch size and length."""
    tokens = torch.randint(1, model.words.num_embeddings, (2, 24))
    example = (tokens, torch.ones_like(tokens), torch.zeros_like(tokens))
    axes = {name: {0: "batch", 1: "length"} for name in (*_NAMES, "starts", "ends")} | {"answerable": {0: "batch"}}
    names = {"input_names": list(_NAMES), "output_names": ["starts", "ends", "answerable"]}
    torch.onnx.export(model.eval(), example, str(path), dynamic_axes=axes, opset_version=17, dynamo=False, **names)


def quantize(full: Path, small: Path) -> None:
    """Write int8 weights; activations are quantized as they come."""
    quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)


def seal(folder: Path, calibration: Calibration, told: Mapping[str, object]) -> None:
    """Write ``reader.json`` beside ``reader.onnx``: its hash, its calibration and how it came to be."""
    found = {
        "sha256": hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest(),
        "calibration": list(calibration.weights),
        "threshold": calibration.threshold,
        **told,
    }
    (folder / "reader.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
