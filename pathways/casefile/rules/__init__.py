"""What the case file decides: what police may see, the parts of an episode, and the order of the custody board."""

from pathways.casefile.rules.board import NO_TEST, NextAction, next_action, tag_of_disposal, tag_of_test
from pathways.casefile.rules.carrying_on import is_of_case
from pathways.casefile.rules.clocks import NEXT, Band, Deadline, RowClock, RowTimes, in_order, row_clock
from pathways.casefile.rules.kinds import Column, Hidden, Kind
from pathways.casefile.rules.liaison import liaison_may_see
from pathways.casefile.rules.link import Agreement, PoliceView, RunningCondition, agreement
from pathways.casefile.rules.parts import LIAISON_PARTS, AssessmentStage, EpisodeFacts, Part, Task, TaskState, TestStage
from pathways.casefile.rules.rows import Asking, DisposalStage, ReferralStage, RowFacts
from pathways.casefile.rules.sight import MARK, SOURCE, Fact, Sight, police_may_see
from pathways.casefile.rules.tasks import done_count, next_after, next_task, tasks
from pathways.casefile.rules.twelve_hours import Mark, hours_of, on_the_line

__all__ = [
    "LIAISON_PARTS",
    "MARK",
    "NEXT",
    "NO_TEST",
    "SOURCE",
    "Agreement",
    "Asking",
    "AssessmentStage",
    "Band",
    "Column",
    "Deadline",
    "DisposalStage",
    "EpisodeFacts",
    "Fact",
    "Hidden",
    "Kind",
    "Mark",
    "NextAction",
    "Part",
    "PoliceView",
    "ReferralStage",
    "RowClock",
    "RowFacts",
    "RowTimes",
    "RunningCondition",
    "Sight",
    "Task",
    "TaskState",
    "TestStage",
    "agreement",
    "done_count",
    "hours_of",
    "in_order",
    "is_of_case",
    "liaison_may_see",
    "next_action",
    "next_after",
    "next_task",
    "on_the_line",
    "police_may_see",
    "row_clock",
    "tag_of_disposal",
    "tag_of_test",
    "tasks",
]
