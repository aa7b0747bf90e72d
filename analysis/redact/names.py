"""Names: after a title, after a word of kinship, after "my name is", and other capitals."""

from analysis.redact.patterns import CAP, CAPS, HIGH, LOW, MEDIUM, UPPER, Pattern, pattern

TITLES = (
    r"mr|mrs|ms|miss|mx|dr|dra|prof|officer|ofc|sgt|sergeant|deputy|detective|det|lt"
    r"|lieutenant|capt"
    r"|captain|chief|judge|pastor|father|sister|brother|nurse|doctor|professor"
    r"|sheriff|agent|rev|imam"
    r"|principal|counselor|uncle|aunt|auntie|tía|tío|señora?|señorita|sra?|srta|don"
    r"|doña|oficial|agente"
    r"|padre|licenciad[oa]|lic|maestr[oa]|abuel[oa]|mme|madame|monsieur|mlle|docteur"
    r"|agent|m(?=\.)|maître"
    r"|seu|dona|professora?|policial|msye|mesye|madan|doktè|pastè|ofisye|matant"
    r"|tonton|mudane|marwo|sheekh"
    r"|macallin|g(?=\.)|gng|bb|kuya|ate|tita|tito|aling|mang|kapitan|sir|ma'am|lola|lolo"
    r"|anh|chị|ông|bà|cô|chú|bác|cậu|dì|ong|господин|госпожа|г-н|г-жа|доктор[ау]?"
    r"|врач[ау]?|офицер[ау]?"
    r"|сержант[ау]?|полицейск(?:ий|ого)|судь[яи]|отец|тётя|тетя|дядя|имам"
)
KIN = (
    r"son|daughter|brother|sister|husband|wife|mother|father|mom|mum|dad|cousin"
    r"|nephew|niece|uncle|aunt"
    r"|grandson|granddaughter|grandmother|grandfather|grandma|grandpa|boyfriend"
    r"|girlfriend|partner|friend"
    r"|neighbou?r|roommate|baby|kid|boy|girl|child|client|patient|landlord|boss"
    r"|teacher|caseworker|fianc[eé]e?"
    r"|hij[oa]|herman[oa]|espos[oa]|marido|mujer|madre|padre|mamá|papá|prim[oa]"
    r"|sobrin[oa]|tí[oa]|niet[oa]|abuel[oa]"
    r"|novi[oa]|amig[oa]|vecin[oa]|niñ[oa]|fils|fille|frère|s(?:œ|oe)ur|mari|femme"
    r"|mère|père|cousine?|neveu|nièce|ami|amie"
    r"|voisine?|filh[oa]|irmã|irmão|mãe|pai|vizinh[oa]|net[oa]|namorad[oa]|pitit"
    r"|pitit gason|pitit fi|frè|sè|madanm|manman|papa"
    r"|zanmi|vwazen|kouzen|wiil(?:kayga|keyga)|gabadh(?:ayda|eyda)|walaal(?:kay|key)"
    r"|walaash(?:ay|ey)|ninkayga|xaaskayga"
    r"|hooyaday|aabahay|saaxiib(?:kay|key)|deriskayga|anak|kapatid|asawa|nanay|tatay"
    r"|kaibigan|kapitbahay|pinsan|pamangkin"
    r"|con trai|con gái|con gai|em trai|em gái|em gai|anh trai|chị gái|chồng|vợ|chong"
    r"|vo|mẹ|cha|bạn|con|cháu|hàng xóm"
    r"|сын(?:а|у|ом)?|доч(?:ь|ери|ка|ку)|брат(?:а|у)?|сестр[ауеы]|муж(?:а|у)?|жен"
    r"[ауеы]|мам[ауеы]|пап[ауеы]|мать|отец|отца|друг(?:а)?|подруг[ауи]"
    r"|сосед(?:а|ка|ку)?|племянник(?:а)?|внук(?:а)?"
)
CALLED = (
    r"named|called|is|whose name is|name is|nicknamed|llamad[oa]|que se llama"
    r"|se llama|qui s['’]appelle|s['’]appelle|nommée?"
    r"|chamad[oa]|que se chama|se chama|ki rele|rele|la yiraahdo|ang pangalan ay"
    r"|na si|si|ay si|tên là|tên|ten la|ten|по имени|зовут"
    r"|mwen|mwen an|m|ko|ko na si|kong si|naming si|tôi|tôi là|của tôi|toi|my|mi"
)
OWN_NAME = (
    r"my name is|my name's|i am called|call me|me llamo|mi nombre es|je m['’]appelle"
    r"|mon nom est|meu nome é|me chamo"
    r"|mwen rele|m rele|non mwen se|magacaygu waa|magaceygu waa|ang pangalan ko ay"
    r"|ako si|ako po si|tôi tên là|tôi tên|tên tôi là|toi ten la|toi ten"
    r"|меня зовут|моё имя|мое имя|his name is|her name is|their name is|his name was"
    r"|her name was|su nombre es|se llama|él se llama"
    r"|il s['’]appelle|elle s['’]appelle|ele se chama|ela se chama|li rele"
    r"|magaciisu waa|magaceedu waa|ang pangalan niya ay|anh ấy tên|tên là|его зовут"
    r"|её зовут|ее зовут"
)
SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩"
    "韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆"
    "陸汪范金石廖贾賈夏韦韋方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵"
    "万萬钱錢严嚴"
)
KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류"
    "나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어"
    "은편용예경봉사부"
)
CHINESE_NAME = (
    rf"[{SURNAMES}](?![生人们們家上下中大小年月日天时時的了是在和路街])[\u4e00-\u9fff]{{1,2}}?"
)
NOT_A_NAME_ZH = (
    r"(?=先生|女士|小姐|太太|医生|醫生|警官|老师|老師|牧师|牧師|阿姨|叔叔"
    r"|[，。！？、；,.!?\s]|被|说|說|在|去|来|來|和|是|的|也|就|$)"
)
ARABIC_NAMES = (
    "محمد|أحمد|احمد|علي|عمر|حسن|حسين|يوسف|ابراهيم|إبراهيم|خالد|مصطفى|محمود|عبد ?الله"
    "|عبد ?الرحمن|كريم|سامي|طارق|فاطمة|مريم"
    "|عائشة|زينب|خديجة|سارة|ليلى|نور|هدى|أمينة|رضا|مهدی|مهدي|امیر|زهرا|فاطمه|مریم"
    "|رضا|حسین|جعفر|سعید|سعيد|ياسر|عثمان|بلال|حمزة|آدم"
)

# Frequent given names that are no other word of a language here; a person's name is often
# written without a capital, or first in a sentence where a capital says nothing.
GIVEN_NAMES = """
aaron abdi abdirahman abdullahi abebe adriana agnieszka ahmed aisha alejandra alejandro alexander
alexei ali alicia amina amir ana andrea andrei andrew angela anna anthony antonio arturo asad asha
ashley axmed ayaan barbara beatriz benjamin brandon brian bruno camila carlos carmen carolina
caroline cedric charles chinedu christopher claudia cristina daniel daniela danielle david deborah
denise deqa diana diego dmitri dmitry donna dorothy duc dylan eduardo edwin elena elizabeth emily
emma enrique eric erika ernesto esther eugene fadumo farah fatima fatou felipe fernanda fernande
fernando francisco françois gabriel gabriela george gerardo giorgi gloria guadalupe guillermo
gustavo habib halima hamza hannah hassan heather hector helen hodan hussein ibrahim ifrah igor
ines ingrid irina isabel ivan jacob jamal james jasmine javier jean-baptiste jennifer jeremy
jessica jesús joanna joaquín jomar jonathan jorge joseph joshua josué josé joão juan julia julian
julie karen karina katherine kayla keisha kenneth kevin khadija khalid kimberly kwame larry latoya
laura leila leonardo leticia lucía luis lwi magdalena mahad malik manuel marcela marcus margaret
maria mariana maricel marie-ange mario marisol martha martín maryan maría mateo matthew maurice
maxamed maxime mehmet melissa michael michelle miguel mikhail mohamed mohammed monica monique
mustafa nadia natalia natasha nathan nguyễn nicolas nicole nikolai nimco olga oluwaseun omar oscar
osman pablo pamela patricia patrick paulo pedro phuong pierre priya rachel rafael rahma ramón
raquel rebecca reginald ricardo richard roberto rodrigo rogelio ronald rosa ruslan ryan sahra
salma samantha samuel sandra santiago sarah sebastián sergei sergio shanice sharon sofia sofía
stephanie stephen susan svetlana tamara tanisha tatiana teresa theresa thiago thomas tiffany
timothy tyrone valentina vanessa veronica veronika viktor vincent vladimir víctor wanda warsame
wideline william xalimo ximena yolanda yusuf yvonne zachary zainab александр алексей андрей анна
владимир вова дмитрий екатерина елена иван ирина мария михаил наталья николай ольга павел саша
светлана сергей серёга татьяна юлия юрий
"""
GIVEN_NAMES_KOREAN = "민수 영희 철수 지훈 민준 서연 수진 은정 현우 지영 미영 성민"

NAME: tuple[Pattern, ...] = (
    pattern(rf"(?<![\w-])(?i:{TITLES})\.?\s+(?P<it>{CAPS})", HIGH, exact=True),
    pattern(rf"(?<!\w)(?i:{OWN_NAME})\s+(?P<it>{CAPS})", HIGH, exact=True),
    pattern(
        r"(?<!\w)(?:my name is|his name is|her name is|me llamo|je m['’]appelle|named"
        r"|llamad[oa])\s+(?!a |the |un |una |after )(?P<it>[^\W\d_]{2,20})",
        MEDIUM,
    ),
    pattern(
        rf"(?<!\w)(?i:{KIN})(?:\s*[,:]?\s*(?i:{CALLED})){{0,2}}\s*,?\s+(?P<it>{CAPS})",
        HIGH,
        exact=True,
    ),
    pattern(rf"(?<!\w)(?:si|ni|kay|sina|nina|kina)\s+(?P<it>{CAPS})", MEDIUM, exact=True),
    pattern(rf"(?<!\w)(?i:em|con|cháu|cậu)\s+(?P<it>{CAP})", MEDIUM, exact=True),
    pattern(
        rf"{CAP}\s+[{UPPER}][^\W\d_]{{2,20}}(?:ович|евич|овн[аыеу]|евн[аыеу]|ичн"
        rf"[аыеу])\w{{0,3}}(?:\s+{CAP})?",
        HIGH,
        exact=True,
    ),
    pattern(rf"(?<![\w.])(?:[{UPPER}]\.\s?){{1,3}}[{UPPER}][^\W\d_]{{2,20}}", MEDIUM, exact=True),
    pattern(
        r"(?:السيد|السيدة|الدكتور|الدكتورة|الأستاذ|الأستاذة|الضابط|الشرطي|الشيخ|الحاج"
        r"|د\.|آقای|خانم|دکتر)\s+(?P<it>\w{2,15}(?:\s+(?:ال\w{2,15}))?)",
        MEDIUM,
    ),
    pattern(
        r"(?:اسمي|اسمه|اسمها|اسم ابني|اسم ابنتي|يدعى|تدعى|اسم من|اسمم|به نام)\s+(?:هو"
        r"\s+|هي\s+)?(?P<it>\w{2,15})",
        HIGH,
    ),
    pattern(
        rf"(?<!\w)و?(?P<it>(?:{ARABIC_NAMES})(?:\s+(?:ال\w{{2,12}}|{ARABIC_NAMES}))?)(?!\w)", MEDIUM
    ),
    pattern(
        rf"(?P<it>[{KOREAN_SURNAMES}][가-힣]{{0,2}})\s?(?:씨|님|군|양|선생님|경관|형사|경찰관|아저씨|아줌마"
        rf"|목사님|의사)(?![가-힣]{{3}})",
        MEDIUM,
    ),
    pattern(
        r"이름은\s?(?P<it>[가-힣]{2,4}?)(?=이에요|예요|입니다|이고|이며|\s|[.,!?]|$)",
        HIGH,
    ),
    pattern(
        rf"(?:저는|나는)\s?(?P<it>[{KOREAN_SURNAMES}][가-힣]{{1,2}}?)(?=입니다|이에요|예요)", MEDIUM
    ),
    pattern(
        rf"(?:아들|딸|동생|형|오빠|누나|언니|남편|아내|친구|이웃)\s(?P<it>[{KOREAN_SURNAMES}][가-힣]{{1,2}})"
        rf"(?=이가|이는|이를|[가는은이을를도의와과]|\s|[,.])",
        LOW,
    ),
    pattern(
        rf"(?P<it>{CHINESE_NAME})(?:先生|女士|小姐|太太|医生|醫生|警官|老师|老師|牧师|牧師|阿姨|叔叔)",
        HIGH,
    ),
    pattern(
        rf"(?P<it>[{SURNAMES}])(?:先生|女士|小姐|太太|医生|醫生|警官|老师|老師|牧师|牧師|阿姨|叔叔)",
        MEDIUM,
    ),
    pattern(
        r"(?:我叫|我的名字是|我的名字叫|名叫|名字叫|他叫|她叫|名字是)(?P<it>[\u4e00-\u9fff]{2,4}?)(?=[，。！？、；,.!?\s]|的|，|$)",
        HIGH,
    ),
    pattern(
        rf"(?:儿子|兒子|女儿|女兒|弟弟|哥哥|妹妹|姐姐|丈夫|老公|老婆|妻子|妈妈|媽媽|爸爸|朋友|邻居|鄰居)叫?"
        rf"(?P<it>{CHINESE_NAME}){NOT_A_NAME_ZH}",
        MEDIUM,
    ),
    pattern(rf"(?P<it>[小老阿][{SURNAMES}明华華强強军軍伟偉芳丽麗红紅]){NOT_A_NAME_ZH}", LOW),
    pattern(r"(?<!\w)(?:أبو|ابو|أم)\s+\w{2,15}", MEDIUM),
    pattern(rf"(?<![\w@#])(?:{'|'.join(GIVEN_NAMES.split())})(?![\w@])", LOW),
    pattern(
        rf"(?<!\w)(?i:{'|'.join(GIVEN_NAMES_KOREAN.split())})(?=이?[가는은도와랑를]|씨|이|\s|[.,!?]"
        rf"|$)",
        LOW,
    ),
    # Two capitals within a sentence may be anybody's name.
    pattern(rf"(?<=[\w,;]\s)(?P<it>{CAP}\s+{CAP})(?!\w)", LOW, exact=True),
    pattern(
        rf"(?<=[a-zà-ỹа-я0-9,;]\s)(?P<it>[{UPPER}][a-zà-ỹа-яё'’-]{{2,20}})(?!\w)", LOW, exact=True
    ),
)
# Capitals within a sentence that are nobody's name.
NOBODY_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december english spanish french portuguese haitian creole
somali tagalog filipino vietnamese korean russian arabic chinese mandarin cantonese american
mexican african asian black white latino latina latinx hispanic native indigenous muslim christian
catholic jewish police department officer officers fire city county state god covid narcan
medicaid medicare america united states usa mexico haiti somalia vietnam korea russia china
philippines brazil crisis team mobile response center service services emergency ambulance
hospital thanks thank please the and but they when because why what who policía policia dios lunes
martes miércoles jueves viernes sábado domingo polícia deus dieu bondye lapolis leta booliiska
boolis allah pulis diyos công cảnh полиция полиции полицию скорая боже бог facebook google
instagram walmart internet youtube
"""
NOBODY = frozenset(NOBODY_WORDS.split())
