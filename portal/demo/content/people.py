"""The people of the demo's chapter. None of them exists."""

from portal.demo.content.shapes import Person

OPERATOR_EMAIL = "operator@example.org"
OPERATOR_NAME = "Kindling office"

PARTICIPANTS: tuple[Person, ...] = (
    Person(
        "amina",
        "Amina Okoye",
        "participant",
        1,
        "Lisbon",
        "Portugal",
        "I weave wall hangings and baskets on a loom that takes up half of my kitchen. My colours come from the "
        "markets I grew up with: pepper red, palm green, the yellow of ripe plantain.",
        "Two years at the loom, most of them in the evenings after work. I learnt coiling from my grandmother and "
        "floor-loom weaving from Maria. I have shown at two neighbourhood fairs and sold my first hanging last spring.",
        (("weaving", 3), ("basketry", 3), ("quilting-and-dyeing", 1)),
        "maria",
        "Wall hangings and baskets in the colours of the market.",
        "Welcome to my kitchen loom. Everything here was woven or coiled by hand, and each piece has a story that I "
        "am glad to tell if you ask. The hangings are one of a kind; what is sold will not be made again.",
    ),
    Person(
        "bruno",
        "Bruno Teixeira",
        "participant",
        3,
        "Porto",
        "Portugal",
        "I write small songs without words for guitar and whistle, and I repair old instruments so that they can be "
        "played rather than hung on a wall.",
        "Ten years of playing for friends, one year of recording. I drove a tram until 2021; the timetable taught me "
        "rhythm. Now I am learning how to finish a recording instead of starting a new one.",
        (("guitar", 4), ("songwriting", 2), ("recording", 2), ("woodcarving", 1)),
        "maria",
        "Songs without words, and guitars that are played again.",
        "These recordings were made at home between ten at night and one in the morning, when my street is quiet. "
        "Put on headphones and you may hear the last tram.",
    ),
    Person(
        "leila",
        "Leila Haddad",
        "participant",
        15,
        "Marseille",
        "France",
        "Potter. I throw bowls and vases in stoneware and mix my own glazes from ash, iron and copper. I like pots "
        "that ask to be picked up.",
        "An evening course that was meant to last six weeks and has lasted four years. I share a kiln with five "
        "others and keep a notebook of 212 glaze tests, about thirty of which were worth it.",
        (("pottery", 4), ("drawing-people", 1)),
        "rosa",
        "Stoneware that asks to be picked up.",
        "Bowls for soup, plates for sharing, and a few vases that would like a branch. All are stoneware fired to "
        "1240 degrees and can go into the dishwasher, though they prefer your hands.",
    ),
    Person(
        "tomasz",
        "Tomasz Wrona",
        "participant",
        16,
        "Kraków",
        "Poland",
        "I carve spoons from wood that the city's gardeners cut down: cherry, plum, walnut and birch. No machine but "
        "an axe, a straight knife and a hook knife.",
        "I was a bus mechanic for eighteen years. My hands were looking for something quieter. I have carved about "
        "four hundred spoons; the first hundred keep the stove warm.",
        (("woodcarving", 3),),
        "rosa",
        "Wooden spoons for the hand and the pot you have.",
        "A spoon is a small thing that you touch every day. I carve each one for a hand and a pot: tell me which "
        "pot, and whether the hand is left or right.",
    ),
    Person(
        "mei",
        "Mei Tanaka",
        "participant",
        10,
        "Osaka",
        "Japan",
        "Knitter and embroiderer. I draw the flowers of my street first and stitch them afterwards, so that the "
        "needle has somewhere to go.",
        "I worked in a bookshop until my daughter was born and began to knit during her naps. Maria taught me to "
        "read my own mistakes. I write patterns that say what to do when it goes wrong.",
        (("needlework", 4), ("weaving", 1)),
        "maria",
        "Colour knitting, and flowers stitched from the pavement up.",
        "Here are hoops, bands and patterns. The patterns are tested by at least three people who had never knitted "
        "in colours before.",
    ),
    Person(
        "elif",
        "Elif Demir",
        "participant",
        8,
        "İzmir",
        "Türkiye",
        "I sew quilts from shirts that people give me, and I dye cloth with wax. Every quilt carries a list of the "
        "shirts on its back.",
        "My mother was a tailor and I learnt to press before I could sew. I have finished nine quilts and have "
        "taught a Saturday group of eight neighbours since March.",
        (("quilting-and-dyeing", 4), ("needlework", 2)),
        "maria",
        "Quilts that remember, and cloth dyed with wax.",
        "If you have a drawer of shirts that you cannot give away, write to me. I make quilts that remember.",
    ),
    Person(
        "lucia",
        "Lucía Ferrer",
        "participant",
        18,
        "Valencia",
        "Spain",
        "Printmaker. I cut linoleum at the kitchen table and print with a wooden spoon, because a press would not "
        "fit through my door.",
        "Three years of cutting, one group show in a bakery. I am a night nurse, and the sun in my prints is always "
        "the one that goes down when I get up.",
        (("printmaking", 3), ("drawing-people", 3), ("poster-design", 1)),
        "rosa",
        "Linocuts, printed with a wooden spoon on the third floor.",
        "All prints are pulled by hand in small editions, numbered and signed. No two suns are inked alike.",
    ),
    Person(
        "noor",
        "Noor Rahimi",
        "participant",
        5,
        "Rotterdam",
        "Netherlands",
        "I paint hills in a country that has none. Watercolour, mostly from memory, sometimes from the bus.",
        "I painted as a child in Herat and began again at forty. Every morning before breakfast I paint one small "
        "sheet; I am at sheet 611.",
        (("watercolour", 3), ("drawing-people", 2)),
        "rosa",
        "Hills in watercolour, one sheet before breakfast.",
        "These sheets are postcards from places I carry with me. If one of them looks like your home, I am happy.",
    ),
    Person(
        "dele",
        "Dele Adeyemi",
        "participant",
        17,
        "Birmingham",
        "United Kingdom",
        "Posters, mosaics and a little singing. I like work that hangs where people wait: bus shelters, swimming "
        "halls, the queue at the bakery.",
        "I set type in a print shop for six years until it closed. Since then I have made three public mosaics with "
        "a youth club, and posters for anybody who feeds me.",
        (("poster-design", 4), ("mosaic", 3), ("singing", 2), ("songwriting", 1)),
        "joseph",
        "Posters, mosaics and a little singing, for places where people wait.",
        "Work for walls. The posters are screen prints in two or three colours; the mosaics are made of broken "
        "plates that neighbours bring me in shopping bags.",
    ),
    Person(
        "kofi",
        "Kofi Mensah",
        "participant",
        12,
        "Accra",
        "Ghana",
        "Drummer and drum maker. I build frame drums and thumb pianos and record what they like to play.",
        "I have drummed at weddings since I was nine. Building came later, when I could not afford the drum I "
        "wanted. I have made thirty-one and kept four.",
        (("hand-drums", 4), ("recording", 2), ("woodcarving", 2)),
        "joseph",
        "Frame drums and thumb pianos that you can hear before you see.",
        "Every drum on this page can be heard on this page. Listen first; a drum should be chosen with closed eyes.",
    ),
    Person(
        "priya",
        "Priya Raman",
        "participant",
        4,
        "Chennai",
        "India",
        "I write small programs that draw. Most are under a hundred lines, because I want somebody to read them.",
        "I taught mathematics in a school and learnt Python to make worksheets. The worksheets became drawings. I "
        "run a lunch club where eleven girls write programs on four laptops.",
        (("python", 3), ("generative-art", 4), ("web-pages", 2)),
        "joseph",
        "Small programs that draw, short enough to be read.",
        "Each picture here comes with the program that drew it. Change one number and it becomes yours.",
    ),
    Person(
        "anders",
        "Anders Holm",
        "participant",
        11,
        "Bergen",
        "Norway",
        "I make tools for one person at a time: a bus board for my neighbour, a garden calendar for my father.",
        "I was a ship's cook for twelve years and am retraining as a programmer. I test everything on people who "
        "dislike computers, starting with my father.",
        (("python", 2), ("web-pages", 3), ("data-and-maps", 2)),
        "joseph",
        "Small, kind software for one person at a time.",
        "Small, kind software. If it needs a manual, I have not finished it.",
    ),
    Person(
        "kaya",
        "Kaya Demir",
        "participant",
        5,
        "",
        "",
        "I am sixteen and learning to weave. My loom is a picture frame with nails.",
        "Half a year. Before that I made friendship bands in the school bus.",
        (("weaving", 1),),
        "maria",
        "Bands and small rugs, woven on a picture frame.",
        "Here I show what I learn. Maria looks at everything before it goes online, and so far she has sent back one "
        "page, with a spelling mistake and a street name in it.",
        "16_17",
    ),
)

MENTORS: tuple[Person, ...] = (
    Person(
        "maria",
        "Maria Lindqvist",
        "mentor",
        7,
        "Gothenburg",
        "Sweden",
        "Weaver and choir leader. I accompany people who work with thread or with their voice, and I ask more than I answer.",
        "Thirty-four years at the loom, twenty of them teaching. I have run a weaving shed, ruined a commission for a "
        "town hall, and made it again.",
        (("weaving", 5), ("needlework", 4), ("singing", 4)),
    ),
    Person(
        "joseph",
        "Joseph Kamau",
        "mentor",
        6,
        "Nairobi",
        "Kenya",
        "Software engineer by day, drummer on Fridays. I help people to finish things and to price them.",
        "I built booking systems for buses and hospitals and now teach at an evening school. I have mentored "
        "nineteen people; seven of them mentor others.",
        (("python", 4), ("data-and-maps", 4), ("hand-drums", 3), ("recording", 3)),
    ),
    Person(
        "rosa",
        "Rosa Quispe",
        "mentor",
        13,
        "Cusco",
        "Peru",
        "Printmaker and potter. I look at what your hands do when you are not thinking, and we begin there.",
        "I have kept a workshop with my sister since 1994: clay in the morning, prints in the afternoon. We have "
        "taught in four languages and broken pots in all of them.",
        (("printmaking", 4), ("pottery", 4), ("watercolour", 3), ("woodcarving", 3)),
    ),
)

COORDINATOR = Person(
    "carol",
    "Carol Njeri",
    "coordinator",
    9,
    "Nairobi",
    "Kenya",
    "I look after this chapter: who learns with whom, what we show, and that everybody is paid.",
    "Community organiser for fifteen years. I started the chapter with six people and a borrowed projector.",
    (("data-and-maps", 2),),
)

BUYERS: tuple[Person, ...] = (
    Person(
        "ben",
        "Ben Adler",
        "buyer",
        14,
        "Vienna",
        "Austria",
        "I buy one handmade thing each season and use it until it breaks, which it never does.",
        "",
    ),
    Person(
        "hannah",
        "Hannah Osei",
        "buyer",
        2,
        "Toronto",
        "Canada",
        "I run a small reading room and look for things to hang on its walls.",
        "",
    ),
)

EVERYBODY: tuple[Person, ...] = (COORDINATOR, *MENTORS, *PARTICIPANTS, *BUYERS)
