"""The papers of this room: what is signed or given, and the letter to the victim."""

from pathways.disposals.documents.of_record import Signing, paper_of
from pathways.disposals.documents.paper import READ_IT, DisposalPaper, in_words
from pathways.disposals.documents.victim_letter import VictimLetter, victim_letter
from pathways.disposals.documents.words import WORDS, Words
from pathways.disposals.rules import Kind

EXPLAINED = WORDS[Kind.CC].means
EXPLAINED_SOURCE = WORDS[Kind.CC].source

__all__ = [
    "EXPLAINED",
    "EXPLAINED_SOURCE",
    "READ_IT",
    "WORDS",
    "DisposalPaper",
    "Signing",
    "VictimLetter",
    "Words",
    "in_words",
    "paper_of",
    "victim_letter",
]
