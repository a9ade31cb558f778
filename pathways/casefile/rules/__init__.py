"""What the case file decides: what police may see, the parts of an episode, and the order of the custody board."""

from pathways.casefile.rules.board import NextAction, next_action, tag_of_test
from pathways.casefile.rules.consent import Answered, stretches
from pathways.casefile.rules.kinds import Column, Hidden, Kind
from pathways.casefile.rules.link import Consent, PoliceView, RunningCondition
from pathways.casefile.rules.parts import AssessmentStage, EpisodeFacts, Part, Task, TaskState, TestStage
from pathways.casefile.rules.release import Band, ReleaseClock, in_order, release_clock
from pathways.casefile.rules.rows import DisposalStage, ReferralStage, RowFacts
from pathways.casefile.rules.sight import MARK, SOURCE, Fact, Sight, police_may_see
from pathways.casefile.rules.tasks import done_count, next_task, tasks

__all__ = [
    "MARK",
    "SOURCE",
    "Answered",
    "AssessmentStage",
    "Band",
    "Column",
    "Consent",
    "DisposalStage",
    "EpisodeFacts",
    "Fact",
    "Hidden",
    "Kind",
    "NextAction",
    "Part",
    "PoliceView",
    "ReferralStage",
    "ReleaseClock",
    "RowFacts",
    "RunningCondition",
    "Sight",
    "Task",
    "TaskState",
    "TestStage",
    "done_count",
    "in_order",
    "next_action",
    "next_task",
    "police_may_see",
    "release_clock",
    "stretches",
    "tag_of_test",
    "tasks",
]
