"""Instruments: rules, several surveys, translation reviews, recordings, repeated answers."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table('draft_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_draft_step_account_id_account')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_draft_step_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_step')),
    sa.UniqueConstraint('version_id', 'number', name=op.f('uq_draft_step_version_id_number'))
    )
    op.create_table('opened_language',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['opened_by_id'], ['account.id'], name=op.f('fk_opened_language_opened_by_id_account')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_opened_language_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', 'language', name=op.f('pk_opened_language'))
    )
    op.create_table('spoken_prompt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('sound', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_spoken_prompt_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spoken_prompt')),
    sa.UniqueConstraint('version_id', 'path', 'language', name=op.f('uq_spoken_prompt_version_id_path_language'))
    )
    op.create_table('wording_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('source_digest', sa.String(length=64), nullable=False),
    sa.Column('reviewer', sa.Text(), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=False),
    sa.CheckConstraint('length(reviewer) > 0', name=op.f('ck_wording_review_reviewer')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_wording_review_recorded_by_id_account')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_wording_review_version_id_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording_review')),
    sa.UniqueConstraint('version_id', 'path', 'language', 'text_digest', 'source_digest', name='uq_wording_review_words')
    )
    op.create_table('voice_note',
    sa.Column('response_id', sa.String(length=32), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('instance', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('sound', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_voice_note_size')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_voice_note_question_id_question')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_voice_note_response_id_response'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_note')),
    sa.UniqueConstraint('response_id', 'question_id', 'instance', name=op.f('uq_voice_note_response_id_question_id_instance')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('voice_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voice_note_response_id'), ['response_id'], unique=False)

    # SQLite can change a constraint only by writing the table anew (see store/migrating.py).
    with op.batch_alter_table(
        'answer',
        table_args=(sa.CheckConstraint('instance >= 1', name=op.f('ck_answer_instance')),),
        table_kwargs={'sqlite_with_rowid': False},
    ) as batch_op:
        batch_op.add_column(sa.Column('instance', sa.Integer(), server_default=sa.text('1'), nullable=False))
        batch_op.add_column(sa.Column('value', sa.String(length=25), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_answer_response_id_question_id_position'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_answer_response_id_question_id_instance_position'), ['response_id', 'question_id', 'instance', 'position'])
    if op.get_bind().dialect.name != 'sqlite':
        op.create_check_constraint(op.f('ck_answer_instance'), 'answer', 'instance >= 1')

    op.execute("ALTER TABLE choice ADD COLUMN settings JSON DEFAULT '{}' NOT NULL")

    op.execute("ALTER TABLE section ADD COLUMN settings JSON DEFAULT '{}' NOT NULL")

    op.execute(
        "ALTER TABLE survey ADD COLUMN audience VARCHAR(10) DEFAULT 'residents' NOT NULL"
        " CONSTRAINT ck_survey_audience"
        " CHECK (audience IN ('residents', 'responders', 'applicants', 'feedback'))"
    )

    op.execute("ALTER TABLE version ADD COLUMN settings JSON DEFAULT '{}' NOT NULL")

    with op.batch_alter_table('version_wording', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_digest', sa.String(length=64), nullable=True))


def downgrade() -> None:
    """There is no way back: answers of repeated sections would not fit."""
    raise NotImplementedError("restore a backup made before the upgrade")
