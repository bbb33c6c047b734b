"""Months and weekdays by the names that shops and people write, in English, German, French, Russian and Arabic."""

import unicodedata

_MONTHS = (
    "january jan januar jänner janvier janv январь января янв يناير كانونالثاني جانفي",
    "february feb februar febr février févr fév февраль февраля февр фев فبراير شباط فيفري",
    "march mar märz mär mrz mars март марта мар مارس آذار",
    "april apr avril avr апрель апреля апр أبريل نيسان أفريل",
    "may mai май мая мае مايو أيار ماي",
    "june jun juni juin июнь июня июн يونيو يونيه حزيران جوان",
    "july jul juli juillet juil июль июля июл يوليو يوليه تموز جويلية يوليوز",
    "august aug août август августа авг أغسطس آب أوت غشت",
    "september sept sep septembre сентябрь сентября сент сен سبتمبر أيلول شتنبر",
    "october oct oktober okt octobre октябрь октября окт أكتوبر تشرينالأول",
    "november nov novembre ноябрь ноября нояб ноя نوفمبر تشرينالثاني نونبر",
    "december dec dezember dez décembre déc декабрь декабря дек ديسمبر كانونالأول دجنبر",
)
_WEEKDAYS = (
    "monday mon montag mo lundi lun понедельник пн الاثنين الإثنين "
    "tuesday tue tues dienstag di mardi mar вторник вт الثلاثاء "
    "wednesday wed mittwoch mi mercredi mer среда ср الأربعاء الاربعاء "
    "thursday thu thur thurs donnerstag do jeudi jeu четверг чт الخميس "
    "friday fri freitag fr vendredi ven пятница пт الجمعة "
    "saturday sat samstag sonnabend sa samedi sam суббота сб السبت "
    "sunday sun sonntag so dimanche dim воскресенье вс الأحد الاحد"
)
WEEKDAYS = frozenset(_WEEKDAYS.split())
"""What may stand before a day; it says nothing that the day does not say."""


def month_of(name: str) -> int:
    """The number of the month; 0 for no month. Case, accents, blanks and the forms of one Arabic letter are alike."""
    return _MONTH_OF_NAME.get(_folded(name), 0)


def _folded(name: str) -> str:
    signs = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in signs if sign.isalpha()).translate(_ONE_LETTER)


_ONE_LETTER = {ord("ة"): "ه", ord("ى"): "ي"}
_MONTH_OF_NAME = {_folded(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
