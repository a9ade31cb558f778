"""The directory's tables: areas and towns, services with their diaries, what is published, changed and read in."""

from pathways.directory.models.areas import AreaName, Town
from pathways.directory.models.changes import ServiceChange
from pathways.directory.models.details import ProviderDetail, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.models.entries import Service, Slot
from pathways.directory.models.files import DirectoryFile

__all__ = [
    "AreaName",
    "DirectoryFile",
    "ProviderDetail",
    "Service",
    "ServiceChange",
    "ServiceDetail",
    "ServiceException",
    "ServicePlace",
    "Slot",
    "Town",
]
