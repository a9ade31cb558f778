"""The mail of the made-up county: what was written while it was made went out, but for one letter that was refused.

What is written on its last day waits: the worker that `make run` starts puts it into the folder.
"""

from pathways.outbox.actions import sending
from pathways.outbox.rules import Failure, Medium
from pathways.store import db

WORKER = "demonstration"
FULL = "552"
"""What a server of mail answers for a mailbox that is full (RFC 5321 section 4.2.3)."""


def post_letters(*, refuses_one: bool) -> None:
    """Everything that waits is sent; the first is refused where it is said. Commits after each, as the worker does."""
    db.session.commit()
    while letters := sending.take(worker=WORKER, media={Medium.EMAIL}):
        db.session.commit()
        for letter in letters:
            sending.hand_over(held=letter, worker=WORKER)
            db.session.commit()
            if refuses_one:
                sending.died(held=letter, worker=WORKER, of=Failure.REFUSED, code=FULL)
                refuses_one = False
            else:
                sending.sent(held=letter, worker=WORKER, code="folder")
            db.session.commit()
    db.session.commit()
