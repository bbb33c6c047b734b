"""Months and weekdays by the names that shops and people write, in English, German, French, Russian and Arabic."""

from collections.abc import Mapping

_MONTHS = (
    "january jan januar jänner janvier janv январь января янв يناير كانونالثاني جانفي",
    "february feb februar febr février fevrier févr fév февраль февраля февр фев فبراير شباط فيفري",
    "march mar märz mär mrz mars март марта мар مارس آذار اذار",
    "april apr avril avr апрель апреля апр أبريل ابريل إبريل نيسان أفريل",
    "may mai май мая مايو أيار ايار ماي",
    "june jun juni juin июнь июня июн يونيو يونيه حزيران جوان",
    "july jul juli juillet juil июль июля июл يوليو يوليه تموز جويلية",
    "august aug août aout август августа авг أغسطس اغسطس آب أوت",
    "september sept sep septembre сентябрь сентября сент сен سبتمبر أيلول ايلول",
    "october oct oktober okt octobre октябрь октября окт أكتوبر اكتوبر تشرينالأول تشرينالاول",
    "november nov novembre ноябрь ноября нояб ноя نوفمبر تشرينالثاني",
    "december dec dezember dez décembre decembre déc декабрь декабря дек ديسمبر كانونالأول كانونالاول",
)
MONTHS: Mapping[str, int] = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
"""The number of each month, by its names without case, blanks and dots."""
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
