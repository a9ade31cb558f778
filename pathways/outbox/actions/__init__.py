"""Queueing, in the caller's transaction; what a worker does with a message; and looking after what was not sent."""

from pathways.outbox.actions.beating import beat, forget_silent, stopped
from pathways.outbox.actions.queueing import queue
from pathways.outbox.actions.resending import forget_addresses, resend
from pathways.outbox.actions.sending_anew import send_anew
from pathways.outbox.actions.withdrawing import withdraw

__all__ = ["beat", "forget_addresses", "forget_silent", "queue", "resend", "send_anew", "stopped", "withdraw"]
