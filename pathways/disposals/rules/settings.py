"""What a force may decide for itself, with what holds until it has said.

`None` is "the force has not said": a rule that reads it needs information and names the switch. Every other default is
the safe reading (data dictionary of out-of-court disposals, 2.5). Lincolnshire's real settings were not found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pathways.disposals.rules.logic import Facts, Value

NOT_SET = "The force has not said"


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One force setting: its name, what it decides (after "The force has not said"), and what holds until then."""

    name: str
    decides: str
    default: Value | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What holds for one force on one day, who said so, and since when (None: it is a default)."""

    switch: Switch
    value: Value | None
    source: str
    is_demonstration: bool = False
    since: date | None = None

    @property
    def words(self) -> str:
        match self.value:
            case None:
                return "Not set"
            case bool() as truth:
                return "Yes" if truth else "No"
            case tuple() as several:
                return ", ".join(str(one).replace("_", " ") for one in several)
            case other:
                return str(other).replace("_", " ")


_LOCAL = "Local policy: nothing applies until the force sets it"
SWITCHES: dict[str, Switch] = {
    name: Switch(name=name, decides=decides, default=default, why=why)
    for name, decides, default, why in (
        ("cfg_two_tier", "whether it uses the two-tier framework", None, _LOCAL),
        ("cfg_pnd_enabled", "whether it uses penalty notices", None, _LOCAL),
        ("cfg_cw_enabled", "whether it uses cannabis or khat warnings", None, _LOCAL),
        ("cfg_o22_enabled", "whether it uses Outcome 22", None, _LOCAL),
        ("cfg_cr_full_admission", "whether a community resolution needs a full admission", None, _LOCAL),
        ("cfg_cr_max_gravity", "up to which gravity score it uses a community resolution", None, _LOCAL),
        ("cfg_cr_repeat_limit", "after how many earlier resolutions it stops offering one", None, _LOCAL),
        (
            "cfg_cr_block_after_no_engagement",
            "whether it offers a resolution again after no engagement with an earlier one",
            None,
            _LOCAL,
        ),
        (
            "cfg_da_cc_framework",
            "whether it has a domestic abuse framework for conditional cautions",
            False,
            "Safe reading: the Crown Prosecution Service decides",
        ),
        (
            "cfg_cr_intimate_partner",
            "whether it uses a community resolution for abuse between intimate partners",
            False,
            "Safe reading: the national guidance of 2012, as reported, excludes it",
        ),
        ("cfg_charge_margin_days", "how many days must be left to charge", 28, "Design choice: the longer margin"),
        ("cfg_pcsc_part6_commenced", "whether the cautions of the 2022 Act are in force", False, "Not in force"),
        ("cfg_cc_normal_weeks", "how long conditions normally run", 16, "Code of Practice 2013, as reported"),
        ("cfg_cc_max_weeks", "how long conditions can run at most", 20, "Code of Practice 2013, as reported"),
        ("cfg_cc_anchor", "from which day the weeks are counted", "caution_date", "Uncertain: not verified"),
        (
            "cfg_pnd_families",
            "which drugs a penalty notice covers",
            ("cannabis", "cannabinol_derivative", "khat"),
            "Narrowest reading of the schedules",
        ),
        ("cfg_cw_families", "which drugs a warning covers", ("cannabis", "khat"), "Narrowest reading"),
        ("cfg_four_eyes", "whether a second person must always authorise", True, "Safe: the proposer never authorises"),
    )
}


RETIRED_SWITCHES: dict[str, Switch] = {
    "cfg_sc_exceptional_rank": Switch(
        name="cfg_sc_exceptional_rank",
        decides="which rank decides exceptional circumstances",
        default=4,
        why="SI 2015/830 fixes the rank: it is law, and no force can set it",
    ),
}
"""What earlier books of rules read and nobody can set any more; a book still in use reads the stricter value."""


def in_force(said: Mapping[str, Setting]) -> dict[str, Setting]:
    """Every switch: what the force has said, else the default."""
    return {
        name: said.get(name) or Setting(switch=switch, value=switch.default, source=switch.why)
        for name, switch in SWITCHES.items()
    }


def as_facts(settings: Mapping[str, Setting]) -> Facts:
    """The switches as the rules read them; one that the force has not said is not known."""
    retired = {name: switch.default for name, switch in RETIRED_SWITCHES.items()}
    return retired | {name: setting.value for name, setting in settings.items()}
