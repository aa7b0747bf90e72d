"""Sentences as people write them, with what could point at someone marked {kind:words}.

Written for these tests, by people who knew the rules: what is found here is more than what is
found in other people's words.
"""

import re

PLANTED: dict[str, list[str]] = {
    "en": [
        "Call me at {phone:(303) 555-0142} or {email:ana.lopez@example.org} after work.",
        "They took my son {name:Marcus} from {address:1420 Elm Street} on {date:March 3} at "
        "{time:2:30 am}.",
        "Officer {name:Daniels}, badge number {number:4471}, laughed at us.",
        "My A-number is {immigration number:A 098 765 432} and they asked for it.",
        "my social is {social security number:123-45-6789} and they wrote it down",
        "We live near {address:5th and Main} by {place:Lincoln Elementary School}.",
        "Find me on instagram: {account:blue_heron88} or {account:@heron.rides}.",
        "The plate was {number:7ABC123} and the case number is {number:21-004587}.",
        "They came to {place:Hope Harbor Shelter} last winter and my friend {name:Tasha Reed} hid.",
        "my number is {phone:five five five zero one four two} thanks",
        "I was born {date:04/12/1987} and live at {address:88 w colfax ave}",
    ],
    "es": [
        "Mi teléfono es {phone:720-555-0199} y vivo en {address:Calle Juárez 45}.",
        "Se llevaron a mi hijo {name:Mateo} el {date:3 de marzo de 2021} "
        "{time:a las 3 de la mañana}.",
        "El oficial {name:Ramírez} no quiso dar su número de placa {number:8821}.",
        "Me llamo {name:Lucía Hernández} y mi correo es {email:lucia@ejemplo.mx}.",
        "Vamos a la {place:Iglesia San Judas} con la señora {name:Ortega}.",
        "Mi número de caso es {number:MX-20391}.",
        "Mi hermano se llama {name:Julián} y vive en {address:Avenida Reforma 210}.",
    ],
    "fr": [
        "Appelez-moi au {phone:06 12 34 56 78}, je m'appelle {name:Claire Morel}.",
        "J'habite {address:12 rue des Lilas} depuis le {date:4 avril 2019}.",
        "Mon fils {name:Théo} a été emmené à {time:14 h 30} devant l'{place:École Jean Moulin}.",
        "Madame {name:Diallo} du {place:Foyer Les Tilleuls} nous a aidés.",
        "Mon dossier numéro {number:75-88213} est perdu.",
        "Ma voisine, {name:Awa Traoré}, a tout vu.",
    ],
    "pt": [
        "Meu telefone é {phone:(11) 98765-4321} e moro na {address:Rua das Flores, 123}.",
        "Meu filho {name:Thiago} foi levado no dia {date:3 de março de 2021} {time:às 15h}.",
        "O policial {name:Souza} disse que ia chamar a imigração.",
        "Meu nome é {name:Ana Clara} e meu CPF é {number:123.456.789-09}.",
        "A dona {name:Célia} da {place:Igreja Nossa Senhora} viu tudo.",
    ],
    "ht": [
        "Nimewo mwen se {phone:305-555-0177}, mwen rele {name:Wideline Pierre}.",
        "Yo pran frè mwen {name:Jozèf} {time:3 zè nan maten} devan {place:Lopital Jeneral}.",
        "Mwen rete nan {address:15 ri Kapwa} depi {date:4 janvye 2020}.",
        "Ofisye {name:Baptiste} te pale mal ak nou.",
        "Pastè {name:Lwi} nan {place:Legliz Sen Pyè} te ede nou.",
    ],
    "so": [
        "Lambarkaygu waa {phone:612-555-0123}, magacaygu waa {name:Xaliimo Warsame}.",
        "Wiilkayga {name:Cabdi} ayay qaadeen {date:3 Maarso 2021} {time:saacadda 3}.",
        "Waxaan deganahay {address:waddada Maka 45} agteeda {place:masjidka Nuur}.",
        "Sheekh {name:Axmed} ayaa na caawiyay.",
        "Walaashay {name:Hodan} ayaa wacday.",
    ],
    "tl": [
        "Ang numero ko ay {phone:0917 555 0123} at ako si {name:Maricel Santos}.",
        "Kinuha nila ang anak kong si {name:Jomar} {time:alas-tres ng umaga} noong "
        "{date:ika-3 ng Marso}.",
        "Nakatira kami sa {address:Kalye Rizal 12} malapit sa {place:Ospital ng Maynila}.",
        "Si {name:Gng. Reyes} lang ang tumulong kay {name:Boyet}.",
        "Sabi ni {name:Tatay Ben} huwag tumawag.",
    ],
    "vi": [
        "Số của tôi là {phone:0903 555 123}, tôi tên là {name:Nguyễn Thị Lan}.",
        "Con trai tôi {name:Minh} bị bắt {date:ngày 3 tháng 3 năm 2021} lúc {time:3 giờ sáng}.",
        "Tôi ở {address:12/5 đường Lê Lợi} gần {place:bệnh viện Chợ Rẫy}.",
        "Anh {name:Tuấn} đã gọi giúp tôi.",
        "toi ten la {name:Hoa} so dien thoai {phone:408-555-0166}",
    ],
    "ko": [
        "제 번호는 {phone:010-5550-1234}이고 이름은 {name:김민수}입니다.",
        "{date:2021년 3월 3일} {time:새벽 3시}에 {address:세종대로 110} 앞에서 일어났어요.",
        "{name:박영희} 씨가 저를 도와줬어요.",
        "{name:이} 경관이 소리를 질렀습니다.",
        "저희는 {address:역삼동 123-4} {place:한빛교회} 근처에 살아요.",
        "차 번호는 {number:12가 3456}이에요.",
    ],
    "ru": [
        "Мой телефон {phone:+7 916 555-01-23}, меня зовут {name:Анна Петрова}.",
        "Моего сына {name:Диму} забрали {date:3 марта} в {time:3 часа ночи} на "
        "{address:ул. Ленина, д. 5}.",
        "Офицер {name:Смирнов} кричал, номер жетона {number:44812}.",
        "Соседка {name:Мария Ивановна} всё видела возле {place:школы № 5}.",
        "Номер машины {number:А123ВС77}.",
    ],
    "ar": [
        "رقمي {phone:٠٥٥ ٥٥٥ ٠١٢٣} واسمي {name:سلمى}.",
        "أخذوا ابني {name:محمد} يوم {date:٣ مارس ٢٠٢١} {time:الساعة ٣} من {address:شارع النيل}.",
        "الضابط {name:كريم} صرخ علينا.",
        "السيدة {name:هناء} من {place:مسجد النور} ساعدتنا.",
        "رقم القضية {number:20215}.",
    ],
    "fa": [
        "شماره من {phone:۰۹۱۲ ۵۵۵ ۰۱۲۳} است و اسم من {name:نرگس} است.",
        "خانه ما در {address:خیابان آزادی} است.",
        "آقای {name:رضایی} کمک کرد.",
    ],
    "zh-Hans": [
        "我的电话是{phone:13800138000}，我叫{name:李小红}。",
        "{date:2021年3月3日}{time:凌晨3点}，他们在{address:中山路25号}带走了我儿子{name:王强}。",
        "{name:张}警官对我们大喊大叫。",
        "我们住在{address:3号楼2单元501室}，靠近{place:红星小学}。",
        "车牌是{number:京A12345}，邮箱{email:li@example.cn}。",
        "我的微信号：{account:xiaohong_88}",
    ],
    "zh-Hant": [
        "我的電話是{phone:0912-345-678}，我叫{name:陳美玲}。",
        "{date:三月三日}{time:晚上十點}，他們在{address:中山路二十五號}帶走了我弟弟。",
        "{name:林}先生幫了我們，他在{place:仁愛醫院}工作。",
        "案號是{number:A-20391}。",
    ],
}  # fmt: skip

# Written after the rules, without looking at them again, and never used to mend them.
HARDER: list[str] = [
    "they arrested {name:marcus} outside the {place:7-eleven on colfax}",
    "my sister {name:jen}'s boyfriend {name:DeShawn Carter} called {phone:3035550142} first",
    "i stay at the {place:Red Roof} off {address:I-25 and 58th}",
    "{name:Sgt Mike O'Brien} took my phone, case # {number:2021CR00458}",
    "{name:Rosa} and her kids live upstairs in {address:4B}",
    "it was the night of {date:the 14th} around {time:half past two}",
    "write to {email:ana_lopez (at) gmail (dot) com} please",
    "vivo en {address:la 5 y Federal} con mi primo {name:chuy}",
    "llame al {phone:seis uno nueve cinco cinco cinco cero uno dos tres}",
    "nació {date:el 12 de mayo del 98} en la clínica",
    "nha toi o {address:so 8 duong Tran Phu} gan cho",
    "bạn {name:Hùng} của tôi bị đánh",
    "جارنا {name:أبو سامر} رأى كل شيء",
    "نسكن قرب {place:مدرسة الأمل} في {address:شارع ٤٥}",
    "{name:小明}被带走了，没有人告诉我们",
    "我老公{name:刘伟}在{place:幸福小区}门口等了很久",
    "我的电话是{phone:六二六五五五零一二三}",
    "{name:영희}가 많이 울었어요",
    "전화번호는 {phone:공일공 오오오공 일이삼사}예요",
    "звоните {phone:8 (916) 555-01-23} вечером",
    "{name:Серёга} с пятого этажа всё видел",
    "мы живём на {address:Садовой 12}",
    "{name:Maxamed} ayaa wacay booliiska, tel {phone:+252 61 5550123}",
    "taga {address:Brgy. San Isidro} kami, {name:Jun-jun} ang pangalan ng anak ko",
    "{name:Ti Jan} te wè tout bagay, rele m nan {phone:(509) 3455-0123}",
    "moro no {address:Jardim Ângela}, a {name:Márcia} do posto viu",
    "le petit {name:Kévin} du {address:bâtiment C} et ma cousine {name:fatou}",
]  # fmt: skip

MARK = re.compile(r"\{([^:{}]+):([^{}]+)\}")


def unmarked(sentence: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Return the sentence as written, and what was planted in it: kind, start, end."""
    text, planted, reached = "", [], 0
    for found in MARK.finditer(sentence):
        text += sentence[reached : found.start()]
        planted.append((found.group(1), len(text), len(text) + len(found.group(2))))
        text += found.group(2)
        reached = found.end()
    return text + sentence[reached:], planted
