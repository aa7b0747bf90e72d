"""Place: an area of a list, never a finer point; a small map may help to find it in the list."""

from community_voice.questions.asked import Asked
from community_voice.questions.one_choice import OneChoice
from community_voice.questions.place_map import PlaceMap, read_map

# A longer list is a select list: shorter to scroll past, and it can be typed into.
MOST_BUTTONS = 6


class Place(OneChoice):
    """Radio buttons, or a select list where there are many areas.

    Settings: `other` (a text field for a place that is not in the list) and `map`, see place_map.
    """

    name = "place"

    def is_list(self, asked: Asked) -> bool:
        """Say whether there are so many areas that they stand in a select list."""
        return len(asked.options) > MOST_BUTTONS

    def map_of(self, asked: Asked) -> PlaceMap | None:
        """Return the map, where the question has one that can be drawn."""
        return read_map(asked)
