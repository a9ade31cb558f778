"""What is done to the directory: entries and their parts kept, services closed, diaries, files taken in."""

from pathways.directory.actions.areas import add_area, add_town, end_area, end_town, rename_area
from pathways.directory.actions.diary import (
    TAKEN_MEANWHILE,
    TakenMeanwhile,
    add_slots,
    end_slots,
    hold_slot,
    let_go,
    take_slot,
)
from pathways.directory.actions.entries import close_service, keep_entry, open_again, record_added
from pathways.directory.actions.parts import (
    PlaceEntry,
    add_days,
    add_place,
    end_days,
    end_place,
    of_days_said,
    place_said,
)

__all__ = [
    "TAKEN_MEANWHILE",
    "PlaceEntry",
    "TakenMeanwhile",
    "add_area",
    "add_days",
    "add_place",
    "add_slots",
    "add_town",
    "close_service",
    "end_area",
    "end_days",
    "end_place",
    "end_slots",
    "end_town",
    "hold_slot",
    "keep_entry",
    "let_go",
    "of_days_said",
    "open_again",
    "place_said",
    "record_added",
    "rename_area",
    "take_slot",
]
