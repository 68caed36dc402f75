"""Works in thread, clay, wood and cloth."""

from portal.demo.content.shapes import Document, Film, Picture, Still, Work

_MITTENS = """Fair-weather mittens
====================

For one pair, medium. You need 50 g of blue, 30 g of red and a rest of white, all the same
thickness, and five needles of 3 mm. Gauge: 28 stitches make 10 cm in pattern.

1. With blue, cast on 52 stitches and join without twisting. Knit 16 rounds of two plain, two purl.
2. Knit one round and add 4 stitches evenly: 56.
3. Begin the chart. Keep the thread that travels behind loose: spread the stitches on the needle
   before you change colour. If the fabric puckers, it is too late for this round but not for the next.
4. On round 12 knit 8 stitches with a piece of waste yarn, slide them back and knit them again in
   pattern. This will become the thumb.
5. On round 40 begin to decrease at both sides until 8 stitches are left. Break the thread and pull
   it through.
6. Take out the waste yarn, pick up 18 stitches and knit the thumb for 18 rounds.

If it goes wrong: a stitch in the wrong colour can be covered with a needle afterwards. Nobody has
ever noticed mine, and there are five.
"""

_CHOOSING_WOOD = """How I choose a piece of wood
============================

Walk slowly. Cherry that was cut this week smells of almonds. Birch is kind to beginners. Plum is
beautiful and splits while you look at it. Leave willow to the basket makers.

Look at the end of the log. If a crack runs through the middle, split along it: the tree has decided
already. You want a half log, straight, without knots, as long as your forearm.

Look at the bark. Twisted bark is twisted wood. A curve, on the other hand, is a gift: a branch that
bends like a ladle wants to be a ladle.

Keep it wet. A spoon is carved green and dried slowly, in a paper bag with its own shavings. Open
the bag once a day. After two weeks it rings when you knock on it. That is when you sharpen your
knife again and make the last cuts.

Leave the rest of the pile for somebody else.
"""

CRAFTS: tuple[Work, ...] = (
    Work(
        "amina",
        "Market day",
        "object",
        ("weaving",),
        12,
        "A wall hanging in the colours of a morning at the market: orange first, then the long blue of the awnings. "
        "I wove it in eleven evenings and unwove two of them. The warp is linen, the weft wool from a mill near "
        "Serra da Estrela. It hangs from a turned oak rod and is 48 by 62 cm without the fringe.",
        (
            Picture(
                "weaving",
                2,
                "Wall hanging with orange stripes above a blue checked field, fringed, on a wooden rod.",
                "The whole piece, on the kitchen wall.",
            ),
        ),
        films=(
            Film(
                3,
                12,
                "Eleven evenings in twelve seconds.",
                (
                    (0, 3, "The warp is on the loom. Every evening I weave until the light goes."),
                    (3, 6, "Three wools, four picks of each, and one step to the side."),
                    (6, 9, "Here I unwove two evenings. You do not see it, but I do."),
                    (9, 12, "And that is the edge. Tie it before you cut it."),
                ),
            ),
        ),
        making=(
            Still(3, 0.1, "Loom with a pale warp and the first rows of a striped cloth.", "The first evening."),
            Still(
                3,
                0.45,
                "Loom with a cloth that is half woven in slanting stripes.",
                "Half way, after the mistake.",
            ),
            Still(3, 0.8, "Loom with a striped cloth that is nearly as long as the warp.", "Two evenings to go."),
            Picture("weaving", 8, "Woven cloth seen from close by.", "The back, which nobody asks to see."),
        ),
        commissions=True,
    ),
    Work(
        "amina",
        "Red earth",
        "object",
        ("weaving",),
        40,
        "Zigzags from brown to yellow, like the road to my grandmother's village after the rain. It was my first "
        "pointed twill; Maria made me draw every row before I was allowed to throw the shuttle. Wool on cotton, "
        "50 by 60 cm.",
        (
            Picture(
                "weaving",
                4,
                "Wall hanging with brown zigzags that turn yellow and red towards the fringe.",
                "Finished in April, after three attempts at the lower border.",
            ),
            Picture(
                "weaving",
                3,
                "Close view of woven zigzags in dark red, orange and green with thin yellow lines.",
                "The sample that I wove first, to find the order of the colours.",
            ),
        ),
    ),
    Work(
        "amina",
        "Garden runner",
        "object",
        ("weaving",),
        75,
        "A table runner in green and orange checks. The orange was a mistake on the second day; by the third I "
        "had planned the rest around it. Washable cotton, 35 by 140 cm.",
        (
            Picture(
                "weaving",
                5,
                "Checked cloth with green squares and orange bands, seen from close by.",
                "The orange band that should not have been there.",
            ),
        ),
        commissions=True,
    ),
    Work(
        "amina",
        "Basket with five petals",
        "object",
        ("basketry",),
        96,
        "Coiled from sweet grass and dyed raffia, 34 cm across. My grandmother counts petals aloud while she works, "
        "and so do I; this one has five large and five pale ones, and they meet.",
        (
            Picture(
                "basket",
                4,
                "Round coiled basket seen from above, with a flower of five purple petals on straw yellow.",
                "Looking down into it.",
            ),
            Picture(
                "basket",
                2,
                "Round coiled basket with red petals that turn like a wheel and a blue rim.",
                "An older sister of the same basket, which my aunt keeps bread in.",
            ),
        ),
        commissions=True,
    ),
    Work(
        "amina",
        "Harbour basket",
        "object",
        ("basketry",),
        21,
        "A willow basket with a handle, made to carry yarn from room to room. The blue bands are willow that I "
        "soaked in indigo for three nights. It holds seven balls of wool or about four kilos of apples.",
        (
            Picture(
                "basket",
                5,
                "Handled basket with two blue bands, filled with balls of blue and red yarn, on a pale table.",
                "Filled with the yarn of my next piece.",
            ),
        ),
    ),
    Work(
        "amina",
        "Sampler: first steps on the floor loom",
        "object",
        ("weaving",),
        3,
        "Four weaves on one warp, to learn how the pedals feel. The pink part is too loose and the green one too "
        "tight. I keep it to see how far I have come.",
        (
            Picture(
                "weaving",
                1,
                "Loosely woven cloth in pink and pale green checks.",
                "Pink was Monday, green was Thursday.",
            ),
        ),
        status="in_progress",
        visibility="mentor",
    ),
    Work(
        "leila",
        "Harbour vase",
        "object",
        ("pottery",),
        18,
        "Stoneware, 31 cm, dipped twice: first in a pale celadon, then head down in petrol blue. I let the second "
        "glaze run until it looked like the tide mark on the quay. It holds water and a branch.",
        (
            Picture(
                "pot",
                2,
                "Tall vase with dark blue glaze running down over pale green, holding a leafy branch.",
                "With a branch of bay from the yard.",
            ),
        ),
    ),
    Work(
        "leila",
        "Vase with a necklace",
        "object",
        ("pottery",),
        64,
        "A round-bellied vase with a band of pressed dots that I call the necklace. The pink at the neck is a thin "
        "shino glaze over the bare clay; it comes out differently every time. 28 cm high.",
        (
            Picture(
                "pot",
                5,
                "Pink and magenta vase with a band of yellow dots around its belly, holding a sprig of leaves.",
                "Morning light in the studio.",
            ),
            Picture(
                "pot",
                1,
                "Sand-coloured vase with teal glaze running over its belly.",
                "The plain sister from the same firing, which stays with me.",
            ),
        ),
    ),
    Work(
        "leila",
        "Twelve plates for a long table",
        "object",
        ("pottery",),
        33,
        "A set of twelve small plates, no two alike, for bread, olives or whatever is passed around. I painted "
        "them in one night so that they would know each other. 16 cm each.",
        (
            Picture(
                "bowls",
                1,
                "Twelve small plates in blues and red on a wooden table, with spirals, dots and flowers.",
                "All twelve before they were packed.",
            ),
            Picture(
                "bowls",
                3,
                "Twelve plates in rose and green with rings, spirals and flowers, laid out in rows.",
                "An earlier set in rose, for my neighbour's wedding.",
            ),
        ),
    ),
    Work(
        "leila",
        "Soup bowls, stacked",
        "object",
        ("pottery",),
        110,
        "Bowls that stack without a sound. The trick is the foot: it is one finger wider than the well of "
        "the bowl below. Stoneware in amber and teal, 0.6 litres each.",
        (
            Picture(
                "bowls",
                4,
                "A wide bowl and two stacks of bowls glazed in amber, teal and red on a pale shelf.",
                "They lean a little. So do I, after a day at the wheel.",
            ),
            Picture(
                "bowls",
                2,
                "A wide bowl and two stacks of bowls in plum and pink, in soft light.",
                "The plum series, with a wider bowl for noodles.",
            ),
        ),
    ),
    Work(
        "leila",
        "Red neck: test for a new glaze",
        "object",
        ("pottery",),
        6,
        "Copper red over a blue slip. It wants an hour at 1200 degrees without air and then it wants to be left "
        "alone. Three of five came out brown; this is one of the other two. I would like to hear what other potters "
        "in the chapter think of the edge.",
        (
            Picture(
                "pot",
                4,
                "Wide vase with a red glazed neck that runs into pale blue.",
                "Test 209, and I did not dare to move it for a day.",
            ),
        ),
        status="in_progress",
        visibility="cohort",
    ),
    Work(
        "tomasz",
        "Five spoons for one kitchen",
        "object",
        ("woodcarving",),
        9,
        "A tasting spoon, a porridge spoon, a ladle, a spoon for honey and one for the guest. Birch, cherry, oak, walnut "
        "and plum, oiled with linseed. Carved for the hand of somebody who cooks every day.",
        (
            Picture(
                "spoon",
                3,
                "Five wooden spoons of light and dark wood on a pale cloth with red stripes.",
                "From left: cherry, oak, birch, walnut, plum.",
            ),
        ),
    ),
    Work(
        "tomasz",
        "Cherry and walnut",
        "object",
        ("woodcarving",),
        52,
        "Two trees stood side by side in a schoolyard for sixty years and were cut on the same day. I put them "
        "together again as a set of five. The handles have three rings: one for each headmaster the trees outlived.",
        (
            Picture(
                "spoon",
                2,
                "Five wooden spoons with ringed handles on a red cloth.",
                "The dark ones are walnut.",
            ),
            Picture(
                "spoon",
                1,
                "Five wooden spoons in several shades of brown on a teal cloth.",
                "Drying, before the oil.",
            ),
        ),
    ),
    Work(
        "tomasz",
        "Spoons for left hands",
        "object",
        ("woodcarving",),
        27,
        "Most spoons with a pouring lip are made for the right hand. These five are not. My daughter tested them on "
        "jam, soup and a very small omelette.",
        (
            Picture(
                "spoon",
                4,
                "Five wooden spoons with round bowls on a cream cloth with grey stripes.",
                "Each bowl is turned a little to the right, which is to say the left.",
            ),
        ),
    ),
    Work(
        "tomasz",
        "How I choose a piece of wood",
        "text",
        ("woodcarving",),
        60,
        "A page for people who come to the Saturday group for the first time. I wrote it because I kept answering "
        "the same five questions with sawdust in my mouth. Use it, print it, change it.",
        (
            Picture(
                "spoon",
                5,
                "Five wooden spoons on a sand-coloured cloth, from pale birch to dark walnut.",
                "What the page is about.",
            ),
        ),
        documents=(Document("choosing-wood.txt", _CHOOSING_WOOD, "The whole page, for reading and printing."),),
        licence="cc-by-4.0",
    ),
    Work(
        "mei",
        "Fair-weather mittens",
        "text",
        ("needlework",),
        30,
        "A pattern for mittens with two colours in a round, written for people who have never carried a second "
        "thread. Three testers finished them; one of them on a train. The last paragraph is about mistakes, and "
        "it is the one people thank me for.",
        (
            Picture(
                "knit",
                2,
                "Knitted fabric with bands of blue, white and red in small repeated motifs.",
                "The chart, knitted up flat.",
            ),
        ),
        documents=(Document("fair-weather-mittens.txt", _MITTENS, "The pattern with its hints."),),
        licence="cc-by-nc-4.0",
    ),
    Work(
        "mei",
        "Winter bands",
        "object",
        ("needlework",),
        88,
        "Four headbands knitted from what was left of four jumpers. The diamonds come from a drawing of the frost "
        "on our bathroom window. Wool and a little silk, lined with cotton.",
        (
            Picture(
                "knit",
                1,
                "Knitted bands with white diamonds on violet, blue, yellow and rose.",
                "All four, side by side.",
            ),
            Picture(
                "knit",
                3,
                "Knitted bands in plum and rose with flowers and diamonds.",
                "A fifth one in plum, made for my sister.",
            ),
        ),
    ),
    Work(
        "mei",
        "Wildflowers of our street",
        "object",
        ("needlework",),
        15,
        "Everything that grew between the paving stones in May, stitched life-size on linen in a hoop of 20 cm. "
        "Satin stitch for the petals, knots for the clover, and one dandelion that I refuse to call a weed.",
        (
            Picture(
                "embroidery",
                1,
                "Embroidery hoop with violet, yellow and pink flowers and a red heart-shaped leaf on white linen.",
                "The red heart is a clover leaf that lost its way.",
            ),
        ),
    ),
    Work(
        "mei",
        "Seed packets, late summer",
        "object",
        ("needlework",),
        48,
        "I sowed three old seed packets and stitched what came up. Purple, yellow and a blue-green that the packet "
        "had not promised. Hoop of 20 cm, stranded cotton on linen.",
        (
            Picture(
                "embroidery",
                3,
                "Embroidery hoop with purple, teal, pink and yellow flowers on white linen against an ochre cloth.",
                "The tallest one is a mystery.",
            ),
            Picture(
                "embroidery",
                5,
                "Embroidery hoop with red and orange flowers, yellow and teal sprigs and a dark seed head on a brown table.",
                "September: seed heads.",
            ),
        ),
    ),
    Work(
        "mei",
        "Yoke for a round jumper",
        "object",
        ("needlework",),
        5,
        "A yoke in orange, white and teal, knitted from the neck down so that it can be tried on. I share it by "
        "link with my testers until the sleeves are right.",
        (
            Picture(
                "knit",
                5,
                "Knitted fabric with bands of orange, white and teal flowers.",
                "The yoke, laid flat.",
            ),
        ),
        status="in_progress",
        visibility="link",
    ),
    Work(
        "elif",
        "Flying geese",
        "object",
        ("quilting-and-dyeing",),
        24,
        "A quilt of 130 by 170 cm from the shirts of a retired postman. The geese fly upwards, all but one, which "
        "he asked for. Cotton, quilted by hand along every seam.",
        (
            Picture(
                "quilt",
                1,
                "Patchwork of yellow, red and brown triangles in rows like flying geese, with white between.",
                "Pressed and ready for the batting.",
            ),
        ),
    ),
    Work(
        "elif",
        "Log cabin for Zeynep",
        "object",
        ("quilting-and-dyeing", "needlework"),
        70,
        "My niece moved to a room without a window, so I made her one. Every square grows around a small light "
        "centre, the way a house grows around a stove. 150 by 200 cm, from eleven shirts and one curtain.",
        (
            Picture(
                "quilt",
                4,
                "Patchwork of log cabin squares in orange, teal and white beside turning pinwheels.",
                "The side that she sees from her bed.",
            ),
            Picture(
                "quilt",
                5,
                "Patchwork of teal and orange log cabin squares with pale pinwheels between.",
                "The first layout, which was too blue.",
            ),
        ),
    ),
    Work(
        "elif",
        "Star meadow",
        "object",
        ("quilting-and-dyeing",),
        130,
        "Eight-pointed stars on a green ground, for the reading corner of our library. The Saturday group sewed "
        "half of it; I can tell whose star is whose, and so can they.",
        (
            Picture(
                "quilt",
                2,
                "Patchwork of red and orange eight-pointed stars between green triangles on white.",
                "Before it moved into the library.",
            ),
            Picture(
                "quilt",
                3,
                "Patchwork with log cabin squares and rows of triangles in orange, blue and green.",
                "The back is made of what was left.",
            ),
        ),
    ),
    Work(
        "elif",
        "Night flowers",
        "object",
        ("quilting-and-dyeing",),
        36,
        "Batik on cotton, 110 by 180 cm: wax, red, wax, and a night of indigo. The fine cracks are called the "
        "signature of the wax; you can help them by folding the cloth while it is cold.",
        (
            Picture(
                "batik",
                4,
                "Batik cloth with rows of red eight-petalled flowers on dark blue-green.",
                "After the last rinse.",
            ),
            Picture(
                "batik",
                1,
                "Batik cloth with golden flowers on dark brown.",
                "The golden one, dyed with onion skins.",
            ),
        ),
    ),
    Work(
        "elif",
        "Circles, a test",
        "object",
        ("quilting-and-dyeing",),
        2,
        "A piece of cloth to find out how hot the wax has to be. Too hot at the left, too cold at the right, and "
        "for about two hands in the middle exactly as it should be.",
        (
            Picture(
                "batik",
                2,
                "Batik cloth with rows of green and yellow rings.",
                "The middle is where I learnt something.",
            ),
        ),
        status="in_progress",
        visibility="private",
    ),
    Work(
        "kaya",
        "Band for a guitar",
        "object",
        ("weaving",),
        2,
        "Bruno asked whether I could weave a strap for his guitar. It is two metres long and only the last half "
        "is straight, so the first half goes behind the neck.",
        pictures=(
            Picture("weaving", 27, "Narrow woven band in red and blue stripes.", "Two metres of practice."),
        ),
        visibility="mentor",
    ),
)
