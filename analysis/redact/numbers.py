"""Phone numbers, numbers of papers, cases and cars, e-mails, web addresses and accounts."""

from analysis.redact.patterns import HIGH, LOW, MEDIUM, Pattern, numeric, pattern

# Letters of other scripts may touch a number, as Korean and Chinese ones do.
ALONE = r"(?<![A-Za-z0-9.,/-])"
ENDS = r"(?![A-Za-z0-9])(?![.,/-]\d)"

PHONE: tuple[Pattern, ...] = (
    numeric(r"(?<![A-Za-z0-9])\+\s?\d(?:[ ().-]{0,3}\d){6,14}(?!\d)", HIGH),
    numeric(
        rf"(?<![A-Za-z0-9/])(?:1[ .-]{{0,2}})?\(?\d{{3}}\)?[ ./-]{{0,2}}\d{{3}}"
        rf"[ .-]{{1,2}}\d{{4}}{ENDS}",
        HIGH,
    ),
    numeric(rf"{ALONE}\(?0\d{{1,3}}\)?[ .-]?\d{{3,4}}[ .-]?\d{{3,4}}{ENDS}", HIGH),
    numeric(rf"{ALONE}0\d(?:[ .-]?\d{{2}}){{4}}{ENDS}", HIGH),
    numeric(rf"{ALONE}[78][ -]?\(?\d{{3}}\)?[ -]?\d{{3}}[ -]?\d{{2}}[ -]?\d{{2}}{ENDS}", HIGH),
    numeric(rf"{ALONE}\(?\d{{2,3}}\)?[ .-]?9?\d{{4}}[ .-]\d{{4}}{ENDS}", MEDIUM),
    numeric(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", HIGH),
    numeric(rf"{ALONE}[2-9]\d{{2}}[ .-]\d{{4}}{ENDS}", MEDIUM),
    numeric(r"(?<!\d)\d{10,11}(?!\d)", MEDIUM),
    numeric(r"(?<![\d.,/-])\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\d/])(?![.,-]\d)", LOW),
)

# The ten digits as people say them; "oh" and its like last.
SPOKEN: tuple[str, ...] = (
    "zero one two three four five six seven eight nine oh",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zéro un deux trois quatre cinq six sept huit neuf",
    "zero um dois três quatro cinco seis sete oito nove meia",
    "zewo youn en de twa kat senk sis sèt uit nèf",
    "eber kow laba saddex afar shan lix toddoba sideed sagaal",
    "sero isa dalawa tatlo apat lima anim pito walo siyam",
    "không một hai ba bốn năm sáu bảy tám chín khong mot bon nam sau bay tam chin",
    "ноль один два три четыре пять шесть семь восемь девять",
    "صفر واحد اثنان اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
)
DENSE_DIGITS = "零〇一二三四五六七八九幺", "공영일이삼사오육칠팔구"
SPOKEN_PHONE: tuple[Pattern, ...] = (
    *(
        pattern(
            rf"\b(?:(?:{'|'.join(words.split())})[\s,.-]+){{6,}}(?:{'|'.join(words.split())})\b",
            HIGH,
        )
        for words in SPOKEN
    ),
    *(pattern(rf"[{digits}](?:[\s-]?[{digits}]){{6,}}", MEDIUM) for digits in DENSE_DIGITS),
)

SSN: tuple[Pattern, ...] = (
    numeric(rf"(?<![\w-])\d{{3}}[ -]\d{{2}}[ -]\d{{4}}{ENDS}", HIGH),
    numeric(
        r"(?:\bssn\b|social security|seguro social|sécurité sociale|itin\b)\D{0,25}?"
        r"(?P<it>\d[\d -]{2,10}\d)",
        HIGH,
    ),
    numeric(
        r"last (?:four|4)(?: digits)?(?: of my (?:social|ssn))?\D{0,12}?(?P<it>\d{4})(?!\d)", MEDIUM
    ),
)

IMMIGRATION: tuple[Pattern, ...] = (
    numeric(rf"(?<![\w-])A[ #-]{{0,2}}\d{{8,9}}{ENDS}", HIGH, exact=True),
    numeric(rf"(?<![\w-])A[ #-]{{0,2}}\d{{2,3}}[ -]\d{{3}}[ -]\d{{3}}{ENDS}", HIGH, exact=True),
    numeric(
        r"\b(?:a-number|alien (?:registration )?number|uscis)\D{0,15}?(?P<it>\d[\d -]{5,11}\d)",
        HIGH,
    ),
    numeric(r"\b(?:EAC|WAC|LIN|SRC|MSC|NBC|IOE|YSC|TSC|VSC)[ -]?\d{10}\b", HIGH),
)

# Words after which a number belongs to a person, a paper, a case or a car.
OWNED = (
    "case|report|incident|badge|plates?|licen[sc]e|passport|account|policy|ticket|citation|inmate"
    "|booking|docket|medicaid|medicare|member|employee|room|serial|visa|id|vin"
    "|caso|expediente|placas?|matr[ií]cula|pasaporte|c[eé]dula|cuenta|licencia|p[oó]liza|dni"
    "|dossier|plaque|matricule|passeport|permis|compte|processo|passaporte|crach[aá]|conta|cpf|rg"
    "|nimewo|plak|paspò|dosye|lambar(?:ka)?|taarikada|baasaboor(?:ka)?|kiiska|plaka|numero|kaso"
    "|biển số|bien so|hộ chiếu|ho chieu|hồ sơ|ho so|cccd|cmnd|mã số"
    "|номер|номера|номером|паспорт|паспорта|госномер|жетон|жетона|дело|дела|снилс"
    "|رقم|جواز|جوازي|لوحة|القضية|قضية|الشارة|شماره|پلاک|پرونده"
)
OWNED_DENSE = (
    "번호|여권|차량|사건|车牌|車牌|案号|案號|案件|护照|護照|编号|編號"
    "|身份证|身分證|工号|警号|警號|病历|病歷"
)
FILLER = (
    "number|num|no|nº|#|número|numéro|nimewo|numero|номер|رقم|号码|號碼|号|號|는|은|is|was|es|era|est"
    "|é|là|la|ay|waa|se|te|是|为|為|هو|الشارة|السفر|bilang|blg"
)
WRITTEN = r"(?P<it>(?=[A-Z-]{0,5}\d)[A-Z0-9](?:[A-Z0-9]|[ -](?=[A-Z]?\d)){2,20})"
PAPER: tuple[Pattern, ...] = (
    numeric(
        rf"(?:(?<!\w)(?:{OWNED})(?!\w)|{OWNED_DENSE})(?:[\s:.,#№-]{{0,3}}(?:{FILLER})){{0,3}}"
        rf"[\s:.#№-]{{0,4}}{WRITTEN}",
        MEDIUM,
    ),
    numeric(rf"{ALONE}(?:[A-Z]{{3}}-?\d{{3,4}}|\d[A-Z]{{3}}\d{{3}}){ENDS}", MEDIUM, exact=True),
    numeric(r"[\u4e00-\u9fff][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])", HIGH, exact=True),
    numeric(r"(?<!\d)\d{2,3}\s?[가-힣]\s?\d{4}(?!\d)", HIGH),
    numeric(r"(?<!\w)[АВЕКМНОРСТУХ]\s?\d{3}\s?[АВЕКМНОРСТУХ]{2}\s?\d{2,3}(?!\d)", HIGH),
    numeric(r"(?<!\d)\d{4}(?:[ -]\d{4}){3}(?!\d)", HIGH),
    numeric(
        r"(?<![\w-])(?=\w{0,16}\d)(?=\w{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)", HIGH, exact=True
    ),
    numeric(r"(?<!\d)\d{6}-\d{7}(?!\d)|(?<!\d)\d{12,18}[Xx]?(?![A-Za-z0-9])", HIGH),
    numeric(r"(?<![A-Za-z0-9.,/$€£¥-])\d{6,9}(?![A-Za-z0-9/%])(?![.,-]\d)", LOW),
)

EMAIL: tuple[Pattern, ...] = (
    pattern(
        r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\".]{1,63}(?:\."
        r"[^\s@<>()\[\],;:\".]{1,63}){0,4}\.[^\W\d_]{2,20}",
        HIGH,
    ),
    pattern(
        r"(?<![\w.+-])[\w.+-]{1,40}\s{0,3}[\[({]?(?:\bat\b|\barroba\b|@|\barobas\b"
        r"|собака)[\])}]?\s{0,3}"
        r"[\w-]{1,40}\s{0,3}[\[({]?(?:\bdot\b|\bpunto\b|\bpoint\b|\bponto\b|\bpwen\b|\.)[\])}]?"
        r"\s{0,3}(?:com|org|net|edu|gov|mx|fr|br|vn|ru)\b",
        HIGH,
    ),
)
WEB: tuple[Pattern, ...] = (
    pattern(r"(?:https?://|www\.)[^\s<>\"'，。、؟]{1,2000}[^\s<>\"'.,;:!?)，。、؟]", HIGH),
    pattern(
        r"(?<![@\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|org|net|edu"
        r"|gov|info|io|me|co|us|mx|fr|br|vn|ru|cn|kr|ph|tv)"
        r"(?![\w@])(?:/[^\s<>\"'，。、]{0,2000})?",
        MEDIUM,
    ),
)
APPS = (
    "instagram|insta|ig|snapchat|snap|tiktok|twitter|facebook|fb|telegram|tg|whatsapp|wechat|weixin"
    "|zalo|kakao(?:talk)?|discord|youtube|vk|viber|signal|微信号?|微信號?|카톡|카카오톡|인스타(?:그램)?"
    "|телеграм|инстаграм|вконтакте|إنستغرام|انستقرام|فيسبوك|تلغرام|واتساب|اینستاگرام|تلگرام"
)
HANDLE: tuple[Pattern, ...] = (
    pattern(r"(?<![\w@.])@(?=[\w.]{0,30}[^\W_])[\w.]{1,30}\w", HIGH),
    pattern(
        rf"(?<![A-Za-z0-9])(?:{APPS})\s*(?:id|name|user(?:name)?|handle|账号|帳號|아이디|ник)?\s*"
        r"(?:[:：=@]|\bis\b|\bes\b|\best\b|\bé\b|\bse\b|\bwaa\b|\bay\b|\blà\b|是|은|는)"
        r"\s*(?P<it>[A-Za-z0-9_.]{0,30}[A-Za-z0-9_]{3})",
        MEDIUM,
    ),
)

# Numbers that everyone knows.
PUBLIC_NUMBERS = frozenset(
    (
        *(
            "911",
            "988",
            "311",
            "211",
            "411",
            "511",
            "711",
            "811",
            "112",
            "999",
            "110",
            "119",
            "120",
        ),
        *(
            "9/11",
            "24/7",
            "7/24",
            "50/50",
            "1/2",
            "1/3",
            "2/3",
            "1/4",
            "3/4",
            "1/5",
            "1/10",
            "10/10",
        ),
        *("5150", "741741", "737373"),
    )
)
