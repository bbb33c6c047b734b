"""The words that change nothing of what is meant, and those that a reward's name follows, in three languages."""

from manychat.talk.spelling import folded


def _each(*lines: str) -> frozenset[str]:
    return frozenset(folded(word) for line in lines for word in line.split())


FILLERS = _each(
    "a an the my me i i'd i'm im we our your you is are am do does did have has had got can could would will",
    "to of for in on at with from by and it this that here's here please pls plz thanks thank hi hello hey ok okay",
    "show see tell give get want wanna need like check view list open what what's whats how many much which where",
    "number num no nr n° id about all current total now again know talk speak chat connect real program programme",
    "club loyalty available make send # there it's add i'll ill im i've haw hw got left yours u ur r plss",
    "pleas thx ty so just really mine gimme wanna could lets let's let transfer",
    "meny mani good morning afternoon evening main made placed link again its you've lot enough",
    "я мне мои мой моя мое моих моего мою моем у меня мы нам нас вы вас ваш ваши это этот эту есть ли и в на с со",
    "по за к из до о об для от пожалуйста плиз пж спасибо привет здравствуйте добрый день покажи покажите показать",
    "дай дайте посмотреть узнать скажи скажите хочу хотел хотела хотелось можно могу нужен нужна нужно нужны какие",
    "какой какая каких сколько скока скоко что чо че где как номер ном все список сейчас еще бы",
    "поговорить пообщаться связаться свяжите свяжи связь соедините соедини позовите позови позвать переключите",
    "переключи дозваться нужно надо пришлите пришли хочется хотим осталось накопилось накопил",
    "накопила накоплено программа программу программы клуб вот добавить добавьте пжл пжлст пожалста пожалуста плз",
    "здрасте здравствуй добрый вечер утро доброе ну а же то там тут доступны доступные",
    "подскажите подскажи проверить проверьте сделал сделала оформил оформила n главное ссылка ссылку",
    "انا لي عندي لدي معي معايا معاي كم كام قديش ما ماذا ايش وش شو اش ايه وين فين هي هو هل في من على عن الى مع و يا",
    "اريد ابغى ابي ابغي نبي ودي عايز عايزه عاوز عاوزه بدي حابب حابه محتاج محتاجه احتاج اشوف شوف عاوزين عايزين",
    "ممكن لو سمحت سمحتي سمحتم فضلك فضلا رجاء ارجو شكرا مرحبا اهلا هلا هاي السلام عليكم اعرض اعرضي اعرضوا اظهر ارني",
    "وريني ورني فرجيني اعطني اعطيني عطني عطيني هات هاتي اعرف لي ليا",
    "رقم رقمه هذا هذه هاد هاي ده دي كل جميع الان الحين دلوقتي هلق برنامج البرنامج اتحدث التحدث تحدث اتكلم التكلم",
    "اكلم كلمني كلموني حولني حولوني حقيقي ان اين كيف ازاي المتاحه المتوفره المتاح الموجوده موجود متاح حق حقي",
    "باقي صار عندكم اللي ارسل ارسلي ارسلوا سويت عملت اضف ضيف صباح مساء الخير الرئيسيه رابط يكلمني تكلمني اكلمه",
    "حقتي تبعي بتاعي بتاعتي",
)
"""A question may be full of them: "please show me how many points I have"."""

TAKE_WORDS = _each(
    "take redeem exchange",
    "взять возьму берем беру забрать заберу забираю обменять обменяю получить",
    "خذ اخذ استبدل استبدال احصل اخد باخد خدلي",
)
"""Who begins with one of these names a reward next."""

WISH_WORDS = _each(
    "want wanna would get gimme i'd",
    "хочу хотим хотел хотела хотелось хочется дай дайте можно нужна нужен",
    "اريد ابغى ابغي ابي نبي ودي عايز عايزه عاوز عاوزه بدي حابب حابه هات هاتي اعطني اعطيني عطني عطيني",
)
"""What follows one of these may be a reward's name, or anything that a shop sells."""

DOUBTFUL = _each(
    "not never don't dont won't wont can't cant cannot doesn't doesnt isn't isnt without "
    "how what when where why which who much many know if available",
    "не нет ни без как сколько что чего когда где почему зачем какой какая какие который узнать знать если ли",
    "ما لا مش مو مب لم لن ليس ليست بدون كم كيف متى وين اين ايش شو هل ليش لماذا بكم اعرف اذا لو",
)
"""Who says one of these asks or refuses: nothing is taken for them, whatever reward they name."""

ADDRESS_WORDS = _each("email e-mail mail address почта почту адрес имейл بريدي ايميلي ايميل")
"""What may stand beside an address."""

COURTESY = _each("please pls hi hello пожалуйста привет رجاء مرحبا")
"""What may stand beside a phrase that is known as a whole."""

BESIDE_A_DAY = _each(
    "my the is it its it's i i'm im was born on in of at date day am hi hello please thanks birthday birthdate bday",
    "мой моя мое это у меня я в родился родилась дата день рождения рожденья года году г привет пожалуйста спасибо",
    "انا في هو هي يوم تاريخ عيد ميلاد ميلادي مواليد مولود مولوده ولدت سنه عام شهر من فضلك شكرا مرحبا رجاء",
)
"""What may stand beside a birthday. More words than these may ask the shop something about that day."""
