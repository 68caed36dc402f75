"""What the people of the demo write about: making, learning, failing, selling, saving."""

from portal.demo.content.shapes import Picture, Post

POSTS: tuple[Post, ...] = (
    Post(
        "amina",
        "What I unwove on Tuesday",
        11,
        """On Tuesday I sat down at the loom at eight and stood up at eleven with less cloth than I had when I began. I had woven fourteen centimetres on Monday and had been pleased with them. By lamplight they looked bold. By daylight the blue came too soon, like somebody who tells the end of a story because they are nervous.

Maria did not say that it was wrong. She asked me to stand at the other end of the kitchen and tell her what I saw first. I saw the blue. Then she asked what I had wanted to be seen first, and I said the orange, the awnings, the heat. After that there was nothing to discuss.

## How to unweave

Unweaving is slower than weaving. You cannot pull, or the warp will fray, so you send the shuttle back the way it came, pick by pick, and beat nothing. I put on a long radio play. Somewhere in the second act I noticed that I had stopped being cross and had begun to count.

I used to think that undoing was time lost. But I now know that border better than any other part of the piece, because I have made it twice and unmade it once. It is the part that visitors touch.

The hanging is finished. It is called Market day, and the orange comes first.""",
        Picture(
            "weaving",
            2,
            "Wall hanging with orange stripes above a blue checked field, fringed, on a wooden rod.",
            "Market day, with the blue where it belongs.",
        ),
    ),
    Post(
        "amina",
        "My first sale, and what I did with the money",
        44,
        """Somebody in Vienna bought my red hanging. I read the mail standing up, then sitting down, then aloud to my sister on the telephone. She asked how much and I told her, and there was a pause in which I heard her multiply it by something.

I had been afraid of the price. Joseph sat with me for an hour in the spring and we wrote down everything: the wool, the linen, the rod, the eleven evenings. When we came to the evenings I wanted to write zero. He asked whether I would let my cousin work eleven evenings for me for nothing. I would not. So we wrote down an hourly wage, a small one, and the sum was nearly twice what I had planned to ask.

Nobody has complained about the price. One person said that it was too much for them, kindly, and bought a card.

## Three jars

My grandmother kept three tins: one for the house, one for the trade, one that was not to be opened. I have done the same here. Half went to the rent. A third bought linen for the next two pieces. The rest is put aside for a countermarch loom, which costs more than my bicycle, my bed and my oven together.

It will take nine more hangings. I have drawn the first three.""",
        Picture(
            "weaving",
            4,
            "Wall hanging with brown zigzags that turn yellow and red towards the fringe.",
            "The hanging that went to Vienna.",
        ),
    ),
    Post(
        "amina",
        "Five petals that meet",
        92,
        """A coiled basket grows from the middle, and the middle does not know how large it will be. That is the difficulty with petals. You begin them when the coil is as wide as your hand, and you find out whether they meet when it is as wide as your lap.

My grandmother counts aloud. She does not count stitches but breaths: so many for the petal, so many for the ground. When I was small I thought that it was a song. Last winter I asked her to teach me, over a telephone propped against the sugar, and the first thing she said was that I was breathing too fast.

The first basket had four petals and a gap. The second had five petals, one of them thin and embarrassed. For the third I did what she had told me not to do: I calculated. Circumference, stitches, five. It came out right and looked like a machine had made it.

So the fourth one I calculated and then ignored. I let every petal lean a little on its neighbour, the way people do on a bench. They meet. One of them meets a stitch early, and if you know which one, you have sat with that basket for a while.

I sent my grandmother a picture. She counted, and said: five. Then: good. Then she asked if I was eating.""",
        Picture(
            "basket",
            4,
            "Round coiled basket seen from above, with a flower of five purple petals on straw yellow.",
            "The fourth one.",
        ),
    ),
    Post(
        "bruno",
        "Why I record in the stairwell",
        34,
        """My building has five floors, a stone stair and a glass roof, and at half past one at night it belongs to me and to the cat of the second floor. I went down there by accident. I was whistling, waiting for the lift that has been broken since spring, and the whole house whistled back.

I had spent three weeks trying to make my kitchen sound large. I had hung blankets, taken them down again, and read a great deal about echo. All that time the echo was behind the door.

## What I learnt

Put the microphone two flights up, not beside you. The sound that arrives there has made up its mind. Record the silence for one minute first; you will want it later to lay under the gaps. And put a note on the front door, with the day and the hour. I wrote: a man will whistle on Thursday. Somebody wrote below: which song?

On Thursday there were two people on the fourth floor in slippers. They sat on the steps and did not cough once. You can hear them on the recording if you know where to listen: at the very end, after the last note, there is the sound of two people not clapping, because it was half past one.""",
        Picture(
            "waveform",
            1,
            "Cover with white waves inside a golden sun on a dark orange ground, titled Small Hours.",
            "The cover of what came of it.",
        ),
    ),
    Post(
        "bruno",
        "Finishing is a skill too",
        61,
        """I counted: forty-three beginnings on my telephone, none longer than a minute. Some of them are good. One of them I do not remember playing, and I would like to meet the man who did.

I told Maria that I had a problem with ideas. She listened to six of them and said that I had no problem with ideas. Then she set me a task that I thought was childish: finish a bad one. Not the best, not the one I loved. A bad one, by Sunday, with an ending.

It is remarkable how much work there is in a bad song. It needs an ending just like a good one. I had to decide how often to repeat, and what to leave out, and when to stop, and I had never decided any of these things before, because I had always left at the moment when they came up. On Sunday it was done. It was not a good song, and it was done, and I slept like a stone.

After that I finished four that I liked. They became a small record. A friend pressed fifty copies and I folded the sleeves at the kitchen table with my son, who is six and folds better than I do.

The bad song is not on it. But every song on it has learnt its ending from that one.""",
        Picture(
            "vinyl",
            1,
            "Record half out of an orange sleeve with teal and yellow waves, titled Paper Boats.",
            "Four songs, all of them with an end.",
        ),
    ),
    Post(
        "bruno",
        "Wasps, frets and patience",
        83,
        """The woman who gave me the guitar said that it had been under the roof since her uncle left for Brazil. She did not say when that was. There were two strings on it and a nest the size of a lemon inside it, empty, made of chewed paper. I kept the nest. It is on the shelf above the bench.

The bridge had come away and taken a piece of the top with it. The frets were worn down to nothing at the places where one plays a C, a G and an A minor, so I know what the uncle used to play.

I am a slow repairer. I glue one thing, and then I have to wait, and while I wait I play another guitar, and then it is evening. Seven months went by like that. I learnt to fill a crack with a splinter of the same wood, laid so that the grain runs on. I learnt that hide glue smells and that nothing else will do. I learnt to leave one dent, by the sound hole, where somebody's fingernail had been for twenty years.

When I put the new strings on I played C, G and A minor. It would have been rude to begin with anything else.""",
        Picture("instrument", 1, "Dark wooden guitar lying on a yellow ground.", "Ready to be played again."),
    ),
    Post(
        "leila",
        "Two hundred and nine tests",
        5,
        """Copper is a difficult guest. Given air, it turns green. Given no air at the right moment, it turns the red of a cut plum. Given almost no air, it turns the brown of a puddle, and you have had the kiln for a day and a night.

Test 209 is red. Not all over, and not everywhere that I glazed it, but at the neck, where the flame came round the corner, there is a red that I have been after since February. I did not touch it for a day. I went and looked at it, and went away again.

My notebook says what I did: an hour at twelve hundred degrees with the damper nearly closed, then straight down. It also says that it rained and that Farid had left the side door open. Rosa, who looks at the notebook with me once a month, asked how I would find out which of those mattered. By doing it again with the door shut, I said. And then? With the door open and no rain.

So there will be a 210 and a 211. I would rather have made ten red vases and sold them. But a colour that I cannot make twice is a present, and I cannot live from presents.""",
        Picture("pot", 4, "Wide vase with a red glazed neck that runs into pale blue.", "209, untouched."),
    ),
    Post(
        "leila",
        "How to pack a plate",
        32,
        """I have sent out forty-one parcels and three of them arrived as mosaics. The first two I blamed on the post. After the third I packed a plate as I always did, put it in its box, and threw it down my own stairs.

It broke on the second step, and I am grateful to it.

## What works

Paper, not foam: two sheets, crumpled by hand and not too tightly, between each plate and the next. Plates stand on their edge like records; lying flat they break one another. Put the stack in a small box that it cannot move in, and the small box in a larger one with four fingers of crumpled paper on all six sides, also on top, also when you are tired.

Shake it. If you hear anything at all, open it again.

I write the name of the buyer on the inside of the lid and a line about the firing, because the first thing that a person sees should not be newspaper. And I ask them to keep the box. Two have come back to me already with other people's birthday presents in them.

Since the stairs I have sent eighteen parcels. All eighteen arrived. I still throw one down every now and then, an empty one with a cracked plate in it, to stay honest.""",
        Picture(
            "bowls",
            1,
            "Twelve small plates in blues and red on a wooden table, with spirals, dots and flowers.",
            "These twelve arrived whole.",
        ),
    ),
    Post(
        "tomasz",
        "Four hundred spoons",
        26,
        """I have been counting from the beginning, with a pencil on the inside of the shed door, five strokes to a bundle. Yesterday there were eighty bundles.

The first hundred heat very well. The second hundred stir. Somewhere in the third hundred I stopped looking at the pattern and began looking at the wood, and somewhere in the fourth I noticed that I was carving slower than before and finishing sooner. I used to work on a spoon until it was too thin. Now I stop one cut before I want to.

I was a bus mechanic for eighteen years. People ask if that is not very different. In a gearbox, too, you take off as little as you can, and you listen. The difference is that nobody has ever written to me to say that they think of me every morning when they put the bus in gear.

A woman in Gdynia has. She has had a stroke and holds the spoon in her left hand, and none of the spoons in her kitchen were made for that. So I carved five for her, and then five more for whoever comes next. My daughter tested them on soup and jam. It turns out that a spoon for the left hand is not a spoon in a mirror. But that is for another evening.""",
        Picture(
            "spoon",
            4,
            "Five wooden spoons with round bowls on a cream cloth with grey stripes.",
            "Numbers 391 to 395.",
        ),
    ),
    Post(
        "tomasz",
        "The price of a spoon",
        57,
        """At the first market I asked fifteen zloty for a spoon and sold all of them before ten. I was proud until I had done the sum on the tram. I had earned less than the man who sold the waffles, and less than the waffles.

I brought the sum to our evening. Joseph drew two columns on the board. In the left one he wrote what the spoon costs me: an hour and forty minutes, oil, sandpaper, the axe that has to be ground, the stall, the tram. In the right one he wrote nothing and asked the others what they would pay, and why. Mei said that she had bought a plastic one every year for ten years. Elif said that she had my spoon and would not lend it.

I now ask sixty. At the next market I sold fewer: eleven instead of thirty. I had time to talk with everyone who bought one, and I was home with the same money and nineteen spoons, and my wrist did not hurt.

What I learnt is that a low price also says something. It said that I had not thought about it. Some people who buy cheaply do not look after things, and some who look after things walk past what is cheap.

The children's spoon still costs fifteen. That is not a mistake. That is the point of having a price for the others.""",
        Picture(
            "spoon",
            2,
            "Five wooden spoons with ringed handles on a red cloth.",
            "Sixty each, and not for waffles.",
        ),
    ),
    Post(
        "mei",
        "Writing for somebody who is about to give up",
        29,
        """A knitting pattern is a letter to a stranger, and I know one thing about that stranger: at round twelve they will put the work down and think that they are too stupid.

I know it because I was. The chart had sixty squares in a row, and nobody had told me that I might put a marker after every ten. It seemed to be something that one knew.

So I gave my mittens to three people who had never knitted with two colours, and I asked them not for their opinion but to call me whenever they sighed. Haruka sighed at the cast-on. Old Mr. Bando sighed at the word evenly: add four stitches evenly, how, where? Yui did not sigh until the thumb, and then so deeply that I took the train to her.

Each sigh became a sentence. The pattern grew from one page to one and a half, and it has not become harder; it has become kinder. At the end there is a paragraph about mistakes: which ones can be mended with a needle afterwards, and which ones nobody will ever see.

People who write to me mention the chart sometimes. Nearly all of them mention that paragraph. I had nearly left it out, because it did not seem professional.""",
        Picture(
            "knit",
            2,
            "Knitted fabric with bands of blue, white and red in small repeated motifs.",
            "Round twelve is the third white one.",
        ),
    ),
    Post(
        "mei",
        "Drawing first",
        14,
        """Every flower in my hoop grew between the door of our house and the door of the kindergarten. That is four hundred metres if one walks, and forty minutes if one walks with my daughter.

I drew them before I stitched them. It is a rule that Maria gave me when all my roses had begun to look like the same rose: no needle before the pencil. I protested that I cannot draw. She said that it was not for showing, it was for looking.

And it is true that I had never looked. I would have sworn that clover leaves are round. They have a small notch at the end, like a heart that is a little shy. I would have made the dandelion yellow all over; it is nearly orange in the middle, and each of its rays has teeth. My drawings are bad, and they know these things.

I stitched the clover in red because I had run out of green, and now it looks like a heart that has lost its way. Sometimes I think that I should pull it out. My daughter forbids it. She has shown it to everybody in her group and explained that it is our street.""",
        Picture(
            "embroidery",
            1,
            "Embroidery hoop with violet, yellow and pink flowers and a red heart-shaped leaf on white linen.",
            "Our street, 20 cm across.",
        ),
    ),
    Post(
        "elif",
        "A quilt is a list of shirts",
        23,
        """Mr. Yılmaz carried letters in our quarter for thirty-one years. When he retired he had nineteen blue shirts with the badge unpicked, and his wife brought them to me in a suitcase. She said: make something that he cannot wear.

Shirts are good cloth. They have been washed a hundred times and have done all the shrinking they are going to do. But a shirt has very little that is flat. You get two good rectangles from the back, one from each front if you leave out the pocket, and the sleeves if he did not lean on his elbows. He had leaned on his elbows.

I chose flying geese because letters travel. One hundred and twelve triangles, all of them pointing up. When he came to see the layout on my floor he walked around it twice with his hands behind his back and then asked if one of them might fly the other way. I asked which. He said it did not matter. There is always one that is returned to the sender.

On the back I have sewn a list, as I do on all my quilts: how many shirts, whose, and from when to when. It is the only part that I embroider. It takes me an evening, and it is the part that people read first.""",
        Picture(
            "quilt",
            1,
            "Patchwork of yellow, red and brown triangles in rows like flying geese, with white between.",
            "The yellow ones are from his wife's aprons.",
        ),
    ),
    Post(
        "elif",
        "Our Saturday group has a cash box",
        68,
        """Since March eight of us have met on Saturdays in the back room of the library. We have two sewing machines, an iron that spits, and as of last week a cash box.

It began with thread. Everybody brought their own, and Gül brought hers from the market at half the price, and soon we were all asking Gül. So we put in the same sum each month and buy for everybody. What is left over stays in the box. At first it was coins. When we had sold the star quilt to the library, we put in a tenth of that as well.

## What we argue about

We have argued about it, of course. Should somebody who misses a month pay double? We said no. Can one borrow from it? We said yes, up to the price of a good pair of scissors, and it is written in the book, and the book lies open on the table. Has anybody ever looked to see who has borrowed? I think that all of us have, and nobody has said a word, and everything has come back.

We are saving for a long-arm frame. It is a machine as large as a dining table, and none of us could ever buy it alone. Carol helped us to work out how long it will take: fourteen months, or nine if we sell one quilt more. We have begun to cut.""",
        Picture(
            "quilt",
            2,
            "Patchwork of red and orange eight-pointed stars between green triangles on white.",
            "The quilt that began our savings.",
        ),
    ),
    Post(
        "lucia",
        "Printing with a spoon",
        10,
        """I live on the third floor without a lift, and a press weighs as much as a cow. So I print with a wooden spoon.

You lay the paper on the inked block, lay your hand on the paper so that it cannot wander, and rub with the back of the spoon in small circles, as if you were calming somebody. You begin in the middle. You lift a corner, look, lay it back. After a while you can hear where there is ink and where there is none: the dry places whisper.

A press gives you the same print twenty times. A spoon does not. There are always one or two prints in which I was thinking of something else, and one can see it: the sky is a bit thinner, a hill has a bald patch. For a long time I threw those away. Then Rosa asked to see the heap. She took out the one with the bald hill and hung it up across the room, and said that it was the only one with weather.

I do not sell the ones in which I was asleep. But I no longer try to be a press.

The spoon is by Tomasz. He carved it for this, flat at the back, from plum wood. He was a little shocked to hear that it would never see soup.""",
        Picture(
            "linocut",
            1,
            "Linocut of a small white house among round trees on violet hills under a pink sky and sun.",
            "Twelve minutes of rubbing, of which two in the sky.",
        ),
    ),
    Post(
        "noor",
        "Sheet 600",
        13,
        """This morning I painted sheet 600. I had thought that I would notice it. But the coffee was as always, the light was as always, and the hill came out too dark on the left, as always.

I began on the day on which my youngest started school. The flat was silent for the first time in eleven years and I did not know what to do with my hands. I found the children's paint box. It had five colours, and the yellow was full of hair. I painted something brown and was happy all morning, and I was afraid that if I thought about it I would stop. So I decided not to think: one sheet a day, before breakfast, and none of them on purpose.

## What six hundred sheets have taught me

About sheet 40, that one can wait until it is dry. About sheet 150, that the white of the paper is the best colour in the box and cannot be bought. About sheet 300, that I am always painting the same hills. About sheet 301, that this is all right.

I keep them in shoe boxes, a hundred to a box. When I came to the chapter I thought that I had to choose the good ones. Rosa took the lid off the first box and said: let us look at them all. It took two afternoons. Nobody had ever looked at anything of mine for two afternoons.""",
        Picture(
            "watercolour",
            1,
            "Watercolour of pale green hills in layers under a small orange sun, red trees in front.",
            "Four sheets later: 604.",
        ),
    ),
    Post(
        "noor",
        "May I show a face?",
        6,
        """I draw people on tram 7. I sit at the back, where the seats look at one another, and have a book on my knees that is the size of a prayer book, so that nobody minds.

They are quick drawings and at home I put the colours in. Some of them are like the people. And now I have a portfolio, and the question is whether I may hang them up there. They did not ask to be drawn. They were looking out of the window, and a face that looks out of a window is very open.

I asked in our Thursday round. Lucía said that she asks always, and shows only those who said yes. Dele said that a drawing is not a photograph and that a face in it belongs to him who drew it. Carol said that both might be right, and that there was a third question: what if she finds it, on a bad day, and you have given her a green chin?

So for now they can be seen by members only. I have begun to show people the drawing before I get off. It costs me more courage than the drawing. Most of them laugh. One woman took the book and corrected her nose, with my pencil, and she was right.""",
        Picture(
            "watercolour",
            4,
            "Watercolour of sand-coloured hills with small blue-grey trees in front.",
            "Until I know, here is a hill.",
        ),
    ),
    Post(
        "dele",
        "Ninety plates and fourteen hammers",
        27,
        """You would think that the hard part of a mosaic with fourteen young people is the breaking. The breaking is easy. The hard part is to begin: to hit, on purpose, a plate that somebody's grandmother ate from.

For three weeks people had brought me plates in shopping bags. Each came with a story. I had a shelf for them and read the labels out: this one is from the canteen of the car works, this one flew at my ex-husband. Nobody wanted to be the first. Then Mrs. Clarke came in with six gold-rimmed plates from her own wedding, put on the goggles, and hit one dead in the middle. She stood there for a moment and said: well, that was overdue. After that we could not stop them.

## How to make a fish swim

Lay the eye first. Then let every row follow the one above it from the nose to the tail, as if you were stroking the fish. If the rows run straight, it lies on a plate. If they bend, it swims. Everything else is glue.

The panels hang at the entrance now, where the queue is. People put their hand on the gold fish on their way in. We had not planned that. It is already smoother than the others.""",
        Picture(
            "mosaic",
            1,
            "Mosaic of three yellow and brown fish swimming in deep blue water.",
            "The gold fish is on top.",
        ),
    ),
    Post(
        "dele",
        "The poster that nobody understood",
        53,
        """I was proud of my poster for the record fair. It had a disc, a ramp, and a beam of light, and in the corner, very small, in a beautiful condensed type, the day and the place.

I hung one in the bakery and stood in the queue to see what would happen. A man looked at it for the whole length of the queue. When he got to the counter he asked what was on at the space museum.

I went home and made it again, larger. Then I did what Joseph does with programs: I gave it to someone who did not care. My neighbour held it at arm's length and said what she saw, in the order in which she saw it: a wheel, a hill, stripes. Not music, not Saturday, not here.

So I turned the ramp into a groove and gave the disc a hole. I threw out two typefaces. I wrote RECORDS across the bottom, in letters as high as a hand, and was ashamed of it for an evening. And then I saw that the word had done all the work that I had asked the picture to do, and the picture was free to be beautiful.

I have kept the version without words for myself. It hangs in the hall. Visitors ask about the space museum.""",
        Picture(
            "poster",
            1,
            "Poster with a yellow and black disc on a red slope, stripes and concentric rings.",
            "First state. You see the problem.",
        ),
    ),
    Post(
        "kofi",
        "Choose a drum with closed eyes",
        21,
        """When somebody comes to my workshop to buy a drum, I ask them to turn round. They face the wall and I play three, and only then may they look. About half of them have chosen a drum that they would never have picked up.

On a screen I cannot ask you to turn round. For a year I put up pictures, good ones, and people wrote to me and asked how it sounds. I answered each of them in words: deep, warm, dry. Words for a drum are like words for soup.

So this spring I learnt to record. Joseph lent me two microphones and told me to put one of them where the player's ear is and the other one where the listener sits, and to stop touching the knobs. It was harder than building. A drum that I have known for months sounded like a cardboard box until I took it out of the shed and on to the step, where drums live.

Now each drum on my page comes with its own voice, recorded on that step, with the hens. Since I did that I have sold fewer drums by their colour and had none sent back. A man in Leipzig told me that he played the recording to his wife while she had her back to him. She chose the plain one.""",
        Picture(
            "instrument",
            5,
            "Round frame drum seen from above, with blue diamonds and a blue ring painted on its skin.",
            "Do not look. Listen.",
        ),
    ),
    Post(
        "kofi",
        "Saving for a steam box",
        49,
        """To bend ash for a frame you need steam, and for steam I have had until now a length of drainpipe, a kettle and my brother. My brother is getting married and the kettle is tired.

A proper steam box costs as much as four drums. That is a strange sum: too much to take out of a week, too little to ask a bank for. I used to do what everybody does. I waited for a month in which something was left over, and there was no such month.

Carol asked me what happens to the money of one drum, coin by coin. We drew it. Skin, wood and cotton take a third. My family takes half, and that is right. The rest I could not account for. It went into the week, like water into sand.

So we agreed that the rest has a name. Before I write to a buyer that the parcel has gone, I put a tenth aside for the box. Not what is left over: the first tenth. I was sure that I would miss it. After eight drums I have not, and there are three hundred and twelve cedis more under the name of the steam box than there have ever been under the name of nothing.

Four more. My brother has promised to hold the drainpipe until then.""",
        Picture(
            "instrument",
            2,
            "Round frame drum with yellow diamonds, blue dots and a double ring on its skin.",
            "Bent with a kettle, a drainpipe and a brother.",
        ),
    ),
    Post(
        "priya",
        "Change one number",
        14,
        """Eleven girls share four laptops, and the lunch break is thirty-five minutes long. So I have learnt to teach something in one number.

The sunflower program has twenty lines. I do not explain them. I put the picture on the wall, and say that there is one number in it that holds the flower together, and that it stands in line six. Then I ask what they think will happen if one makes it a little bit larger.

They guess: the flower gets bigger. It gets rounder. It breaks. Then somebody types, and the petals swing out into seven bent arms, and there is a noise in the room that I have not heard in fifteen years of teaching fractions.

By the end of the break they have found out for themselves that some numbers make arms and some make flowers, and that the flower is hard to hit. Only then do they want to know why. And only then do I say the word golden.

## A rule I made for myself

No program for the club may be longer than one screen. If it is longer, I have not understood it myself. It is a good rule for the girls. It turns out that it is an even better one for me: I have thrown away more lines this year than I have kept.""",
        Picture(
            "generative",
            1,
            "Round pattern of small red, teal and yellow dots that spiral outwards on cream.",
            "Line six, as nature has it.",
        ),
    ),
    Post(
        "priya",
        "Amina taught me twill by telephone",
        24,
        """I wanted to know how a zigzag gets into cloth. Amina said: show me your hand. We were on the telephone, so I held up my hand in Chennai and she held up hers in Lisbon.

Over two, she said, under two. I laid a pencil across my fingers. And now the next row, the same, but begin one finger later. And the next, one later again. I looked at my hand with three pencils in it, and there was a diagonal, as clear as a staircase.

It is one line of code. The thread lies on top when its number plus the number of the row, divided by four, leaves less than two. That is all of twill. For a zigzag one counts forwards for a while and then backwards. People found it thousands of years before anybody wrote a plus sign.

I built a small loom for the browser out of it and sent it to her. She looked at it for a long time. She said that the edge would never hold, and that the colours were those of a bus, and that she would wear it anyway.

Then she asked if it could tell her how much yarn she needs. It could not. By the evening it could. I have not heard anybody so happy about a multiplication since I left the school.""",
        Picture(
            "terminal",
            1,
            "Editor window with a short JavaScript program that draws a woven pattern, tests passed.",
            "Line seven is the whole of twill.",
        ),
    ),
    Post(
        "anders",
        "Leave in six minutes",
        18,
        """The first version of my bus board showed what all bus boards show: the line, the place, the time. I was happy with it. My neighbour Solveig, who is eighty-four, looked at it politely and put on her glasses, and then looked at her watch, and then did a sum. I saw her lips move.

I had given her a sum to do. She had asked when to put on her coat.

The second version said: in nine minutes. It was better. But she needs three minutes to the stop, four if there is ice, so there was still a sum.

The third version says: leave in six minutes. When it is too late it says: run, or have another coffee. She has never run. The week after I hung it by her door she told me that she has coffee far more often now, and that she had not been late once.

What I take from this is not about buses. I used to begin with what I know and try to show it well. Now I begin with the thing the other person will do next: the coat, the kettle, the telephone call. And I work backwards from there until I get to something that a computer can do. It is mostly less than I thought. The board is forty lines long, and the best line in it is the one about the coffee.""",
        Picture(
            "app_screen",
            3,
            "Two phone screens in blue with a weekly chart and a list of bus lines.",
            "The version for her grandson has charts.",
        ),
    ),
    Post(
        "anders",
        "What my father did with the pencil",
        55,
        """Each spring I print the garden calendar for my father and each autumn it comes back with pencil marks. This year there were eleven.

Beans: not before the birch has leaves. Beet: you say sixty days, I say when it is as big as my fist. Tomatoes: this is Bergen, be serious.

In the first year I explained to him that these were averages. In the second I put in a field for the weather. This year I did what I should have done at the start: I sat on the step beside him, with the paper, and asked what he does, in which order, on which day. He does not count days. He looks at three things: the birch, the swallows and the temperature of the soil, which he takes with his elbow.

So the program now asks three questions and answers with a day. It has become shorter. My mentor Joseph, who has read more programs than I have peeled potatoes, said that the best data is often sitting on a step somewhere, waiting to be asked.

There will be more pencil marks in autumn. I have left a wider margin.""",
        Picture(
            "terminal",
            3,
            "Editor window with a short Python program that computes harvest dates, tests passed.",
            "The version before the pencil.",
        ),
    ),
    Post(
        "carol",
        "Who learns with whom this season",
        40,
        """Twelve people have begun the season with a mentor, four with each. I would like to say that I matched them by craft, but that is only half of it. Bruno writes songs and is accompanied by a weaver. He had asked for somebody who knows when a thing is finished, and I know nobody who knows it better than Maria.

Rosa takes the printers and the potters, and Tomasz, because she wants to learn how he sharpens. Joseph takes the programmers and the drummers, who have turned out to ask the same question: why does it sound wrong if every part is right?

## How it works

Each pair meets once a week, at a time that they choose, for an hour that they may not miss twice. What they say stays between them. What they make can be seen by whom they wish: only by the two of them, by all members, or by everybody.

If a pair does not fit, tell me, and nobody has to explain. We change it. It has happened twice in three years and both times it was the right thing.""",
        Picture(
            "quilt",
            3,
            "Patchwork with log cabin squares and rows of triangles in orange, blue and green.",
            "Pieces that fit. A quilt by Elif's Saturday group.",
        ),
    ),
    Post(
        "carol",
        "The spring fair: a table of two metres",
        3,
        """The market hall has given us a table: two metres for twelve people, on the first Saturday in May. That is sixteen centimetres each, so we have to talk.

My proposal: nobody gets sixteen centimetres. We show one thing by each of us, the one that can be touched, and beside it a card with the way to the maker's page. Baskets may be filled with spoons. The small quilt goes underneath and is for sale as well. The mosaics stay at home, as they have broken one table already.

Anders is bringing a till that runs on his telephone, and Elif is bringing the cash box in case it does not. Dele is making a sign. It will say what we are, in words, at least a hand high; he has promised.

## What I still need

Two people for the morning and three for the afternoon, one of whom can lift. Someone who speaks with the visitors while the makers hide. And bags: bring those that you have at home.

What each of us sells goes into their own account, as always. What the bowl for the coffee brings goes to the travel fund, so that next year everyone who wants to be there can be there.""",
        Picture(
            "basket",
            3,
            "Handled basket filled with balls of yarn in orange, blue and green before a pale blue wall.",
            "Baskets may be filled.",
        ),
    ),
    Post(
        "kaya",
        "The rug that would not lie flat",
        1,
        """My first rug stands up at the corners like a dog that hears something. I pulled every row as tight as I could because I thought that tight is neat.

Maria laid her hand on it and said nothing for a while. Then she wove three rows beside mine, loosely, in a little arch, and pushed them down with a kitchen fork. Her three rows were flat. So now I weave arches. The rug stays as it is: it lives under my desk and frightens my brother.""",
    ),
)
