"""Dates and times of day: with a place they tell which night it was, and so whose."""

from analysis.redact.patterns import LOW, MEDIUM, Pattern, numeric, pattern

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre"
    "|noviembre|diciembre"
    "|janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre"
    "|octobre|novembre|décembre|decembre"
    "|janeiro|fevereiro|março|marco|maio|junho|julho|setembro|outubro|novembro|dezembro"
    "|janvye|fevriye|mas|avril|me|jen|jiyè|jiye|out|septanm|oktòb|oktob|novanm|desanm"
    "|janaayo|febraayo|maarso|abriil|maajo|juun|luulyo|agoosto|sebteembar|oktoobar"
    "|nofeembar|diseembar"
    "|pebrero|marso|mayo|hunyo|hulyo|setyembre|oktubre|nobyembre|disyembre"
    "|январ[яьюе]|феврал[яьюе]|март[ае]?|апрел[яьюе]|ма[яйюе]|июн[яьюе]|июл[яьюе]|август[ае]?"
    "|сентябр[яьюе]|октябр[яьюе]|ноябр[яьюе]|декабр[яьюе]"
    "|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر"
    "|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
    "|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
)
YEAR = r"(?:1[39]|20)\d{2}"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
NUMERIC_DAY_MONTH = r"(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])"

DATE: tuple[Pattern, ...] = (
    numeric(rf"(?<![\d/.-]){DAY}[/.-]{DAY}[/.-](?:{YEAR}|\d{{2}})(?![\d/])", MEDIUM),
    numeric(rf"(?<![\d/.-]){YEAR}[/.-](?:1[0-2]|0?[1-9])[/.-]{DAY}(?![\d/])", MEDIUM),
    numeric(rf"(?<![\d/.-]){NUMERIC_DAY_MONTH}(?![\d/.-])", LOW),
    numeric(
        rf"(?<!\w)(?:{MONTHS})\.?\s+(?:the\s+)?{DAY}(?:st|nd|rd|th)?(?!\d)(?:,?\s+"
        rf"(?:of\s+)?{YEAR}(?!\d))?",
        MEDIUM,
    ),
    numeric(
        rf"(?<!\d)(?:ika-?)?{DAY}(?:st|nd|rd|th|er|º|ª|-?го)?\s+(?:of\s+|de\s+|d['’]"
        rf"|ng\s+|من\s+)?(?:{MONTHS})(?!\w)"
        rf"(?:,?\s+(?:de\s+|del\s+)?(?:{YEAR}|\d{{2}})(?!\d))?",
        MEDIUM,
    ),
    numeric(
        r"\b(?:the|el|le|dia|día)\s+(?P<it>\d{1,2}(?:st|nd|rd|th)?)(?=\s+(?:of|at"
        r"|around|in the|por|a las|en la)\b)"
        r"|\bthe\s+\d{1,2}(?:st|nd|rd|th)\b(?!\s+(?:time|grade|floor|person|street|st"
        r"\b|ave|amendment|day))",
        LOW,
    ),
    numeric(rf"(?<!\w)(?:{MONTHS})\.?,?\s+(?:of\s+|de\s+|del\s+)?{YEAR}(?!\d)", LOW),
    numeric(rf"(?:{YEAR}\s?年\s?)?(?<!\d)\d{{1,2}}\s?月\s?\d{{1,2}}\s?(?:日|号|號)?", MEDIUM),
    pattern(r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿]{1,3}(?:日|号|號)", MEDIUM),
    numeric(rf"{YEAR}\s?年\s?\d{{1,2}}\s?月|{YEAR}\s?년\s?\d{{1,2}}\s?월", LOW),
    numeric(rf"(?:{YEAR}\s?년\s?)?(?<!\d)\d{{1,2}}\s?월\s?\d{{1,2}}\s?일", MEDIUM),
    numeric(
        rf"(?:ngày|ngay|mùng|mồng)\s+\d{{1,2}}(?:\s*(?:tháng|thang|/|-)\s*\d{{1,2}})?"
        rf"(?:\s*(?:năm|nam|/|-)\s*{YEAR})?",
        MEDIUM,
    ),
    numeric(rf"(?:tháng|thang)\s+\d{{1,2}}\s*(?:năm|nam|/)\s*{YEAR}", LOW),
    numeric(
        rf"(?:\bborn|\bdob|nací|nacio|nació|né le|née le|nasci)\b\D{{0,20}}?(?P<it>"
        rf"[\w/., -]{{0,12}}{YEAR})",
        MEDIUM,
    ),
)

CLOCK = r"(?:[01]?\d|2[0-4])"
TIME: tuple[Pattern, ...] = (
    numeric(
        rf"(?<![\d:.]){CLOCK}[:.][0-5]\d\s*(?:[ap]\.?\s?m\b\.?|de la (?:mañana|tarde"
        rf"|noche)|hrs?\b)",
        LOW,
    ),
    numeric(rf"(?<![\d:]){CLOCK}:[0-5]\d(?![\d:])", LOW),
    numeric(rf"(?<![\d:.$]){CLOCK}\s*[ap]\.?\s?m\b\.?", LOW),
    pattern(
        r"\b(?:half past|quarter (?:to|past))\s+\w{2,6}\b|\b(?:one|two|three|four"
        r"|five|six|seven|eight|nine|ten|eleven"
        r"|twelve)\s+(?:o['’]?\s?clock|in the (?:morning|afternoon|evening)|at night|[ap]\.?m\b)",
        LOW,
    ),
    numeric(rf"(?<!\d){CLOCK}\s*o['’]?\s?clock", LOW),
    numeric(
        rf"\ba las? {CLOCK}(?:\s+(?:y media|y cuarto))?(?:\s+(?:de|en) la (?:mañana"
        rf"|tarde|noche|madrugada))?",
        LOW,
    ),
    numeric(rf"(?<!\w){CLOCK}\s?h(?:\s?[0-5]\d|\b)|\b[àa]s {CLOCK}(?:\s?h(?:oras)?\b)?", LOW),
    # "Pendant 2 heures" is how long it took, "à 2 heures" when it was.
    numeric(
        rf"(?<!\w)(?:à|vers|dès|a|vè)\s+(?P<it>{CLOCK}\s?(?:heures?|zè|è))\b"
        rf"|(?<!\d){CLOCK}\s?(?:heures?|zè|è)"
        r"\s+(?:du matin|du soir|de la nuit|nan maten|diswa|apremidi|nan nuit)\b",
        LOW,
    ),
    numeric(
        rf"saacad+a?\s+{CLOCK}\b(?:\s*:\s*\d\d)?|{CLOCK}(?:-?kii)?\s+(?:subaxnimo"
        rf"|habeennimo|galabnimo)",
        LOW,
    ),
    pattern(
        rf"\balas[ -]?(?:{CLOCK}|una|dos|tres|kwatro|singko|sais|siyete|otso|nuwebe"
        rf"|diyes|onse|dose)\b(?:\s+ng\s+\w+)?",
        LOW,
    ),
    numeric(
        rf"(?<!\d){CLOCK}\s*(?:giờ|gio|g)(?:\s*\d\d)?\b(?:\s*(?:sáng|chiều|tối|đêm"
        rf"|sang|chieu|toi|dem))?",
        LOW,
    ),
    numeric(rf"(?<!\d){CLOCK}\s*час(?:а|ов)?\b(?:\s+(?:утра|дня|вечера|ночи))?", LOW),
    numeric(rf"(?:الساعة|ساعت)\s+{CLOCK}(?::\d\d)?", LOW),
    numeric(
        rf"(?:오전|오후|새벽|밤|아침|저녁)?\s?{CLOCK}\s?시(?:\s?(?:{CLOCK}|[0-5]\d)\s?분|\s?반)?(?!간)",
        LOW,
    ),
    pattern(
        r"(?:上午|下午|早上|晚上|凌晨|半夜|中午|夜里|夜裡)\s?(?:\d{1,2}|[一二两兩三四五六七八九十]{1,3})\s?[点點时時]"
        r"(?:半|\d{1,2}分?)?",
        LOW,
    ),
)
