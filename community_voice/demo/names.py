"""The names that the demo's fictional reviewer gives, and the words that call for each.

The hints are looked for in a theme's keywords, whatever number of themes was found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A theme's name and definition, and the words that suggest it."""

    name: str
    description: str
    hints: tuple[str, ...]


NAMES = (
    Name(
        "Afraid of what follows a call",
        "Not calling, or calling late, for fear of police, papers, charges or losing a child.",
        ("afraid", "fear", "scared", "miedo", "papeles", "害怕", "怕", "担心", "خاف", "خوف", "أخاف")
        + (
            "papers",
            "immigration",
            "migra",
            "身份",
            "deport",
            "arrest",
            "handcuffs",
            "警察",
            "الشرطة",
        ),
    ),
    Name(
        "Who should come",
        "Which kind of person should answer: clinician, medic, peer, officer or a mix.",
        ("nurse", "counselor", "peer", "worker", "social", "enfermera", "trabajadora", "consejera")
        + (
            "专业",
            "护士",
            "社工",
            "心理",
            "ممرضة",
            "مختص",
            "طبيب",
            "psicóloga",
            "medic",
            "trained",
        ),
    ),
    Name(
        "How people are spoken to",
        "Being listened to, believed, calmed and treated with respect, or not.",
        ("listened", "talk", "talked", "voice", "calm", "respect", "escuchar", "escuchó", "calma")
        + (
            "trato",
            "habló",
            "听",
            "说话",
            "尊重",
            "耐心",
            "صوت",
            "هدوء",
            "احترام",
            "تكلم",
            "softly",
        ),
    ),
    Name(
        "Help in my language",
        "Interpreters, plain words and phone menus that people can follow.",
        (
            "language",
            "interpreter",
            "english",
            "spanish",
            "idioma",
            "inglés",
            "intérprete",
            "español",
        )
        + (
            "traduc",
            "英语",
            "英文",
            "中文",
            "翻译",
            "语言",
            "لغة",
            "العربية",
            "مترجم",
            "الإنجليزية",
        ),
    ),
    Name(
        "Waiting, nights and hours",
        "How long help takes, and whether there is any at night and on weekends.",
        ("hours", "wait", "waited", "night", "late", "minutes", "weekend", "horas", "noche", "tard")
        + (
            "espera",
            "小时",
            "等",
            "晚上",
            "半夜",
            "分钟",
            "ساعة",
            "انتظر",
            "الليل",
            "ساعات",
            "minutos",
        ),
    ),
    Name(
        "Clothes, car and lights",
        "What the team wears and drives, sirens and lights, and how people can tell who they are.",
        (
            "uniform",
            "clothes",
            "van",
            "lights",
            "siren",
            "badge",
            "shirt",
            "jacket",
            "color",
            "ropa",
        )
        + (
            "uniforme",
            "camioneta",
            "luces",
            "sirena",
            "制服",
            "衣服",
            "警灯",
            "车",
            "颜色",
            "工作证",
        )
        + ("ملابس", "سيارة", "زي", "أضواء", "شعار", "لون", "chaleco", "plain", "logo"),
    ),
    Name(
        "Which number, and knowing of it",
        "What number to call or text, and whether people know that a service exists.",
        ("number", "911", "988", "text", "call", "know", "número", "llamar", "teléfono", "folleto")
        + (
            "号码",
            "电话",
            "知道",
            "打",
            "رقم",
            "أتصل",
            "الهاتف",
            "نعرف",
            "flyer",
            "poster",
            "menu",
        ),
    ),
    Name(
        "Hospital, holds and rides",
        "Emergency rooms, being held against one's will, handcuffs and how people are taken there.",
        ("hospital", "hold", "ambulance", "handcuffed", "er", "bill", "ambulancia", "esposada")
        + (
            "医院",
            "救护车",
            "手铐",
            "المستشفى",
            "إسعاف",
            "سيارة الإسعاف",
            "ride",
            "ward",
            "esposas",
        ),
    ),
    Name(
        "Safety of an unarmed team",
        "Doubts whether a team without police is safe for itself and for people nearby.",
        ("safe", "knife", "weapon", "hurt", "danger", "violent", "peligro", "cuchillo", "arma")
        + (
            "seguridad",
            "安全",
            "危险",
            "刀",
            "武器",
            "سلاح",
            "خطر",
            "سكين",
            "سلامة",
            "backup",
            "armed",
        ),
    ),
    Name(
        "Cost and proof",
        "Price, taxes and waste, and whether there is evidence that it works.",
        (
            "money",
            "cost",
            "tax",
            "taxes",
            "pay",
            "budget",
            "fund",
            "dinero",
            "impuestos",
            "presupuesto",
        )
        + (
            "钱",
            "税",
            "预算",
            "花",
            "المال",
            "ضرائب",
            "ميزانية",
            "تكلفة",
            "officers",
            "pilot",
            "funding",
        ),
    ),
    Name(
        "What comes after",
        "Later contact, housing, treatment and basic needs once the team has left.",
        ("housing", "shelter", "follow", "week", "after", "street", "rent", "vivienda", "refugio")
        + (
            "seguimiento",
            "住",
            "房",
            "后来",
            "跟进",
            "سكن",
            "متابعة",
            "مأوى",
            "إيجار",
            "outside",
            "tent",
        ),
    ),
)


def suggest(keywords: Mapping[str, Sequence[str]], taken: set[str]) -> Name | None:
    """Return the free name whose hints stand in most of a theme's keywords, early ones first."""
    best, best_score = None, 0.0
    for name in NAMES:
        score = sum(
            1 / (1 + place / 4)
            for words in keywords.values()
            for place, word in enumerate(words)
            if any(hint == word or (len(hint) > 2 and hint in word) for hint in name.hints)
        )
        if name.name not in taken and score > best_score:
            best, best_score = name, score
    return best
