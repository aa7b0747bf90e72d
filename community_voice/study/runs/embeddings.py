"""Vectors kept in the database: each text is encoded once, batch by batch, and a run resumes."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community_voice.store.analysis_run import Embedding
from community_voice.store.database import begin_writing

AHEAD = 500


class EmbeddingCache(MutableMapping[str, bytes]):
    """The table of embeddings as `encode_cached` reads and fills it.

    Names are "<encoder>-<version>:<keyed digest of the text>". Every batch is stored in a
    short transaction of its own, so that web requests go on and a killed run loses little.
    """

    def __init__(self, engine: Engine, encoder: str, keys: list[str]) -> None:
        """Look up `keys` in this order, a few hundred at a time."""
        self._engine = engine
        self._encoder = encoder
        self._keys = list(dict.fromkeys(keys))
        self._place = {key: place for place, key in enumerate(self._keys)}
        self._page: dict[str, bytes] = {}
        self._pages_from: int | None = None

    def __getitem__(self, name: str) -> bytes:
        """Return a stored vector."""
        key = self._key(name)
        self._turn_to(self._place[key])
        return self._page[key]

    def __setitem__(self, name: str, value: bytes) -> None:
        """Store one vector."""
        self.update({name: value})

    def update(self, vectors: Mapping[str, bytes] = {}, /, **_none: bytes) -> None:  # type: ignore[override]
        """Store a batch; one that another run stored meanwhile stays as it is."""
        rows = [
            {"encoder": self._encoder, "text_key": self._key(name), "vector": vector}
            for name, vector in vectors.items()
        ]
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement: Any = insert(Embedding)
        with Session(self._engine) as session:
            begin_writing(session)
            session.execute(statement.on_conflict_do_nothing(), rows)
            session.commit()

    def __delitem__(self, name: str) -> None:
        """Refuse: a vector goes with the last testimony that uses it, not with a run."""
        raise TypeError("a run does not delete embeddings")

    def __iter__(self) -> Iterator[str]:
        """Refuse: the table is not listed."""
        raise TypeError("embeddings cannot be listed")

    def __len__(self) -> int:
        """Return how many different texts this run asks for."""
        return len(self._keys)

    def _key(self, name: str) -> str:
        encoder, _colon, key = name.rpartition(":")
        if encoder != self._encoder:
            raise KeyError(name)
        return key

    def _turn_to(self, place: int) -> None:
        start = place - place % AHEAD
        if start == self._pages_from:
            return
        with Session(self._engine) as session:
            rows = session.execute(
                select(Embedding.text_key, Embedding.vector).where(
                    Embedding.encoder == self._encoder,
                    Embedding.text_key.in_(self._keys[start : start + AHEAD]),
                )
            )
            self._page = dict(rows.tuples().all())
        self._pages_from = start
