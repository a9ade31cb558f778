"""What stands around every page: who is signed in, where they may go, whether this is the demonstration."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation. Bold and underlined: the page itself, or the one that the page lies under."""

    label: str
    url: str
    is_current: bool = False
    is_above: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether the page is this entry, or lies under it."""
        return self.is_current or self.is_above


@dataclass(frozen=True)
class Frame:
    """The words of header, navigation and footer. The application gives one for each request (see `install`)."""

    partnership: str = "Lincolnshire drug and treatment partnership"
    home_url: str = "/"
    person: str = ""
    place: str = ""
    role: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    lock_url: str = ""
    navigation: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = field(default=())
    demonstration: bool = False
    version: str = ""
    marking: str = "OFFICIAL-SENSITIVE. What you view here is recorded."

    @property
    def who(self) -> str:
        """The signed-in person with the role they act in and their place, as the header prints it."""
        return " · ".join(part for part in (self.person, self.role, self.place) if part)
