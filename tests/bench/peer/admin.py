"""The pages: the offers that wait and one of them, which is accepted there; the cases and one of them; a search."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.utils import timezone

from tests.bench.peer.models import BY_TABLE, Case, Looked, Offer

Acceptance, Appointment, Details = BY_TABLE["acceptance"], BY_TABLE["appointment"], BY_TABLE["person_details"]
Event, Needs, Risks = BY_TABLE["referral_event"], BY_TABLE["need_screen"], BY_TABLE["risk_screen"]
Consent, Required, Condition = BY_TABLE["consent"], BY_TABLE["required_assessment"], BY_TABLE["disposal_condition"]
STANDS = Q(superseded_at__isnull=True)


class Recorded(admin.ModelAdmin):
    """An admin page whose every view writes who looked at what, in its transaction. No count of a whole table."""

    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        Looked.objects.create(user=request.user, method=request.method, what=request.get_full_path()[:200])
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        Looked.objects.create(user=request.user, method=request.method, what=request.path)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def lookup_allowed(self, lookup, value, request=None):
        return True


class Referrals(Recorded):
    """What both kinds of referral show of the person: read in sets, for a list and for one."""

    list_select_related = ("service", "keyworker", "episode")
    raw_id_fields = ("person", "episode", "service", "organisation", "parent", "sent_by", "accepted_by", "keyworker")
    readonly_fields = ("who", "risks", "needs")
    list_filter = ("organisation", "state")

    def get_queryset(self, request):
        of_person = Prefetch("person__person_details_person_set", Details.objects.filter(STANDS), to_attr="standing")
        of_needs = Prefetch("episode__need_screen_episode_set", Needs.objects.filter(STANDS), to_attr="standing_needs")
        of_risks = Prefetch("episode__risk_screen_episode_set", Risks.objects.filter(STANDS), to_attr="standing_risks")
        return super().get_queryset(request).select_related("person").prefetch_related(of_person, of_needs, of_risks)

    @admin.display(description="Person")
    def who(self, referral):
        details = referral.person.standing[0]
        age = (timezone.localdate() - details.date_of_birth).days * 4 // 1461
        return f"{details.given_names} {details.surname}, {age}"

    @admin.display(description="Risks")
    def risks(self, referral):
        screens = referral.episode.standing_risks
        asked = ("overdose_last_7_days", "suicide_risk", "exploitation")
        return ", ".join(name for name in asked if screens and getattr(screens[0], name) == "yes")

    @admin.display(description="Needs")
    def needs(self, referral):
        screens = referral.episode.standing_needs
        return f"{screens[0].housing}, {screens[0].mental_health}, {screens[0].contact_way}" if screens else ""


class ReadOnly(admin.TabularInline):
    """Rows of a referral that its page shows and does not change; who wrote them is read with them."""

    extra = 0
    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        people = [field.name for field in self.model._meta.fields if field.related_model is BY_TABLE["user_account"]]
        rows = super().get_queryset(request).select_related(*people) if people else super().get_queryset(request)
        return rows.filter(STANDS) if hasattr(self.model, "superseded_at") else rows


def _read_only(table: str, *fields: str) -> type[ReadOnly]:
    return type(f"{table}Inline", (ReadOnly,), {"model": BY_TABLE[table], "fields": fields, "fk_name": "referral"})


class AcceptanceInline(admin.StackedInline):
    model = Acceptance
    extra = 1
    max_num = 1
    raw_id_fields = ("keyworker", "accepted_by")


class AppointmentInline(admin.StackedInline):
    model = Appointment
    extra = 1
    fields = ("starts_at", "place", "channel", "purpose", "offered_at", "offered_by")
    raw_id_fields = ("offered_by",)


@admin.register(Offer)
class Offers(Referrals):
    """The offers that wait. Accepting is to fill in who, when and where, and to save."""

    list_display = ("reference", "who", "service", "sent_at", "due_on", "inbox_turn", "risks", "needs", "origin")
    ordering = ("inbox_turn", "due_on", "sent_at", "id")
    fields = ("reference", "who", "risks", "needs", "state", "service", "route", "sent_at", "due_on", "placing_note")
    readonly_fields = fields[:-1]
    inlines = (AcceptanceInline, AppointmentInline, _read_only("referral_event", "event", "at", "by", "reason"))

    @admin.display(description="From")
    def origin(self, referral):
        return referral.episode.origin

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """What accepting writes: the acceptance and the appointment, two steps, and where the referral stands now."""
        super().save_related(request, form, formsets, change)
        referral, now = form.instance, timezone.now()
        accepted = Acceptance.objects.get(referral=referral)
        referral.state, referral.accepted_at, referral.look_at = "APPT_OFFERED", now, now
        referral.accepted_by_id, referral.keyworker_id = accepted.accepted_by_id, accepted.keyworker_id
        referral.first_offered_on = timezone.localdate()
        referral.save()
        for event, was, becomes in (
            ("accept", "SUBMITTED", "ACCEPTED"),
            ("offer_appointment", "ACCEPTED", "APPT_OFFERED"),
        ):
            steps = {"from_state": was, "to_state": becomes, "role": "TW", "by_id": accepted.accepted_by_id}
            Event.objects.create(referral=referral, event=event, at=now, **steps)


@admin.register(Case)
class Cases(Referrals):
    """The cases of a service and one of them, with what was recorded of its course."""

    list_display = ("who", "state", "next_at", "last_seen", "keyworker", "risks")
    ordering = ("accepted_at", "id")
    fields = (
        "reference",
        "who",
        "risks",
        "needs",
        "consent",
        "required",
        "conditions",
        "state",
        "service",
        "keyworker",
    )
    readonly_fields = (*Referrals.readonly_fields, "consent", "required", "conditions")
    inlines = (
        _read_only("acceptance", "accepted_at", "accepted_by", "note"),
        _read_only("appointment", "starts_at", "purpose", "channel", "place", "outcome"),
        _read_only("assessment", "attended_on", "needs_agreed", "recorded_by"),
        _read_only("care_plan", "agreed_on", "recorded_by"),
        _read_only("goal", "goal", "who", "does", "state"),
        _read_only("intervention", "modality", "started_on", "ended_on"),
        _read_only("plan_review", "reviewed_on", "summary"),
        _read_only("structured_start", "started_on", "modality"),
        _read_only("engagement", "engaged_on", "definition"),
        _read_only("treatment_exit", "exited_on", "reason"),
        _read_only("contact", "at", "how", "whom", "recorded_by"),
        _read_only("note", "text", "written_at", "written_by"),
    )

    def get_queryset(self, request):
        """In a list with the appointments and contacts of all its rows; of one case its inlines read them."""
        open_cases = super().get_queryset(request).filter(accepted_at__isnull=False, closed_at__isnull=True)
        if not request.resolver_match.url_name.endswith("changelist"):
            return open_cases
        rows = Appointment.objects.filter(STANDS).order_by("starts_at")
        return open_cases.prefetch_related(
            Prefetch("appointment_referral_set", rows, "meetings"), "contact_referral_set"
        )

    @admin.display(description="Next contact")
    def next_at(self, referral):
        return next((each.starts_at for each in referral.meetings if each.outcome is None), None)

    @admin.display(description="Last seen")
    def last_seen(self, referral):
        attended = [
            each.starts_at for each in referral.meetings if each.outcome and each.outcome.startswith("attended")
        ]
        return max([*attended, *(each.at for each in referral.contact_referral_set.all())], default=None)

    @admin.display(description="Consent")
    def consent(self, referral):
        given = Consent.objects.filter(person_id=referral.person_id, number=1).order_by("-taken_at", "-id").first()
        return f"{given.state}, {given.covers}" if given else None

    @admin.display(description="Required assessment")
    def required(self, referral):
        required = Required.objects.filter(STANDS, episode_id=referral.episode_id).first()
        return f"{required.initial_at}, {required.initial_place}" if required else None

    @admin.display(description="Conditions")
    def conditions(self, referral):
        rows = Condition.objects.filter(disposal__episode_id=referral.episode_id).order_by("position")
        return "; ".join(f"{each.position}. {each.wording}, by {each.due_on}: {each.reported_as}" for each in rows)


@admin.register(Details)
class People(Recorded):
    """A search by surname and birth date, over the index there is."""

    list_display = ("surname", "given_names", "date_of_birth", "sex", "pnc_id")
    list_select_related = ()
    search_fields = ("surname_key__startswith",)
    raw_id_fields = ("person", "recorded_by", "superseded_by")
    ordering = ("surname_key", "id")
