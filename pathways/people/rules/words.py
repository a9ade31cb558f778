"""The words of this room that are stored: each value once, with the label that staff read."""

from pathways.vocabulary import Worded


class AgeEvidence(Worded):
    """Where the birth date comes from (drug-testing data dictionary, 2.1)."""

    DOCUMENTED = "documented", "A document seen at the desk"
    POLICE_RECORD = "police_record", "A police record"
    SELF_DECLARED = "self_declared", "They said so"
    ESTIMATED = "estimated", "Estimated: they would not or could not say"

    @property
    def is_sure(self) -> bool:
        return self in (AgeEvidence.DOCUMENTED, AgeEvidence.POLICE_RECORD)


class Presence(Worded):
    """Why somebody is in the cells (drug-testing data dictionary, 2.1). `in_sentence` reads after "recorded as".

    Only the first three are police detention for an offence; nobody else can be asked for a sample (V-001).
    """

    ARRESTED = "arrested", "Arrested for an offence"
    ARRESTED_AFTER_ATTENDING = (
        "arrested_after_voluntary_attendance",
        "Came in voluntarily, then arrested for an offence",
    )
    BAIL_RETURN = "bail_return", "Returned on bail", "A new detention. The arrest below is when they came back"
    SECTION_136 = "s136_mha", "Held under section 136 of the Mental Health Act"
    BREACH_OF_PEACE = "breach_of_peace", "Held for a breach of the peace"
    RECALL = "prison_recall", "Recalled to prison"
    IMMIGRATION = "immigration", "Held for immigration"
    COURT_WARRANT = "fta_warrant", "Held on a warrant for not coming to court"
    OTHER = "other_non_offence", "Held for something else that is not an offence"

    @property
    def is_for_an_offence(self) -> bool:
        return self in (Presence.ARRESTED, Presence.ARRESTED_AFTER_ATTENDING, Presence.BAIL_RETURN)

    @property
    def in_sentence(self) -> str:
        return self.label[:1].lower() + self.label[1:]


class ReleaseType(Worded):
    """How a detention ended. Only a release on bail gives a power to hold for a sample (PACE 1984 s.37(8A))."""

    ON_BAIL = "on_bail", "On bail"
    WITHOUT_BAIL = "without_bail", "Without bail, under investigation"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    CHARGED_BAIL = "charged_bail", "Charged and bailed"
    REMANDED = "remanded", "Charged and remanded"

    @property
    def is_without_bail(self) -> bool:
        """Under investigation or no further action: no power to keep somebody for a sample."""
        return self in (ReleaseType.WITHOUT_BAIL, ReleaseType.NO_FURTHER_ACTION)


class WhyNotDone(Worded):
    """Why a part of the pathway was left open when the person went."""

    DECLINED = "declined", "They did not want it"
    NOT_FIT = "not_fit", "Not fit, or too intoxicated"
    NOBODY_TO_HELP = "nobody_to_help", "No appropriate adult or interpreter came"
    NO_TIME = "no_time", "They left before there was time"
    NOT_NEEDED = "not_needed", "Not needed"
    LATER = "later", "It will be done after the release"
    OTHER = "other", "Something else: say below"


class DeathSource(Worded):
    """Who told us of a death."""

    POLICE = "police", "Police"
    HOSPITAL = "hospital", "Hospital or ambulance"
    CORONER = "coroner", "Coroner"
    FAMILY = "family", "Family or friend"
    SERVICE = "service", "A treatment service"


class NoneOfThese(Worded):
    """Why a person is added although the search found somebody."""

    CHECKED = "checked", "Different person: checked photo or PNC"
    NOT_CHECKED = "not_checked", "Different person: told me so, not checked"
    NOT_KNOWN_YET = "not_known_yet", "Identity not known yet"


class Rung(Worded):
    """Who was rung about a young person."""

    YOUNG_PEOPLES_SERVICE = "young_peoples_service", "Young people’s service"
    YOUTH_JUSTICE = "youth_justice", "Youth justice service"
    CHILDRENS_DUTY_TEAM = "childrens_duty_team", "Children’s duty team"
    NOBODY = "nobody", "Nobody yet: say why below"


class AgreesToTalk(Worded):
    """Does the young person agree to talk to the service? It is their choice."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "Not asked yet"


class AdultTold(Worded):
    """Does the appropriate adult know?"""

    HERE = "here", "Yes, here"
    ON_THE_WAY = "on_the_way", "Yes, on the way"
    NOT_YET = "not_yet", "Not yet"


class SignsOfUse(Worded):
    """Any sign that others are using the young person."""

    NO = "no", "No sign"
    YES = "yes", "Yes"
    NOT_SURE = "not_sure", "Not sure"


class CareNeed(Worded):
    """What somebody in detention needs before anything is asked of them."""

    APPROPRIATE_ADULT = "appropriate_adult", "An appropriate adult", "Under 18, or may be vulnerable for any reason"
    INTERPRETER = "interpreter", "An interpreter"
    NEITHER = "neither", "Neither"
