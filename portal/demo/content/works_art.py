"""Works on paper and on walls."""

from portal.demo.content.shapes import Picture, Work

ART: tuple[Work, ...] = (
    Work(
        "lucia",
        "House on the hill",
        "image",
        ("printmaking",),
        11,
        "Linocut in five colours, 40 by 30 cm, an edition of twenty. The house belongs to nobody. I have passed it "
        "after every night shift for six years and have never seen a light in it, so I cut one.",
        (
            Picture(
                "linocut",
                1,
                "Linocut of a small white house among round trees on violet hills under a pink sky and sun.",
                "Number three of twenty, still wet.",
            ),
        ),
    ),
    Work(
        "lucia",
        "Three evenings",
        "image",
        ("printmaking",),
        45,
        "One block cut three times, inked in the colours of three evenings in October. A reduction print destroys "
        "its own block: after the last colour there is no way back, which suits me.",
        (
            Picture(
                "linocut",
                2,
                "Linocut of poplars and a house on red and green hills under a peach sky with a green sun.",
                "Monday.",
            ),
            Picture(
                "linocut",
                4,
                "Linocut of a house and round trees on green hills under an olive sky with a green sun.",
                "Wednesday, after rain.",
            ),
            Picture(
                "linocut",
                5,
                "Linocut of a house among poplars on brown hills under a yellow sky with a brown sun.",
                "Saturday, smoke in the valley.",
            ),
        ),
    ),
    Work(
        "lucia",
        "Black sun",
        "image",
        ("printmaking",),
        82,
        "I inked the wrong roller and liked it better. Fir trees on red ground, a sky of yellow rays, and a sun that "
        "has had enough. 40 by 30 cm, an edition of twelve.",
        (
            Picture(
                "linocut",
                3,
                "Linocut of black fir trees on red and blue hills under a yellow sky with a black sun.",
                "Number one, and the reason for the other eleven.",
            ),
        ),
    ),
    Work(
        "lucia",
        "My aunt, who does not like to wait",
        "image",
        ("drawing-people",),
        20,
        "A portrait in cut paper and gouache. She gave me nine minutes and her leave to show it. The raised eyebrow "
        "is the likeness; everything else is colour.",
        (
            Picture(
                "portrait_study",
                1,
                "Painted portrait of a woman with curly dark red hair, earrings and one raised eyebrow.",
                "Minute nine.",
            ),
            Picture(
                "portrait_study",
                5,
                "Painted portrait in blue tones of a woman with an orange and white headscarf.",
                "Her sister, who waited.",
            ),
        ),
        licence="cc-by-nc-nd-4.0",
    ),
    Work(
        "noor",
        "Six in the morning",
        "image",
        ("watercolour",),
        8,
        "Sheet 604. Green hills that fade one behind the other, and a sun the size of a lentil. I paint these before "
        "I have spoken to anybody, which you can see. 30 by 22 cm.",
        (
            Picture(
                "watercolour",
                1,
                "Watercolour of pale green hills in layers under a small orange sun, red trees in front.",
                "Sheet 604, on cotton paper.",
            ),
        ),
    ),
    Work(
        "noor",
        "Dry season",
        "image",
        ("watercolour",),
        38,
        "Two sheets from one week in August, when even Rotterdam was the colour of bread. I used a single pigment, "
        "burnt sienna, and everything that water can do with it.",
        (
            Picture(
                "watercolour",
                2,
                "Watercolour of brown hills under a hazy sky with an orange sun touching a ridge.",
                "Sheet 571.",
            ),
            Picture(
                "watercolour",
                4,
                "Watercolour of sand-coloured hills with small blue-grey trees in front.",
                "Sheet 574, with a little blue because I missed it.",
            ),
        ),
    ),
    Work(
        "noor",
        "The road home",
        "image",
        ("watercolour",),
        58,
        "The hills behind Herat as I remember them from the back of my uncle's lorry. My cousin says that they are "
        "higher. I have left them as they are. 38 by 28 cm.",
        (
            Picture(
                "watercolour",
                3,
                "Watercolour of rose and brown mountains in layers, green foreground with small trees.",
                "Sheet 540, the largest so far.",
            ),
        ),
    ),
    Work(
        "noor",
        "Where the river bends",
        "image",
        ("watercolour",),
        101,
        "There is no river to be seen; it is behind the second hill, and the trees know. Painted for the waiting "
        "room of our health centre, which has the first print.",
        (
            Picture(
                "watercolour",
                5,
                "Watercolour of brown and rose hills under a blue sky with an orange sun and teal trees.",
                "Sheet 498.",
            ),
        ),
        licence="cc-by-nc-4.0",
    ),
    Work(
        "noor",
        "Faces from tram 7",
        "image",
        ("drawing-people",),
        7,
        "Quick studies of people who were looking out of the window. I am not sure yet whether it is fair to show "
        "them to everybody, so only members can see them.",
        (
            Picture(
                "portrait_study",
                3,
                "Painted portrait of a woman with dark green hair in a bun and blue earrings.",
                "Between two stops.",
            ),
            Picture(
                "portrait_study",
                4,
                "Painted portrait of a person with brown hair in a bun, half of the face in shadow.",
                "The terminus.",
            ),
        ),
        status="in_progress",
        visibility="members",
    ),
    Work(
        "dele",
        "Fish for the swimming hall",
        "object",
        ("mosaic",),
        28,
        "Two panels for the entrance of the hall in Ladywood, made with fourteen young people and about ninety "
        "broken plates. The gold fish is somebody's wedding service; she brought it herself and hit it first.",
        (
            Picture(
                "mosaic",
                1,
                "Mosaic of three yellow and brown fish swimming in deep blue water.",
                "Left panel. The top fish is the wedding service.",
            ),
            Picture(
                "mosaic",
                5,
                "Mosaic of three orange fish among bubbles in blue-green water.",
                "Right panel.",
            ),
        ),
    ),
    Work(
        "dele",
        "Bird on a branch",
        "object",
        ("mosaic",),
        66,
        "A blackbird that became blue because that was the plate we had. The rings around it are its song. 60 by "
        "45 cm on cement board, fit for outdoors.",
        (
            Picture(
                "mosaic",
                3,
                "Mosaic of a blue bird with a yellow beak on a branch, with pale rings around it.",
                "Before grouting.",
            ),
        ),
    ),
    Work(
        "dele",
        "Apple tree, all seasons",
        "object",
        ("mosaic",),
        140,
        "Blossom at the right, apples at the left, and a trunk made of one brown teapot. It hangs in the bakery, "
        "where the queue is longest.",
        (
            Picture(
                "mosaic",
                2,
                "Mosaic of a tree with green leaves, red fruit and pale blossom on a grassy hill.",
                "The spout of the teapot is the third branch.",
            ),
            Picture(
                "mosaic",
                4,
                "Mosaic of a sun with red rays over a blue sea.",
                "The small sun that we made to practise.",
            ),
        ),
    ),
    Work(
        "dele",
        "Arches",
        "image",
        ("poster-design",),
        16,
        "A poster for an open day of the chapter: doors, and somebody's lamp in each. Screen print in five colours "
        "on recycled card, 50 by 70 cm, an edition of forty.",
        (
            Picture(
                "poster",
                5,
                "Poster of three arches in orange, teal and navy with a white flame in each, and a yellow sun.",
                "The version that went to the printer.",
            ),
            Picture(
                "poster",
                2,
                "Poster of three arches in greens and dark red with a white flame in each.",
                "The green version, which Joseph liked better.",
            ),
        ),
    ),
    Work(
        "dele",
        "Record fair",
        "image",
        ("poster-design",),
        54,
        "For the record fair under the railway. A disc, a ramp, and lines that run like a needle. I threw away "
        "three typefaces and then the words. 50 by 70 cm, two colours and black.",
        (
            Picture(
                "poster",
                4,
                "Poster with a large dark and peach disc on a teal slope, stripes and concentric rings.",
                "Second state, without words.",
            ),
            Picture(
                "poster",
                1,
                "Poster with a yellow and black disc on a red slope, stripes and concentric rings.",
                "First state.",
            ),
        ),
    ),
    Work(
        "dele",
        "Tiles, an alphabet without letters",
        "image",
        ("poster-design",),
        90,
        "Twenty-four squares of circles, quarters and triangles. I use them to teach composition: cut them up, put "
        "them together, and see which corner speaks first. Free to use and change.",
        (
            Picture(
                "poster",
                3,
                "Grid of squares with circles, quarter circles and triangles in red, blue, green and yellow.",
                "Print it twice: once to keep and once to cut.",
            ),
        ),
        licence="cc-by-sa-4.0",
    ),
)
