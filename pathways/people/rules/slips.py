"""How many slips of the hand lie between two words: a letter more, a letter less, another letter, two swapped."""

FEW = 2
"""More slips than that are another word."""


def slips(typed: str, held: str) -> int:
    """The number of slips between two words, `FEW` + 1 where there are more (optimal string alignment distance)."""
    if typed == held:
        return 0
    if abs(len(typed) - len(held)) > FEW:
        return FEW + 1
    before: list[int] = []
    row = list(range(len(held) + 1))
    for down, letter in enumerate(typed, 1):
        before, last, row = row, before, [down]
        for along, other in enumerate(held, 1):
            cost = min(before[along] + 1, row[along - 1] + 1, before[along - 1] + (letter != other))
            if down > 1 and along > 1 and letter == held[along - 2] and typed[down - 2] == other:
                cost = min(cost, last[along - 2] + 1)
            row.append(cost)
        if min(row) > FEW:
            return FEW + 1
    return min(row[-1], FEW + 1)


def one_slip_in_words(typed: str, held: str) -> str:
    """What the one slip between two words is."""
    if len(held) != len(typed):
        return "one letter longer" if len(held) > len(typed) else "one letter shorter"
    return "two letters swapped" if sorted(typed) == sorted(held) else "one letter different"
