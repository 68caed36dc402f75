"""What the first pages of a fresh installation say; a coordinator changes it in the CMS."""

from cms_pages.models.standard import TO_WRITE

GREETING = "Learn a craft with somebody beside you"
INTRODUCTION = (
    "<p>Here people learn by making things, show what they have made and sell some of it. "
    "A mentor walks along, and what is sold is paid to its maker.</p>"
)
DESCRIPTION = "A community where people learn a craft, are mentored, show their work and sell it."
PEOPLE = "<p>Everybody here is learning something. Open a page to see what they make and how far they are.</p>"
STORIES = "<p>Notes from the workbench: what went well, what went wrong, and what came of it.</p>"
PORTFOLIO = "<p>Here I show what I learn and what I make.</p>"
NEWS = "<p>What the chapter plans, and what it has done.</p>"

#: (slug, title, introduction, [(block, words)])
PAGES = [
    (
        "about",
        "About us",
        "<p>We are a small chapter of people who learn crafts together.</p>",
        [
            ("heading", "What we do"),
            (
                "text",
                "<p>Participants choose a craft and a mentor. They work on real pieces, keep a journal and build "
                "a portfolio that belongs to them. When a piece is good enough to leave the workshop, they can "
                "sell it here.</p>",
            ),
            ("heading", "Who looks after it"),
            (
                "text",
                "<p>Coordinators run the chapter: they welcome people, bring mentors and participants together "
                "and keep an eye on what is published. Mentors give their time for free.</p>",
            ),
            ("heading", "How to join"),
            (
                "text",
                "<p>Make an account and tell us what you would like to learn, or what you could teach. A "
                "coordinator answers you.</p>",
            ),
        ],
    ),
    (
        "safety",
        "Staying safe",
        "<p>You decide what others see of you. These are the rules we keep, and where to turn.</p>",
        [
            ("heading", "What others see"),
            (
                "text",
                "<p>Others meet you by the public name and the handle you chose, never by your legal name or your "
                "e-mail address. For each work you choose who sees it: only you, your mentors, everybody with an "
                "account, people with a link, or everybody.</p>"
                "<p>We take the place where a photo was taken and the name of the camera out of every picture "
                "of a work before it is stored.</p>",
            ),
            ("heading", "What we ask of everybody"),
            (
                "text",
                "<ul><li>Be kind about work that is not finished.</li>"
                "<li>Show and sell only what you have made yourself.</li>"
                "<li>Never ask a young person to meet you alone or to keep a secret.</li></ul>",
            ),
            ("heading", "If something is wrong"),
            (
                "text",
                "<p>Tell a coordinator or your mentor. You will be heard, and nobody will be angry with you for "
                "asking. In danger, call your local emergency number first.</p>",
            ),
        ],
    ),
    (
        "money",
        "How money works",
        "<p>What is sold here was made here, and its maker is paid.</p>",
        [
            ("heading", "When you buy"),
            (
                "text",
                "<p>You see the whole price before you pay. An original exists once: while you pay, nobody else "
                "can buy it. You get an e-mail with your order, and the maker is told to send it.</p>",
            ),
            ("heading", "When you sell"),
            (
                "text",
                "<p>You set the price. Each sale is entered in your account book, where you see what was paid, "
                "what was kept for fees and what is yours. Entries are never changed afterwards; a refund is an "
                "entry of its own.</p>",
            ),
        ],
    ),
    (
        "imprint",
        "Imprint",
        "<p>Who answers for this site.</p>",
        [
            (
                "text",
                f"<p>This site is run by the chapter whose name it bears. Its coordinators {TO_WRITE} "
                "with the name of the responsible person or association, a postal address, an e-mail address and, "
                "where the law asks for it, a register number.</p>",
            ),
        ],
    ),
    (
        "privacy",
        "Privacy",
        "<p>What we keep about you, and why.</p>",
        [
            ("heading", "What is kept"),
            (
                "text",
                "<p>Your e-mail address, to let you log in and to write to you about your account and orders. "
                "What you write in your profile and publish on your pages. Your orders and sales, because the law "
                "asks us to keep the books.</p>",
            ),
            ("heading", "What is not done"),
            (
                "text",
                "<p>This site loads nothing from other companies, shows no advertisements and follows nobody "
                "around. It sets a cookie to keep you logged in and to remember your basket.</p>",
            ),
            ("heading", "Your rights"),
            ("text", "<p>Ask a coordinator for a copy of what is kept about you, or to have it erased.</p>"),
        ],
    ),
]
