"""The published test numbers (CNDA, INSi qualification, DMP samples): no living person bears them."""

NIR_DE_TEST = frozenset(
    (
        "160012B020777",
        "297022A020778",
        "2751263220749",
        "1100863220830",
        "2770763220829",
        "2360663220836",
        "1010663220754",
        "1090763220834",
        "1090763220888",
        "180032B020401",
        "1810363220456",
        "2070585756270",
        "2790351215189",
    )
)
"""First thirteen characters; a card that bears nothing else is a test card, refused in production."""
