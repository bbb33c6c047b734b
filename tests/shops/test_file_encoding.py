"""Files of old programs: the bytes become the words that were meant, or the file is refused with what it could be."""

import pytest

from shops.csv_file import NoTable, read_export
from shops.file_encoding import known_encoding

HEADINGS = "Order,Email,Amount,Products"


def a_file(product: str, headings: str = HEADINGS) -> str:
    return f"{headings}\n1041,ana@example.com,30.00,{product}\n"


@pytest.mark.parametrize(
    ("product", "encoding", "told"),
    [
        ("عطر الورد", "cp1256", "Windows-1256"),
        ("زيت الزيتون", "cp1256", "Windows-1256"),
        ("سجادة", "cp1256", "Windows-1256"),
        ("Szczotka do zębów", "cp1250", "Windows-1250"),
        ("Koc wełniany", "cp1250", "Windows-1250"),
        ("Święty spokój", "cp1250", "Windows-1250"),
        ("Dámská košile ve výprodeji, střední", "cp1250", "Windows-1250"),
        ("Fűszeres őszibarack", "cp1250", "Windows-1250"),
        ("Brânză şi roşii", "cp1250", "Windows-1250"),
        ("Полотенце льняное", "cp1251", "Windows-1251"),
        ("ЧАЙ ЧЁРНЫЙ", "cp1251", "Windows-1251"),
        ("Рушник із льону, жовтий", "cp1251", "Windows-1251"),
        ("Niño pequeño", "cp1252", "Windows-1252"),
        ("Pão de queijo e limões", "cp1252", "Windows-1252"),
        ("Crème à la pêche", "cp1252", "Windows-1252"),
        ("Weißes Gefäß „groß“ – 5 €", "cp1252", "Windows-1252"),
        ("Rødgrød med fløde på bålet", "cp1252", "Windows-1252"),
        ("Yeşil çay ve ıhlamur", "cp1254", "Windows-1254"),
        ("Πετσέτα θαλάσσης", "cp1253", "Windows-1253"),
        ("Полотенце льняное", "koi8-r", "KOI8-R"),
        ("Полотенце льняное", "cp866", "DOS-866"),
        ("مناشف", "utf-16-le", "UTF-16"),
        ("مناشف", "utf-16-be", "UTF-16"),
        ("Ręcznik", "utf-16", "UTF-16"),
    ],
)
def test_one_word_is_enough_to_know_the_encoding(product: str, encoding: str, told: str) -> None:
    export = read_export(a_file(product).replace(",", ";").encode(encoding))

    assert (export.lines[0].cells[3], export.encoding) == (product.replace(",", ";").split(";")[0], told)


@pytest.mark.parametrize(
    ("headings", "encoding", "told"),
    [
        ("رقم الطلب;البريد;المبلغ", "cp1256", "Windows-1256"),
        ("الطلب;البريد;المبلغ;الحالة", "cp1256", "Windows-1256"),
        ("Заказ;Почта;Сумма;Статус", "cp1251", "Windows-1251"),
        ("Numer zamówienia;Email;Wartość", "cp1250", "Windows-1250"),
        ("Číslo objednávky;Email;Částka", "cp1250", "Windows-1250"),
        ("Número de pedido;Correo electrónico;Total", "cp1252", "Windows-1252"),
    ],
)
def test_headings_that_are_known_show_the_encoding(headings: str, encoding: str, told: str) -> None:
    export = read_export(f"{headings}\n1041;ana@example.com;30,00\n".encode(encoding))

    assert export.encoding == told
    assert export.headings == tuple(headings.split(";"))


def test_a_status_that_is_known_shows_the_encoding() -> None:
    export = read_export("Order;Email;Amount;Status\n1041;ana@example.com;30,00;Terminée\n".encode("cp1252"))

    assert (export.lines[0].cells[3], export.encoding) == ("Terminée", "Windows-1252")


@pytest.mark.parametrize(
    ("product", "encoding", "one", "other"),
    [
        ("Forêt", "cp1252", "Windows-1252 (“Forêt”)", "Windows-1250 (“Foręt”)"),
        ("růže", "cp1250", "Windows-1250 (“růže”)", "Windows-1252 (“rùže”)"),
        ("Tęcza", "cp1250", "Windows-1250 (“Tęcza”)", "Windows-1252 (“Têcza”)"),
    ],
)
def test_two_readings_that_are_equally_good_are_refused_with_both(
    product: str, encoding: str, one: str, other: str
) -> None:
    content = a_file(product).encode(encoding)

    with pytest.raises(NoTable, match="say which it is with --encoding") as refused:
        read_export(content)
    assert one in str(refused.value)
    assert other in str(refused.value)
    assert read_export(content, encoding=encoding).lines[0].cells[3] == product


def test_what_is_no_word_in_any_encoding_is_refused_until_the_owner_says_it() -> None:
    content = a_file("石鹸").encode("shift_jis")

    with pytest.raises(NoTable, match="say which it is with --encoding"):
        read_export(content)
    assert read_export(content, encoding="shift_jis").lines[0].cells[3] == "石鹸"


def test_what_the_owner_says_and_is_not_so_is_refused() -> None:
    with pytest.raises(NoTable, match="it is not text in UTF-8"):
        read_export(a_file("Señor").encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize("name", ["Windows-1256", "cp1250", "UTF-8", "utf-16", "ISO-8859-2", "shift_jis"])
def test_encodings_are_known_by_any_of_their_names(name: str) -> None:
    assert known_encoding(name)


@pytest.mark.parametrize("name", ["hex", "Windows", "base64", "a\0b", "Ж"])
def test_what_is_no_encoding_of_text_is_none(name: str) -> None:
    assert not known_encoding(name)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        (
            "cp1250",
            "mąka kvě čep tuňák ogień koń wąż děti kůň sůl ősz tűz bőr żaba łan měď řeka ďábel ľan văr oraş",
        ),
        ("cp1252", "mère pêche cañon grève tête peña forêt hôtel são åre grød smör façade señora garçon más über œuf"),
        ("cp1251", "мыло МЁД сыр чай ёж їжак ґанок хліб съезд щука йод въезд"),
        ("cp1256", "قهوة شاي ملح سكر زيت عسل خبز تمر ماء عطر حليب"),
        ("cp1254", "şeker ışık ağaç çiçek göl yağ"),
    ],
)
def test_a_single_word_is_read_as_it_was_meant_or_refused(encoding: str, words: str) -> None:
    for word in words.split():
        try:
            cell = read_export(a_file(word).encode(encoding)).lines[0].cells[3]
        except NoTable:
            continue
        assert cell == word
