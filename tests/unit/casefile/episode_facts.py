"""A detention with a trigger offence recorded and nothing else yet, and how its task list reads."""

from dataclasses import replace

from pathways.casefile.rules.tasks import TaskListFacts, TaskPart, TaskState, tasks
from pathways.vocabulary import Origin


def an_episode(**values: object) -> TaskListFacts:
    """A detention with a trigger offence recorded and nothing else yet."""
    plain = TaskListFacts(
        origin=Origin.DETENTION,
        offences=1,
        offence_words="Possession of crack cocaine.",
        sample_is_open=True,
        sample_words="A sample may be asked for on arrest.",
    )
    return replace(plain, **values)


def states(facts: TaskListFacts) -> dict[TaskPart, TaskState]:
    return {task.part: task.state for task in tasks(facts)}


def why(facts: TaskListFacts, part: TaskPart) -> str:
    return next(task.why for task in tasks(facts) if task.part is part)
