"""The walk itself: a machine that does what it should is walked to the end, and each fault that is built into one stops it."""

import pytest

from tests.machines.walk import STOPPED_AT, How, Walk, WalkedMachine


class Door(WalkedMachine):
    """Opened and shut in turn, and each noted once. `fault` is what it does wrong."""

    name = "a door"

    def __init__(self, fault: str = "") -> None:
        self.fault, self.opened = fault, []

    def begins(self):
        self.is_open, self.log = False, 0
        return ("open",)

    def open_steps(self):
        return [] if self.fault == "dead end" and self.is_open else ["shut" if self.is_open else "open"]

    def has_ended(self):
        raise AssertionError("dead end")

    def shut_steps(self):
        return ["open" if self.is_open else "shut"]

    def press(self, act):
        if act.how is not How.RIGHT and act.how is not self.fault:
            self.log += self.fault == "refused and logged"
            return False
        if self.fault == "offered and refused":
            return False
        self.log += self.fault != "not logged"
        self.is_open = act.step == "open"
        self.opened.append((act.step, act.how))
        return True

    def must_pass(self, act):
        return act.how is How.RIGHT

    def changes(self):
        return self.log

    def must_hold(self, act):
        assert (self.is_open == (act.step == "open")) is not (self.fault == "no invariant holds")

    def time_passes(self):
        pass


def test_a_machine_without_a_fault_is_walked_and_every_way_of_pressing_is_tried(capsys):
    walk = Walk(Door(), seed=1, each=50)
    walk.go(300)
    assert walk.turns >= 300
    assert {*walk.done} == {"taken rightly", *(f"refused {how}" for how in How if how not in (How.RIGHT, How.LATER))}
    assert "seed 1" in capsys.readouterr().out


FAULTS = ["dead end", "refused and logged", "offered and refused", "not logged", "no invariant holds"]


@pytest.mark.parametrize("fault", [*FAULTS, How.WRONG, How.STALE, How.NOT_THEIRS, How.OUT_OF_TURN, How.AGAIN])
def test_a_fault_stops_the_walk_and_that_run_is_taken_again_from_where_it_is_kept(fault, monkeypatch, tmp_path):
    monkeypatch.setattr("tests.machines.walk.RESULTS", tmp_path)
    machine = Door(fault)
    with pytest.raises(AssertionError) as first:
        Walk(machine, seed=1, each=50).go(5000)
    (file,) = tmp_path.iterdir()
    assert f"{STOPPED_AT}={file}" in first.value.__notes__[0]
    monkeypatch.setenv(STOPPED_AT, str(file))
    with pytest.raises(AssertionError) as second:
        Walk(machine, seed=7, each=50).go(5000)
    assert second.value.__notes__ == first.value.__notes__
