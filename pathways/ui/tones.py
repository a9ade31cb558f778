"""The one table of states and their tones. A colour only helps, and must not say otherwise than the word.

Late is red everywhere; what lapsed or was missed is never green; green says that it stands or was done, never to do.
"""

TABLE: dict[str, str] = {
    "line": "Not started|Draft|Not asked|Being written|Less likely|Not known|Not set|Not yet",
    "blue": "In progress|Requested|Result recorded|Offered|Sent|Received|Needs information|Invited|"
    "Appointment offered|Outreach|Transfer pending|Booked|Not yet reported|Not reported yet|"
    "Not yet recorded|Reported, waits for an officer|A report waits for an officer|"
    "Proposed|Authorised|Authorised, to be signed|Authorised, to be agreed|Authorised, to be given|"
    "Submitted|Agreed|Safe default|Answering again|Waits to be sent|Being sent|With the panel|"
    "With the Crown Prosecution Service|Court asked for|Prosecution being prepared|"
    "File for the prosecutor|Disputed, not sent yet|Sent to the laboratory",
    "violet": "Waiting for authority|Needs authority|You|Needs a place|Waiting for a second person|"
    "Waits for a sergeant|To be decided again|To be decided: good cause or not|Review due|"
    "Activity done, to be reviewed|Review first|To be read before release|To be closed or decided",
    "green": "Done|Accepted|Engaged|Available|Open|Active|Met|Attended|Signed|Live|Completed|Consent live|"
    "In treatment|Attended assessment|Care plan agreed|Agrees|Approved|In force|Set|Signed off|"
    "Scored|Running|Answered|Given|Paid|Signed, conditions running|Activity running|"
    "Agreed, actions running|Attended and stayed to the end|Reported met|Good cause accepted|"
    "Released by an inspector|Very close",
    "amber": "No second factor|Example value|Unverified|Urgent|Did not attend|Not met|Reported not met|"
    "Left early|Failed to attend|Left before the end|Held for an inspector|Lapsed|"
    "Agreed, not understood|Agreed, not live|Question asked|Paused: no consent|To record|"
    "Not seen|Ends soon|A report to read|Possible|Actions not done|Completed in part|"
    "Time to charge ends soon|The victim still has to be told|Due soon|"
    "Arrested for failing a condition|Not sent|Can go, look again|Leaves within 3 hours",
    "red": "Overdue|Passed|Past its date|Out of time|Time limit passed|Immediate|Placeholder|Cannot go|"
    "Time to charge has run out|Leaves within the hour",
    "bare": "Not applicable|Nothing to decide|No test|Cannot start yet",
    "grey": "Not available|Agreed earlier|Closed|Disabled|Full|Withdrawn|Stopped|Paused|Paused by the sender|"
    "Refused|Sent back|Ended|Stopped before it began|Switched off|Does not agree|Cancelled|"
    "Cancelled by the person|Cancelled by us|Excused|Replaced by another|Not pursued any more|"
    "To be scored|Ended: has died|Ended by the death|Did not engage|No need found|No longer in treatment|"
    "Consent withdrawn|Ended in custody|Not sent, closed|Recalled|Sent on|Unmet need|Transferred|"
    "Recorded in error|Duplicate|Charged|No further action|Decided by a court|Discontinued|"
    "Ended, no further action|Voided by an inspector|Answer dropped|Closed, reasonable excuse|"
    "Prosecuted|Not proceeded with|Reviewed and closed|Fine registered|Void|"
    "Transferred to another force|Referred to youth justice|Closed with outcome 22|"
    "Ended: the person has died|Replaced by a new decision|Dispute withdrawn|"
    "Confirmed by the laboratory|Not confirmed by the laboratory|Could not be analysed|"
    "Not sent: taken back, not right any more, or the person has died",
}
"""Each tone with the words of the states that have it."""

TONES: dict[str, str] = {word: tone for tone, words in TABLE.items() for word in words.split("|")}

_OF_PANELS = {"green": "good", "amber": "warn", "red": "bad", "violet": "authority"}


def tone(word: object) -> str:
    """The tone of a state's word. What follows a colon narrows it: "Agrees: this service" is "Agrees"."""
    words = str(getattr(word, "label", word))
    return TONES.get(words) or TONES.get(words.partition(":")[0], "grey")


def panel_tone(word: object) -> str:
    """The same tone, as panels, notices and cards call it."""
    return _OF_PANELS.get(tone(word), "neutral")
