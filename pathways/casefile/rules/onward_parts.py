"""The four parts that any origin has: disposal, needs and consents, referral, and what is done before they leave."""

from pathways.casefile.rules.custody_parts import task_of
from pathways.casefile.rules.parts import WITHOUT_OFFENCE, AssessmentStage, EpisodeFacts, Part, Task, TaskState
from pathways.safeguarding.rules import ReviewStage


def disposal_part(facts: EpisodeFacts) -> Task:
    part = Part.DISPOSAL
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: youth justice decides.")
    if facts.disposal_days_late and not facts.has_died:
        days = f"{facts.disposal_days_late} day{'s' if facts.disposal_days_late > 1 else ''}"
        return task_of(part, TaskState.PAST_DATE, f"{facts.disposal_words.rstrip('.')}, past its date by {days}.")
    if facts.disposal_done:
        return task_of(part, TaskState.DONE, facts.disposal_words)
    if facts.review.comes_first and (facts.disposal_started or facts.offences):
        return task_of(part, TaskState.REVIEW_FIRST, f"{facts.disposal_words} {_REVIEW_FIRST[facts.review]}".strip())
    if facts.disposal_started:
        return task_of(part, TaskState.IN_PROGRESS, facts.disposal_words)
    if facts.offences:
        return task_of(
            part, TaskState.NOT_STARTED, "Every out-of-court disposal is shown, open or closed, with its reasons."
        )
    if facts.origin in WITHOUT_OFFENCE:
        return task_of(part, TaskState.NOT_APPLICABLE, "There is no offence to decide.")
    if facts.held_for_no_offence:
        words = f"Nothing to decide: {facts.held_for_no_offence.lower()}, and no offence is recorded."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    return task_of(part, TaskState.CANNOT_START, "Opens once the offences are recorded.")


_REVIEW_FIRST = {
    ReviewStage.TO_RAISE: "Safeguarding comes first: raise the concern, and a deciding officer reviews it.",
    ReviewStage.WAITS: "A safeguarding review comes first, by a deciding officer. The facts can be recorded meanwhile.",
}


def needs_part(facts: EpisodeFacts) -> Task:
    part = Part.NEEDS
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: the young people’s service asks.")
    if facts.has_needs and facts.consents_answered:
        return task_of(part, TaskState.DONE, "Needs and both consents are recorded.")
    if facts.has_needs or facts.consents_answered:
        missing = "the two consents" if facts.has_needs else "the needs"
        return task_of(part, TaskState.IN_PROGRESS, f"Still to ask: {missing}.")
    return task_of(part, TaskState.NOT_STARTED, "Needs, naloxone, safe contact, and two consents.")


def referral_part(facts: EpisodeFacts) -> Task:
    part = Part.REFERRAL
    if not facts.is_adult and facts.young_call_words:
        return task_of(part, TaskState.DONE, facts.young_call_words)
    if not facts.is_adult:
        return task_of(part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: ring the young people’s service.")
    if facts.referral_sent:
        return task_of(part, TaskState.DONE, facts.referral_words)
    if facts.consent_refused:
        words = "The person does not agree to be referred. Ask again at any time."
        if facts.assessment is AssessmentStage.SERVED:
            words += (
                "The required assessment still applies: the service on its notice sees what the notice says, and "
                "nothing else."
            )
        if facts.assessment is AssessmentStage.IMPOSED:
            words += " The required assessment applies once its notice is handed over."
        return task_of(part, TaskState.NOT_APPLICABLE, words)
    if facts.referral_drafted:
        return task_of(part, TaskState.IN_PROGRESS, "Check it, then send.")
    if facts.has_needs and facts.consents_answered:
        return task_of(part, TaskState.NOT_STARTED, "Check it, then send.")
    return task_of(
        part,
        TaskState.CANNOT_START,
        "Opens once needs and consents are recorded. A referral needs no disposal and no test.",
    )


def leaving_part(facts: EpisodeFacts) -> Task:
    part = Part.LEAVING
    if not facts.is_adult:
        return task_of(
            part, TaskState.NOT_APPLICABLE, f"{facts.young_because}: the young people’s service says what to give."
        )
    to_ask = list(facts.risks_to_ask)
    if facts.naloxone_must_be_asked and not facts.naloxone_words:
        to_ask.append("naloxone")
    home = "" if facts.review is ReviewStage.NONE else " Ask where they will sleep tonight."
    if to_ask and not facts.naloxone_words and not facts.slip_printed:
        return task_of(part, TaskState.NOT_STARTED, f"Overdose risk, naloxone, and a slip with whom to ring.{home}")
    if to_ask:
        return task_of(part, TaskState.IN_PROGRESS, f"Still to ask: {', '.join(to_ask)}.{home}")
    naloxone = f"Naloxone: {facts.naloxone_words or 'nothing points to an opiate'}."
    if facts.slip_printed:
        return task_of(part, TaskState.DONE, f"{naloxone} The slip is printed, and can be printed again.")
    if facts.was_released:
        return task_of(part, TaskState.DONE, f"{naloxone} No slip was printed.")
    return task_of(part, TaskState.IN_PROGRESS, f"{naloxone} Still to do: print the slip with whom to ring.{home}")
