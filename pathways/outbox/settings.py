"""Which ways out are set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from pathways.outbox.channels import Channel, FolderChannel, NotifyChannel, SmtpChannel
from pathways.outbox.rules import Medium


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What sending needs beside a way out: the address links begin with, and the key that tokens are made with."""

    channels: tuple[Channel, ...]
    folder: Path | None = None
    """Where mail stays, in the demonstration."""
    public_url: str
    secret_key: str
    whom_to_ring: str = "the partnership"
    """As "the Trentshire drug and treatment partnership on 01632 960 000"."""

    @property
    def media(self) -> frozenset[Medium]:
        """What can be sent at all."""
        return frozenset(medium for channel in self.channels for medium in channel.media)


def settings_of(config: Mapping[str, Any]) -> Settings:
    """How this service sends, by its configuration."""
    phone = config["PARTNERSHIP_PHONE"]
    return Settings(
        channels=(channels := channels_of(config)),
        folder=next((each.folder for each in channels if isinstance(each, FolderChannel)), None),
        public_url=str(config["PUBLIC_URL"]).rstrip("/"),
        secret_key=str(config["SECRET_KEY"]),
        whom_to_ring=f"the {config['PARTNERSHIP_NAME']}{f' on {phone}' if phone else ''}",
    )


def texts_leave() -> bool:
    """Whether anything is set up here that sends texts: where nothing is, a page promises none and none is queued, so
    that none leaves late, after somebody told the person otherwise."""
    return Medium.TEXT in settings_of(current_app.config).media


def channels_of(config: Mapping[str, Any]) -> tuple[Channel, ...]:
    """The ways out that are set up; none where nothing is. A server of our own takes the mail before Notify does."""
    channels: list[Channel] = []
    if config["MAIL_HOST"]:
        channels.append(
            SmtpChannel(
                host=config["MAIL_HOST"],
                port=config["MAIL_PORT"],
                security=config["MAIL_SECURITY"],
                user=config["MAIL_USER"],
                password=config["MAIL_PASSWORD"],
                sender=config["MAIL_FROM"],
            )
        )
    elif config["MAIL_FOLDER"]:
        channels.append(FolderChannel(folder=Path(config["MAIL_FOLDER"])))
    if config["NOTIFY_KEY"]:
        channels.append(
            NotifyChannel(
                key=config["NOTIFY_KEY"],
                address=config["NOTIFY_URL"],
                email_template="" if channels else config["NOTIFY_EMAIL_TEMPLATE"],
                text_template=config["NOTIFY_TEXT_TEMPLATE"],
            )
        )
    return tuple(channels)
