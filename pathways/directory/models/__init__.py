"""The directory's tables: services and their diaries, what is published of each, who changed what, files read in."""

from pathways.directory.models.changes import ServiceChange
from pathways.directory.models.details import ProviderDetail, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.models.entries import Service, Slot
from pathways.directory.models.files import DirectoryFile

__all__ = [
    "DirectoryFile",
    "ProviderDetail",
    "Service",
    "ServiceChange",
    "ServiceDetail",
    "ServiceException",
    "ServicePlace",
    "Slot",
]
