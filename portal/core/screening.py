"""What is looked at by a person before a minor, or somebody who writes with one, reads it.

In the four languages of the interface. Every pattern is bounded or has one way to match, so that time grows with
the length of a text and not faster.
"""

from __future__ import annotations

import re
import unicodedata

CONTACT = "contact"
WORDS = "words"

_EMAIL = re.compile(
    r"[\w.+-]\s{0,5}(?:@|\(at\)|\[at\])\s{0,5}[\w-]++\s{0,5}(?:\.|\(dot\)|\sdot\s)\s{0,5}[a-z]{2,}"
    r"|[\w.+-]\s{1,5}at\s{1,5}[\w-]++\s{0,5}(?:\.(?=[a-z]{2})|\.\s{1,5}(?:com|org|net|edu|info|fr|es|ma)\b|\(dot\)|\sdot\s)"
    r"|\b(?:arobase|arroba)\s{1,5}[\w-]++(?:\s{0,5}\.\s{0,5}|\s{1,5}(?:point|punto)\s{1,5})[a-z]{2,}"
)
#: Seven digits or more, however they are set apart.
_PHONE = re.compile(r"(?:\d[\s().,/_-]{0,3}){7,}")
#: Digits of days, terms, and prices with their currency, which are nobody's number.
_MONEY = r"(?:\d(?:[ .,']\d{3}){2}|\d{1,3}[ .,']\d{3})(?:[.,]\d\d)?"
_CURRENCY = r"(?:[€$£]|(?:eur(?:os?)?|usd|dollars?|mad|dirhams?|dhs?|dinars?|pesos?)\b|درهم|دينار|دولار|يورو)"
_NO_PHONE = re.compile(
    r"(?<![\d.,/_-])(?:[0-3]?\d([./-])[0-3]?\d\1(?:19|20)\d\d|(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d)(?![\d]|[./_-]\d)"
    r"|(?<![\d.,/_-])(?:19|20)\d\d\s?[/-]\s?(?:19|20)\d\d(?![\d]|[./_-]\d)"
    rf"|(?<![\d.,/_-]){_MONEY}\s?{_CURRENCY}|(?<!\w){_CURRENCY}\s?{_MONEY}(?!\d)"
)
_ELSEWHERE = re.compile(
    r"\b(?:whats\s?app|wh?ats?app?|wh?atsap|g?[uw]?asapp?|telegram|snap\s?chat|insta(?:gram)?|discord|signal|kik"
    r"|tik\s?tok|facebook|skype)\b"
    r"|(?:^|\s)@[\w.]{3,}|\b(?:wa|t)\.me/"
    r"|واتس|وتساب|تي?لي?[غجق]رام|سناب(?!ل)|انست[اغجق]|في?س ?بوك|ديسكورد|تيك ?توك|ما?سنجر|سكايب"
)
#: Asking for a call, for a number, or to go on somewhere else.
_REACH = re.compile(
    # English
    r"\b(?:text me|phone me|add me on|d\.?m me|give me your (?:phone|mobile|cell|number|e-?mail)"
    r"|call me (?:on|at|up|back|now|later|tonight|tomorrow|after|when|if|any ?time)"
    r"|(?:write|message|contact|find|follow|reach) (?:to )?me (?:on|outside|in private|privately)"
    r"|my (?:(?:tele)?phone |mobile |cell )?number is|your (?:(?:tele)?phone|mobile|cell) number"
    r"|what(?:'?s| is) your number)\b"
    # French
    r"|\b(?:appelle[sz]?|appelez|telephonez?|telephone)[- ]moi"
    r"(?: (?:au|sur|ce soir|demain|plus tard|quand|si|apres|vite|des que|stp|svp|maintenant)\b|[\s.!?]*(?:\n|\Z))"
    r"|\b(?:ecri[st]|ecrivez|ajoutez?|ajoutes|contactez?|suis|retrouvez?|rejoins)[- ]moi"
    r" (?:sur|en prive|en ami|par (?:e-?mail|mail|sms|texto)|en dehors)\b"
    r"|\benvo(?:ie|yez)[- ]moi (?:un (?:sms|texto|mail)|ton (?:numero|num|mail))\b"
    r"|\b(?:mon|ton|votre) num(?:ero)? (?:de (?:tel|telephone|portable|mobile)\b|est |c'est |: ?)"
    r"|\b(?:donnez?|donne|passe|file)[- ]moi (?:ton|votre) (?:num|numero|tel|telephone|mail|portable|insta|snap)\b"
    # Spanish
    r"|\b(?:llamame|llamadme|telefoneame)"
    r"(?: (?:al|a las|a mi|por|cuando|manana|luego|despues|esta|hoy|si|ahora|porfa)\b|[\s.!?]*(?:\n|\Z))"
    r"|\bescrib[ei]me (?:por(?! aqui| aca| este)|al|a mi|en privado|fuera)\b"
    r"|\b(?:agregame|anademe|sigueme|buscame|hablame|contactame)"
    r" (?:en (?!el |la |clase)|por(?! aqui| aca| este)|a tus contactos)"
    r"|\b(?:mi|tu|su) (?:numero (?:de (?:telefono|movil|celular|tel)\b|es |: ?)|whats\b)"
    r"|\b(?:dame|pasame|mandame|enviame|dime) tu (?:numero|telefono|movil|celular|correo|insta|cel)\b"
    # Arabic
    r"|اتصلي? بي\b|اتصلي? علي\b|\b(?:كلمي?ني|راسلي?ني|ضي?في?ني|اضفي?ني|تابعي?ني|تواصلي? معي|اكتبي? لي)"
    r" (?:علي|عبر|في الخاص|خاص|برا)"
    r"|\bرقمي (?:هو|هوه)\b|\bهذا رقمي\b|رقم (?:هاتف|جوال|تليفون|موبايل|تلفون)(?:ي|ك)\b|\bرقمك\b"
)


def _counted(words: str, start: int = 0) -> dict[str, str]:
    return {word: str(number) for number, word in enumerate(words.split(), start)}


#: As `_plain` writes them, in English, French, Spanish and Arabic.
_UNITS = {
    **_counted("zero one two three four five six seven eight nine"),
    **_counted("zero un deux trois quatre cinq six sept huit neuf"),
    **_counted("cero uno dos tres cuatro cinco seis siete ocho nueve"),
    **_counted("صفر واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه"),
    **_counted("واحده اثنين ثلاث اربع خمس ست سبع ثمان تسع", 1),
    **_counted("اتنين تلاته", 2),
    **_counted("ثماني", 8),
    **_counted("تمانيه", 8),
    **_counted("oh une"),
    **_counted("nought una"),
}
_TEENS = {
    **_counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10),
    **_counted("dix onze douze treize quatorze quinze seize", 10),
    **_counted("diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve", 10),
    **_counted("veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete", 21),
    **_counted("veintiocho veintinueve", 28),
    **_counted("عشره", 10),
    **_counted("عشر", 1),
}
#: One digit each, since most are followed by the other.
_TENS = {
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 2),
    **_counted("vingt trente quarante cinquante soixante septante huitante nonante", 2),
    **_counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 2),
    **_counted("عشرون ثلاثون اربعون خمسون ستون سبعون ثمانون تسعون", 2),
    **_counted("عشرين ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين", 2),
    **_counted("vingts", 2),
}
_DIGITS = {**_UNITS, **_TEENS, **_TENS}
_any = "|".join(sorted(_DIGITS, key=len, reverse=True))
#: Not within a word. `Sept` beside a day is a month, `once` before a figure is English; "treinta y cuatro" is one.
_DIGIT_WORDS = re.compile(
    rf"(?<![^\W\d_])(?!(?:(?<=\d\s)|(?<=\d))sept\b|(?:sept|once)\b[.,]?\s?\d)و?({_any})(?![^\W\d_])"
    rf"(?:(?<=[aet])\s(?:y|et)(?=\s(?:{'|'.join(_UNITS)}|onze)\b))?"
)
#: Ways of asking for secrecy, for pictures of the body, and to meet out of sight.
_PHRASES = re.compile(
    r"\b(?:our (?:little )?secret|don'?t tell|do not tell|tell no ?(?:one|body)|delete this|nudes?|naked"
    r"|are you alone|home alone|meet (?:me )?alone|send (?:me )?(?:a )?(?:pic|photo)s? of you"
    r"|notre (?:petit )?secret|(?:dis|dites|parle|parlez)(?: rien| en)? a personne|(?:efface|supprime) ce message"
    r"|(?:es[- ]tu|tu es|t'es) (?:tout )?(?:seule?|toute seule)|seule? (?:chez toi|a la maison)|toute? nue?"
    r"|envoie[- ]moi (?:une |des )?photos? de toi"
    r"|nuestro (?:pequeno )?secreto|(?:digas|cuentes)(?: nada)? a nadie|borra (?:este mensaje|esto)"
    r"|estas sol[oa]|sol[oa] en (?:tu )?casa|desnud[oa]s?|(?:mandame|enviame) (?:una )?fotos? (?:tuyas?|de ti)"
    r")\b"
    r"|\bسر بيننا|\bسرنا الصغير|\bهذا سرنا|\bلا (?:تخبري?|تقولي?|تقل|تحكي?) (?:احد|لاحد|اي احد)"
    r"|\b(?:امسحي?|احذفي?) هذه الرساله|\bهل انت وحدك|\bوحدك في البيت"
    r"|\b(?:ارسلي?|ابعثي?) لي صور(?:تك|ه لك|ا لك|ك)\b|\bعاري"
)
_ALIKE = str.maketrans({"’": "'", "ʼ": "'", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "–": "-", "—": "-"})


def reason_to_hold(*texts: str) -> str:
    """Return why a person should look at `texts` first, as a code, or ""."""
    plain = _plain("\n".join(texts))
    if _EMAIL.search(plain) or _ELSEWHERE.search(plain) or _REACH.search(plain):
        return CONTACT
    if _PHONE.search(_as_digits(_NO_PHONE.sub(" x ", plain))):
        return CONTACT
    return WORDS if _PHRASES.search(plain) else ""


def _plain(text: str) -> str:
    """Return `text` without capitals, accents, vowel signs and what nobody sees, its digits as 0 to 9."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_ALIKE)
    return "".join(_figure(each) for each in parts if unicodedata.category(each) not in ("Mn", "Me", "Cf"))


def _figure(letter: str) -> str:
    digit = None if letter.isascii() else unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def _as_digits(text: str) -> str:
    return _DIGIT_WORDS.sub(lambda found: _DIGITS[found[1]], text)
