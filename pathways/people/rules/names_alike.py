"""How far apart two names are, in points, and in words. Points are slips: none is the same name."""

from dataclasses import dataclass

from pathways.people.rules.folding import fold_name
from pathways.people.rules.slips import FEW, one_slip_in_words, slips
from pathways.people.rules.sounds import sound_of

SAME, ALIKE, FARTHER, DIFFERENT = 0, 1, 2, 3
SHORTEST_WORD, SHORTEST_FOR_TWO, SHORTEST_SHORT_FORM, SHORTEST_CODE = 3, 5, 3, 3


@dataclass(frozen=True, kw_only=True)
class Alike:
    """How far apart, and why that is taken for the same name."""

    points: int
    words: str


def surnames_alike(typed: str, held: str) -> Alike | None:
    """How alike two surnames are; None where they are simply two names."""
    one, other = fold_name(typed), fold_name(held)
    if not one or not other:
        return None
    if one == other:
        same = typed.strip() == held
        return Alike(
            points=SAME,
            words="Surname the same" if same else f"Surname the same but for capitals, accents or marks: {held}",
        )
    if _spelt_out(one) == _spelt_out(other):
        return Alike(points=SAME, words=f"Surname the same, written differently: {held}")
    return _by_parts(one, other, held) or _by_slips(one, other, held)


def _by_slips(one: str, other: str, held: str) -> Alike | None:
    apart, shortest = slips(one, other), min(len(one), len(other))
    if apart == 1 and shortest >= SHORTEST_WORD:
        return Alike(points=ALIKE, words=f"Surname {one_slip_in_words(one, other)}: {held}")
    if _sounds_alike(one, other):
        return Alike(points=ALIKE, words=f"Surname sounds alike: {held}")
    if apart == FEW and shortest >= SHORTEST_FOR_TWO:
        return Alike(points=FARTHER, words=f"Surname two letters different: {held}")
    return None


def _by_parts(one: str, other: str, held: str) -> Alike | None:
    """Names of several parts: the same in another order, one of them alone, or one of them nearly."""
    typed_parts, held_parts = one.split(), other.split()
    if len(typed_parts) == len(held_parts) == 1:
        return None
    if sorted(typed_parts) == sorted(held_parts):
        return Alike(points=ALIKE, words=f"Parts of the surname in another order: {held}")
    long_enough = [part for part in typed_parts if len(part) >= SHORTEST_WORD]
    if any(part in held_parts for part in long_enough):
        return Alike(points=ALIKE, words=f"One part of the surname the same: {held}")
    if whole := _by_slips(one, other, held):
        return whole
    if any(slips(part, each) == 1 or _sounds_alike(part, each) for part in long_enough for each in held_parts):
        return Alike(points=FARTHER, words=f"One part of the surname alike: {held}")
    return None


def _spelt_out(folded: str) -> str:
    """Written together, with letters that stand for an accented one as that letter: Mueller as Muller."""
    word = folded.replace(" ", "")
    for pair in ("ae", "oe", "ue"):
        word = word.replace(pair, pair[0])
    return word.replace("aa", "a")


def first_names_alike(typed: str, held: str | None) -> Alike:
    """How alike first names are. The first of several is enough; none typed, or none held, tells nothing."""
    wanted, known = fold_name(typed), fold_name(held or "")
    if not wanted:
        return Alike(points=ALIKE, words="")
    if not known:
        return Alike(points=ALIKE, words="No first name held")
    first, names = wanted.split()[0], known.split()
    if wanted == known or first == names[0]:
        return Alike(points=SAME, words="First name the same")
    if first in names:
        return Alike(points=ALIKE, words=f"First name is another of theirs: {held}")
    if any(_is_similar(first, name) for name in (names[0], names[0] + (names[1] if len(names) > 1 else ""))):
        return Alike(points=ALIKE, words=f"First name similar: {held}")
    return Alike(points=DIFFERENT, words=f"First name differs: {held}")


def _is_similar(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    is_short_form = shortest >= SHORTEST_SHORT_FORM and (one.startswith(other) or other.startswith(one))
    is_initial = shortest == 1 and one[0] == other[0]
    return is_short_form or is_initial or slips(one, other) <= ALIKE or _sounds_alike(one, other)


def _sounds_alike(one: str, other: str) -> bool:
    """A short code says little: Dean and Danny are both TN. There the spelling has to be near as well."""
    code = sound_of(one)
    return code == sound_of(other) and (len(code) >= SHORTEST_CODE or slips(one, other) <= FEW)
