"""Street addresses and named places."""

from analysis.redact.patterns import CAP, CAPS, HIGH, JOIN, LOW, MEDIUM, Pattern, pattern

STREETS = (
    "street|avenue|ave|road|rd|blvd|boulevard|lane|ln|drive|dr|court|ct|place|pl|way|terrace|ter"
    "|circle|cir|highway|hwy|parkway|pkwy|square|sq|loop|trail|alley|route|pike|st"
)
# After a number these are streets also without a capital: "1234 main st".
PLAIN_STREETS = "street|avenue|ave|road|rd|blvd|boulevard|lane|ln|highway|hwy|parkway|pkwy|drive|st"
VIAS = (
    r"calle|avenida|av\.|avda\.?|carrera|cra\.?|calzada|camino|paseo|pasaje|colonia|col\.|barrio"
    r"|urbanizaci[oó]n|jardim|vila|bairro|conjunto|rua|travessa|alameda|estrada"
    r"|rodovia|rue|chemin|impasse|all[eé]e|quai|bd|lari|ri"
    r"|wad+ada|jidka|xaafadda|kalye|kalsada|barangay|brgy\.?|purok|sitio|blk\.?|lot"
    r"|đường|duong|phố|ngõ|hẻm|phường|phuong|quận|khu phố|ấp|thôn"
    r"|ул\.?|улиц[аеуы]|пр-?т\.?|проспекте?|переул(?:ок|ке)|пер\.|шоссе|бульваре?|площад[ьи]"
)
HOUSE = (
    r"(?:[,\s]{0,3}(?:#|no\.?|nº|n°|núm(?:ero)?\.?|num\.?|número|số|so|д\.?|дом|blg\.?)?"
    r"\s?\d{1,5}[A-Za-zА-я]?(?:[/-]\d{1,4})?(?!\d))"
)

ADDRESS: tuple[Pattern, ...] = (
    pattern(
        rf"(?<!\w)\d{{1,6}}(?:[A-Za-z]|st|nd|rd|th)?\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:"
        rf"(?:{CAP}|\d+(?:st|nd|rd|th))\.?\s+){{1,4}}"
        rf"(?i:{STREETS})\b\.?(?:,?\s+(?i:apt|unit|suite|ste|#)\.?\s*#?\w{{1,5}})?",
        HIGH,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)\d{{2,6}}\s+(?:[nsew]\.?\s+)?[a-z]{{3,15}}(?:\s+[a-z]{{3,15}})?\s+"
        rf"(?:{PLAIN_STREETS})\b",
        MEDIUM,
    ),
    pattern(
        rf"(?<!\w)(?:{CAP}\s+){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Blvd|Boulevard|Lane"
        rf"|Ln|Drive|Court|Way|Highway|Hwy|Parkway|Pkwy|St)\b\.?",
        MEDIUM,
        exact=True,
    ),
    pattern(
        r"(?<!\w)(?:[nsew]{1,2}\.?\s+)?\d{1,3}(?:st|nd|rd|th)\s+(?:street|avenue|ave"
        r"|st|blvd|road|rd)\b",
        MEDIUM,
    ),
    pattern(
        rf"(?<!\w)(?:\d{{1,3}}(?:st|nd|rd|th)|{CAP})\s+(?:and|&|y|at)\s+(?:\d{{1,3}}"
        rf"(?:st|nd|rd|th)|{CAP})(?:\s+(?i:st|street|ave|avenue|streets|blvd|road|rd)"
        rf"\b)",
        MEDIUM,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)\d{{1,3}}(?:st|nd|rd|th)\s+(?:and|&)\s+(?:\d{{1,3}}(?:st|nd|rd|th)|{CAP})",
        MEDIUM,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)(?i:corner of|esquina de|coin de|kwen)\s+(?P<it>{CAPS}(?:\s+(?:and|y"
        rf"|e|et|ak|&)\s+{CAPS})?)",
        MEDIUM,
        exact=True,
    ),
    pattern(
        r"(?<!\w)(?:apt|apartment|apto|apartamento|depto|departamento|appartement"
        r"|căn hộ|phòng|квартир[аеы]|кв\.)"
        r"\.?\s*(?:#|no\.?|số)?\s?\d{1,5}[A-Za-z]?(?!\w)",
        MEDIUM,
    ),
    pattern(
        r"(?<!\w)(?i:building|bldg|edificio|edifício|bloque|bloco|bâtiment|bât|gusali"
        r"|tòa nhà|корпус)\.?\s+(?:[A-Z]|\d{1,3})(?!\w)",
        LOW,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)(?:I|US|Hwy|Route|SR)[ -]\d{{1,3}}(?:\s+(?:and|&|at|y)\s+(?:{CAP}|"
        rf"\d{{1,3}}(?:st|nd|rd|th)))?",
        LOW,
        exact=True,
    ),
    pattern(r"\bp\.?\s?o\.?\s?box\s+\d+", HIGH),
    pattern(r"(?<![\d-])(?<!\) )\d{5}-\d{4}(?![\d-])", HIGH),
    pattern(
        r"\b(?:zip(?: code)?|postal code|c[oó]digo postal|code postal|cep|cp)\W{0,3}"
        r"(?:is|es|est)?\s*(?P<it>\d{5}(?:-\d{3,4})?)",
        HIGH,
    ),
    pattern(r"(?<!\w)[A-Z]{2}\s+\d{5}(?!\d)", MEDIUM, exact=True),
    pattern(
        rf"(?<!\w)(?i:{VIAS})\s+{JOIN}(?:{CAPS}|\d{{1,4}}(?!\d))(?:,?{HOUSE})?(?:,?\s*"
        rf"(?:кв\.?|apto\.?|int\.?)\s?\d{{1,4}})?",
        HIGH,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)\d{{1,5}}\s*(?:bis|ter)?,?\s+(?i:rue|avenue|av\.?|bd|boulevard"
        rf"|chemin|impasse|allée|place|route|quai|ri|lari)\s+(?:(?:de|du|des|de la|la"
        rf"|le)\s+|d['’]|l['’])?{CAPS}",
        HIGH,
        exact=True,
    ),
    pattern(
        rf"(?<!\w)(?i:số nhà|so nha|số|nhà số)?\s{0, 3}\d{{1,4}}(?:/\d{{1,4}}){{0,3}}"
        rf"[A-Za-z]?\s+(?i:đường|duong|phố|pho|ngõ|ngo|hẻm|hem)\s+{CAPS}",
        HIGH,
        exact=True,
    ),
    pattern(
        r"(?<!\w)(?:شارع|طريق|زقاق|حي|عمارة|شقة|خیابان|خيابان|کوچه|محله|بلوار)\s+"
        r"\w{2,20}(?:\s+\w{2,20})?(?:\s*،?\s*(?:رقم|پلاک)?\s*\d{1,5})?",
        MEDIUM,
    ),
    pattern(
        r"(?:[가-힣]{1,8}(?:시|군|구)\s?)?[가-힣0-9]{1,10}(?:대로|로|길)\s?\d{1,4}(?:번길\s?"
        r"\d{1,4})?(?:-\d{1,4})?(?:번지)?(?!\d)",
        HIGH,
    ),
    pattern(
        r"(?<![가-힣])[가-힣]{1,6}(?:동|읍|면|리)\s\d{1,4}(?:-\d{1,4})?(?:번지)?|(?<!\d)"
        r"\d{1,4}동\s?\d{1,4}호|(?<!\d)\d{2,4}호(?![가-힣]선)",
        MEDIUM,
    ),
    pattern(
        r"[\u4e00-\u9fff]{1,6}(?:路|街|大道|巷|弄|胡同|道)\s?(?:\d{1,5}|[一二三四五六七八九十百]{1,5})\s?(?:号|號|弄)"
        r"(?:楼|樓)?(?:\s?\d{1,4}\s?(?:号楼|號樓|单元|單元|室|楼|樓|栋|棟|座)){0,3}",
        HIGH,
    ),
    pattern(
        r"(?<!\d)\d{1,4}\s?(?:号楼|號樓|单元|單元|栋|棟)(?:\s?\d{1,4}\s?(?:单元|單元|室)){0,2}|(?<!\d)\d{3,4}室",
        MEDIUM,
    ),
    pattern(
        r"(?:在|住|到|去|沿着|沿著)(?P<it>[\u4e00-\u9fff]{1,4}(?<![马馬道公铁鐵走])(?:路|街|大道|胡同))(?!上|边|邊|口)",
        LOW,
    ),
)

INSTITUTIONS = (
    "School|High School|Elementary|Middle School|Academy|College|University|Hospital|Clinic|Shelter"
    "|Church|Chapel|Mosque|Temple|Synagogue|Cathedral|Park|Center|Centre|Library|Station|Apartments"
    "|Motel|Hotel|Inn|Jail|Prison|Market|Mall|Bridge|Plaza|Towers?|Village|Heights|Mission|Bakery"
    "|Restaurant|Cafe|Elementary School|Medical Center|Community Center|Housing"
)
NAMED_FIRST = (
    "hospital|escuela|iglesia|clínica|clinica|parque|refugio|albergue|estación"
    "|estacion|colegio|universidad"
    "|mercado|plaza|liceo|hôpital|hopital|école|ecole|église|eglise|parc|foyer|gare"
    "|clinique|lycée|lycee"
    "|collège|mosquée|mosquee|escola|igreja|abrigo|estação|mercado|praça"
    "|universidade|lopital|lekòl|lekol"
    "|legliz|pak|abri|mache|masjidka|isbitaalka|dugsiga|iskuulka|suuqa|xarunta"
    "|ospital(?: ng)?|paaralan(?: ng)?"
    "|simbahan(?: ng)?|palengke(?: ng)?|bệnh viện|benh vien|trường|truong|nhà thờ"
    "|nha tho|chùa|công viên|cong vien|chợ"
    "|больниц[аеуы]|школ[аеуы]|церк(?:овь|ви)|мечет[ьи]|парке?|приюте?|станци[яию]|рын(?:ок|ке)"
)
PLACE: tuple[Pattern, ...] = (
    pattern(rf"(?<!\w)(?:{CAP}(?:['’]s)?\.?\s+){{1,4}}(?:{INSTITUTIONS})\b", MEDIUM, exact=True),
    pattern(
        rf"(?<!\w)(?i:{NAMED_FIRST})\s+(?:de la|de los|de las|del|de|du|des|da|do|la"
        rf"|le|ee)?\s*(?:«[^»\n]{{2,40}}»|№\s?\d{{1,4}}|n[o°º]\.?\s?\d{{1,4}}|{CAPS})",
        MEDIUM,
        exact=True,
    ),
    pattern(
        r"(?<!\w)(?:مستشفى|مدرسة|مسجد|جامع|كنيسة|حديقة|ملجأ|سوق|جامعة|مركز|بیمارستان"
        r"|مدرسه|پارک|دانشگاه)\s+(?!في|من|على|إلى|عن|و|که|در)\w{2,20}(?:\s+\w{3,20})?",
        LOW,
    ),
    pattern(
        r"[가-힣A-Za-z0-9]{2,10}\s?(?:초등학교|중학교|고등학교|대학교|병원|교회|성당|공원|쉼터|보호소|시장|아파트)",
        LOW,
    ),
    pattern(
        r"[\u4e00-\u9fff]{2,6}(?:小学|小學|中学|中學|大学|大學|医院|醫院|教堂|教会|教會|公园|公園|收容所|车站|車站|小区|小區|社区中心)",
        LOW,
    ),
)
