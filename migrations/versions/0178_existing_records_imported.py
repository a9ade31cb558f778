"""Existing records are imported: where they come from, each import, what was taken, and who was set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0178"
down_revision = "0177"


def upgrade() -> None:
    op.create_table(
        "import_source",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("people", "detentions", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_source_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_source")),
        sa.UniqueConstraint("organisation_id", "name", "kind", name=op.f("uq_import_source_organisation_id_name_kind")),
    )
    op.create_table(
        "import_run",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("put_aside", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_import_run_undone_whole")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_import_run_ended_after_it_began")),
        sa.ForeignKeyConstraint(["began_by_id"], ["user_account.id"], name=op.f("fk_import_run_began_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["import_source.id"], name=op.f("fk_import_run_source_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user_account.id"], name=op.f("fk_import_run_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(
        "uq_import_run_open",
        "import_run",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "import_undoing",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
            name=op.f("ck_import_undoing_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_import_undoing_two_people")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_import_undoing_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_import_undoing_proposed_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_undoing_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_undoing")),
    )
    op.create_index(op.f("ix_import_undoing_run_id"), "import_undoing", ["run_id"], unique=False)
    op.create_index(
        "uq_import_undoing_waiting",
        "import_undoing",
        ["run_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "person_set_aside",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("row_facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("may_be", sa.JSON(), nullable=False),
        sa.Column(
            "who",
            sa.Enum("same", "another", "left_out", name="who", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "who IS NULL OR (who = 'left_out') = (person_id IS NULL)",
            name=op.f("ck_person_set_aside_decided_with_whom"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (who IS NULL)",
            name=op.f("ck_person_set_aside_decided_whole"),
        ),
        sa.CheckConstraint(
            "who IS NOT NULL OR person_id IS NULL", name=op.f("ck_person_set_aside_nobody_before_it_is_decided")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_person_set_aside_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_set_aside_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_person_set_aside_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["import_source.id"], name=op.f("fk_person_set_aside_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_set_aside")),
        sa.UniqueConstraint("source_id", "source_key", name=op.f("uq_person_set_aside_source_id_source_key")),
    )
    op.create_index(op.f("ix_person_set_aside_person_id"), "person_set_aside", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_set_aside_run_id"), "person_set_aside", ["run_id"], unique=False)
    op.create_index(
        "ix_person_set_aside_waiting",
        "person_set_aside",
        ["source_id", "id"],
        unique=False,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "imported_record",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_imported_record_episode_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_imported_record_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_imported_record_run_id")),
        sa.ForeignKeyConstraint(["source_id"], ["import_source.id"], name=op.f("fk_imported_record_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_record")),
        sa.UniqueConstraint("source_id", "source_key", name=op.f("uq_imported_record_source_id_source_key")),
    )
    op.create_index(op.f("ix_imported_record_episode_id"), "imported_record", ["episode_id"], unique=False)
    op.create_index(op.f("ix_imported_record_person_id"), "imported_record", ["person_id"], unique=False)
    op.create_index(op.f("ix_imported_record_run_id"), "imported_record", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_imported_record_run_id"), table_name="imported_record")
    op.drop_index(op.f("ix_imported_record_person_id"), table_name="imported_record")
    op.drop_index(op.f("ix_imported_record_episode_id"), table_name="imported_record")
    op.drop_table("imported_record")
    op.drop_index(
        "ix_person_set_aside_waiting",
        table_name="person_set_aside",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_index(op.f("ix_person_set_aside_run_id"), table_name="person_set_aside")
    op.drop_index(op.f("ix_person_set_aside_person_id"), table_name="person_set_aside")
    op.drop_table("person_set_aside")
    op.drop_index(
        "uq_import_undoing_waiting",
        table_name="import_undoing",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_index(op.f("ix_import_undoing_run_id"), table_name="import_undoing")
    op.drop_table("import_undoing")
    op.drop_index(
        "uq_import_run_open",
        table_name="import_run",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("import_run")
    op.drop_table("import_source")
