"""Queueing, in the caller's transaction, and what becomes of a message afterwards."""

from pathways.outbox.actions.queueing import queue

__all__ = ["queue"]
