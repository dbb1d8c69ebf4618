"""The optional model: its arithmetic against a slow second writing of it, its hash check, its place in the sandbox."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from random import Random

import pytest

np = pytest.importorskip("numpy")

from commune_tui.sandbox.vectors import ConceptIndex  # noqa: E402
from commune_tui.sandbox.vectors.choice import choose  # noqa: E402
from commune_tui.sandbox.vectors.minilm import MiniLM, ModelIndex, read_weights  # noqa: E402
from commune_tui.sandbox.vectors.weights import ModelRefused, find  # noqa: E402
from commune_tui.sandbox.vectors.wordpiece import WordPiece  # noqa: E402

WIDTH, INNER, HEADS, LAYERS = 8, 12, 2, 2
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "refund",
    "re",
    "##fund",
    "##s",
    "late",
    "parcel",
    ",",
    "日",
    "本",
    "uber",
]
Table = list[list[float]]


def tensors() -> dict[str, Table | list[float]]:
    rng = Random(3)

    def table(rows: int, columns: int) -> Table:
        return [[rng.uniform(-0.6, 0.6) for _ in range(columns)] for _ in range(rows)]

    def row(size: int, middle: float = 0.0) -> list[float]:
        return [middle + rng.uniform(-0.2, 0.2) for _ in range(size)]

    made: dict[str, Table | list[float]] = {
        "embeddings.word_embeddings.weight": table(len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": table(32, WIDTH),
        "embeddings.token_type_embeddings.weight": table(2, WIDTH),
        "embeddings.LayerNorm.weight": row(WIDTH, 1.0),
        "embeddings.LayerNorm.bias": row(WIDTH),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for name, rows, columns in (
            *((f"attention.self.{part}", WIDTH, WIDTH) for part in ("query", "key", "value")),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
        ):
            made[f"{at}{name}.weight"], made[f"{at}{name}.bias"] = table(rows, columns), row(rows)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            made[f"{at}{name}.weight"], made[f"{at}{name}.bias"] = row(WIDTH, 1.0), row(WIDTH)
    return made


def write(folder: Path) -> str:
    """A small model on disk; its SHA-256."""
    head, body = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors().items():
        array = np.array(values, dtype="<f4")
        offsets = [len(body), len(body) + array.nbytes]
        head[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}  # type: ignore[dict-item]
        body += array.tobytes()
    text = json.dumps(head).encode()
    data = len(text).to_bytes(8, "little") + text + body
    (folder / "model.safetensors").write_bytes(data)
    (folder / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    return hashlib.sha256(data).hexdigest()


def slow(ids: list[int]) -> list[float]:
    """The same network in loops over plain numbers, from its definition (BERT encoder, mean over the tokens)."""
    t = tensors()

    def dense(x: list[float], name: str) -> list[float]:
        rows: Table = t[f"{name}.weight"]  # type: ignore[assignment]
        bias: list[float] = t[f"{name}.bias"]  # type: ignore[assignment]
        return [sum(a * b for a, b in zip(row, x, strict=True)) + c for row, c in zip(rows, bias, strict=True)]

    def norm(x: list[float], name: str) -> list[float]:
        mean = sum(x) / len(x)
        spread = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + 1e-12)
        scale: list[float] = t[f"{name}.weight"]  # type: ignore[assignment]
        bias: list[float] = t[f"{name}.bias"]  # type: ignore[assignment]
        return [(v - mean) / spread * w + b for v, w, b in zip(x, scale, bias, strict=True)]

    def plus(*parts: list[float]) -> list[float]:
        return [sum(values) for values in zip(*parts, strict=True)]

    words: Table = t["embeddings.word_embeddings.weight"]  # type: ignore[assignment]
    places: Table = t["embeddings.position_embeddings.weight"]  # type: ignore[assignment]
    kinds: Table = t["embeddings.token_type_embeddings.weight"]  # type: ignore[assignment]
    xs = [norm(plus(words[i], places[n], kinds[0]), "embeddings.LayerNorm") for n, i in enumerate(ids)]
    for layer in range(LAYERS):
        at, size = f"encoder.layer.{layer}.", WIDTH // HEADS
        q, k, v = ([dense(x, f"{at}attention.self.{part}") for x in xs] for part in ("query", "key", "value"))
        after = []
        for n, x in enumerate(xs):
            mixed: list[float] = []
            for head in range(HEADS):
                cut = slice(head * size, (head + 1) * size)
                looks = [
                    math.exp(sum(a * b for a, b in zip(q[n][cut], other[cut], strict=True)) / math.sqrt(size))
                    for other in k
                ]
                for column in range(size):
                    mixed.append(sum(look * w[cut][column] for look, w in zip(looks, v, strict=True)) / sum(looks))
            y = norm(plus(x, dense(mixed, f"{at}attention.output.dense")), f"{at}attention.output.LayerNorm")
            inner = [h * 0.5 * (1 + math.erf(h / math.sqrt(2))) for h in dense(y, f"{at}intermediate.dense")]
            after.append(norm(plus(y, dense(inner, f"{at}output.dense")), f"{at}output.LayerNorm"))
        xs = after
    mean = [sum(column) / len(xs) for column in zip(*xs, strict=True)]
    length = math.sqrt(sum(value * value for value in mean))
    return [value / length for value in mean]


def model(folder: Path) -> MiniLM:
    return MiniLM.load(folder, write(folder), heads=HEADS, layers=LAYERS)


@pytest.mark.parametrize("text", ["", "refund", "Refunds, late!", "parcel late refund", "日本 zzz"])
def test_the_network_agrees_with_a_slow_one(tmp_path: Path, text: str) -> None:
    fast = model(tmp_path).encode(text)
    ids = WordPiece.read(tmp_path).ids(text, 256)
    assert np.allclose(fast, slow(ids), atol=1e-5)


def test_word_pieces_are_cut_as_the_vocabulary_says(tmp_path: Path) -> None:
    write(tmp_path)
    pieces = WordPiece.read(tmp_path)
    assert [PIECES[i] for i in pieces.ids("ReFunds,\tÜBER 日本 xyz\u200b", 20)] == [
        *("[CLS]", "refund", "##s", ",", "uber", "日", "本", "[UNK]", "[SEP]")
    ]
    assert len(pieces.ids("late " * 100, 10)) == 10
    assert pieces.ids("a" * 500, 10)[1] == PIECES.index("[UNK]")
    with pytest.raises(ValueError, match="CLS"):
        WordPiece({"a": 0})


def test_the_vocabulary_may_be_in_a_tokenizer_file(tmp_path: Path) -> None:
    known = {"model": {"vocab": {piece: number for number, piece in enumerate(PIECES)}}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(known), encoding="utf-8")
    assert WordPiece.read(tmp_path).ids("late", 9) == [2, 8, 3]


def test_weights_with_another_hash_are_refused_in_a_sentence(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(ModelRefused, match=r"not the known all-MiniLM-L6-v2 .* were not used"):
        read_weights(tmp_path / "model.safetensors")
    make, sentence = choose({"COMMUNE_MODEL_DIR": str(tmp_path)})
    assert make is ConceptIndex
    assert "were not used" in sentence
    assert "thesaurus" in sentence


def test_without_a_model_the_thesaurus_serves() -> None:
    make, sentence = choose({})
    assert (make is ConceptIndex) == ("thesaurus" in sentence)
    make().add("a", "the parcel never came")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"no model\.safetensors"):
        find({"COMMUNE_MODEL_DIR": str(tmp_path)})
    digest = write(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(ModelRefused, match="vocabulary"):
        MiniLM.load(tmp_path, digest)


def test_the_index_of_vectors_keeps_its_keys(tmp_path: Path) -> None:
    index = ModelIndex(model(tmp_path))
    assert index.search("refund", 3) == []
    for key in ("late parcel", "refund", "parcel"):
        index.add(key, key)
    found = index.search("refund", 3)
    assert found[0] == ("refund", 1.0)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert index.search("refund", 1, lambda key: key != "refund")[0][0] != "refund"
    index.remove("refund")
    index.remove("never there")
    assert len(index) == 2
    assert "refund" not in [key for key, _ in index.search("refund", 3)]
