"""Words that people use whatever they talk about: what tells languages apart in a short text."""

import unicodedata
from functools import cache

from stopwordsiso import has_lang, stopwords

# Written for this project: function words, and the words of a call for help, of each language
# that shares its script with another. A word that two languages share helps neither.
FUNCTION_WORDS: dict[str, str] = {
    "en": """
        the and that was were have has had this with they them their there would could should
        about what when where which who why how from been because not don't didn't doesn't can't
        won't i'm it's i we you he she it my our your his her me us is are am be do did does
        will just only very more some any all no yes of to in on at for by but if or so than
        then after before never always someone nobody people help called call need needed came
        come went said told asked please thank thanks my a an as out up down over again still
        too""",
    "es": """
        el la los las un una unos unas y que qué de del en por para con sin pero porque cuando
        como cómo donde dónde quien quién muy más menos no sí ya me te se le les lo nos mi mis
        tu su sus es son era eran fue fueron está están estaba estaban hay había ser estar tengo
        tiene tienen tenemos tenía hace hacer hizo yo él ella ellos ellas nosotros usted ustedes
        este esta esto ese esa eso todo todos toda todas nada nadie nunca siempre también
        gracias ayuda ayudar llamé llamar llamamos vino vinieron policía gente mucho mucha
        muchos después antes al dijo dijeron quiero puedo pueden necesito necesitamos ni o si
        hasta desde mientras hijo hija hola sé buenos buenas bueno bien""",
    "fr": """
        le la les l un une des du de d et que qu qui quoi ce c cet cette ces il elle ils elles
        on nous vous je j tu me m te se s lui leur mon ma mes ton son sa ses notre nos votre vos
        est sont était étaient été être suis a ai as avons avez ont avait avaient avoir fait
        faire dans sur sous pour par avec sans mais parce quand comment où pourquoi très plus
        moins pas ne n jamais toujours rien personne aussi tout tous toute toutes merci aide
        appelé appeler venu venus police au aux ou si alors après avant même être cela ça besoin
        peux peut faut y en""",
    "pt": """
        o a os as um uma uns umas e que quê de do da dos das em no na nos nas por pelo pela para
        pra com sem mas porque quando como onde quem muito muita mais menos não sim já me te se
        lhe lhes meu minha meus minhas seu sua seus suas nosso nossa é são era eram foi foram
        está estão estava estavam há havia ser estar tenho tem têm temos tinha tinham faz fazer
        fez eu ele ela eles elas nós você vocês este esta isto esse essa isso aquele tudo todos
        nada ninguém nunca sempre também obrigado obrigada ajuda ajudar liguei ligar chamei
        chamar veio vieram polícia gente depois antes ao aos à às disse disseram quero posso
        podem preciso ou até desde filho""",
    "ht": """
        mwen m ou w li l nou n yo y pa te ap pral ta va gen genyen se sa ki kisa kijan kote kilè
        pou pouki poukisa nan ak avèk san men paske lè si sou anba yon youn la a an lan ann sila
        epi oswa tou anpil plis mwens tankou konsa jan moun timoun bagay kay jodi toujou janm
        jamè ankò deja pat dwe kapab ka vle bezwen ede èd rele vini ale fè fèt wè di bay ba pran
        mete lapolis lopital tanpri mèsi wi non yo menm tout pèsonn anyen frè sè pitit lakay
        travay premye depi jiska pandan apre anvan ant lòt chak""",
    "so": """
        waa waan wuu way waxaa waxay waxaan waxuu wuxuu iyo oo in inaan inay inuu ayaa ayay ayuu
        ayaan ee ka ku u la si soo sida markii marka kadib kahor laakiin maxaa maya haa ma mid
        midna cidna qof qofka dad dadka aniga adiga isaga iyada annaga iyaga aan uu ay kale kuwa
        waxba wax badan yar leh lahaa yahay tahay yihiin ahaa jiray jirtay jira haysta karo
        karaa kara waayo sababtoo caawimo caawi booliiska boolis wacay wac yimid timid yimaadeen
        fadlan mahadsanid guriga walaalkay hooyaday wiilkayga gabadhayda kaas taas kan tan
        markaa ilaa intii dhammaan mar walba weli hadda qoyska isbitaalka""",
    "tl": """
        ang ng mga sa na at ay si ni kay sina nina ako ko akin ikaw ka mo siya niya kami namin
        tayo natin kayo ninyo nyo sila nila kanila ito iyan iyon yung yan dito doon diyan hindi
        di wala walang may mayroon meron kung kapag pag para pero kasi dahil ngunit lang lamang
        din rin naman po opo ba nga pa daw raw sana kaya nang noong noon ngayon bakit paano saan
        kailan sino ano anong lahat marami masyado mas tulong tumulong tumawag tinawagan
        dumating pumunta sabi sinabi kailangan gusto pwede puwede anak kapatid nanay tatay bahay
        tao taong salamat pulis ospital huwag oo isa isang bago habang upang nasa mula hanggang""",
    "vi": """
        tôi không người cảnh sát gọi vì và là của có cho được một các những này đó khi đến đã
        đang sẽ với trong ngoài nhưng cũng như nếu thì mà để từ ra vào lên xuống rất nhiều ít
        hơn chúng bạn anh chị em ông bà cô chú con cháu họ ai gì nào đâu sao tại bởi giúp đỡ cần
        muốn phải nên biết nói hỏi nhà bệnh viện sợ xin cảm ơn vâng dạ chưa rồi lại nữa chỉ mỗi
        mọi trước sau năm ngày tháng giờ nước việc làm đi về bị qua theo trên dưới giữa""",
    "de": """
        der die das und ist nicht ich du er sie es wir ihr ein eine einen einem einer mit von zu
        zum zur im auf für aber weil wenn als wie wo wer was warum sehr mehr kein keine niemand
        nie immer auch mein meine unser uns mich mir sich war waren hat haben hatte kam kamen
        gerufen hilfe polizei nach vor bei aus dem den des dass oder noch schon nur bitte danke""",
    "id": """
        yang dan di ke dari ini itu untuk dengan tidak ada saya aku kamu dia kami kita mereka
        adalah pada dalam akan sudah telah bisa karena tetapi tapi juga atau jika kalau apa
        siapa bagaimana mengapa orang polisi tolong bantuan lebih sangat bukan belum sebagai
        oleh para anak rumah sakit seorang sebuah saat ketika""",
    "ar": """
        في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت كانوا لم لن لا ما ليس
        قد كل بعد قبل عند عندما حتى أو أي هو هي هم نحن أنا أنت لي له لها لهم لنا كما لكن لأن كيف
        متى أين لماذا ماذا نعم شكرا جدا أحد الشرطة المستشفى اتصلت جاء جاؤوا يكون تكون بين أيضا
        غير فقط هنا هناك ابني أخي أمي""",
    "fa": """
        در از به با که این آن را است بود بودند شد شده می نمی برای تا هم یا اگر ولی اما من تو او
        ما شما آنها ایشان هیچ همه یک هر چه چرا کجا کی چطور خیلی بیشتر هست نیست نبود دارد ندارد
        دارم کرد کردند کردم کنند شود باید بعد قبل وقتی پلیس زنگ زدم آمد آمدند نیامد کمک خانه
        پسرم برادرم مادرم لطفا ممنون بله نه های ها""",
    "ur": """
        کے کی کا میں ہے ہیں تھا تھی تھے اور سے کو نے پر یہ وہ کہ نہیں بھی ہم مجھے میرے میرا ایک
        کیا جب تک لیے گیا گئی کر رہا رہی اس ان جو تو آپ پولیس مدد""",
    "ps": """
        د په او چې نه دی ده یې له سره زه موږ ته کې دا هغه پولیس مرسته""",
    "ru": """
        и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только
        ее её мне было вот от меня еще ещё нет о из ему теперь когда даже ну ли если уже или ни
        быть был была были него до вас нас они тут где есть надо для мы тебя их чем сам чтобы
        без чего это этот эта эти потом никто ничего никогда всегда почему потому очень мой моя
        мои мою помощь полиция полицию вызвал вызвала приехал приехали спасибо пожалуйста""",
    "uk": """
        і й та в у не що він на я з як а то все вона так його але ти до же ви за б по тільки її
        мені було від мене ще ні із йому коли навіть чи якщо вже або бути був була були нас вони
        тут де є треба для ми їх щоб без це цей ця ці потім ніхто нічого ніколи завжди чому тому
        дуже мій моя мої мою допомога поліція поліцію дякую будь""",
    "bg": """
        и в не че той на аз с като но да ти към за само я мен беше от още няма му когато дори ли
        ако вече или ни съм бил била бяха са ние те тук къде има трябва това този тази много""",
}
# Said in every language, so they tell nothing.
INTERNATIONAL = frozenset(
    (
        *("ok", "okay", "oky", "okey", "hello", "hi", "hey", "bye", "wow", "lol", "haha", "hahaha"),
        *(
            "jaja",
            "jajaja",
            "xxx",
            "police",
            "taxi",
            "hotel",
            "hospital",
            "doctor",
            "radio",
            "video",
        ),
        *("covid", "internet", "facebook", "whatsapp", "google", "email", "test", "null", "none"),
    )
)


@cache
def words_of(language: str) -> frozenset[str]:
    """Return the words that mark a language, with and without their marks.

    `language` is a primary tag. Those that have no list here take stopwordsiso's; a language
    without either has none.
    """
    own = FUNCTION_WORDS.get(language)
    if own is not None:
        known = frozenset(own.split())
    else:
        known = frozenset(stopwords(language)) if has_lang(language) else frozenset()
    return known | {unmarked(word) for word in known}


def unmarked(word: str) -> str:
    """Return the word as typed on a keyboard without marks: "không" is "khong"."""
    plain = word.replace("đ", "d").replace("Đ", "D")
    parts = unicodedata.normalize("NFD", plain)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
