"""Every table, as migration 0162 left them: the starting point of every database.

Written by `make fold` from the models. The migrations before it are in the history of this folder.
"""

# fmt: off
# A column or a constraint stands in one line, so that two changes of a table are two lines.
import sqlalchemy as sa
from alembic import op

revision = "0162"
down_revision = None


def upgrade() -> None:
    op.create_table('audit_chain',
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('head', sa.String(length=64), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('position >= 0 AND version >= 0', name=op.f('ck_audit_chain_counts_up')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_chain')),
        sa.UniqueConstraint('key', name=op.f('uq_audit_chain_key'))
    )
    op.create_table('organisation',
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('kind', sa.Enum('force', 'provider', 'health', 'commissioner', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('email_domain', sa.String(length=120), nullable=False),
        sa.Column('further_domains', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
        sa.UniqueConstraint('name', name=op.f('uq_organisation_name'))
    )
    op.create_table('sign_in_attempt',
        sa.Column('name_key', sa.String(length=64), nullable=False),
        sa.Column('address', sa.String(length=64), nullable=False),
        sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    op.create_index(op.f('ix_sign_in_attempt_address'), 'sign_in_attempt', ['address'], unique=False)
    op.create_index(op.f('ix_sign_in_attempt_name_key'), 'sign_in_attempt', ['name_key'], unique=False)
    op.create_index(op.f('ix_sign_in_attempt_tried_at'), 'sign_in_attempt', ['tried_at'], unique=False)
    op.create_table('worker_beat',
        sa.Column('worker', sa.String(length=80), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('beat_at >= started_at', name=op.f('ck_worker_beat_beats_after_its_start')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_worker_beat')),
        sa.UniqueConstraint('worker', name=op.f('uq_worker_beat_worker'))
    )
    op.create_table('area',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("code <> 'elsewhere'", name=op.f('ck_area_elsewhere_is_no_area')),
        sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_area_ends_after_it_began')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_area_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_area')),
        sa.UniqueConstraint('code', 'valid_from', name=op.f('uq_area_code_valid_from'))
    )
    op.create_index(op.f('ix_area_organisation_id'), 'area', ['organisation_id'], unique=False)
    op.create_table('audit_event',
        sa.Column('chain_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('role', sa.String(length=20), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('session_id', sa.Integer(), nullable=True),
        sa.Column('request_id', sa.String(length=40), nullable=False),
        sa.Column('event_class', sa.String(length=3), nullable=False),
        sa.Column('action', sa.String(length=60), nullable=False),
        sa.Column('subject_type', sa.String(length=40), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=True),
        sa.Column('purpose', sa.String(length=40), nullable=False),
        sa.Column('outcome', sa.String(length=10), nullable=False),
        sa.Column('payload_commit', sa.String(length=64), nullable=False),
        sa.Column('salt', sa.String(length=32), nullable=True),
        sa.Column('payload', sa.Text(), nullable=True),
        sa.Column('previous_hash', sa.String(length=64), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(salt IS NULL) = (payload IS NULL)', name=op.f('ck_audit_event_payload_with_salt')),
        sa.ForeignKeyConstraint(['chain_id'], ['audit_chain.id'], name=op.f('fk_audit_event_chain_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event')),
        sa.UniqueConstraint('chain_id', 'position', name=op.f('uq_audit_event_chain_id_position'))
    )
    op.create_index('ix_audit_event_actor_at', 'audit_event', ['actor_id', 'at'], unique=False)
    op.create_table('feedback',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('month_on', sa.Date(), nullable=False),
        sa.Column('respected', sa.Enum('yes', 'partly', 'no', name='respected', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('in_time', sa.Enum('yes', 'partly', 'no', name='in_time', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('helped', sa.Enum('yes', 'partly', 'no', name='helped', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('words', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_feedback_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback'))
    )
    op.create_index('ix_feedback_organisation_id', 'feedback', ['organisation_id', 'month_on'], unique=False)
    op.create_table('provider_detail',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(length=36), nullable=False),
        sa.Column('description', sa.Text(), nullable=False),
        sa.Column('came_with', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_provider_detail_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_detail')),
        sa.UniqueConstraint('organisation_id', name=op.f('uq_provider_detail_organisation_id')),
        sa.UniqueConstraint('reference', name=op.f('uq_provider_detail_reference'))
    )
    op.create_table('service',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('town', sa.String(length=80), nullable=False),
        sa.Column('areas', sa.JSON(), nullable=False),
        sa.Column('needs', sa.JSON(), nullable=False),
        sa.Column('women_only', sa.Boolean(), nullable=False),
        sa.Column('young_people', sa.Boolean(), nullable=False),
        sa.Column('phone', sa.String(length=40), nullable=False),
        sa.Column('opening_hours', sa.String(length=500), nullable=False),
        sa.Column('access_notes', sa.String(length=1000), nullable=False),
        sa.Column('languages', sa.String(length=300), nullable=False),
        sa.Column('opened_on', sa.Date(), nullable=False),
        sa.Column('closed_on', sa.Date(), nullable=True),
        sa.Column('places', sa.Integer(), nullable=True),
        sa.Column('places_updated_on', sa.Date(), nullable=True),
        sa.Column('typical_wait_days', sa.Integer(), nullable=True),
        sa.Column('answer_email', sa.String(length=254), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(places IS NULL) = (places_updated_on IS NULL)', name=op.f('ck_service_places_with_their_day')),
        sa.CheckConstraint('closed_on IS NULL OR closed_on >= opened_on', name=op.f('ck_service_closed_after_opened')),
        sa.CheckConstraint('places IS NULL OR places >= 0', name=op.f('ck_service_places_not_negative')),
        sa.CheckConstraint('typical_wait_days IS NULL OR typical_wait_days >= 0', name=op.f('ck_service_wait_not_negative')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_service_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
        sa.UniqueConstraint('organisation_id', 'name', 'town', name='uq_service_organisation_id_name_town')
    )
    op.create_index(op.f('ix_service_organisation_id'), 'service', ['organisation_id'], unique=False)
    op.create_table('suite',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('town', sa.String(length=80), nullable=False),
        sa.Column('phone', sa.String(length=40), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_suite_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suite')),
        sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_suite_organisation_id_name'))
    )
    op.create_table('town',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('area_code', sa.String(length=40), nullable=True),
        sa.Column('north', sa.Float(), nullable=True),
        sa.Column('east', sa.Float(), nullable=True),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(north IS NULL) = (east IS NULL)', name=op.f('ck_town_centre_whole')),
        sa.CheckConstraint('north IS NULL OR (north BETWEEN -90 AND 90 AND east BETWEEN -180 AND 180)', name=op.f('ck_town_on_the_map')),
        sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_town_ends_after_it_began')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_town_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_town')),
        sa.UniqueConstraint('organisation_id', 'name', 'valid_from', name=op.f('uq_town_organisation_id_name_valid_from'))
    )
    op.create_index(op.f('ix_town_organisation_id'), 'town', ['organisation_id'], unique=False)
    op.create_table('audit_shown',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['event_id'], ['audit_event.id'], name=op.f('fk_audit_shown_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_shown')),
        sa.UniqueConstraint('event_id', 'person_id', name=op.f('uq_audit_shown_event_id_person_id'))
    )
    op.create_index('ix_audit_shown_person', 'audit_shown', ['person_id'], unique=False)
    op.create_table('service_detail',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(length=36), nullable=True),
        sa.Column('description', sa.Text(), nullable=False),
        sa.Column('website', sa.String(length=300), nullable=False),
        sa.Column('email', sa.String(length=200), nullable=False),
        sa.Column('outcodes', sa.JSON(), nullable=False),
        sa.Column('towns', sa.JSON(), nullable=False),
        sa.Column('age_from', sa.Integer(), nullable=True),
        sa.Column('age_to', sa.Integer(), nullable=True),
        sa.Column('co_occurring', sa.Boolean(), nullable=False),
        sa.Column('outreach', sa.Boolean(), nullable=False),
        sa.Column('remote', sa.Boolean(), nullable=False),
        sa.Column('access', sa.JSON(), nullable=False),
        sa.Column('hours', sa.JSON(), nullable=False),
        sa.Column('on_bank_holidays', sa.Boolean(), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('came_with', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('age_from IS NULL OR age_from >= 0', name=op.f('ck_service_detail_age_from_not_negative')),
        sa.CheckConstraint('age_from IS NULL OR age_to IS NULL OR age_from <= age_to', name=op.f('ck_service_detail_ages_in_order')),
        sa.CheckConstraint('age_to IS NULL OR age_to >= 0', name=op.f('ck_service_detail_age_to_not_negative')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_detail_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service_detail')),
        sa.UniqueConstraint('reference', name=op.f('uq_service_detail_reference')),
        sa.UniqueConstraint('service_id', name=op.f('uq_service_detail_service_id'))
    )
    op.create_table('user_account',
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('sign_in_name', sa.String(length=120), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('suite_id', sa.Integer(), nullable=True),
        sa.Column('password_hash', sa.String(length=200), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_signed_in_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_reason', sa.String(length=400), nullable=True),
        sa.Column('disabled_by_id', sa.Integer(), nullable=True),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('stand_in_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(disabled_at IS NULL) = (disabled_reason IS NULL)', name=op.f('ck_user_account_disabled_with_reason')),
        sa.ForeignKeyConstraint(['disabled_by_id'], ['user_account.id'], name=op.f('fk_user_account_disabled_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_user_account_organisation_id')),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_user_account_suite_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
        sa.UniqueConstraint('sign_in_name', name=op.f('uq_user_account_sign_in_name'))
    )
    op.create_index(op.f('ix_user_account_organisation_id'), 'user_account', ['organisation_id'], unique=False)
    op.create_index('uq_user_account_stand_in', 'user_account', ['organisation_id'], unique=True, sqlite_where=sa.text('stand_in_at IS NOT NULL'), postgresql_where=sa.text('stand_in_at IS NOT NULL'))
    op.create_table('access_proposal',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('invite', 'role', 'link', 'enable', 'domain', 'answering', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'approved', 'refused', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('refused_why', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'refused') = (refused_why IS NOT NULL)", name=op.f('ck_access_proposal_refused_with_reason')),
        sa.CheckConstraint("(state IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name=op.f('ck_access_proposal_decided_by_state')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_at IS NOT NULL', name=op.f('ck_access_proposal_decided_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_access_proposal_decided_by_another')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_access_proposal_decided_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_access_proposal_organisation_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_access_proposal_proposed_by_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_access_proposal_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_access_proposal'))
    )
    op.create_index('ix_access_proposal_state', 'access_proposal', ['state', 'organisation_id'], unique=False)
    op.create_table('closure',
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('to_on', sa.Date(), nullable=False),
        sa.Column('why', sa.String(length=120), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('taken_out_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('taken_out_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(taken_out_at IS NULL) = (taken_out_by_id IS NULL)', name=op.f('ck_closure_taken_out_by_somebody')),
        sa.CheckConstraint('to_on >= from_on', name=op.f('ck_closure_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closure_organisation_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_closure_recorded_by_id')),
        sa.ForeignKeyConstraint(['taken_out_by_id'], ['user_account.id'], name=op.f('fk_closure_taken_out_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_closure'))
    )
    op.create_index(op.f('ix_closure_organisation_id'), 'closure', ['organisation_id'], unique=False)
    op.create_table('directory_file',
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('services', sa.Integer(), nullable=False),
        sa.Column('content', sa.Text(), nullable=True),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('read_by_id', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('taken', 'dropped', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (content IS NOT NULL)', name=op.f('ck_directory_file_kept_until_decided')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_directory_file_ended_by_somebody')),
        sa.CheckConstraint('(ended_at IS NULL) = (outcome IS NULL)', name=op.f('ck_directory_file_ended_somehow')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_directory_file_ended_by_id')),
        sa.ForeignKeyConstraint(['read_by_id'], ['user_account.id'], name=op.f('fk_directory_file_read_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_file'))
    )
    op.create_table('disposal_leaflet',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('CR', 'CC', 'O22', 'SC', 'PND', 'CW', 'YC', 'YCC', 'DC', 'COMC', name='leaflet_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number >= 1', name=op.f('ck_disposal_leaflet_number_from_one')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_disposal_leaflet_organisation_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_disposal_leaflet_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal_leaflet')),
        sa.UniqueConstraint('organisation_id', 'kind', 'number', name=op.f('uq_disposal_leaflet_organisation_id_kind_number')),
        sa.UniqueConstraint('organisation_id', 'kind', 'valid_from', name=op.f('uq_disposal_leaflet_organisation_id_kind_valid_from'))
    )
    op.create_table('draft',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('typed', sa.JSON(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('post_key', sa.String(length=64), nullable=True),
        sa.Column('seen_version', sa.String(length=20), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_draft_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
        sa.UniqueConstraint('user_id', 'address', name=op.f('uq_draft_user_id_address'))
    )
    op.create_index(op.f('ix_draft_saved_at'), 'draft', ['saved_at'], unique=False)
    op.create_table('force_switch',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('value', sa.JSON(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('valid_to IS NULL OR valid_to > valid_from', name=op.f('ck_force_switch_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_force_switch_organisation_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_force_switch_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_force_switch')),
        sa.UniqueConstraint('organisation_id', 'name', 'valid_from', name=op.f('uq_force_switch_organisation_id_name_valid_from'))
    )
    op.create_table('gravity_table',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.String(length=40), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_gravity_table_organisation_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_gravity_table_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_gravity_table')),
        sa.UniqueConstraint('organisation_id', 'valid_from', name=op.f('uq_gravity_table_organisation_id_valid_from')),
        sa.UniqueConstraint('organisation_id', 'version', name=op.f('uq_gravity_table_organisation_id_version'))
    )
    op.create_table('kept_search',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(length=32), nullable=False),
        sa.Column('words', sa.String(length=200), nullable=False),
        sa.Column('searched_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_kept_search_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_search')),
        sa.UniqueConstraint('user_id', 'reference', name=op.f('uq_kept_search_user_id_reference'))
    )
    op.create_index(op.f('ix_kept_search_searched_at'), 'kept_search', ['searched_at'], unique=False)
    op.create_table('known_device',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('known_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_known_device_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_known_device')),
        sa.UniqueConstraint('user_id', 'token_hash', name=op.f('uq_known_device_user_id_token_hash'))
    )
    op.create_index('ix_known_device_token_hash', 'known_device', ['token_hash'], unique=False)
    op.create_table('law_change',
        sa.Column('law_table', sa.Enum('regimes', 'trigger_offences', 'controlled_drugs', 'non_trigger_lookalikes', 'device_panel', name='law_table', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('code', sa.String(length=30), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('source_url', sa.String(length=300), nullable=True),
        sa.Column('mark', sa.Enum('verified', 'secondary', 'recalled', 'uncertain', 'practice', 'design', name='mark', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('rests_on', sa.String(length=40), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'approved', 'sent_back', 'withdrawn', 'stopped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('checked', sa.Text(), nullable=True),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('ended_why', sa.Text(), nullable=True),
        sa.Column('stopped_number', sa.Integer(), nullable=True),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'stopped') = (stopped_number IS NOT NULL)", name=op.f('ck_law_change_stopped_with_its_number')),
        sa.CheckConstraint("(state IN ('approved', 'sent_back', 'stopped')) = (decided_at IS NOT NULL)", name=op.f('ck_law_change_decided_by_state')),
        sa.CheckConstraint("(state IN ('approved', 'stopped')) = (number IS NOT NULL)", name=op.f('ck_law_change_approved_with_its_number')),
        sa.CheckConstraint("(state IN ('withdrawn', 'stopped')) = (ended_at IS NOT NULL)", name=op.f('ck_law_change_ended_by_state')),
        sa.CheckConstraint("source_url IS NULL OR source_url LIKE 'https://%'", name=op.f('ck_law_change_source_url_begins_with_https')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)', name=op.f('ck_law_change_decided_whole')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)', name=op.f('ck_law_change_ended_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_law_change_decided_by_another')),
        sa.CheckConstraint('until_on IS NULL OR until_on >= starts_on', name=op.f('ck_law_change_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_law_change_decided_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_law_change_ended_by_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_law_change_proposed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_law_change'))
    )
    op.create_index(op.f('ix_law_change_code'), 'law_change', ['code'], unique=False)
    op.create_index('uq_law_change_number', 'law_change', ['number'], unique=True)
    op.create_index('uq_law_change_stopped_number', 'law_change', ['stopped_number'], unique=True)
    op.create_table('misses_closed',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('old_links', 'mistake', 'counting', 'not_clear', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('words', sa.String(length=1000), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_misses_closed_closed_by_id')),
        sa.ForeignKeyConstraint(['event_id'], ['audit_event.id'], name=op.f('fk_misses_closed_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_misses_closed')),
        sa.UniqueConstraint('event_id', name=op.f('uq_misses_closed_event_id'))
    )
    op.create_table('ndtms_agency_code',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=10), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('length(code) > 0', name=op.f('ck_ndtms_agency_code_not_empty')),
        sa.ForeignKeyConstraint(['entered_by_id'], ['user_account.id'], name=op.f('fk_ndtms_agency_code_entered_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_ndtms_agency_code_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ndtms_agency_code')),
        sa.UniqueConstraint('service_id', name=op.f('uq_ndtms_agency_code_service_id'))
    )
    op.create_table('ndtms_file',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('month_on', sa.Date(), nullable=False),
        sa.Column('dataset', sa.String(length=10), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('rows_written', sa.Integer(), nullable=False),
        sa.Column('held_back', sa.Integer(), nullable=False),
        sa.Column('in_full', sa.JSON(), nullable=False),
        sa.Column('reduced', sa.JSON(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_ndtms_file_with_its_hash')),
        sa.CheckConstraint('rows_written >= 0 AND held_back >= 0', name=op.f('ck_ndtms_file_counts_not_negative')),
        sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_ndtms_file_made_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_ndtms_file_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ndtms_file')),
        sa.UniqueConstraint('organisation_id', 'month_on', 'sha256', name='uq_ndtms_file_bytes')
    )
    op.create_table('one_time_link',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('purpose', sa.String(length=20), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f('ck_one_time_link_purpose')),
        sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_one_time_link_made_by_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_one_time_link_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_link_token_hash'))
    )
    op.create_table('person',
        sa.Column('merged_into_id', sa.Integer(), nullable=True),
        sa.Column('died_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('death_source', sa.Enum('police', 'hospital', 'coroner', 'family', 'service', name='death_source', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('death_recorded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('death_recorded_by_id', sa.Integer(), nullable=True),
        sa.Column('none_of_these', sa.Enum('checked', 'not_checked', 'not_known_yet', name='none_of_these', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(died_at IS NULL) = (death_recorded_at IS NULL) AND (died_at IS NULL) = (death_recorded_by_id IS NULL) AND (died_at IS NULL) = (death_source IS NULL)', name=op.f('ck_person_death_told_whole')),
        sa.CheckConstraint('merged_into_id IS NULL OR merged_into_id <> id', name=op.f('ck_person_not_merged_into_itself')),
        sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_person_created_by_id')),
        sa.ForeignKeyConstraint(['death_recorded_by_id'], ['user_account.id'], name=op.f('fk_person_death_recorded_by_id')),
        sa.ForeignKeyConstraint(['merged_into_id'], ['person.id'], name=op.f('fk_person_merged_into_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_index('ix_person_merged_into_id', 'person', ['merged_into_id'], unique=False, sqlite_where=sa.text('merged_into_id IS NOT NULL'), postgresql_where=sa.text('merged_into_id IS NOT NULL'))
    op.create_table('policy_change',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.Enum('switch', 'gravity', 'leaflet', name='policy_subject', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'approved', 'sent_back', 'withdrawn', 'stopped', name='policy_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('checked', sa.Text(), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('ended_why', sa.Text(), nullable=True),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'withdrawn') = (ended_at IS NOT NULL)", name=op.f('ck_policy_change_ended_by_state')),
        sa.CheckConstraint("(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)", name=op.f('ck_policy_change_decided_by_state')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)', name=op.f('ck_policy_change_decided_whole')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)', name=op.f('ck_policy_change_ended_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_policy_change_decided_by_another')),
        sa.CheckConstraint('until_on IS NULL OR until_on >= starts_on', name=op.f('ck_policy_change_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_policy_change_decided_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_policy_change_ended_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_policy_change_organisation_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_policy_change_proposed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_change'))
    )
    op.create_index('ix_policy_change_organisation_id_subject', 'policy_change', ['organisation_id', 'subject'], unique=False)
    op.create_table('post_key',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('location', sa.String(length=400), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_post_key_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_post_key')),
        sa.UniqueConstraint('user_id', 'key', name=op.f('uq_post_key_user_id_key'))
    )
    op.create_index(op.f('ix_post_key_done_at'), 'post_key', ['done_at'], unique=False)
    op.create_table('rank_held',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='rank', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_rank_held_recorded_by_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_rank_held_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rank_held')),
        sa.UniqueConstraint('user_id', 'from_on', name=op.f('uq_rank_held_user_id_from_on'))
    )
    op.create_table('role_held',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.Enum('CO', 'DM', 'HP', 'TW', 'PM', 'PW', 'MG', 'AD', 'PL', 'AU', 'PM2', 'CM', 'RG', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('given_by_id', sa.Integer(), nullable=True),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('removed_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('until_on IS NULL OR until_on >= from_on', name=op.f('ck_role_held_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['given_by_id'], ['user_account.id'], name=op.f('fk_role_held_given_by_id')),
        sa.ForeignKeyConstraint(['removed_by_id'], ['user_account.id'], name=op.f('fk_role_held_removed_by_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_role_held_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_role_held'))
    )
    op.create_index('ix_role_held_user_id', 'role_held', ['user_id'], unique=False)
    op.create_table('rule_book',
        sa.Column('version', sa.String(length=20), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('is_shipped', sa.Boolean(), nullable=False),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('loaded_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('NOT is_shipped OR loaded_by_id IS NULL', name=op.f('ck_rule_book_shipped_by_nobody')),
        sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_rule_book_with_its_hash')),
        sa.ForeignKeyConstraint(['loaded_by_id'], ['user_account.id'], name=op.f('fk_rule_book_loaded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_book')),
        sa.UniqueConstraint('version', name=op.f('uq_rule_book_version'))
    )
    op.create_table('scrutiny_round',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('to_on', sa.Date(), nullable=False),
        sa.Column('asked_size', sa.Integer(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('method', sa.String(length=20), nullable=False),
        sa.Column('population', sa.JSON(), nullable=False),
        sa.Column('population_size', sa.Integer(), nullable=False),
        sa.Column('population_sha256', sa.String(length=64), nullable=False),
        sa.Column('state', sa.Enum('drawn', 'released', 'closed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('opened_by_id', sa.Integer(), nullable=False),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('released_by_id', sa.Integer(), nullable=True),
        sa.Column('pack_sha256', sa.String(length=64), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_scrutiny_round_closed_last')),
        sa.CheckConstraint("(state = 'drawn') = (released_at IS NULL)", name=op.f('ck_scrutiny_round_released_once_drawn')),
        sa.CheckConstraint('(closed_at IS NULL) = (closed_by_id IS NULL)', name=op.f('ck_scrutiny_round_closed_whole')),
        sa.CheckConstraint('(released_at IS NULL) = (pack_sha256 IS NULL)', name=op.f('ck_scrutiny_round_released_with_its_hash')),
        sa.CheckConstraint('(released_at IS NULL) = (released_by_id IS NULL)', name=op.f('ck_scrutiny_round_released_whole')),
        sa.CheckConstraint('asked_size > 0', name=op.f('ck_scrutiny_round_asks_for_some')),
        sa.CheckConstraint('to_on >= from_on', name=op.f('ck_scrutiny_round_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_round_closed_by_id')),
        sa.ForeignKeyConstraint(['opened_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_round_opened_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_scrutiny_round_organisation_id')),
        sa.ForeignKeyConstraint(['released_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_round_released_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_round'))
    )
    op.create_index('ix_scrutiny_round_organisation_id', 'scrutiny_round', ['organisation_id'], unique=False)
    op.create_table('service_change',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('added', 'changed', 'closed', 'reopened', 'from_a_file', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('was', sa.JSON(), nullable=False),
        sa.Column('became', sa.JSON(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['changed_by_id'], ['user_account.id'], name=op.f('fk_service_change_changed_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_change_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service_change'))
    )
    op.create_index('ix_service_change_service_id_changed_at', 'service_change', ['service_id', 'changed_at'], unique=False)
    op.create_table('service_exception',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('first_on', sa.Date(), nullable=False),
        sa.Column('last_on', sa.Date(), nullable=False),
        sa.Column('opens', sa.Time(), nullable=True),
        sa.Column('closes', sa.Time(), nullable=True),
        sa.Column('why', sa.String(length=200), nullable=False),
        sa.Column('reference', sa.String(length=36), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_service_exception_ended_by_somebody')),
        sa.CheckConstraint('(opens IS NULL) = (closes IS NULL)', name=op.f('ck_service_exception_opens_and_closes')),
        sa.CheckConstraint('last_on >= first_on', name=op.f('ck_service_exception_last_after_first')),
        sa.CheckConstraint('opens IS NULL OR closes > opens', name=op.f('ck_service_exception_closes_after_it_opens')),
        sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_service_exception_added_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_service_exception_ended_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_exception_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service_exception'))
    )
    op.create_index(op.f('ix_service_exception_service_id'), 'service_exception', ['service_id'], unique=False)
    op.create_table('service_place',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('reference', sa.String(length=36), nullable=False),
        sa.Column('kind', sa.Enum('physical', 'postal', 'virtual', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('town', sa.String(length=80), nullable=False),
        sa.Column('region', sa.String(length=80), nullable=False),
        sa.Column('postcode', sa.String(length=20), nullable=False),
        sa.Column('country', sa.String(length=60), nullable=False),
        sa.Column('came_with', sa.JSON(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_service_place_ended_by_somebody')),
        sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_service_place_added_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_service_place_ended_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_place_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service_place'))
    )
    op.create_index('uq_service_place_standing', 'service_place', ['service_id', 'reference'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('shift_set_up',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('suite_id', sa.Integer(), nullable=False),
        sa.Column('device', sa.String(length=100), nullable=False),
        sa.Column('serial', sa.String(length=40), nullable=False),
        sa.Column('lot', sa.String(length=40), nullable=False),
        sa.Column('lot_expires_on', sa.Date(), nullable=False),
        sa.Column('check_passed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taker', sa.String(length=100), nullable=False),
        sa.Column('category', sa.Enum('police_officer', 'force_staff', 'contractor_staff', name='category', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('trained_until', sa.Date(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_shift_set_up_suite_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_shift_set_up_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_set_up'))
    )
    op.create_index('ix_shift_set_up_latest', 'shift_set_up', ['user_id', 'suite_id', 'id'], unique=False)
    op.create_table('sign_in_session',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('role', sa.Enum('CO', 'DM', 'HP', 'TW', 'PM', 'PW', 'MG', 'AD', 'PL', 'AU', 'PM2', 'CM', 'RG', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('end_reason', sa.String(length=40), nullable=True),
        sa.Column('replayed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_sign_in_session_ended_with_reason')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sign_in_session_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_session')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_session_token_hash'))
    )
    op.create_index('ix_sign_in_session_user_id', 'sign_in_session', ['user_id'], unique=False)
    op.create_table('site_notification',
        sa.Column('suite_id', sa.Integer(), nullable=False),
        sa.Column('routes', sa.JSON(), nullable=False),
        sa.Column('under18', sa.Boolean(), nullable=False),
        sa.Column('assessment', sa.Boolean(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_site_notification_ends_after_it_starts')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_site_notification_recorded_by_id')),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_site_notification_suite_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_site_notification'))
    )
    op.create_index(op.f('ix_site_notification_suite_id'), 'site_notification', ['suite_id'], unique=False)
    op.create_table('slot',
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('kept_for', sa.String(length=40), nullable=True),
        sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_slot_ended_by_somebody')),
        sa.CheckConstraint('(kept_for IS NULL) = (held_until IS NULL AND taken_at IS NULL)', name=op.f('ck_slot_kept_for_something')),
        sa.CheckConstraint('ended_at IS NULL OR taken_at IS NULL', name=op.f('ck_slot_no_taken_time_ends')),
        sa.CheckConstraint('held_until IS NULL OR taken_at IS NULL', name=op.f('ck_slot_held_or_taken')),
        sa.CheckConstraint('minutes > 0', name=op.f('ck_slot_takes_time')),
        sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_slot_added_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_slot_ended_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_slot_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_slot'))
    )
    op.create_index(op.f('ix_slot_kept_for'), 'slot', ['kept_for'], unique=False)
    op.create_index('uq_slot_in_diary', 'slot', ['service_id', 'starts_at'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('what_if_run',
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('question', sa.JSON(), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.Enum('running', 'done', 'cancelled', 'dropped', name='run_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('reached_id', sa.Integer(), nullable=False),
        sa.Column('last_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('partial', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name=op.f('ck_what_if_run_result_when_done')),
        sa.CheckConstraint("(state = 'running') = (partial IS NOT NULL)", name=op.f('ck_what_if_run_partial_while_running')),
        sa.CheckConstraint('done <= total', name=op.f('ck_what_if_run_done_within_total')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['user_account.id'], name=op.f('fk_what_if_run_asked_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_what_if_run_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_what_if_run'))
    )
    op.create_index(op.f('ix_what_if_run_asked_by_id'), 'what_if_run', ['asked_by_id'], unique=False)
    op.create_table('death_correction',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('died_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('source', sa.Enum('police', 'hospital', 'coroner', 'family', 'service', name='source', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('is_confirmed', sa.Boolean(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)', name=op.f('ck_death_correction_decided_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_death_correction_two_people')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_death_correction_decided_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_death_correction_person_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_death_correction_proposed_by_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_death_correction_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_death_correction'))
    )
    op.create_index('uq_death_correction_waiting', 'death_correction', ['person_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('episode',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('origin', sa.Enum('detention', 'voluntary_interview', 'street', 'liaison_and_diversion', 'arc_iom', 'self', name='origin', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('suite_id', sa.Integer(), nullable=True),
        sa.Column('came_on', sa.Date(), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('opened_by_id', sa.Integer(), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("origin <> 'detention' OR suite_id IS NOT NULL", name=op.f('ck_episode_detention_has_a_suite')),
        sa.ForeignKeyConstraint(['opened_by_id'], ['user_account.id'], name=op.f('fk_episode_opened_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_episode_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_episode_person_id')),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_episode_suite_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_episode'))
    )
    op.create_index('ix_episode_organisation_id_closed_at', 'episode', ['organisation_id', 'closed_at'], unique=False)
    op.create_index(op.f('ix_episode_person_id'), 'episode', ['person_id'], unique=False)
    op.create_index(op.f('ix_episode_suite_id'), 'episode', ['suite_id'], unique=False)
    op.create_table('message',
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('kind_version', sa.Integer(), nullable=False),
        sa.Column('medium', sa.Enum('email', 'text', name='medium', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('reference', sa.String(length=40), nullable=False),
        sa.Column('link', sa.String(length=300), nullable=False),
        sa.Column('secret_of', sa.String(length=64), nullable=False),
        sa.Column('key', sa.String(length=120), nullable=False),
        sa.Column('message_id', sa.String(length=64), nullable=False),
        sa.Column('about_person_id', sa.Integer(), nullable=True),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.Enum('queued', 'leased', 'sent', 'dead', 'suppressed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('leased_by', sa.String(length=80), nullable=True),
        sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('failure', sa.Enum('no_address', 'refused', 'gave_up', 'unknown', name='failure', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('answered', sa.String(length=40), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'dead') = (failure IS NOT NULL)", name=op.f('ck_message_dead_of_something')),
        sa.CheckConstraint("(state = 'leased') = (leased_by IS NOT NULL)", name=op.f('ck_message_leased_by_a_worker')),
        sa.CheckConstraint("(state IN ('queued', 'leased')) = (ended_at IS NULL)", name=op.f('ck_message_ended_when_nothing_is_to_do')),
        sa.CheckConstraint('attempts >= 0', name=op.f('ck_message_attempts_not_negative')),
        sa.ForeignKeyConstraint(['about_person_id'], ['person.id'], name=op.f('fk_message_about_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
        sa.UniqueConstraint('key', name=op.f('uq_message_key')),
        sa.UniqueConstraint('message_id', name=op.f('uq_message_message_id'))
    )
    op.create_index(op.f('ix_message_about_person_id'), 'message', ['about_person_id'], unique=False)
    op.create_index('ix_message_state_ended_at', 'message', ['state', 'ended_at', 'id'], unique=False)
    op.create_index('ix_message_to_do', 'message', ['due_at', 'id'], unique=False, sqlite_where=sa.text("state IN ('queued', 'leased')"), postgresql_where=sa.text("state IN ('queued', 'leased')"))
    op.create_table('notification_change',
        sa.Column('suite_id', sa.Integer(), nullable=False),
        sa.Column('notification_id', sa.Integer(), nullable=True),
        sa.Column('ends', sa.Boolean(), nullable=False),
        sa.Column('routes', sa.JSON(), nullable=False),
        sa.Column('under18', sa.Boolean(), nullable=False),
        sa.Column('assessment', sa.Boolean(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=True),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('state', sa.Enum('waiting', 'approved', 'sent_back', 'withdrawn', 'stopped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('checked', sa.Text(), nullable=True),
        sa.Column('ended_why', sa.Text(), nullable=True),
        sa.Column('is_demonstration', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'withdrawn') = (ended_why IS NOT NULL)", name=op.f('ck_notification_change_taken_back_with_why')),
        sa.CheckConstraint("(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)", name=op.f('ck_notification_change_decided_by_state')),
        sa.CheckConstraint("ends OR (state = 'approved') = (notification_id IS NOT NULL)", name=op.f('ck_notification_change_made_when_approved')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)', name=op.f('ck_notification_change_decided_whole')),
        sa.CheckConstraint('NOT ends OR (until_on IS NOT NULL AND notification_id IS NOT NULL)', name=op.f('ck_notification_change_ends_something')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_notification_change_decided_by_another')),
        sa.CheckConstraint('ends = (starts_on IS NULL)', name=op.f('ck_notification_change_begins_or_ends')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_notification_change_decided_by_id')),
        sa.ForeignKeyConstraint(['notification_id'], ['site_notification.id'], name=op.f('fk_notification_change_notification_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_notification_change_proposed_by_id')),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_notification_change_suite_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notification_change'))
    )
    op.create_index(op.f('ix_notification_change_suite_id'), 'notification_change', ['suite_id'], unique=False)
    op.create_table('person_alias',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('surname', sa.String(length=100), nullable=False),
        sa.Column('given_names', sa.String(length=100), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL', name=op.f('ck_person_alias_superseded_with_when')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_alias_person_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_person_alias_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['person_alias.id'], name=op.f('fk_person_alias_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_alias'))
    )
    op.create_index(op.f('ix_person_alias_person_id'), 'person_alias', ['person_id'], unique=False)
    op.create_table('person_details',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('surname', sa.String(length=100), nullable=False),
        sa.Column('given_names', sa.String(length=100), nullable=True),
        sa.Column('date_of_birth', sa.Date(), nullable=False),
        sa.Column('age_evidence', sa.Enum('documented', 'police_record', 'self_declared', 'estimated', name='age_evidence', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('clear_age_evidence', sa.String(length=400), nullable=True),
        sa.Column('sex', sa.Enum('male', 'female', 'not_known', name='sex', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('ethnicity', sa.Enum('W1', 'W2', 'W3', 'W9', 'M1', 'M2', 'M3', 'M9', 'A1', 'A2', 'A3', 'A4', 'A9', 'B1', 'B2', 'B9', 'O2', 'O9', 'NS-declined', 'NS-not-understood', name='ethnicity', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('pnc_id', sa.String(length=30), nullable=True),
        sa.Column('surname_key', sa.String(length=400), nullable=False),
        sa.Column('pnc_key', sa.String(length=60), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL', name=op.f('ck_person_details_superseded_with_when')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_details_person_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_person_details_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['person_details.id'], name=op.f('fk_person_details_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_details'))
    )
    op.create_index(op.f('ix_person_details_person_id'), 'person_details', ['person_id'], unique=False)
    op.create_index('ix_person_details_pnc_key', 'person_details', ['pnc_key'], unique=False)
    op.create_index('ix_person_details_surname_key_date_of_birth', 'person_details', ['surname_key', 'date_of_birth'], unique=False)
    op.create_index('uq_person_details_live', 'person_details', ['person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('person_merge',
        sa.Column('keep_id', sa.Integer(), nullable=False),
        sa.Column('away_id', sa.Integer(), nullable=False),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('is_confirmed', sa.Boolean(), nullable=True),
        sa.Column('moved', sa.JSON(), nullable=False),
        sa.Column('took_death', sa.Boolean(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)', name=op.f('ck_person_merge_decided_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_person_merge_two_people')),
        sa.CheckConstraint('keep_id <> away_id', name=op.f('ck_person_merge_two_records')),
        sa.ForeignKeyConstraint(['away_id'], ['person.id'], name=op.f('fk_person_merge_away_id')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_person_merge_decided_by_id')),
        sa.ForeignKeyConstraint(['keep_id'], ['person.id'], name=op.f('fk_person_merge_keep_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_person_merge_proposed_by_id')),
        sa.ForeignKeyConstraint(['undoes_id'], ['person_merge.id'], name=op.f('fk_person_merge_undoes_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge'))
    )
    op.create_index(op.f('ix_person_merge_away_id'), 'person_merge', ['away_id'], unique=False)
    op.create_index(op.f('ix_person_merge_keep_id'), 'person_merge', ['keep_id'], unique=False)
    op.create_index('uq_person_merge_waiting', 'person_merge', ['away_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('person_restriction',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('which', sa.Enum('restricted_to', 'excluded_from', name='which', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('why', sa.Enum('self', 'relative', 'known_privately', 'danger', 'curiosity', 'other', name='why', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('binds_all', sa.Boolean(), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('is_confirmed', sa.Boolean(), nullable=True),
        sa.Column('in_force_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reviewed_by_id', sa.Integer(), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('end_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("in_force_at IS NULL OR which = 'excluded_from' OR is_confirmed IS TRUE", name=op.f('ck_person_restriction_in_force')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)', name=op.f('ck_person_restriction_decided_whole')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_person_restriction_ended_whole')),
        sa.CheckConstraint('(reviewed_at IS NULL) = (reviewed_by_id IS NULL)', name=op.f('ck_person_restriction_reviewed_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> proposed_by_id', name=op.f('ck_person_restriction_two_people')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_person_restriction_decided_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_person_restriction_ended_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_person_restriction_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_restriction_person_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_person_restriction_proposed_by_id')),
        sa.ForeignKeyConstraint(['reviewed_by_id'], ['user_account.id'], name=op.f('fk_person_restriction_reviewed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_restriction'))
    )
    op.create_index(op.f('ix_person_restriction_person_id'), 'person_restriction', ['person_id'], unique=False)
    op.create_table('scrutiny_learning',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('owner', sa.String(length=120), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('done_on', sa.Date(), nullable=True),
        sa.Column('done_words', sa.Text(), nullable=True),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(done_on IS NULL) = (done_at IS NULL) AND (done_on IS NULL) = (done_by_id IS NULL)', name=op.f('ck_scrutiny_learning_done_whole')),
        sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_learning_added_by_id')),
        sa.ForeignKeyConstraint(['done_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_learning_done_by_id')),
        sa.ForeignKeyConstraint(['round_id'], ['scrutiny_round.id'], name=op.f('fk_scrutiny_learning_round_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_learning'))
    )
    op.create_index(op.f('ix_scrutiny_learning_round_id'), 'scrutiny_learning', ['round_id'], unique=False)
    op.create_table('scrutiny_member',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['scrutiny_round.id'], name=op.f('fk_scrutiny_member_round_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_scrutiny_member_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_member')),
        sa.UniqueConstraint('round_id', 'user_id', name=op.f('uq_scrutiny_member_round_id_user_id'))
    )
    op.create_index(op.f('ix_scrutiny_member_user_id'), 'scrutiny_member', ['user_id'], unique=False)
    op.create_table('search_key',
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('surname', sa.String(length=100), nullable=False),
        sa.Column('given_names', sa.String(length=100), nullable=True),
        sa.Column('date_of_birth', sa.Date(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_search_key_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_key'))
    )
    op.create_index('ix_search_key_key', 'search_key', ['key'], unique=False)
    op.create_index(op.f('ix_search_key_person_id'), 'search_key', ['person_id'], unique=False)
    op.create_table('ask_later',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('why', sa.Enum('too_intoxicated', 'not_fit', 'no_appropriate_adult', 'no_interpreter', 'violent', 'asleep', 'solicitor', 'other', name='why_later', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('ask_again_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("why <> 'other' OR note IS NOT NULL", name=op.f('ck_ask_later_other_in_own_words')),
        sa.CheckConstraint('ask_again_at > recorded_at', name=op.f('ck_ask_later_asked_again_later')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_ask_later_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_ask_later_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ask_later'))
    )
    op.create_index(op.f('ix_ask_later_episode_id'), 'ask_later', ['episode_id'], unique=False)
    op.create_table('concern',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('force_id', sa.Integer(), nullable=False),
        sa.Column('kinds', sa.JSON(), nullable=False),
        sa.Column('signs', sa.JSON(), nullable=False),
        sa.Column('immediate_danger', sa.Enum('yes', 'no', name='immediate_danger', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('danger_done', sa.String(length=400), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('raised_by_id', sa.Integer(), nullable=False),
        sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reviewed_by_id', sa.Integer(), nullable=True),
        sa.Column('passed_to', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('agreed', sa.Enum('yes', 'no', 'not_asked', name='agreed', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reference', sa.String(length=60), nullable=True),
        sa.Column('review_reason', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("immediate_danger = 'no' OR danger_done IS NOT NULL", name=op.f('ck_concern_danger_answered')),
        sa.CheckConstraint('(reviewed_at IS NULL) = (reviewed_by_id IS NULL) AND (reviewed_at IS NULL) = (passed_to IS NULL) AND (reviewed_at IS NULL) = (agreed IS NULL) AND (reviewed_at IS NULL) = (review_reason IS NULL)', name=op.f('ck_concern_reviewed_whole')),
        sa.CheckConstraint('reviewed_at IS NULL OR reviewed_at >= raised_at', name=op.f('ck_concern_reviewed_after')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_concern_episode_id')),
        sa.ForeignKeyConstraint(['force_id'], ['organisation.id'], name=op.f('fk_concern_force_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_concern_organisation_id')),
        sa.ForeignKeyConstraint(['raised_by_id'], ['user_account.id'], name=op.f('fk_concern_raised_by_id')),
        sa.ForeignKeyConstraint(['reviewed_by_id'], ['user_account.id'], name=op.f('fk_concern_reviewed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_concern'))
    )
    op.create_index(op.f('ix_concern_episode_id'), 'concern', ['episode_id'], unique=False)
    op.create_index('ix_concern_force_id_reviewed_at', 'concern', ['force_id', 'reviewed_at'], unique=False)
    op.create_table('consent',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('given', 'refused', 'not_asked', 'withdrawn', 'expired', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('covers', sa.Enum('named', 'any_listed', name='covers', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('wording_version', sa.Integer(), nullable=False),
        sa.Column('how', sa.String(length=10), nullable=True),
        sa.Column('understood', sa.Boolean(), nullable=False),
        sa.Column('not_understood_why', sa.String(length=200), nullable=True),
        sa.Column('helped', sa.Enum('no_help', 'interpreter', 'easy_read', name='helped', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('language', sa.String(length=60), nullable=True),
        sa.Column('shared_with', sa.String(length=40), nullable=True),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taken_by_id', sa.Integer(), nullable=True),
        sa.Column('withdraws_id', sa.Integer(), nullable=True),
        sa.Column('lapses_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(number = 4 AND state = 'given') = (shared_with IS NOT NULL)", name=op.f('ck_consent_sharing_names_whom')),
        sa.CheckConstraint("(state = 'expired') = (lapses_id IS NOT NULL)", name=op.f('ck_consent_lapse_names_what')),
        sa.CheckConstraint("(state = 'expired') = (taken_by_id IS NULL)", name=op.f('ck_consent_nobody_takes_a_lapse')),
        sa.CheckConstraint("(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name=op.f('ck_consent_withdrawal_names_what')),
        sa.CheckConstraint("covers IS NULL OR (number = 1 AND state = 'given')", name=op.f('ck_consent_covers_only_a_referral_consent')),
        sa.CheckConstraint("covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name=op.f('ck_consent_named_service')),
        sa.CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name=op.f('ck_consent_how')),
        sa.CheckConstraint("shared_with IN ('mental_health', 'housing', 'peers', 'mental_health housing', 'mental_health peers', 'housing peers', 'mental_health housing peers')", name=op.f('ck_consent_shared_with')),
        sa.CheckConstraint("state <> 'given' OR number <> 1 OR covers IS NOT NULL", name=op.f('ck_consent_referral_consent_says_how_far')),
        sa.CheckConstraint('not_understood_why IS NULL OR NOT understood', name=op.f('ck_consent_why_only_if_not_understood')),
        sa.CheckConstraint('number IN (1, 2, 3, 4)', name=op.f('ck_consent_number')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_consent_episode_id')),
        sa.ForeignKeyConstraint(['lapses_id'], ['consent.id'], name=op.f('fk_consent_lapses_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_consent_service_id')),
        sa.ForeignKeyConstraint(['taken_by_id'], ['user_account.id'], name=op.f('fk_consent_taken_by_id')),
        sa.ForeignKeyConstraint(['withdraws_id'], ['consent.id'], name=op.f('fk_consent_withdraws_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_episode_id'), 'consent', ['episode_id'], unique=False)
    op.create_index('ix_consent_given_taken_at', 'consent', ['taken_at', 'id'], unique=False, sqlite_where=sa.text("state = 'given'"), postgresql_where=sa.text("state = 'given'"))
    op.create_index(op.f('ix_consent_person_id'), 'consent', ['person_id'], unique=False)
    op.create_index('uq_consent_lapses_id', 'consent', ['lapses_id'], unique=True, sqlite_where=sa.text('lapses_id IS NOT NULL'), postgresql_where=sa.text('lapses_id IS NOT NULL'))
    op.create_table('custody_transfer',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('from_suite_id', sa.Integer(), nullable=False),
        sa.Column('to_suite_id', sa.Integer(), nullable=False),
        sa.Column('from_record_no', sa.String(length=30), nullable=False),
        sa.Column('to_record_no', sa.String(length=30), nullable=False),
        sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('arrived_at >= left_at', name=op.f('ck_custody_transfer_arrived_after_leaving')),
        sa.CheckConstraint('from_suite_id <> to_suite_id', name=op.f('ck_custody_transfer_to_another_suite')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_custody_transfer_episode_id')),
        sa.ForeignKeyConstraint(['from_suite_id'], ['suite.id'], name=op.f('fk_custody_transfer_from_suite_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_custody_transfer_recorded_by_id')),
        sa.ForeignKeyConstraint(['to_suite_id'], ['suite.id'], name=op.f('fk_custody_transfer_to_suite_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_custody_transfer'))
    )
    op.create_index(op.f('ix_custody_transfer_episode_id'), 'custody_transfer', ['episode_id'], unique=False)
    op.create_index(op.f('ix_custody_transfer_from_suite_id'), 'custody_transfer', ['from_suite_id'], unique=False)
    op.create_index(op.f('ix_custody_transfer_to_suite_id'), 'custody_transfer', ['to_suite_id'], unique=False)
    op.create_table('detention',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('continuous_detention', sa.String(length=36), nullable=False),
        sa.Column('custody_record_no', sa.String(length=30), nullable=False),
        sa.Column('custody_record_key', sa.String(length=60), nullable=False),
        sa.Column('suite_id', sa.Integer(), nullable=False),
        sa.Column('presence', sa.Enum('arrested', 'arrested_after_voluntary_attendance', 'bail_return', 's136_mha', 'breach_of_peace', 'prison_recall', 'immigration', 'fta_warrant', 'other_non_offence', name='presence', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('first_arrested_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('cell', sa.String(length=20), nullable=True),
        sa.Column('arrested_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('custody_officer_seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('planned_release_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('release_type', sa.Enum('on_bail', 'without_bail', 'no_further_action', 'charged_bail', 'remanded', name='release_type', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('needs_appropriate_adult', sa.Boolean(), nullable=False),
        sa.Column('appropriate_adult_present', sa.Boolean(), nullable=False),
        sa.Column('needs_interpreter', sa.Boolean(), nullable=False),
        sa.Column('interpreter_language', sa.String(length=60), nullable=True),
        sa.Column('interpreter_present', sa.Boolean(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(presence = 'bail_return') = (first_arrested_at IS NOT NULL)", name=op.f('ck_detention_bail_return_with_first_arrest')),
        sa.CheckConstraint('(released_at IS NULL) = (release_type IS NULL)', name=op.f('ck_detention_release_with_its_type')),
        sa.CheckConstraint('(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL', name=op.f('ck_detention_superseded_with_when')),
        sa.CheckConstraint('arrived_at >= arrested_at', name=op.f('ck_detention_arrived_after_arrest')),
        sa.CheckConstraint('custody_officer_seen_at IS NULL OR custody_officer_seen_at >= arrived_at', name=op.f('ck_detention_seen_after_arrival')),
        sa.CheckConstraint('first_arrested_at IS NULL OR first_arrested_at < arrested_at', name=op.f('ck_detention_arrested_first_before')),
        sa.CheckConstraint('planned_release_at IS NULL OR planned_release_at >= arrived_at', name=op.f('ck_detention_plan_after_arrival')),
        sa.CheckConstraint('released_at IS NULL OR released_at >= arrived_at', name=op.f('ck_detention_released_after_arrival')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_detention_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_detention_recorded_by_id')),
        sa.ForeignKeyConstraint(['suite_id'], ['suite.id'], name=op.f('fk_detention_suite_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['detention.id'], name=op.f('fk_detention_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_detention'))
    )
    op.create_index('ix_detention_continuous_detention', 'detention', ['continuous_detention'], unique=False)
    op.create_index('ix_detention_custody_record_key', 'detention', ['custody_record_key'], unique=False)
    op.create_index(op.f('ix_detention_episode_id'), 'detention', ['episode_id'], unique=False)
    op.create_index(op.f('ix_detention_suite_id'), 'detention', ['suite_id'], unique=False)
    op.create_index('uq_detention_live', 'detention', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('disposal',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('CR', 'CC', 'O22', 'SC', 'PND', 'CW', 'YC', 'YCC', 'DC', 'COMC', name='disposal_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('state', sa.Enum('DRAFT', 'PROPOSED', 'WITH_CPS', 'AUTHORISED', 'OFFERED', 'REDECIDE', 'ACTIVE', 'BREACH_REVIEW', 'DETAINED_24A', 'PROSECUTION_PENDING', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'PROSECUTED', 'NOT_PROCEEDED', 'TIME_BARRED', 'DEFERRED', 'REVIEW_DUE', 'COMPLETED_AWAITING_REVIEW', 'AGREED', 'NON_ENGAGED', 'REVIEWED', 'GIVEN', 'COURT_REQUESTED', 'PAID', 'FINE_REGISTERED', 'VOID', 'TRANSFERRED', 'REFERRED_TO_YOUTH_JUSTICE', 'CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', name='disposal_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.Column('results', sa.JSON(), nullable=False),
        sa.Column('rules_version', sa.String(length=40), nullable=False),
        sa.Column('rationale', sa.Text(), nullable=False),
        sa.Column('reasons_cite_test', sa.Boolean(), nullable=False),
        sa.Column('words_stand_because', sa.Text(), nullable=True),
        sa.Column('deadline_reason', sa.Text(), nullable=True),
        sa.Column('alternatives', sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column('limitation_on', sa.Date(), nullable=True),
        sa.Column('gravity_base', sa.Integer(), nullable=True),
        sa.Column('gravity_factors', sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column('gravity_final', sa.Integer(), nullable=True),
        sa.Column('gravity_version', sa.String(length=40), nullable=True),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=False),
        sa.Column('authorised_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('authorised_by_id', sa.Integer(), nullable=True),
        sa.Column('authorised_rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='disposal_rank', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('explained_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('signed_by_id', sa.Integer(), nullable=True),
        sa.Column('outcome_requested', sa.String(length=4), nullable=True),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("signed_at IS NULL OR kind IN ('PND', 'CW') OR (consented_at IS NOT NULL AND explained_at IS NOT NULL)", name=op.f('ck_disposal_signed_by_someone_told')),
        sa.CheckConstraint('(authorised_at IS NULL) = (authorised_by_id IS NULL) AND (authorised_at IS NULL) = (authorised_rank IS NULL)', name=op.f('ck_disposal_authorised_whole')),
        sa.CheckConstraint('(gravity_final IS NULL) = (gravity_version IS NULL)', name=op.f('ck_disposal_gravity_with_its_table')),
        sa.CheckConstraint('(signed_at IS NULL) = (signed_by_id IS NULL)', name=op.f('ck_disposal_signed_whole')),
        sa.CheckConstraint('authorised_by_id IS NULL OR authorised_by_id <> proposed_by_id', name=op.f('ck_disposal_two_people')),
        sa.CheckConstraint('completed_at IS NULL OR signed_at IS NOT NULL', name=op.f('ck_disposal_completed_after_signing')),
        sa.CheckConstraint('signed_at IS NULL OR authorised_at IS NOT NULL', name=op.f('ck_disposal_signed_after_authority')),
        sa.ForeignKeyConstraint(['authorised_by_id'], ['user_account.id'], name=op.f('fk_disposal_authorised_by_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_disposal_episode_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_disposal_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_disposal_person_id')),
        sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_disposal_proposed_by_id')),
        sa.ForeignKeyConstraint(['signed_by_id'], ['user_account.id'], name=op.f('fk_disposal_signed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal'))
    )
    op.create_index(op.f('ix_disposal_episode_id'), 'disposal', ['episode_id'], unique=False)
    op.create_index('ix_disposal_organisation_id_state', 'disposal', ['organisation_id', 'state'], unique=False)
    op.create_index(op.f('ix_disposal_person_id'), 'disposal', ['person_id'], unique=False)
    op.create_index('uq_disposal_open', 'disposal', ['episode_id'], unique=True, sqlite_where=sa.text("NOT state IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID') AND NOT (state = 'GIVEN' AND kind IN ('CW', 'SC'))"), postgresql_where=sa.text("NOT state IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID') AND NOT (state = 'GIVEN' AND kind IN ('CW', 'SC'))"))
    op.create_table('drug_test',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('continuous_detention', sa.String(length=36), nullable=False),
        sa.Column('route', sa.Enum('arrest', 'charge', name='route', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('relied_on', sa.JSON(), nullable=False),
        sa.Column('regime', sa.String(length=20), nullable=True),
        sa.Column('law_version', sa.String(length=40), nullable=False),
        sa.Column('sample_seq', sa.Integer(), nullable=False),
        sa.Column('is_irregular', sa.Boolean(), nullable=False),
        sa.Column('outcome', sa.Enum('sample_given', 'refused', 'could_not', 'not_asked', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('not_tested_reason', sa.Enum('not_in_police_detention', 'under_age', 'age_not_confirmed', 'site_not_notified', 'route_not_notified', 'offence_not_trigger_no_authority', 'offence_closed', 'authority_refused', 'already_sampled_this_detention', 'no_appropriate_adult', 'no_trained_operator', 'device_unavailable', 'lot_expired', 'medically_unfit', 'too_intoxicated_to_understand', 'violent_unsafe', 'interpreter_unavailable', 'released_before_test', 'time_expired', 'hospital', 'officer_discretion', name='not_tested_reason', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('not_tested_text', sa.Text(), nullable=True),
        sa.Column('words_version', sa.String(length=40), nullable=True),
        sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('requested_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sample_condition', sa.Enum('sufficient_and_suitable', 'insufficient', 'unsuitable', 'lost', name='sample_condition', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('adult_name', sa.String(length=100), nullable=True),
        sa.Column('adult_relation', sa.Enum('parent', 'guardian', 'relative', 'social_worker', 'scheme', 'other', name='adult_relation', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('adult_at_warning', sa.Boolean(), nullable=True),
        sa.Column('adult_at_request', sa.Boolean(), nullable=True),
        sa.Column('adult_at_taking', sa.Boolean(), nullable=True),
        sa.Column('refusal_words', sa.Text(), nullable=True),
        sa.Column('good_cause', sa.Text(), nullable=True),
        sa.Column('result_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('overall_result', sa.Enum('positive', 'negative', 'inconclusive', 'no_valid_sample', name='overall_result', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('treated_as_charge_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('treated_as_charge_recorded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('shift_set_up_id', sa.Integer(), nullable=True),
        sa.Column('has_medicine', sa.Boolean(), nullable=True),
        sa.Column('medicine', sa.Text(), nullable=True),
        sa.Column('told_as', sa.Enum('positive', 'negative', 'inconclusive', 'no_valid_sample', name='told_as', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('told_answer', sa.Enum('accepts', 'disputes', 'said_nothing', name='told_answer', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(adult_at_warning IS NULL) = (adult_at_request IS NULL) AND (adult_at_taking IS NULL OR (adult_at_warning IS NOT NULL AND outcome = 'sample_given')) AND (adult_name IS NULL OR adult_at_warning IS NOT NULL)", name=op.f('ck_drug_test_adult_at_each_step')),
        sa.CheckConstraint("(outcome = 'not_asked') = (not_tested_reason IS NOT NULL)", name=op.f('ck_drug_test_not_asked_with_why')),
        sa.CheckConstraint("(outcome = 'not_asked') = (requested_at IS NULL)", name=op.f('ck_drug_test_asked_with_its_time')),
        sa.CheckConstraint("(outcome = 'not_asked') = (route IS NULL)", name=op.f('ck_drug_test_asked_on_a_route')),
        sa.CheckConstraint("(outcome = 'sample_given') = (taken_at IS NOT NULL) AND (outcome = 'sample_given') = (sample_condition IS NOT NULL)", name=op.f('ck_drug_test_sample_with_its_time_and_condition')),
        sa.CheckConstraint("(treated_as_charge_at IS NULL) = (treated_as_charge_recorded_at IS NULL) AND (treated_as_charge_at IS NULL OR outcome = 'sample_given')", name=op.f('ck_drug_test_treated_as_charge_whole')),
        sa.CheckConstraint("is_irregular OR outcome <> 'sample_given' OR warned_at IS NOT NULL", name=op.f('ck_drug_test_sample_after_a_warning')),
        sa.CheckConstraint("outcome <> 'could_not' OR good_cause IS NOT NULL", name=op.f('ck_drug_test_could_not_with_cause')),
        sa.CheckConstraint("outcome <> 'refused' OR refusal_words IS NOT NULL", name=op.f('ck_drug_test_refused_with_words')),
        sa.CheckConstraint("overall_result IS NULL OR outcome = 'sample_given'", name=op.f('ck_drug_test_result_of_a_sample')),
        sa.CheckConstraint('(adult_name IS NULL) = (adult_relation IS NULL)', name=op.f('ck_drug_test_adult_named_whole')),
        sa.CheckConstraint('is_irregular OR taken_at IS NULL OR taken_at >= requested_at', name=op.f('ck_drug_test_taken_after_asked')),
        sa.CheckConstraint('is_irregular OR warned_at IS NULL OR requested_at IS NULL OR warned_at <= requested_at', name=op.f('ck_drug_test_warned_before_asked')),
        sa.CheckConstraint('result_at IS NULL OR result_at >= taken_at', name=op.f('ck_drug_test_read_after_taken')),
        sa.CheckConstraint('sample_seq BETWEEN 1 AND 2', name=op.f('ck_drug_test_first_or_second_sample')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_drug_test_superseded_when_named')),
        sa.CheckConstraint('told_as IS NULL OR result_at IS NOT NULL', name=op.f('ck_drug_test_told_as_of_a_result')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_drug_test_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_drug_test_recorded_by_id')),
        sa.ForeignKeyConstraint(['shift_set_up_id'], ['shift_set_up.id'], name=op.f('fk_drug_test_shift_set_up_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['drug_test.id'], name=op.f('fk_drug_test_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_drug_test'))
    )
    op.create_index('ix_drug_test_continuous_detention', 'drug_test', ['continuous_detention'], unique=False)
    op.create_index(op.f('ix_drug_test_episode_id'), 'drug_test', ['episode_id'], unique=False)
    op.create_index('uq_drug_test_sample_of_a_detention', 'drug_test', ['continuous_detention', 'sample_seq'], unique=True, sqlite_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL AND NOT is_irregular"), postgresql_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL AND NOT is_irregular"))
    op.create_table('earlier_outcome',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('conviction', 'SC', 'CC', 'YC', 'YCC', 'PND', 'CW', 'CR', 'O22', 'NFA', name='prior_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('given_on', sa.Date(), nullable=False),
        sa.Column('offence', sa.String(length=200), nullable=False),
        sa.Column('drug_family', sa.String(length=40), nullable=True),
        sa.Column('is_similar', sa.Enum('yes', 'no', 'not_known', name='is_similar', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('similar_by_id', sa.Integer(), nullable=True),
        sa.Column('similar_rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='similar_rank', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('engaged', sa.Enum('yes', 'no', 'not_known', name='engaged', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('found_in', sa.Enum('PNC', 'PND', 'local', 'other_force', 'told', name='found_in', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("is_similar = 'not_known' OR similar_by_id IS NOT NULL", name=op.f('ck_earlier_outcome_similar_by_somebody')),
        sa.CheckConstraint('(similar_by_id IS NULL) = (similar_rank IS NULL)', name=op.f('ck_earlier_outcome_similar_with_rank')),
        sa.CheckConstraint('number >= 1', name=op.f('ck_earlier_outcome_number_from_one')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_earlier_outcome_superseded_when_named')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_earlier_outcome_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_earlier_outcome_recorded_by_id')),
        sa.ForeignKeyConstraint(['similar_by_id'], ['user_account.id'], name=op.f('fk_earlier_outcome_similar_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['earlier_outcome.id'], name=op.f('fk_earlier_outcome_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_outcome'))
    )
    op.create_index(op.f('ix_earlier_outcome_episode_id'), 'earlier_outcome', ['episode_id'], unique=False)
    op.create_index('uq_earlier_outcome_live', 'earlier_outcome', ['episode_id', 'number'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('fact_sheet',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('offence_on', sa.Date(), nullable=True),
        sa.Column('prosecutor_evidence_on', sa.Date(), nullable=True),
        sa.Column('victim_statement_on', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_fact_sheet_superseded_when_named')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_fact_sheet_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_fact_sheet_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['fact_sheet.id'], name=op.f('fk_fact_sheet_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_fact_sheet'))
    )
    op.create_index(op.f('ix_fact_sheet_episode_id'), 'fact_sheet', ['episode_id'], unique=False)
    op.create_index('uq_fact_sheet_live', 'fact_sheet', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('kept_paper',
        sa.Column('kind', sa.Enum('dt1', 'dt2', 'ra1', 'ra2', 'ra2_follow_up', 'ra3', 'ra4', 'ra5', 'referral', 'slip', 'consents', 'caution_to_sign', 'caution', 'simple_caution_to_sign', 'simple_caution', 'resolution_to_sign', 'resolution', 'deferral_to_sign', 'deferral', 'penalty_to_give', 'penalty', 'warning_to_give', 'warning', 'victim_letter', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('about_id', sa.Integer(), nullable=False),
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('length(sha256) = 64 AND length(fingerprint) = 64', name=op.f('ck_kept_paper_with_its_hashes')),
        sa.CheckConstraint('number >= 1', name=op.f('ck_kept_paper_numbered_from_one')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_kept_paper_episode_id')),
        sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_kept_paper_made_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_paper')),
        sa.UniqueConstraint('kind', 'about_id', 'number', name=op.f('uq_kept_paper_kind_about_id_number'))
    )
    op.create_index(op.f('ix_kept_paper_episode_id'), 'kept_paper', ['episode_id'], unique=False)
    op.create_table('naloxone_offer',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('answer', sa.Enum('supplied', 'already_has', 'declined', 'not_offered', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('why_not', sa.String(length=200), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(answer = 'not_offered') = (why_not IS NOT NULL)", name=op.f('ck_naloxone_offer_why_where_not_offered')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_naloxone_offer_superseded_with_when')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_naloxone_offer_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_naloxone_offer_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['naloxone_offer.id'], name=op.f('fk_naloxone_offer_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_naloxone_offer'))
    )
    op.create_index(op.f('ix_naloxone_offer_episode_id'), 'naloxone_offer', ['episode_id'], unique=False)
    op.create_index('uq_naloxone_offer_live', 'naloxone_offer', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('need_screen',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('said', sa.Enum('named', 'nothing', 'would_not_say', name='said', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('injected', sa.Enum('now', 'before', 'never', 'would_not_say', name='injected', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('mental_health', sa.Enum('yes', 'no', 'would_not_say', name='mental_health', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('housing', sa.Enum('safe', 'problem', 'no_fixed_abode', 'would_not_say', name='housing', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('contact_way', sa.Enum('text', 'call', 'letter', 'someone_else', 'meet', 'no_phone', name='contact_way', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('contact_number', sa.String(length=40), nullable=True),
        sa.Column('contact_note', sa.String(length=200), nullable=True),
        sa.Column('area', sa.String(length=40), nullable=False),
        sa.Column('area_from', sa.Enum('said', 'suite', name='area_from', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('outcode', sa.String(length=4), nullable=True),
        sa.Column('pregnant', sa.Enum('yes', 'no', 'would_not_say', name='pregnant', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('most_harm', sa.Enum('heroin', 'methadone', 'other_opiates', 'crack', 'cocaine_powder', 'cocaine_unspecified', 'cannabis', 'synthetic_cannabinoids', 'alcohol', 'amphetamines', 'benzodiazepines', 'ketamine', 'mdma', 'gabapentinoids', 'other_drugs', name='most_harm', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('how_much', sa.String(length=120), nullable=True),
        sa.Column('drinks_daily', sa.Enum('yes', 'no', 'would_not_say', name='drinks_daily', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("contact_way NOT IN ('meet', 'someone_else') OR contact_number IS NOT NULL OR contact_note IS NOT NULL", name=op.f('ck_need_screen_words_where_no_phone')),
        sa.CheckConstraint("contact_way NOT IN ('text', 'call') OR contact_number IS NOT NULL", name=op.f('ck_need_screen_number_for_a_phone')),
        sa.CheckConstraint("drinks_daily IS NULL OR said = 'named'", name=op.f('ck_need_screen_drinking_of_those_named')),
        sa.CheckConstraint("most_harm IS NULL OR said = 'named'", name=op.f('ck_need_screen_most_harm_of_those_named')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_need_screen_superseded_with_when')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_need_screen_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_need_screen_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['need_screen.id'], name=op.f('fk_need_screen_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_need_screen'))
    )
    op.create_index(op.f('ix_need_screen_episode_id'), 'need_screen', ['episode_id'], unique=False)
    op.create_index('uq_need_screen_live', 'need_screen', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('offence',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=30), nullable=False),
        sa.Column('described_as', sa.String(length=200), nullable=True),
        sa.Column('drug', sa.String(length=40), nullable=True),
        sa.Column('amount', sa.String(length=60), nullable=True),
        sa.Column('arrested_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('charged_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_as', sa.Enum('de_arrested', 'nfa', name='closed_as', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('is_trigger_on_arrest', sa.Boolean(), nullable=False),
        sa.Column('is_trigger_on_charge', sa.Boolean(), nullable=False),
        sa.Column('law_version', sa.String(length=40), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("code <> 'OTHER' OR described_as IS NOT NULL", name=op.f('ck_offence_other_offence_described')),
        sa.CheckConstraint('(closed_at IS NULL) = (closed_as IS NULL)', name=op.f('ck_offence_closed_with_how')),
        sa.CheckConstraint('charged_at IS NULL OR arrested_at IS NULL OR charged_at >= arrested_at', name=op.f('ck_offence_charged_after_arrest')),
        sa.CheckConstraint('number >= 1', name=op.f('ck_offence_number_from_one')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_offence_superseded_when_named')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_offence_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_offence_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['offence.id'], name=op.f('fk_offence_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_offence'))
    )
    op.create_index(op.f('ix_offence_episode_id'), 'offence', ['episode_id'], unique=False)
    op.create_index('uq_offence_live', 'offence', ['episode_id', 'number'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('part_left_open',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('part', sa.String(length=30), nullable=False),
        sa.Column('label', sa.String(length=60), nullable=False),
        sa.Column('why', sa.Enum('declined', 'not_fit', 'nobody_to_help', 'no_time', 'not_needed', 'later', 'other', name='why_not_done', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("why <> 'other' OR note IS NOT NULL", name=op.f('ck_part_left_open_other_in_own_words')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_part_left_open_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_part_left_open_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_part_left_open'))
    )
    op.create_index(op.f('ix_part_left_open_episode_id'), 'part_left_open', ['episode_id'], unique=False)
    op.create_table('person_restriction_name',
        sa.Column('restriction_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['restriction_id'], ['person_restriction.id'], name=op.f('fk_person_restriction_name_restriction_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_person_restriction_name_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_restriction_name')),
        sa.UniqueConstraint('restriction_id', 'user_id', name=op.f('uq_person_restriction_name_restriction_id_user_id'))
    )
    op.create_index(op.f('ix_person_restriction_name_user_id'), 'person_restriction_name', ['user_id'], unique=False)
    op.create_table('received_paper',
        sa.Column('purpose', sa.Enum('signed_disposal', 'cps_decision', 'variation', name='scan_purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('about_id', sa.Integer(), nullable=False),
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('media_type', sa.String(length=40), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('sent_sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('received_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("media_type IN ('application/pdf', 'image/png', 'image/jpeg')", name=op.f('ck_received_paper_pdf_or_picture')),
        sa.CheckConstraint('length(sent_sha256) = 64', name=op.f('ck_received_paper_with_the_hash_of_what_was_sent')),
        sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_received_paper_with_its_hash')),
        sa.CheckConstraint('size > 0', name=op.f('ck_received_paper_not_empty')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_received_paper_episode_id')),
        sa.ForeignKeyConstraint(['received_by_id'], ['user_account.id'], name=op.f('fk_received_paper_received_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_received_paper')),
        sa.UniqueConstraint('purpose', 'about_id', 'sha256', name=op.f('uq_received_paper_purpose_about_id_sha256'))
    )
    op.create_index(op.f('ix_received_paper_episode_id'), 'received_paper', ['episode_id'], unique=False)
    op.create_table('referral',
        sa.Column('reference', sa.String(length=20), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.Enum('DRAFT', 'SUBMITTED', 'ACKNOWLEDGED', 'RETURNED', 'ACCEPTED', 'APPT_OFFERED', 'OUTREACH', 'ATTENDED_ASSESSMENT', 'CARE_PLAN', 'IN_TREATMENT', 'NEEDS_PLACE', 'TRANSFER_PENDING', 'SUSPENDED', 'NOT_ENGAGED', 'NO_NEED', 'COMPLETED', 'LEFT_TREATMENT', 'CONSENT_WITHDRAWN', 'ENDED_IN_CUSTODY', 'DISCARDED', 'WITHDRAWN', 'REROUTED', 'UNMET_NEED', 'TRANSFERRED', 'DIED', 'ERROR', 'DUPLICATE', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('parent_id', sa.Integer(), nullable=True),
        sa.Column('route', sa.Enum('DToA_required_assessment', 'DToA_voluntary', 'OOCD_conditional_caution', 'OOCD_community_resolution', 'OOCD_outcome_22', 'L&D', 'police_street', 'ARC_IOM', 'self', 'GP', 'other', name='route', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('routing', sa.JSON(), nullable=False),
        sa.Column('choice_reason', sa.Enum('asked_for', 'known_there', 'easier_to_reach', 'seen_sooner', 'language_or_access', 'conflict', 'agreed_by_phone', name='choice_reason', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('placing_note', sa.String(length=500), nullable=True),
        sa.Column('bounces', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('first_submitted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_by_id', sa.Integer(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('accepted_by_id', sa.Integer(), nullable=True),
        sa.Column('keyworker_id', sa.Integer(), nullable=True),
        sa.Column('first_offered_on', sa.Date(), nullable=True),
        sa.Column('first_attended_on', sa.Date(), nullable=True),
        sa.Column('assessed_on', sa.Date(), nullable=True),
        sa.Column('engaged_on', sa.Date(), nullable=True),
        sa.Column('exited_on', sa.Date(), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('look_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('inbox_turn', sa.Integer(), server_default=sa.text('1'), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'SUBMITTED' OR sent_at IS NOT NULL", name=op.f('ck_referral_submitted_was_sent')),
        sa.CheckConstraint('(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keyworker_id IS NULL)', name=op.f('ck_referral_accepted_with_who_and_keyworker')),
        sa.CheckConstraint('(reference IS NULL) = (sent_at IS NULL) AND (sent_at IS NULL) = (first_submitted_at IS NULL) AND (sent_at IS NULL) = (sent_by_id IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)', name=op.f('ck_referral_sent_with_its_reference_and_clock')),
        sa.CheckConstraint('(service_id IS NULL) = (organisation_id IS NULL)', name=op.f('ck_referral_service_with_its_organisation')),
        sa.CheckConstraint('accepted_at IS NULL OR service_id IS NOT NULL', name=op.f('ck_referral_accepted_by_a_service')),
        sa.CheckConstraint('bounces >= 0', name=op.f('ck_referral_bounces_not_negative')),
        sa.CheckConstraint('engaged_on IS NULL OR accepted_at IS NOT NULL', name=op.f('ck_referral_engaged_after_acceptance')),
        sa.CheckConstraint('exited_on IS NULL OR accepted_at IS NOT NULL', name=op.f('ck_referral_exited_after_acceptance')),
        sa.CheckConstraint('first_attended_on IS NULL OR accepted_at IS NOT NULL', name=op.f('ck_referral_attended_after_acceptance')),
        sa.ForeignKeyConstraint(['accepted_by_id'], ['user_account.id'], name=op.f('fk_referral_accepted_by_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_referral_episode_id')),
        sa.ForeignKeyConstraint(['keyworker_id'], ['user_account.id'], name=op.f('fk_referral_keyworker_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_referral_organisation_id')),
        sa.ForeignKeyConstraint(['parent_id'], ['referral.id'], name=op.f('fk_referral_parent_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_referral_person_id')),
        sa.ForeignKeyConstraint(['sent_by_id'], ['user_account.id'], name=op.f('fk_referral_sent_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_referral_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
        sa.UniqueConstraint('reference', name=op.f('uq_referral_reference'))
    )
    op.create_index('ix_referral_caseload', 'referral', ['organisation_id', 'accepted_at', 'id'], unique=False, sqlite_where=sa.text('accepted_at IS NOT NULL AND closed_at IS NULL'), postgresql_where=sa.text('accepted_at IS NOT NULL AND closed_at IS NULL'))
    op.create_index('ix_referral_closed_at', 'referral', ['closed_at', 'episode_id'], unique=False, sqlite_where=sa.text('closed_at IS NOT NULL'), postgresql_where=sa.text('closed_at IS NOT NULL'))
    op.create_index(op.f('ix_referral_episode_id'), 'referral', ['episode_id'], unique=False)
    op.create_index('ix_referral_inbox', 'referral', ['organisation_id', 'inbox_turn', 'due_on', 'sent_at', 'id'], unique=False, sqlite_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"), postgresql_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"))
    op.create_index('ix_referral_keyworker', 'referral', ['keyworker_id', 'accepted_at', 'id'], unique=False, sqlite_where=sa.text('accepted_at IS NOT NULL AND closed_at IS NULL'), postgresql_where=sa.text('accepted_at IS NOT NULL AND closed_at IS NULL'))
    op.create_index('ix_referral_look_at', 'referral', ['look_at', 'id'], unique=False, sqlite_where=sa.text('look_at IS NOT NULL'), postgresql_where=sa.text('look_at IS NOT NULL'))
    op.create_index(op.f('ix_referral_parent_id'), 'referral', ['parent_id'], unique=False)
    op.create_index(op.f('ix_referral_person_id'), 'referral', ['person_id'], unique=False)
    op.create_index('ix_referral_sent_by_id', 'referral', ['sent_by_id', 'sent_at'], unique=False)
    op.create_index(op.f('ix_referral_service_id'), 'referral', ['service_id'], unique=False)
    op.create_index('ix_referral_state_first_submitted_at', 'referral', ['state', 'first_submitted_at', 'id'], unique=False)
    op.create_table('release_decision',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.Enum('on_bail', 'without_bail', 'no_further_action', 'charged_bail', 'remanded', name='release_decision', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('held_only_for_sample', sa.Boolean(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("held_only_for_sample = false OR decision NOT IN ('without_bail', 'no_further_action')", name=op.f('ck_release_decision_no_hold_without_bail')),
        sa.CheckConstraint('(decision IS NULL) = (decided_at IS NULL)', name=op.f('ck_release_decision_decided_with_its_time')),
        sa.CheckConstraint('held_only_for_sample = false OR decision IS NOT NULL', name=op.f('ck_release_decision_held_once_decided')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_release_decision_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_release_decision_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_release_decision'))
    )
    op.create_index(op.f('ix_release_decision_episode_id'), 'release_decision', ['episode_id'], unique=False)
    op.create_table('risk_screen',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('overdose_last_7_days', sa.Enum('yes', 'no', 'would_not_say', name='overdose_last_7_days', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('suicide_risk', sa.Enum('yes', 'no', 'would_not_say', name='suicide_risk', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('exploitation', sa.Enum('yes', 'no', 'would_not_say', name='exploitation', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('overdose_last_7_days IS NOT NULL OR suicide_risk IS NOT NULL OR exploitation IS NOT NULL', name=op.f('ck_risk_screen_something_was_asked')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_risk_screen_superseded_with_when')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_risk_screen_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_risk_screen_recorded_by_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['risk_screen.id'], name=op.f('fk_risk_screen_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_risk_screen'))
    )
    op.create_index(op.f('ix_risk_screen_episode_id'), 'risk_screen', ['episode_id'], unique=False)
    op.create_index('uq_risk_screen_live', 'risk_screen', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('victim_contact',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_what', sa.Enum('in_person', 'telephone', 'text', 'email', 'letter', 'visit', name='victim_by_what', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('answer', sa.Enum('supports', 'opposes', 'neutral', 'no_answer', 'told', name='victim_answer', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('remedy', sa.String(length=200), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_victim_contact_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_victim_contact_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_victim_contact'))
    )
    op.create_index(op.f('ix_victim_contact_episode_id'), 'victim_contact', ['episode_id'], unique=False)
    op.create_table('youth_handover',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('rung', sa.JSON(), nullable=False),
        sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_by', sa.String(length=120), nullable=True),
        sa.Column('agrees', sa.Enum('yes', 'no', 'not_asked', name='agrees', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('adult_told', sa.Enum('here', 'on_the_way', 'not_yet', name='adult_told', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('signs_of_use', sa.Enum('no', 'yes', 'not_sure', name='signs_of_use', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('agreed', sa.Text(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('called_at IS NULL OR called_at <= recorded_at', name=op.f('ck_youth_handover_called_before_recorded')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_youth_handover_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_youth_handover_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_youth_handover'))
    )
    op.create_index(op.f('ix_youth_handover_episode_id'), 'youth_handover', ['episode_id'], unique=False)
    op.create_table('acceptance',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('keyworker_id', sa.Integer(), nullable=False),
        sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('accepted_by_id', sa.Integer(), nullable=False),
        sa.Column('note', sa.String(length=2000), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['accepted_by_id'], ['user_account.id'], name=op.f('fk_acceptance_accepted_by_id')),
        sa.ForeignKeyConstraint(['keyworker_id'], ['user_account.id'], name=op.f('fk_acceptance_keyworker_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_acceptance_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_acceptance')),
        sa.UniqueConstraint('referral_id', name=op.f('uq_acceptance_referral_id'))
    )
    op.create_table('analyte',
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('analyte', sa.String(length=30), nullable=False),
        sa.Column('result', sa.Enum('positive', 'negative', 'invalid', name='result', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_analyte_drug_test_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_analyte')),
        sa.UniqueConstraint('drug_test_id', 'analyte', name=op.f('uq_analyte_drug_test_id_analyte'))
    )
    op.create_table('appointment',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('place', sa.String(length=120), nullable=False),
        sa.Column('channel', sa.Enum('in_person', 'phone', 'video', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('purpose', sa.Enum('assessment', 'structured', 'other', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('offered_by_id', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('attended', 'left_early', 'did_not_attend', 'cancelled_by_person', 'cancelled_by_service', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('outcome_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome_by_id', sa.Integer(), nullable=True),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)', name=op.f('ck_appointment_outcome_with_who_and_when')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_appointment_superseded_with_when')),
        sa.ForeignKeyConstraint(['offered_by_id'], ['user_account.id'], name=op.f('fk_appointment_offered_by_id')),
        sa.ForeignKeyConstraint(['outcome_by_id'], ['user_account.id'], name=op.f('fk_appointment_outcome_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_appointment_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['appointment.id'], name=op.f('fk_appointment_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index(op.f('ix_appointment_referral_id'), 'appointment', ['referral_id'], unique=False)
    op.create_table('assessment',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('attended_on', sa.Date(), nullable=False),
        sa.Column('assessor_id', sa.Integer(), nullable=False),
        sa.Column('uses_substances', sa.Boolean(), nullable=False),
        sa.Column('needs_agreed', sa.Text(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_assessment_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_assessment_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['assessor_id'], ['user_account.id'], name=op.f('fk_assessment_assessor_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assessment_person_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_assessment_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_assessment_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['assessment.id'], name=op.f('fk_assessment_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment'))
    )
    op.create_index('ix_assessment_attended_on', 'assessment', ['attended_on', 'person_id'], unique=False)
    op.create_index(op.f('ix_assessment_person_id'), 'assessment', ['person_id'], unique=False)
    op.create_index(op.f('ix_assessment_referral_id'), 'assessment', ['referral_id'], unique=False)
    op.create_index('uq_assessment_live', 'assessment', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('assessment_leaked',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.Enum('attendance', 'content', name='what', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('whom', sa.Enum('police', 'family', 'employer', 'service', 'public', name='whom', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('told_to', sa.String(length=200), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('done', sa.Text(), nullable=False),
        sa.Column('rule', sa.String(length=10), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('mark', sa.String(length=20), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('length(done) >= 10', name=op.f('ck_assessment_leaked_said_what_was_done')),
        sa.CheckConstraint('told_at <= recorded_at', name=op.f('ck_assessment_leaked_told_before_it_was_recorded')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_assessment_leaked_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_assessment_leaked_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_leaked'))
    )
    op.create_index(op.f('ix_assessment_leaked_referral_id'), 'assessment_leaked', ['referral_id'], unique=False)
    op.create_table('authority',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('offence_id', sa.Integer(), nullable=False),
        sa.Column('given_by_id', sa.Integer(), nullable=False),
        sa.Column('rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='rank', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('grounds', sa.Text(), nullable=False),
        sa.Column('mode', sa.Enum('oral', 'written', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('confirmed_in_writing_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disowned_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disowned_words', sa.Text(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("mode <> 'written' OR given_by_id = recorded_by_id", name=op.f('ck_authority_written_by_its_giver')),
        sa.CheckConstraint("rank NOT IN ('constable', 'sergeant')", name=op.f('ck_authority_inspector_or_above')),
        sa.CheckConstraint('(disowned_at IS NULL) = (disowned_words IS NULL)', name=op.f('ck_authority_disowned_with_words')),
        sa.CheckConstraint('disowned_at IS NULL OR confirmed_in_writing_at IS NULL', name=op.f('ck_authority_confirmed_or_disowned')),
        sa.CheckConstraint('length(grounds) >= 20', name=op.f('ck_authority_grounds_of_twenty_characters')),
        sa.CheckConstraint('told_at IS NULL OR told_at >= given_at', name=op.f('ck_authority_told_after_given')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_authority_episode_id')),
        sa.ForeignKeyConstraint(['given_by_id'], ['user_account.id'], name=op.f('fk_authority_given_by_id')),
        sa.ForeignKeyConstraint(['offence_id'], ['offence.id'], name=op.f('fk_authority_offence_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_authority_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_authority'))
    )
    op.create_index(op.f('ix_authority_episode_id'), 'authority', ['episode_id'], unique=False)
    op.create_index(op.f('ix_authority_offence_id'), 'authority', ['offence_id'], unique=False)
    op.create_table('authority_refusal',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('offence_id', sa.Integer(), nullable=False),
        sa.Column('refused_by_id', sa.Integer(), nullable=False),
        sa.Column('rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='rank', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('mode', sa.Enum('oral', 'written', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("mode <> 'written' OR refused_by_id = recorded_by_id", name=op.f('ck_authority_refusal_written_by_its_giver')),
        sa.CheckConstraint("rank NOT IN ('constable', 'sergeant')", name=op.f('ck_authority_refusal_inspector_or_above')),
        sa.CheckConstraint('length(reason) >= 1', name=op.f('ck_authority_refusal_refused_with_why')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_authority_refusal_episode_id')),
        sa.ForeignKeyConstraint(['offence_id'], ['offence.id'], name=op.f('fk_authority_refusal_offence_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_authority_refusal_recorded_by_id')),
        sa.ForeignKeyConstraint(['refused_by_id'], ['user_account.id'], name=op.f('fk_authority_refusal_refused_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_authority_refusal'))
    )
    op.create_index(op.f('ix_authority_refusal_episode_id'), 'authority_refusal', ['episode_id'], unique=False)
    op.create_table('authority_request',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('offence_id', sa.Integer(), nullable=False),
        sa.Column('grounds', sa.Text(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_as', sa.Enum('given', 'refused', 'withdrawn', 'overtaken', name='ended_as', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_as <> 'withdrawn' OR ended_by_id = asked_by_id", name=op.f('ck_authority_request_withdrawn_by_its_asker')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_as IS NULL)', name=op.f('ck_authority_request_ended_with_how')),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_authority_request_ended_with_who')),
        sa.CheckConstraint('ended_at IS NULL OR ended_at >= asked_at', name=op.f('ck_authority_request_ended_after_asked')),
        sa.CheckConstraint('length(grounds) >= 1', name=op.f('ck_authority_request_asked_with_why')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['user_account.id'], name=op.f('fk_authority_request_asked_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_authority_request_ended_by_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_authority_request_episode_id')),
        sa.ForeignKeyConstraint(['offence_id'], ['offence.id'], name=op.f('fk_authority_request_offence_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_authority_request'))
    )
    op.create_index(op.f('ix_authority_request_episode_id'), 'authority_request', ['episode_id'], unique=False)
    op.create_index('uq_authority_request_open', 'authority_request', ['offence_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('care_plan',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('agreed_on', sa.Date(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_care_plan_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_care_plan_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_care_plan_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_care_plan_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['care_plan.id'], name=op.f('fk_care_plan_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_care_plan'))
    )
    op.create_index(op.f('ix_care_plan_referral_id'), 'care_plan', ['referral_id'], unique=False)
    op.create_index('uq_care_plan_live', 'care_plan', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('check_in',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('done', 'no_answer', 'declined', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.String(length=1000), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('number BETWEEN 1 AND 3', name=op.f('ck_check_in_number')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_check_in_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_check_in_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in')),
        sa.UniqueConstraint('referral_id', 'number', name='uq_check_in_referral_id_number')
    )
    op.create_table('clock_answer',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('answered', sa.Enum('checked', 'spoke', 'attempted', name='answered', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_clock_answer_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_clock_answer_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_answer'))
    )
    op.create_index(op.f('ix_clock_answer_referral_id'), 'clock_answer', ['referral_id'], unique=False)
    op.create_table('clock_told',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('timer', sa.String(length=40), nullable=False),
        sa.Column('about', sa.String(length=40), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('told', sa.Enum('keyworker', 'provider_manager', 'pathway_manager', 'referrer', 'sergeant', 'assessor', 'monitor', 'police', name='told', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_phone', sa.Boolean(), nullable=False),
        sa.Column('ring', sa.String(length=200), nullable=False),
        sa.Column('key', sa.String(length=160), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("by_phone OR ring = ''", name=op.f('ck_clock_told_rings_by_phone')),
        sa.CheckConstraint('number >= 0', name=op.f('ck_clock_told_number_not_negative')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_clock_told_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_clock_told_person_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_clock_told_referral_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_clock_told_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_told')),
        sa.UniqueConstraint('key', name=op.f('uq_clock_told_key'))
    )
    op.create_index('ix_clock_told_organisation_id', 'clock_told', ['organisation_id', 'told', 'due_at', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
    op.create_index(op.f('ix_clock_told_person_id'), 'clock_told', ['person_id'], unique=False)
    op.create_index(op.f('ix_clock_told_referral_id'), 'clock_told', ['referral_id'], unique=False)
    op.create_index('ix_clock_told_user_id', 'clock_told', ['user_id', 'due_at', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
    op.create_table('contact',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('how', sa.Enum('in_person', 'phone', 'video', 'outreach', 'text', 'letter', name='how', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('whom', sa.Enum('person', 'family', 'professional', name='whom', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('is_structured', sa.Boolean(), nullable=False),
        sa.Column('naloxone', sa.Enum('supplied', 'already_has', 'declined', 'not_offered', name='naloxone', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('naloxone_why', sa.String(length=200), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(whom = 'person') = (naloxone IS NOT NULL)", name=op.f('ck_contact_naloxone_asked_of_the_person')),
        sa.CheckConstraint("NOT is_structured OR (whom = 'person' AND how IN ('in_person', 'phone', 'video'))", name=op.f('ck_contact_structured_with_the_person')),
        sa.CheckConstraint("naloxone IS NULL OR (naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name=op.f('ck_contact_why_where_not_offered')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_contact_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_contact_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index('ix_contact_referral_id', 'contact', ['referral_id', 'at'], unique=False)
    op.create_table('declared_substance',
        sa.Column('need_screen_id', sa.Integer(), nullable=False),
        sa.Column('substance', sa.Enum('heroin', 'methadone', 'other_opiates', 'crack', 'cocaine_powder', 'cocaine_unspecified', 'cannabis', 'synthetic_cannabinoids', 'alcohol', 'amphetamines', 'benzodiazepines', 'ketamine', 'mdma', 'gabapentinoids', 'other_drugs', name='substance', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['need_screen_id'], ['need_screen.id'], name=op.f('fk_declared_substance_need_screen_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_declared_substance')),
        sa.UniqueConstraint('need_screen_id', 'substance', name=op.f('uq_declared_substance_need_screen_id_substance'))
    )
    op.create_table('decline',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Enum('no_place', 'out_of_area', 'conflict', 'access_or_language', 'other_service', 'already_elsewhere', 'closing', 'other_age_group', name='reason', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('declined_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('declined_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['declined_by_id'], ['user_account.id'], name=op.f('fk_decline_declined_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_decline_organisation_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_decline_referral_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_decline_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_decline')),
        sa.UniqueConstraint('referral_id', name=op.f('uq_decline_referral_id'))
    )
    op.create_index(op.f('ix_decline_organisation_id'), 'decline', ['organisation_id'], unique=False)
    op.create_table('disposal_condition',
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('drug_assessment', 'drug_awareness_course', 'structured_treatment_engagement', 'alcohol_session', 'naloxone_training_offer', 'mental_health_assessment', 'needs_assessment', 'apology', 'compensation', 'repair', 'community_work', 'no_contact', 'exclusion_area', 'financial_penalty', 'attendance_other', name='condition_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('object', sa.Enum('rehabilitative', 'reparative', 'punitive', name='condition_object', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('wording', sa.Text(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('proof', sa.Enum('attendance_log', 'provider_letter', 'receipt', 'officer_check', name='condition_proof', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('hours', sa.Integer(), nullable=True),
        sa.Column('amount', sa.Integer(), nullable=True),
        sa.Column('status', sa.Enum('open', 'met', 'not_met', 'excused', 'varied', 'cancelled', name='condition_status', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('reported_as', sa.Enum('met', 'not_met', name='condition_reported', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reported_on', sa.Date(), nullable=True),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reported_by_id', sa.Integer(), nullable=True),
        sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('accepted_by_id', sa.Integer(), nullable=True),
        sa.Column('evidence', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'met') = (accepted_at IS NOT NULL)", name=op.f('ck_disposal_condition_met_when_accepted')),
        sa.CheckConstraint('(accepted_at IS NULL) = (accepted_by_id IS NULL)', name=op.f('ck_disposal_condition_acceptance_whole')),
        sa.CheckConstraint('(reported_as IS NULL) = (reported_on IS NULL) AND (reported_as IS NULL) = (reported_by_id IS NULL)', name=op.f('ck_disposal_condition_report_whole')),
        sa.ForeignKeyConstraint(['accepted_by_id'], ['user_account.id'], name=op.f('fk_disposal_condition_accepted_by_id')),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_disposal_condition_disposal_id')),
        sa.ForeignKeyConstraint(['reported_by_id'], ['user_account.id'], name=op.f('fk_disposal_condition_reported_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_disposal_condition_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal_condition'))
    )
    op.create_index(op.f('ix_disposal_condition_disposal_id'), 'disposal_condition', ['disposal_id'], unique=False)
    op.create_index(op.f('ix_disposal_condition_service_id'), 'disposal_condition', ['service_id'], unique=False)
    op.create_table('disposal_event',
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('event', sa.String(length=40), nullable=False),
        sa.Column('from_state', sa.Enum('DRAFT', 'PROPOSED', 'WITH_CPS', 'AUTHORISED', 'OFFERED', 'REDECIDE', 'ACTIVE', 'BREACH_REVIEW', 'DETAINED_24A', 'PROSECUTION_PENDING', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'PROSECUTED', 'NOT_PROCEEDED', 'TIME_BARRED', 'DEFERRED', 'REVIEW_DUE', 'COMPLETED_AWAITING_REVIEW', 'AGREED', 'NON_ENGAGED', 'REVIEWED', 'GIVEN', 'COURT_REQUESTED', 'PAID', 'FINE_REGISTERED', 'VOID', 'TRANSFERRED', 'REFERRED_TO_YOUTH_JUSTICE', 'CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', name='from_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('to_state', sa.Enum('DRAFT', 'PROPOSED', 'WITH_CPS', 'AUTHORISED', 'OFFERED', 'REDECIDE', 'ACTIVE', 'BREACH_REVIEW', 'DETAINED_24A', 'PROSECUTION_PENDING', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'PROSECUTED', 'NOT_PROCEEDED', 'TIME_BARRED', 'DEFERRED', 'REVIEW_DUE', 'COMPLETED_AWAITING_REVIEW', 'AGREED', 'NON_ENGAGED', 'REVIEWED', 'GIVEN', 'COURT_REQUESTED', 'PAID', 'FINE_REGISTERED', 'VOID', 'TRANSFERRED', 'REFERRED_TO_YOUTH_JUSTICE', 'CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', name='to_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=4), nullable=False),
        sa.Column('rank', sa.Enum('constable', 'sergeant', 'inspector', 'chief_inspector', 'superintendent', 'chief_superintendent', 'acpo', name='event_rank', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('recorded', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_disposal_event_by_id')),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_disposal_event_disposal_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal_event'))
    )
    op.create_index(op.f('ix_disposal_event_disposal_id'), 'disposal_event', ['disposal_id'], unique=False)
    op.create_table('engagement',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('engaged_on', sa.Date(), nullable=False),
        sa.Column('definition', sa.String(length=40), nullable=False),
        sa.Column('definition_version', sa.String(length=10), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_engagement_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_engagement_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_engagement_person_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_engagement_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_engagement_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['engagement.id'], name=op.f('fk_engagement_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_engagement'))
    )
    op.create_index('ix_engagement_person_id', 'engagement', ['person_id', 'engaged_on'], unique=False)
    op.create_index(op.f('ix_engagement_referral_id'), 'engagement', ['referral_id'], unique=False)
    op.create_index('uq_engagement_live', 'engagement', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('goal',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('goal', sa.String(length=300), nullable=False),
        sa.Column('who', sa.String(length=120), nullable=False),
        sa.Column('does', sa.String(length=300), nullable=False),
        sa.Column('by_on', sa.Date(), nullable=False),
        sa.Column('state', sa.Enum('agreed', 'done', 'dropped', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('closed_on', sa.Date(), nullable=True),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'agreed') = (closed_on IS NULL) AND (closed_on IS NULL) = (closed_by_id IS NULL)", name=op.f('ck_goal_closed_with_when_and_by_whom')),
        sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_goal_closed_by_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_goal_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_goal_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_goal'))
    )
    op.create_index(op.f('ix_goal_referral_id'), 'goal', ['referral_id'], unique=False)
    op.create_table('hold',
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('quarantined', 'released', 'voided', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('sample_is', sa.Enum('destroyed', 'kept_as_directed', name='sample_is', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('is_person_told', sa.Boolean(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'voided') = (is_person_told IS NOT NULL)", name=op.f('ck_hold_voided_with_whether_told')),
        sa.CheckConstraint("(state = 'voided') = (sample_is IS NOT NULL)", name=op.f('ck_hold_voided_with_what_became_of_the_sample')),
        sa.CheckConstraint("state = 'quarantined' OR decided_at IS NOT NULL", name=op.f('ck_hold_let_go_by_a_decision')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL)', name=op.f('ck_hold_decided_by_somebody')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_hold_decided_by_id')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_hold_drug_test_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    op.create_index('uq_hold_one_a_test', 'hold', ['drug_test_id'], unique=True)
    op.create_table('intervention',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('modality', sa.String(length=10), nullable=False),
        sa.Column('started_on', sa.Date(), nullable=False),
        sa.Column('is_start', sa.Boolean(), nullable=False),
        sa.Column('ended_on', sa.Date(), nullable=True),
        sa.Column('exit_status', sa.String(length=10), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_on IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_intervention_ended_by_whom')),
        sa.CheckConstraint('ended_on IS NULL OR ended_on >= started_on', name=op.f('ck_intervention_ended_after_it_started')),
        sa.CheckConstraint('exit_status IS NULL OR ended_on IS NOT NULL', name=op.f('ck_intervention_status_of_what_ended')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_intervention_ended_by_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_intervention_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_intervention_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_intervention'))
    )
    op.create_index(op.f('ix_intervention_referral_id'), 'intervention', ['referral_id'], unique=False)
    op.create_table('joint_plan',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('partner_service_id', sa.Integer(), nullable=False),
        sa.Column('lead_there', sa.String(length=120), nullable=False),
        sa.Column('lead_here_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('end_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_joint_plan_ended_whole')),
        sa.ForeignKeyConstraint(['asked_by_id'], ['user_account.id'], name=op.f('fk_joint_plan_asked_by_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_joint_plan_ended_by_id')),
        sa.ForeignKeyConstraint(['lead_here_id'], ['user_account.id'], name=op.f('fk_joint_plan_lead_here_id')),
        sa.ForeignKeyConstraint(['partner_service_id'], ['service.id'], name=op.f('fk_joint_plan_partner_service_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_joint_plan_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_joint_plan'))
    )
    op.create_index('ix_joint_plan_partner', 'joint_plan', ['partner_service_id', 'id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index(op.f('ix_joint_plan_referral_id'), 'joint_plan', ['referral_id'], unique=False)
    op.create_index('uq_joint_plan_live', 'joint_plan', ['referral_id', 'partner_service_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('lab_check',
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('DISPUTED', 'SENT', 'WITHDRAWN', 'CONFIRMED', 'NOT_CONFIRMED', 'NO_ANALYSIS', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reference', sa.String(length=80), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("told_at IS NULL OR state = 'NOT_CONFIRMED'", name=op.f('ck_lab_check_told_that_it_was_not_confirmed')),
        sa.CheckConstraint('(sent_at IS NULL) = (reference IS NULL)', name=op.f('ck_lab_check_sent_with_its_reference')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_lab_check_drug_test_id')),
        sa.ForeignKeyConstraint(['told_by_id'], ['user_account.id'], name=op.f('fk_lab_check_told_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_lab_check')),
        sa.UniqueConstraint('drug_test_id', name=op.f('uq_lab_check_drug_test_id'))
    )
    op.create_table('monitoring_contact',
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_what', sa.Enum('in_person', 'telephone', 'text', 'email', 'letter', 'visit', name='contact_by_what', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('result', sa.Enum('reached', 'message', 'no_answer', 'wrong', name='contact_result', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_monitoring_contact_disposal_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_monitoring_contact_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_monitoring_contact'))
    )
    op.create_index(op.f('ix_monitoring_contact_disposal_id'), 'monitoring_contact', ['disposal_id'], unique=False)
    op.create_table('naloxone_supply',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('supplied_on', sa.Date(), nullable=False),
        sa.Column('product', sa.Enum('nasal', 'injectable', name='product', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('kits', sa.Integer(), nullable=False),
        sa.Column('batch', sa.String(length=60), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=False),
        sa.Column('recipient', sa.Enum('at_risk', 'family', 'professional', name='recipient', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('why', sa.Enum('first', 'used', 'lost', 'expired', name='why', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('authority', sa.Enum('drug_service', 'route_1', 'route_2', name='authority', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('trained_by', sa.String(length=120), nullable=False),
        sa.Column('used_on', sa.Date(), nullable=True),
        sa.Column('used_outcome', sa.Enum('lived', 'died', 'not_known', name='used_outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('used_by_id', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(used_on IS NULL) = (used_outcome IS NULL) AND (used_on IS NULL) = (used_by_id IS NULL)', name=op.f('ck_naloxone_supply_used_with_outcome_and_by_whom')),
        sa.CheckConstraint('expires_on > supplied_on', name=op.f('ck_naloxone_supply_not_expired_when_supplied')),
        sa.CheckConstraint('kits > 0', name=op.f('ck_naloxone_supply_at_least_one_kit')),
        sa.CheckConstraint('used_on IS NULL OR used_on >= supplied_on', name=op.f('ck_naloxone_supply_used_after_it_was_supplied')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_naloxone_supply_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_naloxone_supply_referral_id')),
        sa.ForeignKeyConstraint(['used_by_id'], ['user_account.id'], name=op.f('fk_naloxone_supply_used_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_naloxone_supply'))
    )
    op.create_index(op.f('ix_naloxone_supply_referral_id'), 'naloxone_supply', ['referral_id'], unique=False)
    op.create_table('needs_assessed',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('said', sa.Enum('named', 'nothing', 'would_not_say', name='said', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('injecting', sa.String(length=40), nullable=False),
        sa.Column('overdose', sa.Enum('yes', 'no', 'would_not_say', name='overdose', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('overdose_days', sa.Integer(), nullable=True),
        sa.Column('suicide_risk', sa.Enum('yes', 'no', 'would_not_say', name='suicide_risk', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('mental_health', sa.Enum('yes', 'no', 'would_not_say', name='mental_health', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('receiving', sa.String(length=40), nullable=True),
        sa.Column('housing', sa.String(length=40), nullable=False),
        sa.Column('children', sa.String(length=40), nullable=False),
        sa.Column('pregnant', sa.Enum('yes', 'no', 'would_not_say', name='pregnant', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('employment', sa.String(length=40), nullable=False),
        sa.Column('safeguarding', sa.Enum('yes', 'no', 'would_not_say', name='safeguarding', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('naloxone', sa.Enum('supplied', 'already_has', 'declined', 'not_offered', name='naloxone', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('naloxone_why', sa.String(length=200), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(mental_health = 'yes') = (receiving IS NOT NULL)", name=op.f('ck_needs_assessed_a_need_says_what_help')),
        sa.CheckConstraint("(naloxone = 'not_offered') = (naloxone_why IS NOT NULL)", name=op.f('ck_needs_assessed_not_offered_says_why')),
        sa.CheckConstraint("overdose_days IS NULL OR overdose = 'yes'", name=op.f('ck_needs_assessed_days_of_an_overdose')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_needs_assessed_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_needs_assessed_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_needs_assessed_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_needs_assessed_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['needs_assessed.id'], name=op.f('fk_needs_assessed_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_needs_assessed'))
    )
    op.create_index(op.f('ix_needs_assessed_referral_id'), 'needs_assessed', ['referral_id'], unique=False)
    op.create_index('uq_needs_assessed_live', 'needs_assessed', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('outcome_record',
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=4), nullable=False),
        sa.Column('step', sa.Enum('requested', 'accepted', 'corrected', 'removal_asked', 'removed', 'noted', name='code_step', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('dated', sa.Date(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("step <> 'corrected' OR reason IS NOT NULL", name=op.f('ck_outcome_record_corrected_with_why')),
        sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_outcome_record_by_id')),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_outcome_record_disposal_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_record'))
    )
    op.create_index(op.f('ix_outcome_record_disposal_id'), 'outcome_record', ['disposal_id'], unique=False)
    op.create_table('outreach_attempt',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('way', sa.Enum('phone', 'text', 'letter', 'visit', 'through_other', 'other_service', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.String(length=500), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_outreach_attempt_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_outreach_attempt_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_attempt'))
    )
    op.create_index(op.f('ix_outreach_attempt_referral_id'), 'outreach_attempt', ['referral_id'], unique=False)
    op.create_table('peer_support',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('offered_on', sa.Date(), nullable=False),
        sa.Column('answer', sa.Enum('accepted', 'thinking', 'declined', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('peer', sa.String(length=120), nullable=True),
        sa.Column('contact', sa.String(length=200), nullable=True),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.Column('first_contact_on', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(answer = 'accepted') = (peer IS NOT NULL) AND (answer = 'accepted') = (contact IS NOT NULL)", name=op.f('ck_peer_support_accepted_with_peer_and_contact')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_peer_support_superseded_with_why')),
        sa.CheckConstraint('first_contact_on IS NULL OR first_contact_on >= offered_on', name=op.f('ck_peer_support_met_after_the_offer')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_peer_support_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_peer_support_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_peer_support_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['peer_support.id'], name=op.f('fk_peer_support_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_peer_support'))
    )
    op.create_index(op.f('ix_peer_support_referral_id'), 'peer_support', ['referral_id'], unique=False)
    op.create_index('uq_peer_support_live', 'peer_support', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('plan_review',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('reviewed_on', sa.Date(), nullable=False),
        sa.Column('summary', sa.Text(), nullable=False),
        sa.Column('next_on', sa.Date(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('next_on IS NULL OR next_on > reviewed_on', name=op.f('ck_plan_review_next_comes_later')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_plan_review_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_plan_review_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_review'))
    )
    op.create_index(op.f('ix_plan_review_referral_id'), 'plan_review', ['referral_id'], unique=False)
    op.create_table('referral_error',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('why', sa.String(length=40), nullable=False),
        sa.Column('correct', sa.String(length=200), nullable=True),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('said_by_id', sa.Integer(), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_by_id', sa.Integer(), nullable=True),
        sa.Column('agreed', sa.Boolean(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (agreed IS NULL)', name=op.f('ck_referral_error_settled_whole')),
        sa.CheckConstraint('settled_by_id IS NULL OR settled_by_id <> said_by_id', name=op.f('ck_referral_error_two_people')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_error_referral_id')),
        sa.ForeignKeyConstraint(['said_by_id'], ['user_account.id'], name=op.f('fk_referral_error_said_by_id')),
        sa.ForeignKeyConstraint(['settled_by_id'], ['user_account.id'], name=op.f('fk_referral_error_settled_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_error'))
    )
    op.create_index('uq_referral_error_waiting', 'referral_error', ['referral_id'], unique=True, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
    op.create_table('referral_event',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('event', sa.String(length=40), nullable=False),
        sa.Column('from_state', sa.Enum('DRAFT', 'SUBMITTED', 'ACKNOWLEDGED', 'RETURNED', 'ACCEPTED', 'APPT_OFFERED', 'OUTREACH', 'ATTENDED_ASSESSMENT', 'CARE_PLAN', 'IN_TREATMENT', 'NEEDS_PLACE', 'TRANSFER_PENDING', 'SUSPENDED', 'NOT_ENGAGED', 'NO_NEED', 'COMPLETED', 'LEFT_TREATMENT', 'CONSENT_WITHDRAWN', 'ENDED_IN_CUSTODY', 'DISCARDED', 'WITHDRAWN', 'REROUTED', 'UNMET_NEED', 'TRANSFERRED', 'DIED', 'ERROR', 'DUPLICATE', name='from_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('to_state', sa.Enum('DRAFT', 'SUBMITTED', 'ACKNOWLEDGED', 'RETURNED', 'ACCEPTED', 'APPT_OFFERED', 'OUTREACH', 'ATTENDED_ASSESSMENT', 'CARE_PLAN', 'IN_TREATMENT', 'NEEDS_PLACE', 'TRANSFER_PENDING', 'SUSPENDED', 'NOT_ENGAGED', 'NO_NEED', 'COMPLETED', 'LEFT_TREATMENT', 'CONSENT_WITHDRAWN', 'ENDED_IN_CUSTODY', 'DISCARDED', 'WITHDRAWN', 'REROUTED', 'UNMET_NEED', 'TRANSFERRED', 'DIED', 'ERROR', 'DUPLICATE', name='to_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('role', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.String(length=200), nullable=True),
        sa.Column('recorded', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(by_id IS NULL) = (role = 'system')", name=op.f('ck_referral_event_nobody_but_the_system')),
        sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_referral_event_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_event_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_event'))
    )
    op.create_index(op.f('ix_referral_event_referral_id'), 'referral_event', ['referral_id'], unique=False)
    op.create_table('referral_transfer',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('sent_on', sa.Date(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('how', sa.String(length=40), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (how IS NULL)', name=op.f('ck_referral_transfer_ended_with_how')),
        sa.CheckConstraint('(service_id IS NULL) = (organisation_id IS NULL)', name=op.f('ck_referral_transfer_service_with_its_organisation')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_referral_transfer_organisation_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_referral_transfer_referral_id')),
        sa.ForeignKeyConstraint(['sent_by_id'], ['user_account.id'], name=op.f('fk_referral_transfer_sent_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_referral_transfer_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referral_transfer'))
    )
    op.create_index('ix_referral_transfer_organisation_id', 'referral_transfer', ['organisation_id', 'sent_on'], unique=False)
    op.create_index(op.f('ix_referral_transfer_referral_id'), 'referral_transfer', ['referral_id'], unique=False)
    op.create_index('uq_referral_transfer_open', 'referral_transfer', ['referral_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('required_assessment',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.Enum('imposed', 'not_imposed', name='decision', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('not_imposed_reason', sa.Text(), nullable=True),
        sa.Column('imposed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('initial_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('initial_place', sa.String(length=300), nullable=True),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('booking', sa.Integer(), nullable=False),
        sa.Column('words_version', sa.String(length=40), nullable=True),
        sa.Column('notice_served_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('notice_served_by_id', sa.Integer(), nullable=True),
        sa.Column('notice_sha256', sa.String(length=64), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=400), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(decision = 'imposed') = (imposed_at IS NOT NULL)", name=op.f('ck_required_assessment_imposed_with_its_time')),
        sa.CheckConstraint("(decision = 'imposed') = (initial_at IS NOT NULL) AND (decision = 'imposed') = (initial_place IS NOT NULL) AND (decision = 'imposed') = (service_id IS NOT NULL)", name=op.f('ck_required_assessment_imposed_with_time_and_place')),
        sa.CheckConstraint("(decision = 'not_imposed') = (not_imposed_reason IS NOT NULL)", name=op.f('ck_required_assessment_not_imposed_with_why')),
        sa.CheckConstraint('(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND (notice_served_at IS NULL) = (notice_served_by_id IS NULL) AND (notice_served_at IS NULL) = (words_version IS NULL)', name=op.f('ck_required_assessment_notice_served_whole')),
        sa.CheckConstraint('initial_at IS NULL OR initial_at > imposed_at', name=op.f('ck_required_assessment_initial_lies_ahead')),
        sa.CheckConstraint('notice_served_at IS NULL OR (imposed_at IS NOT NULL AND notice_served_at >= imposed_at)', name=op.f('ck_required_assessment_notice_after_requirement')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_required_assessment_superseded_when_named')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_required_assessment_drug_test_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_required_assessment_episode_id')),
        sa.ForeignKeyConstraint(['notice_served_by_id'], ['user_account.id'], name=op.f('fk_required_assessment_notice_served_by_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_required_assessment_recorded_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_required_assessment_service_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['required_assessment.id'], name=op.f('fk_required_assessment_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_required_assessment'))
    )
    op.create_index(op.f('ix_required_assessment_drug_test_id'), 'required_assessment', ['drug_test_id'], unique=False)
    op.create_index(op.f('ix_required_assessment_episode_id'), 'required_assessment', ['episode_id'], unique=False)
    op.create_index(op.f('ix_required_assessment_service_id'), 'required_assessment', ['service_id'], unique=False)
    op.create_index('uq_required_assessment_live', 'required_assessment', ['episode_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('result_shared',
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('purpose', sa.Enum('s63B7_a', 's63B7_aa', 's63B7_b', 's63B7_c', 's63B7_ca', 's63B7_cb', 's63B7_d', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('recipient', sa.Enum('court', 'prosecutor', 'bail_officer', 'caution_officer', 'custody_staff', 'prison', 'supervising_officer', 'probation', 'assessor', 'treatment', 'healthcare', name='recipient', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('told_to', sa.String(length=200), nullable=False),
        sa.Column('area_notified', sa.Enum('yes', 'no', 'not_known', name='area_notified', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('bail_reason', sa.Text(), nullable=True),
        sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('shared_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("area_notified IS NULL OR purpose = 's63B7_a'", name=op.f('ck_result_shared_bail_note_for_bail')),
        sa.CheckConstraint('bail_reason IS NULL OR area_notified IS NOT NULL', name=op.f('ck_result_shared_reason_of_a_bail_note')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_result_shared_drug_test_id')),
        sa.ForeignKeyConstraint(['shared_by_id'], ['user_account.id'], name=op.f('fk_result_shared_shared_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_result_shared'))
    )
    op.create_index(op.f('ix_result_shared_drug_test_id'), 'result_shared', ['drug_test_id'], unique=False)
    op.create_table('result_told_outside',
        sa.Column('drug_test_id', sa.Integer(), nullable=False),
        sa.Column('asked_for', sa.String(length=100), nullable=False),
        sa.Column('told_to', sa.String(length=200), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('rule', sa.String(length=10), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('mark', sa.String(length=20), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.Enum('released', 'voided', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (reason IS NULL)', name=op.f('ck_result_told_outside_decided_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> recorded_by_id', name=op.f('ck_result_told_outside_decided_by_another')),
        sa.CheckConstraint('told_at <= recorded_at', name=op.f('ck_result_told_outside_told_before_it_was_recorded')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_result_told_outside_decided_by_id')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_result_told_outside_drug_test_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_result_told_outside_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_result_told_outside'))
    )
    op.create_index(op.f('ix_result_told_outside_drug_test_id'), 'result_told_outside', ['drug_test_id'], unique=False)
    op.create_table('safe_contact',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('way', sa.Enum('text', 'call', 'letter', 'someone_else', 'meet', 'no_phone', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('number', sa.String(length=40), nullable=True),
        sa.Column('note', sa.String(length=200), nullable=True),
        sa.Column('holds', sa.Enum('number', 'day_and_time', name='holds', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("holds = 'number' OR way = 'text'", name=op.f('ck_safe_contact_only_a_text_holds_a_time')),
        sa.CheckConstraint("way NOT IN ('text', 'call') OR number IS NOT NULL", name=op.f('ck_safe_contact_number_for_a_phone')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_safe_contact_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_safe_contact_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_safe_contact_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_safe_contact_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['safe_contact.id'], name=op.f('fk_safe_contact_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_safe_contact'))
    )
    op.create_index(op.f('ix_safe_contact_referral_id'), 'safe_contact', ['referral_id'], unique=False)
    op.create_index('uq_safe_contact_live', 'safe_contact', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('scrutiny_case',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('is_always_in', sa.Boolean(), nullable=False),
        sa.Column('pack', sa.JSON(), nullable=True),
        sa.Column('finding', sa.Enum('consistent', 'observations', 'inappropriate', 'cannot_decide', name='finding', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('finding_words', sa.Text(), nullable=True),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('found_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(finding IS NULL) = (found_at IS NULL) AND (finding IS NULL) = (found_by_id IS NULL)', name=op.f('ck_scrutiny_case_found_whole')),
        sa.CheckConstraint('number >= 1', name=op.f('ck_scrutiny_case_numbered_from_one')),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_scrutiny_case_disposal_id')),
        sa.ForeignKeyConstraint(['found_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_case_found_by_id')),
        sa.ForeignKeyConstraint(['round_id'], ['scrutiny_round.id'], name=op.f('fk_scrutiny_case_round_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_case')),
        sa.UniqueConstraint('round_id', 'disposal_id', name=op.f('uq_scrutiny_case_round_id_disposal_id')),
        sa.UniqueConstraint('round_id', 'number', name=op.f('uq_scrutiny_case_round_id_number'))
    )
    op.create_index(op.f('ix_scrutiny_case_disposal_id'), 'scrutiny_case', ['disposal_id'], unique=False)
    op.create_table('service_to_avoid',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('why', sa.Enum('danger', 'relative', 'place', 'unsaid', name='why', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.String(length=400), nullable=True),
        sa.Column('concern_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_service_to_avoid_ended_by_somebody')),
        sa.ForeignKeyConstraint(['concern_id'], ['concern.id'], name=op.f('fk_service_to_avoid_concern_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['user_account.id'], name=op.f('fk_service_to_avoid_ended_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_service_to_avoid_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_service_to_avoid_person_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_service_to_avoid_recorded_by_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_to_avoid_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service_to_avoid'))
    )
    op.create_index(op.f('ix_service_to_avoid_person_id'), 'service_to_avoid', ['person_id'], unique=False)
    op.create_index('uq_service_to_avoid_live', 'service_to_avoid', ['person_id', 'service_id', 'organisation_id', 'recorded_by_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('structured_start',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('modality', sa.String(length=10), nullable=False),
        sa.Column('started_on', sa.Date(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_structured_start_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_structured_start_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_structured_start_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_structured_start_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['structured_start.id'], name=op.f('fk_structured_start_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_structured_start'))
    )
    op.create_index(op.f('ix_structured_start_referral_id'), 'structured_start', ['referral_id'], unique=False)
    op.create_index('uq_structured_start_live', 'structured_start', ['referral_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('top_scores',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('stage', sa.Enum('start', 'review', 'exit', 'post', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('taken_on', sa.Date(), nullable=False),
        sa.Column('alcohol_days', sa.Integer(), nullable=True),
        sa.Column('opiates_days', sa.Integer(), nullable=True),
        sa.Column('crack_days', sa.Integer(), nullable=True),
        sa.Column('cocaine_days', sa.Integer(), nullable=True),
        sa.Column('amphetamines_days', sa.Integer(), nullable=True),
        sa.Column('cannabis_days', sa.Integer(), nullable=True),
        sa.Column('other_drug_days', sa.Integer(), nullable=True),
        sa.Column('injected_days', sa.Integer(), nullable=True),
        sa.Column('shared', sa.Integer(), nullable=True),
        sa.Column('shop_theft_days', sa.Integer(), nullable=True),
        sa.Column('selling_days', sa.Integer(), nullable=True),
        sa.Column('other_theft', sa.Integer(), nullable=True),
        sa.Column('assault', sa.Integer(), nullable=True),
        sa.Column('psychological', sa.Integer(), nullable=True),
        sa.Column('physical', sa.Integer(), nullable=True),
        sa.Column('quality_of_life', sa.Integer(), nullable=True),
        sa.Column('work_days', sa.Integer(), nullable=True),
        sa.Column('education_days', sa.Integer(), nullable=True),
        sa.Column('acute_housing_problem', sa.Integer(), nullable=True),
        sa.Column('at_risk_of_eviction', sa.Integer(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_top_scores_superseded_with_why')),
        sa.CheckConstraint('acute_housing_problem BETWEEN 0 AND 1', name=op.f('ck_top_scores_acute_housing_problem')),
        sa.CheckConstraint('alcohol_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_alcohol_days')),
        sa.CheckConstraint('amphetamines_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_amphetamines_days')),
        sa.CheckConstraint('assault BETWEEN 0 AND 1', name=op.f('ck_top_scores_assault')),
        sa.CheckConstraint('at_risk_of_eviction BETWEEN 0 AND 1', name=op.f('ck_top_scores_at_risk_of_eviction')),
        sa.CheckConstraint('cannabis_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_cannabis_days')),
        sa.CheckConstraint('cocaine_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_cocaine_days')),
        sa.CheckConstraint('crack_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_crack_days')),
        sa.CheckConstraint('education_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_education_days')),
        sa.CheckConstraint('injected_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_injected_days')),
        sa.CheckConstraint('opiates_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_opiates_days')),
        sa.CheckConstraint('other_drug_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_other_drug_days')),
        sa.CheckConstraint('other_theft BETWEEN 0 AND 1', name=op.f('ck_top_scores_other_theft')),
        sa.CheckConstraint('physical BETWEEN 0 AND 20', name=op.f('ck_top_scores_physical')),
        sa.CheckConstraint('psychological BETWEEN 0 AND 20', name=op.f('ck_top_scores_psychological')),
        sa.CheckConstraint('quality_of_life BETWEEN 0 AND 20', name=op.f('ck_top_scores_quality_of_life')),
        sa.CheckConstraint('selling_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_selling_days')),
        sa.CheckConstraint('shared BETWEEN 0 AND 1', name=op.f('ck_top_scores_shared')),
        sa.CheckConstraint('shop_theft_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_shop_theft_days')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_top_scores_superseded_by_a_row')),
        sa.CheckConstraint('work_days BETWEEN 0 AND 28', name=op.f('ck_top_scores_work_days')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_top_scores_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_top_scores_referral_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['top_scores.id'], name=op.f('fk_top_scores_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_top_scores'))
    )
    op.create_index(op.f('ix_top_scores_referral_id'), 'top_scores', ['referral_id'], unique=False)
    op.create_index('uq_top_scores_live', 'top_scores', ['referral_id', 'stage', 'taken_on'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('treatment_exit',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=10), nullable=False),
        sa.Column('planned', sa.Boolean(), nullable=False),
        sa.Column('exited_on', sa.Date(), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_treatment_exit_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_treatment_exit_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_treatment_exit'))
    )
    op.create_index('uq_treatment_exit_stands', 'treatment_exit', ['referral_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
    op.create_table('answer_link',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_to', sa.String(length=254), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('used_key', sa.String(length=64), nullable=True),
        sa.Column('answer', sa.Enum('accept', 'decline', 'ask', 'wrong_place', name='answer', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('answered_by', sa.String(length=120), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(used_at IS NULL) = (answer IS NULL) AND (used_at IS NULL) = (used_key IS NULL)', name=op.f('ck_answer_link_used_whole')),
        sa.CheckConstraint('expires_at > made_at', name=op.f('ck_answer_link_expires_after_it_was_made')),
        sa.ForeignKeyConstraint(['event_id'], ['referral_event.id'], name=op.f('fk_answer_link_event_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_answer_link_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_link')),
        sa.UniqueConstraint('event_id', name=op.f('uq_answer_link_event_id')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_answer_link_token_hash'))
    )
    op.create_index('uq_answer_link_live', 'answer_link', ['referral_id'], unique=True, sqlite_where=sa.text('used_at IS NULL AND ended_at IS NULL'), postgresql_where=sa.text('used_at IS NULL AND ended_at IS NULL'))
    op.create_table('appointment_change',
        sa.Column('required_assessment_id', sa.Integer(), nullable=False),
        sa.Column('old_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('old_place', sa.String(length=300), nullable=False),
        sa.Column('old_service_id', sa.Integer(), nullable=False),
        sa.Column('new_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('new_place', sa.String(length=300), nullable=False),
        sa.Column('new_service_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('is_rebooking', sa.Boolean(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('notice_served_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('notice_served_by_id', sa.Integer(), nullable=True),
        sa.Column('notice_sha256', sa.String(length=64), nullable=True),
        sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND (notice_served_at IS NULL) = (notice_served_by_id IS NULL)', name=op.f('ck_appointment_change_notice_served_whole')),
        sa.CheckConstraint('new_at > recorded_at', name=op.f('ck_appointment_change_new_time_lies_ahead')),
        sa.CheckConstraint('notice_served_at IS NULL OR dropped_at IS NULL', name=op.f('ck_appointment_change_served_or_dropped')),
        sa.ForeignKeyConstraint(['new_service_id'], ['service.id'], name=op.f('fk_appointment_change_new_service_id')),
        sa.ForeignKeyConstraint(['notice_served_by_id'], ['user_account.id'], name=op.f('fk_appointment_change_notice_served_by_id')),
        sa.ForeignKeyConstraint(['old_service_id'], ['service.id'], name=op.f('fk_appointment_change_old_service_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_appointment_change_recorded_by_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_appointment_change_required_assessment_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_change'))
    )
    op.create_index(op.f('ix_appointment_change_required_assessment_id'), 'appointment_change', ['required_assessment_id'], unique=False)
    op.create_index('uq_appointment_change_pending', 'appointment_change', ['required_assessment_id'], unique=True, sqlite_where=sa.text('notice_served_at IS NULL AND dropped_at IS NULL'), postgresql_where=sa.text('notice_served_at IS NULL AND dropped_at IS NULL'))
    op.create_table('assessed_substance',
        sa.Column('assessment_id', sa.Integer(), nullable=False),
        sa.Column('substance', sa.Enum('heroin', 'methadone', 'other_opiates', 'crack', 'cocaine_powder', 'cocaine_unspecified', 'cannabis', 'synthetic_cannabinoids', 'alcohol', 'amphetamines', 'benzodiazepines', 'ketamine', 'mdma', 'gabapentinoids', 'other_drugs', name='substance', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assessed_substance_assessment_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessed_substance')),
        sa.UniqueConstraint('assessment_id', 'substance', name=op.f('uq_assessed_substance_assessment_id_substance'))
    )
    op.create_table('condition_variation',
        sa.Column('condition_id', sa.Integer(), nullable=False),
        sa.Column('replaced_by_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('condition_id <> replaced_by_id', name=op.f('ck_condition_variation_by_another')),
        sa.ForeignKeyConstraint(['condition_id'], ['disposal_condition.id'], name=op.f('fk_condition_variation_condition_id')),
        sa.ForeignKeyConstraint(['event_id'], ['disposal_event.id'], name=op.f('fk_condition_variation_event_id')),
        sa.ForeignKeyConstraint(['replaced_by_id'], ['disposal_condition.id'], name=op.f('fk_condition_variation_replaced_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_condition_variation')),
        sa.UniqueConstraint('condition_id', name=op.f('uq_condition_variation_condition_id')),
        sa.UniqueConstraint('replaced_by_id', name=op.f('uq_condition_variation_replaced_by_id'))
    )
    op.create_table('disposal_judgement',
        sa.Column('disposal_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('CR', 'CC', 'O22', 'SC', 'PND', 'CW', 'YC', 'YCC', 'DC', 'COMC', name='judged_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('gate', sa.String(length=12), nullable=False),
        sa.Column('judged_on', sa.Date(), nullable=False),
        sa.Column('facts', sa.Text(), nullable=False),
        sa.Column('cleared', sa.Text(), nullable=False),
        sa.Column('verdict', sa.Enum('AVAILABLE', 'NEEDS_AUTHORITY', 'NEEDS_INFO', 'NOT_AVAILABLE', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('results', sa.Text(), nullable=False),
        sa.Column('rules_version', sa.String(length=40), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['disposal_id'], ['disposal.id'], name=op.f('fk_disposal_judgement_disposal_id')),
        sa.ForeignKeyConstraint(['event_id'], ['disposal_event.id'], name=op.f('fk_disposal_judgement_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal_judgement'))
    )
    op.create_index(op.f('ix_disposal_judgement_disposal_id'), 'disposal_judgement', ['disposal_id'], unique=False)
    op.create_table('failure',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('sample', 'initial_attend', 'initial_remain', 'follow_up_attend', 'follow_up_remain', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('state', sa.Enum('REVIEW', 'GOOD_CAUSE', 'FILE', 'CHARGED', 'NO_PROCEEDINGS', 'COURT_DECIDED', 'TIME_BARRED', 'DISCONTINUED', 'ENDED_DEATH', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('required_assessment_id', sa.Integer(), nullable=True),
        sa.Column('drug_test_id', sa.Integer(), nullable=True),
        sa.Column('booking', sa.Integer(), nullable=False),
        sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'sample') = (drug_test_id IS NOT NULL)", name=op.f('ck_failure_refusal_of_a_test')),
        sa.CheckConstraint("(kind = 'sample') = (required_assessment_id IS NULL)", name=op.f('ck_failure_failure_of_a_requirement')),
        sa.ForeignKeyConstraint(['drug_test_id'], ['drug_test.id'], name=op.f('fk_failure_drug_test_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_failure_episode_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_failure_required_assessment_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_failure'))
    )
    op.create_index(op.f('ix_failure_episode_id'), 'failure', ['episode_id'], unique=False)
    op.create_index('uq_failure_of_a_requirement', 'failure', ['required_assessment_id', 'kind', 'booking'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
    op.create_index('uq_failure_of_a_test', 'failure', ['drug_test_id'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
    op.create_table('follow_up',
        sa.Column('required_assessment_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.Enum('required', 'not_required', name='decision', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('booking', sa.Integer(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('place', sa.String(length=300), nullable=True),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('given_by_id', sa.Integer(), nullable=True),
        sa.Column('notice_sha256', sa.String(length=64), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(decision = 'required') = (starts_at IS NOT NULL) AND (decision = 'required') = (place IS NOT NULL)", name=op.f('ck_follow_up_required_with_time_and_place')),
        sa.CheckConstraint('(given_at IS NULL) = (notice_sha256 IS NULL) AND (given_at IS NULL) = (given_by_id IS NULL)', name=op.f('ck_follow_up_notice_given_whole')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_follow_up_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_follow_up_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['given_by_id'], ['user_account.id'], name=op.f('fk_follow_up_given_by_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_follow_up_recorded_by_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_follow_up_required_assessment_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['follow_up.id'], name=op.f('fk_follow_up_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )
    op.create_index(op.f('ix_follow_up_required_assessment_id'), 'follow_up', ['required_assessment_id'], unique=False)
    op.create_index('uq_follow_up_live', 'follow_up', ['required_assessment_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('follow_up_outcome',
        sa.Column('required_assessment_id', sa.Integer(), nullable=False),
        sa.Column('booking', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('attended_remained', 'failed_to_attend', 'failed_to_remain', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('is_time_unknown', sa.Boolean(), nullable=False),
        sa.Column('reported_to_police_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name=op.f('ck_follow_up_outcome_a_failure_is_reported')),
        sa.CheckConstraint("NOT is_time_unknown OR outcome = 'failed_to_remain'", name=op.f('ck_follow_up_outcome_unknown_time_of_leaving')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_follow_up_outcome_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_follow_up_outcome_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_follow_up_outcome_recorded_by_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_follow_up_outcome_required_assessment_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['follow_up_outcome.id'], name=op.f('fk_follow_up_outcome_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_outcome'))
    )
    op.create_index(op.f('ix_follow_up_outcome_required_assessment_id'), 'follow_up_outcome', ['required_assessment_id'], unique=False)
    op.create_index('uq_follow_up_outcome_live', 'follow_up_outcome', ['required_assessment_id', 'booking'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('hold_rule',
        sa.Column('hold_id', sa.Integer(), nullable=False),
        sa.Column('rule', sa.String(length=10), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('mark', sa.String(length=20), nullable=False),
        sa.Column('what_happened', sa.Text(), nullable=False),
        sa.Column('noticed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('noticed_by_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decision', sa.Enum('release', 'void', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (reason IS NULL)', name=op.f('ck_hold_rule_decided_whole')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_hold_rule_decided_by_id')),
        sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_hold_rule_hold_id')),
        sa.ForeignKeyConstraint(['noticed_by_id'], ['user_account.id'], name=op.f('fk_hold_rule_noticed_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_hold_rule'))
    )
    op.create_index(op.f('ix_hold_rule_hold_id'), 'hold_rule', ['hold_id'], unique=False)
    op.create_table('lab_check_step',
        sa.Column('lab_check_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.Enum('dispute', 'quality_check', 'send', 'withdraw', 'cannot_send', 'confirmed', 'not_confirmed', 'no_analysis', name='step', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('basis', sa.Enum('denies_use', 'medication', 'procedure', name='basis', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('words', sa.Text(), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("basis IS NULL OR step = 'dispute'", name=op.f('ck_lab_check_step_basis_of_a_dispute')),
        sa.ForeignKeyConstraint(['lab_check_id'], ['lab_check.id'], name=op.f('fk_lab_check_step_lab_check_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_lab_check_step_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_lab_check_step'))
    )
    op.create_index(op.f('ix_lab_check_step_lab_check_id'), 'lab_check_step', ['lab_check_id'], unique=False)
    op.create_table('note',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('contact_id', sa.Integer(), nullable=True),
        sa.Column('adds_to_id', sa.Integer(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('written_by_id', sa.Integer(), nullable=False),
        sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('edited_at IS NULL OR edited_at >= written_at', name=op.f('ck_note_edited_after_it_was_written')),
        sa.ForeignKeyConstraint(['adds_to_id'], ['note.id'], name=op.f('fk_note_adds_to_id')),
        sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_note_contact_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_note_referral_id')),
        sa.ForeignKeyConstraint(['written_by_id'], ['user_account.id'], name=op.f('fk_note_written_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    op.create_index(op.f('ix_note_adds_to_id'), 'note', ['adds_to_id'], unique=False)
    op.create_index(op.f('ix_note_contact_id'), 'note', ['contact_id'], unique=False)
    op.create_index('ix_note_referral_id', 'note', ['referral_id', 'written_at'], unique=False)
    op.create_table('outcome_link',
        sa.Column('referral_id', sa.Integer(), nullable=False),
        sa.Column('appointment_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_to', sa.String(length=254), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('used_key', sa.String(length=64), nullable=True),
        sa.Column('answered_by', sa.String(length=120), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)', name=op.f('ck_outcome_link_used_whole')),
        sa.CheckConstraint('expires_at > made_at', name=op.f('ck_outcome_link_expires_after_it_was_made')),
        sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_outcome_link_appointment_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_outcome_link_referral_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_link')),
        sa.UniqueConstraint('appointment_id', name=op.f('uq_outcome_link_appointment_id')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_outcome_link_token_hash'))
    )
    op.create_index(op.f('ix_outcome_link_referral_id'), 'outcome_link', ['referral_id'], unique=False)
    op.create_table('required_assessment_outcome',
        sa.Column('required_assessment_id', sa.Integer(), nullable=False),
        sa.Column('referral_id', sa.Integer(), nullable=True),
        sa.Column('booking', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.Enum('attended_remained', 'failed_to_attend', 'failed_to_remain', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('is_time_unknown', sa.Boolean(), nullable=False),
        sa.Column('reported_to_police_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('superseded_by_id', sa.Integer(), nullable=True),
        sa.Column('correction_reason', sa.String(length=200), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = 'attended_remained') = (reported_to_police_at IS NULL)", name=op.f('ck_required_assessment_outcome_a_failure_is_reported')),
        sa.CheckConstraint("NOT is_time_unknown OR outcome = 'failed_to_remain'", name=op.f('ck_required_assessment_outcome_unknown_time_of_leaving')),
        sa.CheckConstraint('(superseded_at IS NULL) = (correction_reason IS NULL)', name=op.f('ck_required_assessment_outcome_superseded_with_why')),
        sa.CheckConstraint('superseded_by_id IS NULL OR superseded_at IS NOT NULL', name=op.f('ck_required_assessment_outcome_superseded_by_a_row')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_required_assessment_outcome_recorded_by_id')),
        sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], name=op.f('fk_required_assessment_outcome_referral_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_required_assessment_outcome_required_assessment_id')),
        sa.ForeignKeyConstraint(['superseded_by_id'], ['required_assessment_outcome.id'], name=op.f('fk_required_assessment_outcome_superseded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_required_assessment_outcome'))
    )
    op.create_index(op.f('ix_required_assessment_outcome_referral_id'), 'required_assessment_outcome', ['referral_id'], unique=False)
    op.create_index(op.f('ix_required_assessment_outcome_required_assessment_id'), 'required_assessment_outcome', ['required_assessment_id'], unique=False)
    op.create_index('uq_required_assessment_outcome_live', 'required_assessment_outcome', ['required_assessment_id', 'booking'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
    op.create_table('required_otherwise',
        sa.Column('episode_id', sa.Integer(), nullable=False),
        sa.Column('before_id', sa.Integer(), nullable=True),
        sa.Column('imposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('with_follow_up', sa.Boolean(), nullable=False),
        sa.Column('initial_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('initial_place', sa.String(length=300), nullable=True),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('spoken', sa.JSON(), nullable=False),
        sa.Column('notice_served_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('what_happened', sa.Text(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.Enum('release', 'void', name='decision', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('is_person_told', sa.Boolean(), nullable=True),
        sa.Column('unenforceable', sa.Text(), nullable=False),
        sa.Column('required_assessment_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("(is_person_told IS NOT NULL) = (decision IS NOT NULL AND decision = 'void')", name=op.f('ck_required_otherwise_voided_with_told')),
        sa.CheckConstraint("required_assessment_id IS NULL OR (decision = 'release' AND unenforceable = '')", name=op.f('ck_required_otherwise_a_requirement_by_release')),
        sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)', name=op.f('ck_required_otherwise_decided_whole')),
        sa.CheckConstraint('(initial_at IS NULL) = (service_id IS NULL) AND (initial_at IS NULL) = (initial_place IS NULL)', name=op.f('ck_required_otherwise_timed_whole')),
        sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> recorded_by_id', name=op.f('ck_required_otherwise_decided_by_another')),
        sa.CheckConstraint('imposed_at <= recorded_at', name=op.f('ck_required_otherwise_required_before_it_was_recorded')),
        sa.ForeignKeyConstraint(['before_id'], ['required_assessment.id'], name=op.f('fk_required_otherwise_before_id')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_required_otherwise_decided_by_id')),
        sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_required_otherwise_episode_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_required_otherwise_recorded_by_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_required_otherwise_required_assessment_id')),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_required_otherwise_service_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_required_otherwise'))
    )
    op.create_index(op.f('ix_required_otherwise_episode_id'), 'required_otherwise', ['episode_id'], unique=False)
    op.create_index('uq_required_otherwise_waiting', 'required_otherwise', ['episode_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('scrutiny_hidden',
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.String(length=200), nullable=False),
        sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('hidden_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['scrutiny_case.id'], name=op.f('fk_scrutiny_hidden_case_id')),
        sa.ForeignKeyConstraint(['hidden_by_id'], ['user_account.id'], name=op.f('fk_scrutiny_hidden_hidden_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_hidden')),
        sa.UniqueConstraint('case_id', 'words', name=op.f('uq_scrutiny_hidden_case_id_words'))
    )
    op.create_table('scrutiny_link',
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('why', sa.Enum('knows', 'involved', 'victim', 'other', name='why', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['scrutiny_case.id'], name=op.f('fk_scrutiny_link_case_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_scrutiny_link_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_link')),
        sa.UniqueConstraint('case_id', 'user_id', name=op.f('uq_scrutiny_link_case_id_user_id'))
    )
    op.create_index(op.f('ix_scrutiny_link_user_id'), 'scrutiny_link', ['user_id'], unique=False)
    op.create_table('scrutiny_score',
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('score', sa.Enum('consistent', 'observations', 'inappropriate', 'cannot_decide', name='score', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('observations', sa.Text(), nullable=True),
        sa.Column('scored_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint("score = 'consistent' OR observations IS NOT NULL", name=op.f('ck_scrutiny_score_words_where_needed')),
        sa.ForeignKeyConstraint(['case_id'], ['scrutiny_case.id'], name=op.f('fk_scrutiny_score_case_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_scrutiny_score_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scrutiny_score')),
        sa.UniqueConstraint('case_id', 'user_id', name=op.f('uq_scrutiny_score_case_id_user_id'))
    )
    op.create_index(op.f('ix_scrutiny_score_user_id'), 'scrutiny_score', ['user_id'], unique=False)
    op.create_table('use_assessed',
        sa.Column('needs_assessed_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('substance', sa.Enum('heroin', 'methadone', 'other_opiates', 'crack', 'cocaine_powder', 'cocaine_unspecified', 'cannabis', 'synthetic_cannabinoids', 'alcohol', 'amphetamines', 'benzodiazepines', 'ketamine', 'mdma', 'gabapentinoids', 'other_drugs', name='substance', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('route', sa.String(length=40), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['needs_assessed_id'], ['needs_assessed.id'], name=op.f('fk_use_assessed_needs_assessed_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_use_assessed')),
        sa.UniqueConstraint('needs_assessed_id', 'position', name=op.f('uq_use_assessed_needs_assessed_id_position')),
        sa.UniqueConstraint('needs_assessed_id', 'substance', name=op.f('uq_use_assessed_needs_assessed_id_substance'))
    )
    op.create_table('earlier_time_note',
        sa.Column('required_assessment_id', sa.Integer(), nullable=False),
        sa.Column('appointment_change_id', sa.Integer(), nullable=True),
        sa.Column('follow_up_id', sa.Integer(), nullable=True),
        sa.Column('outcome', sa.Enum('attended_remained', 'failed_to_attend', 'failed_to_remain', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('earlier_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(appointment_change_id IS NULL) != (follow_up_id IS NULL)', name=op.f('ck_earlier_time_note_of_one_appointment')),
        sa.ForeignKeyConstraint(['appointment_change_id'], ['appointment_change.id'], name=op.f('fk_earlier_time_note_appointment_change_id')),
        sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_earlier_time_note_follow_up_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_earlier_time_note_recorded_by_id')),
        sa.ForeignKeyConstraint(['required_assessment_id'], ['required_assessment.id'], name=op.f('fk_earlier_time_note_required_assessment_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_time_note'))
    )
    op.create_index(op.f('ix_earlier_time_note_required_assessment_id'), 'earlier_time_note', ['required_assessment_id'], unique=False)
    op.create_table('failure_decision',
        sa.Column('failure_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.String(length=40), nullable=False),
        sa.Column('on', sa.Date(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('recorded_by_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['failure_id'], ['failure.id'], name=op.f('fk_failure_decision_failure_id')),
        sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_failure_decision_recorded_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_failure_decision'))
    )
    op.create_index(op.f('ix_failure_decision_failure_id'), 'failure_decision', ['failure_id'], unique=False)
    op.create_table('required_otherwise_rule',
        sa.Column('required_otherwise_id', sa.Integer(), nullable=False),
        sa.Column('rule', sa.String(length=10), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('source', sa.String(length=300), nullable=False),
        sa.Column('mark', sa.String(length=20), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['required_otherwise_id'], ['required_otherwise.id'], name=op.f('fk_required_otherwise_rule_required_otherwise_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_required_otherwise_rule'))
    )
    op.create_index(op.f('ix_required_otherwise_rule_required_otherwise_id'), 'required_otherwise_rule', ['required_otherwise_id'], unique=False)


def downgrade() -> None:
    op.drop_table('required_otherwise_rule')
    op.drop_table('failure_decision')
    op.drop_table('earlier_time_note')
    op.drop_table('use_assessed')
    op.drop_table('scrutiny_score')
    op.drop_table('scrutiny_link')
    op.drop_table('scrutiny_hidden')
    op.drop_table('required_otherwise')
    op.drop_table('required_assessment_outcome')
    op.drop_table('outcome_link')
    op.drop_table('note')
    op.drop_table('lab_check_step')
    op.drop_table('hold_rule')
    op.drop_table('follow_up_outcome')
    op.drop_table('follow_up')
    op.drop_table('failure')
    op.drop_table('disposal_judgement')
    op.drop_table('condition_variation')
    op.drop_table('assessed_substance')
    op.drop_table('appointment_change')
    op.drop_table('answer_link')
    op.drop_table('treatment_exit')
    op.drop_table('top_scores')
    op.drop_table('structured_start')
    op.drop_table('service_to_avoid')
    op.drop_table('scrutiny_case')
    op.drop_table('safe_contact')
    op.drop_table('result_told_outside')
    op.drop_table('result_shared')
    op.drop_table('required_assessment')
    op.drop_table('referral_transfer')
    op.drop_table('referral_event')
    op.drop_table('referral_error')
    op.drop_table('plan_review')
    op.drop_table('peer_support')
    op.drop_table('outreach_attempt')
    op.drop_table('outcome_record')
    op.drop_table('needs_assessed')
    op.drop_table('naloxone_supply')
    op.drop_table('monitoring_contact')
    op.drop_table('lab_check')
    op.drop_table('joint_plan')
    op.drop_table('intervention')
    op.drop_table('hold')
    op.drop_table('goal')
    op.drop_table('engagement')
    op.drop_table('disposal_event')
    op.drop_table('disposal_condition')
    op.drop_table('decline')
    op.drop_table('declared_substance')
    op.drop_table('contact')
    op.drop_table('clock_told')
    op.drop_table('clock_answer')
    op.drop_table('check_in')
    op.drop_table('care_plan')
    op.drop_table('authority_request')
    op.drop_table('authority_refusal')
    op.drop_table('authority')
    op.drop_table('assessment_leaked')
    op.drop_table('assessment')
    op.drop_table('appointment')
    op.drop_table('analyte')
    op.drop_table('acceptance')
    op.drop_table('youth_handover')
    op.drop_table('victim_contact')
    op.drop_table('risk_screen')
    op.drop_table('release_decision')
    op.drop_table('referral')
    op.drop_table('received_paper')
    op.drop_table('person_restriction_name')
    op.drop_table('part_left_open')
    op.drop_table('offence')
    op.drop_table('need_screen')
    op.drop_table('naloxone_offer')
    op.drop_table('kept_paper')
    op.drop_table('fact_sheet')
    op.drop_table('earlier_outcome')
    op.drop_table('drug_test')
    op.drop_table('disposal')
    op.drop_table('detention')
    op.drop_table('custody_transfer')
    op.drop_table('consent')
    op.drop_table('concern')
    op.drop_table('ask_later')
    op.drop_table('search_key')
    op.drop_table('scrutiny_member')
    op.drop_table('scrutiny_learning')
    op.drop_table('person_restriction')
    op.drop_table('person_merge')
    op.drop_table('person_details')
    op.drop_table('person_alias')
    op.drop_table('notification_change')
    op.drop_table('message')
    op.drop_table('episode')
    op.drop_table('death_correction')
    op.drop_table('what_if_run')
    op.drop_table('slot')
    op.drop_table('site_notification')
    op.drop_table('sign_in_session')
    op.drop_table('shift_set_up')
    op.drop_table('service_place')
    op.drop_table('service_exception')
    op.drop_table('service_change')
    op.drop_table('scrutiny_round')
    op.drop_table('rule_book')
    op.drop_table('role_held')
    op.drop_table('rank_held')
    op.drop_table('post_key')
    op.drop_table('policy_change')
    op.drop_table('person')
    op.drop_table('one_time_link')
    op.drop_table('ndtms_file')
    op.drop_table('ndtms_agency_code')
    op.drop_table('misses_closed')
    op.drop_table('law_change')
    op.drop_table('known_device')
    op.drop_table('kept_search')
    op.drop_table('gravity_table')
    op.drop_table('force_switch')
    op.drop_table('draft')
    op.drop_table('disposal_leaflet')
    op.drop_table('directory_file')
    op.drop_table('closure')
    op.drop_table('access_proposal')
    op.drop_table('user_account')
    op.drop_table('service_detail')
    op.drop_table('audit_shown')
    op.drop_table('town')
    op.drop_table('suite')
    op.drop_table('service')
    op.drop_table('provider_detail')
    op.drop_table('feedback')
    op.drop_table('audit_event')
    op.drop_table('area')
    op.drop_table('worker_beat')
    op.drop_table('sign_in_attempt')
    op.drop_table('organisation')
    op.drop_table('audit_chain')
