"""The words that change nothing of what is meant, and those that a reward's name follows, in three languages."""

from manychat.talk.spelling import folded


def _each(*lines: str) -> frozenset[str]:
    return frozenset(folded(word) for line in lines for word in line.split())


FILLERS = _each(
    "a an the my me i i'd i'm im we our your you is are am do does did have has had got can could would will",
    "to of for in on at with from by and it this that here's here please pls plz thanks thank hi hello hey ok okay",
    "show see tell give get want wanna need like check view list open what what's whats how many much which where",
    "number num no nr n° id about all current total now again know talk speak real someone program programme",
    "club loyalty available make send # there it's add",
    "я мне мои мой моя мое моих моего мою моем у меня мы нам нас вы вас ваш ваши это этот эту есть ли и в на с со",
    "по за к из до о об для от пожалуйста плиз пж спасибо привет здравствуйте добрый день покажи покажите показать",
    "дай дайте посмотреть узнать скажи скажите хочу хотел хотела хотелось можно могу нужен нужна нужно нужны какие",
    "какой какая сколько что где как номер ном все список сейчас еще бы поговорить связаться соедините позовите",
    "программа программу программы клуб вот добавить добавьте",
    "انا لي عندي لدي كم ما ماذا هي هو هل في من على عن الى مع و يا اريد ابغى عايز عاوز عاوزه بدي",
    "ممكن لو سمحت فضلك فضلا رجاء شكرا مرحبا السلام عليكم اعرض اعرضي اظهر ارني اعطني اعرف",
    "رقم رقمه هذا هذه كل جميع الان برنامج البرنامج اتحدث التحدث اتكلم التكلم اكلم حقيقي ان اين كيف",
)
"""A question may be full of them: "please show me how many points I have"."""

TAKE_WORDS = _each(
    "take redeem exchange",
    "взять возьму забрать заберу обменять обменяю получить",
    "خذ اخذ استبدل استبدال احصل اخد",
)
"""Who begins with one of these names a reward next."""

ADDRESS_WORDS = _each("email e-mail mail address почта почту адрес имейл بريدي ايميلي ايميل")
"""What may stand beside an address."""

COURTESY = _each("please pls hi hello пожалуйста привет رجاء مرحبا")
"""What may stand beside a phrase that is known as a whole."""
