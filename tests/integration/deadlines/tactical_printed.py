"""What the Tactical pack prints, beside what was counted apart from it."""

from collections import Counter

from pathways.auth.roles import Role
from pathways.deadlines.queries.tactical import tactical_pack
from pathways.deadlines.rules.tactical import TacticalList
from tests import county


def differences(apart, user):
    """Where the pack of a manager, or of whoever finds places, differs from the count: what it prints, what was counted.

    Every cell of every table is compared, and the lines of each list: by deadline where it is what is overdue, else by the
    record to which each leads.
    """
    printed, counted, differ = tactical_pack(county.viewer_of(user)), counted_for(apart, user), {}
    assert [part.of.label for part in printed.parts] == list(counted)
    for part in printed.parts:
        tables, lines = counted[part.of.label]
        shown = [{row[0]: row[1:] for row in table.rows} for table in part.figures]
        assert len(shown) == len(tables)
        for of_pack, of_count in zip(shown, tables, strict=True):
            for row in of_pack.keys() | of_count.keys():
                if of_pack.get(row) != of_count.get(row):
                    differ[part.of.label, row] = (of_pack.get(row), of_count.get(row))
        named = Counter(map(_named, part.lines))
        if named != lines or part.number != lines.total():
            differ[part.of.label, "lines"] = (dict(named - lines), dict(lines - named))
    return differ


def counted_for(apart, user):
    """By list, its tables and its lines, as the count has them for this reader."""
    is_finder = county.viewer_of(user).role is Role.PW
    return apart.of_finder(user) if is_finder else apart.of_manager(user)


def never_counted(apart, users):
    """The rows that count nothing for any of these readers, and the lists on which nobody stands: what is equal there
    proves nothing."""
    seen, rows = set(), set()
    for user in users:
        for name, (tables, lines) in counted_for(apart, user).items():
            counts = {(name, row): cells[0] for table in tables for row, cells in table.items()} | {name: lines.total()}
            rows |= counts.keys()
            seen |= {row for row, count in counts.items() if count not in (0, "0", "–", "None yet")}
    return rows - seen


def _named(line):
    return (line.what, bool(line.late)) if line.of is TacticalList.OVERDUE else line.record_id
