"""Words that people may say and a label proposal does not repeat: swear words and slurs.

They stay in quotes and among keywords: what people said is not changed. Short lists, one a
language; a native speaker's second look is welcome.
"""

SWEARING: dict[str, str] = {
    "ar": "كس طيز خرا خراء زب شرموطة منيوك عرص قحبة لعنة",
    "de": "scheiße scheiss scheisse fick ficken arschloch arsch hure fotze wichser schlampe",
    "en": (
        "fuck fucking fucked fucker fuckers motherfucker shit shits shitty bullshit crap bitch "
        "bitches bastard bastards asshole assholes ass dick dickhead cunt piss pissed damn goddamn "
        "whore slut fag faggot nigger nigga retard retarded twat wanker bollocks prick"
    ),
    "es": (
        "mierda puta puto putas putos joder jodido jodida coño cabrón cabrones pendejo pendejos "
        "chingar chingada chingado verga culo culero maricón hijueputa gilipollas carajo"
    ),
    "fr": (
        "merde putain pute con connard connards connasse salope enculé foutre bordel chier "
        "chiant bite couille couilles niquer nique pd crisse tabarnak câlisse ostie"
    ),
    "ht": "kaka bouda langèt koko zozo bouzen masisi madivin kolangèt",
    "ko": "씨발 시발 씨팔 개새끼 새끼 병신 지랄 좆 존나 미친놈 미친년 꺼져 염병",
    "pt": (
        "merda puta puto caralho porra foda foder fodido fodida cu buceta viado cacete bosta "
        "corno arrombado filhadaputa"
    ),
    "ru": (
        "блять блядь бля хуй хуйня хуёво пизда пиздец ебать ебаный ёбаный сука суки мудак мудаки "
        "говно жопа дерьмо гандон пидор"
    ),
    "so": "wasakh siil guus futo dhillo qaniis khaniis",
    "tl": "putangina puta gago gaga tangina ulol tarantado bobo leche punyeta pakyu kupal tae",
    "vi": "địt đụ đéo lồn cặc buồi đĩ cứt vãi đm vcl dcm",
    "zh": (
        "操 肏 屄 傻逼 傻屄 妈的 媽的 他妈的 他媽的 你妈 幹你 干你 狗屎 混蛋 王八蛋 贱人 賤人 "
        "婊子 屁 狗日的 去死 靠北"
    ),
}


def is_swearing(term: str, language: str) -> bool:
    """Return True for a word, or a phrase with a word, that a label does not repeat."""
    listed = SWEARING.get(language.split("-")[0], "").split()
    return not set(listed).isdisjoint([term.lower(), *term.lower().split()])
