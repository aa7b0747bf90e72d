"""A flood of near-copies of a letter in two languages, and fifty people with their own words."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LETTERS = {
    "en": (
        "My name is {name} and I live on {street}.",
        "I am against sending unarmed teams to emergencies in our neighborhood.",
        "Last {month} somebody broke a window next to us and only the police could stop him.",
        "The city should spend this money on more officers and on street lights instead.",
        "Nobody asked the people who pay for it, and the council must vote no.",
        "Please count my voice and tell the working group to drop this plan.",
    ),
    "es": (
        "Me llamo {name} y vivo en la calle {street}.",
        "Estoy en contra de mandar equipos sin armas a las emergencias de nuestro barrio.",
        "En {month} alguien rompió una ventana al lado y solo la policía pudo detenerlo.",
        "La ciudad debería gastar este dinero en más agentes y en farolas.",
        "Nadie preguntó a quienes lo pagan, y el concejo debe votar que no.",
        "Por favor cuenten mi voz y digan al grupo que abandone este plan.",
    ),
}
NAMES = ("Ana", "Ben", "Carla", "Dmitri", "Esperanza", "Farid", "Greta", "Hugo", "Imani", "Mei")
STREETS = ("Oak", "Elm", "River", "Mission", "Lincoln", "Cedar", "Hillside", "Harbor")
MONTHS = ("January", "March", "May", "July", "September", "November")
DEMO = Path(__file__).parents[3] / "community_voice" / "demo" / "testimony.json"
# The question of the template survey that a letter is pasted into.
STORY = "what_happened"


def near_copies(count: int, seed: int = 5) -> Iterator[tuple[str, str]]:
    """Go through (language, text): names, order, letters changed; now and then a part left out."""
    chance = random.Random(seed)
    for _ in range(count):
        language = chance.choice(sorted(LETTERS))
        first, *rest = LETTERS[language]
        if chance.random() < 0.5:
            one, other = chance.sample(range(len(rest)), 2)
            rest[one], rest[other] = rest[other], rest[one]
        if chance.random() < 0.2:
            rest.pop(chance.randrange(len(rest)))
        said = {"name": NAMES, "street": STREETS, "month": MONTHS}
        text = " ".join([first, *rest]).format(
            **{name: chance.choice(known) for name, known in said.items()}
        )
        yield language, mistyped(text, chance.randint(0, 6), chance)


def mistyped(text: str, slips: int, chance: random.Random) -> str:
    """Return a text with so many slips: a letter lost, doubled, or two in the wrong order."""
    for _ in range(slips):
        at = chance.randrange(len(text) - 2)
        one, other = text[at], text[at + 1]
        text = text[:at] + chance.choice([other, one + one + other, other + one]) + text[at + 2 :]
    return text


def people() -> list[dict[str, Any]]:
    """Return fifty fictional people in four languages, each with words of their own."""
    said: list[dict[str, Any]] = json.loads(DEMO.read_text(encoding="utf-8"))["responses"]
    return said[::4][:50]


def mixed(flood: int, minutes: int = 10, seed: int = 7) -> list[tuple[float, bool, int]]:
    """Return (second, whether it is a person, which one) in order, over so many minutes."""
    chance = random.Random(seed)
    seconds = minutes * 60
    came = [(chance.uniform(0, seconds), False, which) for which in range(flood)]
    came += [(chance.uniform(0, seconds), True, which) for which in range(50)]
    return sorted(came)
