"""Groups of texts that are like each other, found without comparing all with all."""

from collections import Counter, defaultdict

from community_voice.answering.flood.sketch import Band, Sketch, bands, likeness

# A text less like every one of its group than this is kept as a further example of it.
SAME = 0.75
MOST_EXAMPLES = 24
# How many are compared at most, those that share most bands first.
MOST_COMPARED = 24
MOST_IN_A_BAND = 32


class Likes:
    """Sketches in groups: each stands for the texts that came like it."""

    def __init__(self) -> None:
        self._examples: dict[int, tuple[Sketch, int]] = {}
        self._of_group: dict[int, list[int]] = defaultdict(list)
        self._bands: dict[Band, list[int]] = defaultdict(list)
        self._next = 0

    def join(self, found: Sketch, bar: float) -> int:
        """Return the group that a text belongs to; where it is like none, it begins one."""
        group, how_like = self._nearest(found)
        if group is None or how_like < bar:
            self._next += 1
            group, how_like = self._next, 0.0
        if how_like < SAME and len(self._of_group[group]) < MOST_EXAMPLES:
            self._keep(found, group)
        return group

    def forget(self, group: int) -> None:
        """Forget a group."""
        for example in self._of_group.pop(group, []):
            found, _group = self._examples.pop(example)
            for band in bands(found):
                kept = self._bands[band]
                if example in kept:
                    kept.remove(example)
                if not kept:
                    del self._bands[band]

    def _nearest(self, found: Sketch) -> tuple[int | None, float]:
        shared: Counter[int] = Counter()
        for band in bands(found):
            if band in self._bands:
                shared.update(self._bands[band])
        best, how_like = None, 0.0
        for example, _times in shared.most_common(MOST_COMPARED):
            other, group = self._examples[example]
            if (near := likeness(found, other)) > how_like:
                best, how_like = group, near
            if near >= SAME:
                break
        return best, how_like

    def _keep(self, found: Sketch, group: int) -> None:
        self._next += 1
        self._examples[self._next] = (found, group)
        self._of_group[group].append(self._next)
        for band in bands(found):
            if len(self._bands[band]) < MOST_IN_A_BAND:
                self._bands[band].append(self._next)
