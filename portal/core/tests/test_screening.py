"""What a person looks at first, in the four languages; and how long looking takes."""

import time

import pytest

from portal.core.screening import CONTACT, WORDS, reason_to_hold

HELD = [
    # English
    "write to me at a.b@example.org",
    "a.b at example dot org",
    "my mail is nina (at) example (dot) org",
    "call 06 12 34 56 78",
    "zero six one two three four five six",
    "oh six twelve thirty-four fifty-six seventy-eight",
    "my number is on the card, call me tonight",
    "text me after class",
    "add me on snap",
    "find me on WhatsApp",
    "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
    "0\u200b6\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6",
    "０６１２３４５６７８",
    # French
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "zero six, douze, trente quatre, cinquante six",
    "mon numéro c'est le zéro six",
    "appelle-moi au bureau ce soir",
    "Appelle moi demain",
    "APPELLE-MOI !",
    "écris-moi sur insta",
    "ajoute-moi sur Signal",
    "ecris moi en privé",
    "nina arobase exemple point org",
    "donne-moi ton numéro",
    "rejoins-moi sur Discord",
    "06.12.34.56.78",
    # Spanish
    "cero seis uno dos tres cuatro cinco seis",
    "seis doce treinta y cuatro cincuenta y seis setenta y ocho",
    "llámame al salir de clase",
    "llamame por la noche",
    "Llámame",
    "escríbeme por wasap",
    "agrégame en Facebook",
    "mi número es el seis cero",
    "dame tu teléfono",
    "pásame tu número",
    "nina arroba ejemplo punto org",
    "sígueme en Instagram",
    # Arabic
    "صفر ستة واحد اثنان ثلاثة أربعة خمسة ستة",
    "صفر ستة اتناشر ٣٤ ٥٦ ٧٨ ٩٠",
    "رقمي هو صفر ستة",
    "٠٦١٢٣٤٥٦٧٨",
    "۰۶ ۱۲ ۳۴ ۵۶ ۷۸",
    "اتصل بي الليلة",
    "اتصلي بي بعد الدرس",
    "راسلني على الواتساب",
    "كلمني عالواتس",
    "أضفني على سناب شات",
    "هذا حسابي في إنستغرام",
    "أعطني رقمك",
    "رقم هاتفي مع أمي",
    "تواصل معي عبر التلغرام",
]
SECRETS = [
    "this is our little secret",
    "don’t tell anybody",
    "c'est notre petit secret",
    "n'en parle à personne, ne le dis à personne",
    "envoie-moi une photo de toi",
    "es nuestro secreto",
    "no se lo digas a nadie",
    "¿estás sola?",
    "لا تخبر أحدا",
    "أرسلي لي صورتك",
]
HARMLESS = [
    # English
    "I wove 12 rows in 3 hours",
    "Meet at the studio at 14:30 on 3 May 2026",
    "The rug is 120 x 180 cm and costs 1,200.00 €",
    "It was sold for $12,500.00 in 2024",
    "We are at this point in the pattern: six over, two under",
    "Look at Anna. Then weave as she does.",
    "From 12/05/2026 to 15/05/2026 we are away",
    "The workshop is on 2026-05-12 14:30",
    "On 12 Sept 2026 we open at once",
    "The years 1998-2004 and 2010/2012",
    "You can call me Amina, please add me to the task",
    "One for the warp and two for the weft, then three more rows",
    "Find me at the market stall, I will tell everybody how it was made",
    # French
    "Le tapis fait 12 x 30 cm et coûte 1 200 €",
    "Il coûte 1 200 000 €, dit-on, ou 12.500,00 euros",
    "Rendez-vous à 14h30 le 3 mai 2026, ou le 03.05.2026",
    "Le 12 sept. 2026, neuf personnes sont venues",
    "Un fil, deux fils, trois nœuds, puis on recommence",
    "Entre mille neuf cent quatre-vingt-dix-sept et deux mille quatre",
    "Vingt, trente ou quarante centimètres ?",
    "Rappelle-moi la couleur, s’il te plaît",
    "Appelle-moi Nadia, tout le monde le fait",
    "Écris-moi ce que tu en penses ici",
    "J'ai pris la photo avec mon téléphone",
    "Quel est mon numéro de commande ?",
    "Ajoute-moi à la liste des élèves",
    # Spanish
    "La manta mide 120 x 180 cm y cuesta 1 200 €",
    "Cuesta 1.200,50 euros, o dos mil pesos",
    "Nos vemos el 3 de mayo de 2026 a las 14:30",
    "Del 12/05/2026 al 15/05/2026 no hay clase",
    "Uno para la urdimbre y dos para la trama",
    "Treinta y cuatro hilos, cincuenta y seis nudos",
    "Llámame Nadia, así me llaman todos",
    "Escríbeme por aquí lo que piensas",
    "Añádeme al grupo de los martes",
    "Tengo once años de práctica con el telar",
    "Es mi número favorito de la revista",
    # Arabic
    "السجادة ١٢ × ٣٠ سم وثمنها ١٢٠٠ يورو",
    "ثمنها ١ ٢٠٠ درهم",
    "نلتقي في ٣ مايو ٢٠٢٦ الساعة ١٤:٣٠",
    "من ١٢/٠٥/٢٠٢٦ إلى ١٥/٠٥/٢٠٢٦ لا درس",
    "نسجت ثلاثة صفوف في خمس ساعات",
    "هذا فن رقمي جميل",
    "رسمت سنابل القمح على القماش",
    "أضفني إلى القائمة من فضلك",
    "وزن الخيط خمسة غرام",
    "اكتب لي رأيك هنا",
    "واحد للسدى واثنان للحمة",
]
#: Of what should be held, so much at least is.
LEAST = 0.95


def test_contact_details_are_held_in_every_language() -> None:
    missed = [text for text in HELD if reason_to_hold(text) != CONTACT]

    assert len(HELD) >= 40
    assert 1 - len(missed) / len(HELD) >= LEAST, missed


@pytest.mark.parametrize("text", SECRETS)
def test_asking_for_secrecy_is_held_in_every_language(text: str) -> None:
    assert reason_to_hold(text) == WORDS


def test_sizes_prices_dates_and_plain_words_are_not() -> None:
    alarms = [text for text in HARMLESS if reason_to_hold(text)]

    assert len(HARMLESS) >= 40
    assert not alarms


@pytest.mark.parametrize("shift", [0, 1])
def test_several_texts_are_looked_at_as_one(shift: int) -> None:
    assert reason_to_hold(*(["A rug", "06 12 34 56 78"][shift:])) == CONTACT


@pytest.mark.parametrize(
    "part",
    ["a", "a@", "1 ", " at a", "six ", "1.", "12.05.2026", "1 200 ", "call me ", "a-", "un et ", "ربم", " ", "٠x"],
)
def test_hostile_lengths_take_no_longer_than_their_length(part: str) -> None:
    """A pattern that goes back over what it read would take minutes."""
    begun = time.monotonic()

    reason_to_hold("x" + part * (100_000 // len(part)))

    assert time.monotonic() - begun < 10
