"""Papers and charts in the house style: marked, tagged, same input same bytes, one drawing for page and paper."""

from pathways.documents.chart import Chart, audit
from pathways.documents.copies import Copy
from pathways.documents.easel import Easel
from pathways.documents.fonts import look_in
from pathways.documents.kinds import PaperKind, ScanPurpose
from pathways.documents.paper import COLUMN, Paper

__all__ = ["COLUMN", "Chart", "Copy", "Easel", "Paper", "PaperKind", "ScanPurpose", "audit", "look_in"]
