"""The names that the demo's fictional reviewer gives, and the words that call for each.

A reviewer reads; this only looks for words. A name is given where a good part of a theme's
own texts hold its words, whatever number of themes was found.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The share of a theme's texts that must hold a name's words.
ENOUGH = 1 / 3


@dataclass(frozen=True)
class Name:
    """A theme's name and definition, and the beginnings of words that suggest it."""

    name: str
    description: str
    hints: str

    def share(self, texts: Sequence[str]) -> float:
        """Return the share of texts that hold a hint; letters of an alphabet begin a word."""
        hints = "|".join(re.escape(hint) for hint in self.hints.split())
        found = re.compile(rf"(?:(?<![^\W\d_])|(?<=[\u0600-\u9fff]))(?:{hints})", re.IGNORECASE)
        return sum(1 for text in texts if found.search(text)) / len(texts) if texts else 0.0


NAMES = (
    Name(
        "Clothes and badges",
        "What the team wears, and how people can tell who they are.",
        "uniform cloth badge jacket shirt logo hoodie ropa chaleco sudadera 制服 衣服 便服 胸牌"
        " 背心 ملابس ثياب زي سترة بطاقة",
    ),
    Name(
        "Car, lights and sirens",
        "What the team drives, and how loudly and visibly it arrives.",
        "car van lights siren camioneta carro luces sirena 车 警灯 闪灯 سيارة أضواء صفار",
    ),
    Name(
        "Help in my language",
        "Interpreters, plain words and phone menus that people can follow.",
        "language interpret english translat idioma inglés intérprete traduc español 英 翻译 中文"
        " 语言 لغة لغتي الإنجليزية بالإنجليزية العربية بالعربية مترجم",
    ),
    Name(
        "When police should come",
        "When police should come, stand by or stay away, for and against.",
        "police officer cops cop policía patrulla agente 警察 报警 الشرطة للشرطة شرطي",
    ),
    Name(
        "Which number, and knowing of it",
        "What number to call or text, and whether people know that a service exists.",
        "number phone 911 988 hotline número teléfono 号码 电话 رقم رقماً هاتف أتصل",
    ),
    Name(
        "Waiting for help to come",
        "How long it takes until somebody is there, and what happens in the meantime.",
        "wait hour minute hora esper minutos 小时 等 分钟 ساعة ساعات انتظر دقائق",
    ),
    Name(
        "Nights and weekends",
        "Whether there is any help at night and on weekends, and for how long it stays.",
        "late night weekend sunday monday dark noche domingo tarde 晚上 半夜 周末"
        " الليل ليلاً الأسبوع",
    ),
    Name(
        "How people are treated when help comes",
        "Being listened to, calmed and believed, or tied, cuffed and left without a word.",
        "nurse hospital calm kind voice listen explain sat sits knelt polite held cuffed handcuffs"
        " enfermera amable sentó sentaron educado amarr trata camilla explic 护士 医院 急诊 蹲 说话"
        " 轻 听我说 ممرضة المستشفى جلس مقيد هادئ إنسان",
    ),
    Name(
        "Afraid of what follows a call",
        "Not calling, or calling late, for fear of police, papers, charges or losing a child.",
        "afraid scared fear papers nobody never miedo papeles llames migración 怕 身份 خاف أخاف"
        " خوف نخاف أوراق إقامة",
    ),
    Name(
        "Cost and proof",
        "Price, taxes and waste, and whether there is evidence that it works.",
        "pay tax cost money budget fund pilot dinero impuesto paga 钱 税 预算 المال ضرائب ندفع",
    ),
    Name(
        "What comes after",
        "Later contact, housing, treatment and basic needs once the team has left.",
        "housing shelter follow bed albergue vivienda después seguimiento refugio 住 房 后来 第二天"
        " سكن متابعة بعدها",
    ),
)
# Themes that are mostly answers to "what worries you" and match no name are merged into one.
WORRIES = Name(
    "Worries about such a team",
    "Doubts about its safety, skills, number and trust, and whether anything will change.",
    "",
)


def suggest(texts: Mapping[int, Sequence[str]]) -> dict[int, Name]:
    """Return a name for each theme that one fits: the best fits first, each name once."""
    fits = sorted(
        (
            (name.share(said), theme, place)
            for theme, said in texts.items()
            for place, name in enumerate(NAMES)
        ),
        key=lambda fit: (-fit[0], fit[1], fit[2]),
    )
    given: dict[int, Name] = {}
    for share, theme, place in fits:
        if share >= ENOUGH and theme not in given and NAMES[place] not in given.values():
            given[theme] = NAMES[place]
    return given
