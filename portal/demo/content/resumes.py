"""What some people of the demo learnt, did and showed: {key: [(kind, what, where, begin, end, words)]}."""

Entry = tuple[str, str, str, int, int | None, str]

RESUMES: dict[str, list[Entry]] = {
    "amina": [
        (
            "education",
            "Floor-loom weaving",
            "with Maria, in this chapter",
            2024,
            None,
            "Twills, overshot, finishing by hand.",
        ),
        ("education", "Coiled basketry", "my grandmother's yard", 2009, 2012, ""),
        (
            "experience",
            "Evenings in a kitchen with a loom",
            "Lisbon",
            2024,
            None,
            "Eleven wall hangings, fourteen baskets.",
        ),
        (
            "exhibition",
            "Spring fair",
            "Neighbourhood house, Lisbon",
            2026,
            2026,
            "A table of two metres, and the first hanging sold.",
        ),
        ("exhibition", "Six makers, one street", "Lisbon", 2025, 2025, ""),
    ],
    "bruno": [
        (
            "experience",
            "Repairing guitars and whistles",
            "Porto",
            2022,
            None,
            "They are to be played rather than hung on a wall.",
        ),
        ("experience", "Tram driver", "Porto", 2006, 2021, "The timetable taught me rhythm."),
        ("exhibition", "Ten songs without words", "Open stage, Porto", 2026, 2026, ""),
    ],
    "leila": [
        ("education", "Evening course in throwing", "Marseille", 2022, 2026, "Meant to last six weeks."),
        (
            "award",
            "Best glaze of the year",
            "Kiln share of the quarter",
            2025,
            2025,
            "For test number 187, an ash glaze.",
        ),
    ],
}
