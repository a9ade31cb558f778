"""What may happen when a sample is asked for, what a device may show, and what a result may be used for: the words."""

from pathways.vocabulary import Mark, Worded


class Outcome(Worded):
    """What happened when the sample was asked for. A refusal is not a positive test (Drugs Act 2005 s.9)."""

    SAMPLE_GIVEN = "sample_given", "Sample given"
    REFUSED = (
        "refused",
        "Refused",
        "You will record their words. A refusal is an offence to review; it is not a positive test and gives no power "
        "to require an assessment",
    )
    COULD_NOT = "could_not", "Could not, with good cause", "No offence. You will record the reason"
    NOT_ASKED = "not_asked", "Not asked", "You will choose one reason from the list"


class NotTestedReason(Worded):
    """Why no sample was asked for: exactly one."""

    NOT_IN_POLICE_DETENTION = "not_in_police_detention", "Not in police detention for an offence"
    UNDER_AGE = "under_age", "Under the age for this route"
    AGE_NOT_CONFIRMED = "age_not_confirmed", "Age not confirmed"
    SITE_NOT_NOTIFIED = "site_not_notified", "This station is not notified"
    ROUTE_NOT_NOTIFIED = "route_not_notified", "This route is not notified"
    NO_TRIGGER_NO_AUTHORITY = "offence_not_trigger_no_authority", "No trigger offence and no inspector's authority"
    OFFENCE_CLOSED = "offence_closed", "De-arrested, or no further action"
    AUTHORITY_REFUSED = "authority_refused", "The inspector refused authority"
    ALREADY_SAMPLED = "already_sampled_this_detention", "A sample was already taken in this detention"
    NO_APPROPRIATE_ADULT = "no_appropriate_adult", "No appropriate adult"
    NO_TRAINED_OPERATOR = "no_trained_operator", "No trained operator"
    DEVICE_UNAVAILABLE = "device_unavailable", "No working device"
    LOT_EXPIRED = "lot_expired", "Cartridges out of date"
    MEDICALLY_UNFIT = "medically_unfit", "Medically unfit"
    TOO_INTOXICATED = "too_intoxicated_to_understand", "Too intoxicated to understand"
    VIOLENT_UNSAFE = "violent_unsafe", "Violent, not safe to ask"
    INTERPRETER_UNAVAILABLE = "interpreter_unavailable", "No interpreter"
    RELEASED_BEFORE_TEST = "released_before_test", "Released before a test"
    TIME_EXPIRED = "time_expired", "The time for a test ran out"
    HOSPITAL = "hospital", "Taken to hospital"
    OFFICER_DISCRETION = "officer_discretion", "The officer decided not to ask"


class AnalyteResult(Worded):
    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    INVALID = "invalid", "Invalid"


class OverallResult(Worded):
    """Derived from the panel, never typed. None of the last three opens a required assessment."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    NO_VALID_SAMPLE = "no_valid_sample", "No valid sample"

    @property
    def is_valid(self) -> bool:
        """Whether the device showed something, one way or the other."""
        return self in (OverallResult.POSITIVE, OverallResult.NEGATIVE)


class ToldAnswer(Worded):
    """What the person said when told the result."""

    ACCEPTS = "accepts", "Accepts it"
    DISPUTES = (
        "disputes",
        "Disputes it",
        "Book any assessment at least 5 working days after the sample is sent to the laboratory",
    )
    SAID_NOTHING = "said_nothing", "Said nothing"


class Purpose(Worded):
    """The closed list of purposes for which a result may be used: PACE 1984 s.63B(7), verified."""

    BAIL = "s63B7_a", "A decision about granting bail"
    CONDITIONAL_CAUTION = "s63B7_aa", "A decision about a conditional or youth conditional caution"
    SUPERVISION = "s63B7_b", "Supervision in police detention, custody or on bail"
    SENTENCE = "s63B7_c", "Sentence, supervision or release on conviction"
    REQUIRED_ASSESSMENT = "s63B7_ca", "A required assessment"
    FAILURE_PROCEEDINGS = "s63B7_cb", "Proceedings for failing to attend or remain"
    ADVICE_AND_TREATMENT = "s63B7_d", "Advice and treatment for the person"

    @property
    def source(self) -> str:
        """The paragraph of the Act that allows it, as a page names it."""
        return f"PACE 1984 s.63B(7)({self.value.removeprefix('s63B7_')})"

    @property
    def mark(self) -> Mark:
        """Read in the Act as amended: one mark, whichever page names the purpose."""
        return Mark.VERIFIED
