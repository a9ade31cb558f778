"""Sending by GOV.UK Notify (docs.notifications.service.gov.uk, read): e-mails and texts, each under our own reference.

Its templates hold the texts, so one template for each medium is made there with the fields ((subject)) and ((body)).
It can be asked for a message by our reference: what was handed over without an answer is looked up, not sent again.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathways.outbox.channels.way import Answer, Letter, Result, Unreachable
from pathways.outbox.rules import Medium

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

TOO_MANY, NOT_ALLOWED = 429, (401, 403)


@dataclass(frozen=True, kw_only=True)
class NotifyChannel:
    """A service of GOV.UK Notify: its key, and the template for each medium."""

    key: str
    address: str
    email_template: str
    text_template: str
    can_be_asked = True

    @property
    def media(self) -> frozenset[Medium]:
        has = {Medium.EMAIL: self.email_template, Medium.TEXT: self.text_template}
        return frozenset(medium for medium, template in has.items() if template)

    @contextmanager
    def sending(self) -> Iterator["NotifySending"]:
        yield NotifySending(self.client(), self)

    def was_taken(self, message_id: str) -> bool:
        """Whether Notify knows our reference. Raises Unreachable."""
        from notifications_python_client.errors import APIError

        try:
            found = self.client().get_all_notifications(reference=message_id)
        except APIError as error:
            raise Unreachable(str(error.status_code)) from None
        return bool(found["notifications"])

    def client(self) -> "NotificationsAPIClient":
        # Imported on first use: only the worker of a service that has a key needs it.
        from notifications_python_client.notifications import NotificationsAPIClient

        # It logs what Notify says, which may repeat the number or the address.
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
        return NotificationsAPIClient(self.key, base_url=self.address)


class NotifySending:
    """Posts, one a message."""

    def __init__(self, client: "NotificationsAPIClient", channel: NotifyChannel) -> None:
        self._client, self._channel = client, channel

    def send(self, letter: Letter, may_hand_over: Callable[[], bool]) -> Result:
        from notifications_python_client.errors import APIError

        if not may_hand_over():
            return Result(answer=Answer.NOT_OURS)
        try:
            self._post(letter)
        except APIError as error:
            return _said_no(int(error.status_code))
        return Result(answer=Answer.TAKEN, code="201")

    def _post(self, letter: Letter) -> None:
        said = {"subject": letter.subject, "body": letter.body}
        if letter.medium is Medium.EMAIL:
            template = self._channel.email_template
            self._client.send_email_notification(letter.to, template, said, reference=letter.message_id)
        else:
            del said["subject"]
            self._client.send_sms_notification(letter.to, self._channel.text_template, said, letter.message_id)


def _said_no(status: int) -> Result:
    """A wrong message is refused for good; a wrong key or a limit is not the message's fault; else nobody knows."""
    if status == TOO_MANY or status in NOT_ALLOWED:
        return Result(answer=Answer.LATER, code=str(status), is_down=True)
    return Result(answer=Answer.NEVER if 400 <= status < 500 else Answer.UNKNOWN, code=str(status))
