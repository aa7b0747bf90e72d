"""Stop words beyond the published lists: words of a survey rather than of a subject.

And the common words of Haitian Creole, Somali, Tagalog and others, of which the published lists
have none or few.
"""

ALSO_STOP: dict[str, str] = {
    "de": "etc bzw soll sollen sollte sollten muss müssen mehr",
    "en": "etc lot lots people thing things need needs should would could dont cant ive",
    "es": "gente cosa cosas debe deben debería etc",
    "fr": "gens chose choses doit doivent devrait etc",
    "ht": (
        "a ak an ankò anba andedan anpil ansanm ant ap apre ata avan avèk ba bagay bay byen "
        "chak de deja depi dèyè di do dwe e epi eske èske fè gade gen genyen gwo isit jan jis "
        "jiska jodi jwenn k ka kap ke ki kijan kiyès kisa kite klè konsa konbyen konn kote "
        "kounye kòm l la lage lan le lè li lòt m mal malgre men menm mete mwen mwens n nan "
        "nenpòt nou o ou oswa oubyen pa pafwa pandan paske pat pati pi pita plis plizyè pou "
        "poukisa pran prèske pral premye pwòp rann rete resi rive sa san sanble sans se sèl "
        "sèlman selon si sis sèten sòti sou sot son souvan sèvi sof t ta tankou te toujou tou "
        "tout toutfwa tonbe twa twòp twouve va vin vini w wi y ye yo yon youn zòt deyò jou "
        "ane moun fason gras"
    ),
    "ko": (
        "있는 있다 있습니다 있었다 있었습니다 하는 하다 합니다 했다 했습니다 되는 된다 "
        "됩니다 되었다 되었습니다 그리고 그러나 하지만 때문에 때문 위해 위한 대한 대해 "
        "통해 많은 모든 이러한 그런 이런 것은 것이 것을 것으로 수가 우리 저는 제가 "
        "우리는 그는 그녀는 그들은 그의 가장 매우 정말 너무 또한 경우 함께 다른 같은 "
        "이후 동안 않은 않는 없는 없다 아니라 대부분 사람들"
    ),
    "pt": "pessoas coisa coisas deve devem deveria etc",
    "ru": "это люди людей нужно надо должны должен очень который которые которая также",
    "so": (
        "aan aad aadka ah ahaa ahaan ahaayeen ahayd ahayn ahna aheyn alla aniga anigu annaga "
        "ayaga ayaan ayaad ayay ayna ayagoo ayadoo ba badan baa baan baad bay bal balse buu "
        "ee een eeg eh ahi gudaha halka halkaas halkan hal haa hadda haddii hadii hore horay "
        "horta ilaa illaa iyada iyadoo iyaga iyagoo iyo in inay inaan inaad inta intii intaas "
        "isaga isagoo isla iska isku jeer jira jireen jirtay jiray jirin jirto kadib ka kaas "
        "kaasi kaga kala kale kaliya kan kani karaa karaan karo kartaa karta keliya ku kuwa "
        "kuwaas kuwan kuwaasoo la lagu laga laguma lagula lahaa lahayd leh lehna lakiin "
        "laakiin laba labada loo looga lala ma maaha maadaama mar marka markaas markii "
        "markasta mid midka midkood misana miyaa na nagu noo noqon noqday noqotay noqda nahay "
        "oo ood oon qaar qaarkood qof dadka dad sababta sababtoo sidaas sidaa sida sidii "
        "sidoo si sii soo sheegay sheegtay tahay tan tani taas taasi tii tiro ugu uga ula u "
        "uun wax waxa waxaa waxaan waxaad waxay waxayna waxyaabo waxna wuu wuxuu wuxu waa "
        "waan waad way weli weyn wuxuuna xitaa xittaa yahay yihiin yaa yey yar kaddib xili "
        "xilliga ayaa loogu kasta inuu inuusan kuma waxba dhammaan dhan dhexe dhexeeya ayuu"
    ),
    "tl": (
        "ang mga na sa ng ay at hindi ito iyon yun yung siya sila kami tayo kayo namin natin "
        "ninyo nila niya ko mo ka po opo ho lang lamang naman kasi dahil para kung kapag pag "
        "nang may mayroon meron wala walang ba pa rin din nga pala daw raw muna tulad katulad "
        "kahit pero ngunit subalit o ni si sina kay kina nasa mula hanggang bilang isang isa "
        "dalawa lahat bawat ilang marami maraming mas pinaka napaka talaga sobra dapat "
        "kailangan gusto maaari maaaring puwede pwede mismo iba ibang pang ganito ganyan "
        "ganoon dito doon diyan noong nitong nito niyan niyon taong tao ginagamit nakita "
        "sinabi sinasabi upang habang pagkatapos bago tungkol loob labas ibabaw ilalim "
        "pamamagitan gayundin maging muli kanilang kanyang kaniyang iyong aking ating"
    ),
    "vi": (
        "và của là có được cho trong với các những một này đó khi không người cũng như đã để "
        "từ về ra vào đến trên ở tại bị do vì nên mà thì sẽ rất nhiều hơn nhất lại còn phải "
        "hay hoặc theo sau trước việc đang nếu làm cách lên xuống qua nó họ chúng tôi ta bạn "
        "mình anh chị ông bà rằng điều đều chỉ vẫn mỗi từng cái con nào gì ai đây kia thế vậy "
        "nhưng tuy cùng giữa cả bởi thể năm ngày lần hai ba bốn số sự"
    ),
    "zh": (
        "我覺得 我觉得 覺得 觉得 應該 应该 認為 认为 我認為 我认为 可以 沒有 没有 "
        "我們 我们 他們 他们 因為 因为 所以 如果 就是 不是 還是 还是 但是 這個 这个 "
        "這些 这些 一個 一个 什麼 什么 可能 需要 必須 必须 希望 時候 时候 自己 問題 "
        "问题 以及 或者 而且 目前 現在 现在 不能 為了 为了"
    ),
}
