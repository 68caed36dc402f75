"""What is kept about people by crafts that were loaded."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="mentorship.PackVersion",
        people=("loaded_by",),
        erase=Erase.KEEP,
        export=("pack", "version", "loaded_at"),
        left_out=("manifest", "checksum"),
        reason="Tells the chapter what its craft said and when; the person is a pseudonym.",
    ),
)
