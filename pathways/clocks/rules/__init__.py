"""What runs on a referral and until when. Pure: the course, the calendar and the moment are facts."""

from pathways.clocks.rules.calendar import Calendar
from pathways.clocks.rules.moments import Answered, Course, Meeting, Moment, Taken
from pathways.clocks.rules.standing import Clock, End, Standing, clocks_of, is_handed_on, left_running, next_look
from pathways.clocks.rules.table import BadTable, Timer, Told, Unit, timers

__all__ = [
    "Answered",
    "BadTable",
    "Calendar",
    "Clock",
    "Course",
    "End",
    "Meeting",
    "Moment",
    "Standing",
    "Taken",
    "Timer",
    "Told",
    "Unit",
    "clocks_of",
    "is_handed_on",
    "left_running",
    "next_look",
    "timers",
]
