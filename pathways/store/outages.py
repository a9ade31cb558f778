"""What keeps the database from answering, told from the error that it, or the driver, gave."""

from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Outage(StrEnum):
    """Why nothing can be read or saved now, though nobody did anything wrong."""

    LOCKED = "locked"
    BUSY = "busy"
    SLOW = "slow"
    FULL = "full"
    READ_ONLY = "read only"
    GONE = "gone"


# The beginnings of SQLite's names (https://www.sqlite.org/rescode.html) and of PostgreSQL's codes (its appendix A). The
# longest that fits decides.
_BY_CODE = {
    "SQLITE_BUSY": Outage.LOCKED,
    "SQLITE_LOCKED": Outage.LOCKED,
    "SQLITE_FULL": Outage.FULL,
    "SQLITE_IOERR_SHMSIZE": Outage.FULL,
    "SQLITE_IOERR": Outage.GONE,
    "SQLITE_READONLY": Outage.READ_ONLY,
    "SQLITE_CANTOPEN": Outage.GONE,
    "SQLITE_INTERRUPT": Outage.SLOW,
    "08": Outage.GONE,
    "25006": Outage.READ_ONLY,
    "25P03": Outage.SLOW,
    "28": Outage.GONE,
    "3D000": Outage.GONE,
    "40001": Outage.LOCKED,
    "40P01": Outage.LOCKED,
    "53": Outage.BUSY,
    "53100": Outage.FULL,
    "55P03": Outage.LOCKED,
    "57014": Outage.SLOW,
    "57P": Outage.GONE,
    "58030": Outage.GONE,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Which outage an error tells of, itself or by what it wraps; None when the error is of another kind."""
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    if isinstance(error, DBAPIError):
        return outage_of(error.orig) or (Outage.GONE if error.connection_invalidated else None)
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or ""
    if fitting := [beginning for beginning in _BY_CODE if code.startswith(beginning)]:
        return _BY_CODE[max(fitting, key=len)]
    # Without a code: psycopg could not connect, or the connection broke.
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return Outage.GONE if not code and kinds & {"psycopg.OperationalError", "psycopg.InterfaceError"} else None
