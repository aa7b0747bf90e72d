"""Ways in: hosts, listening sessions, paper, links and codes, offline entries, statements."""

import contextlib

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


MODES = "('web', 'kiosk', 'assisted', 'paper', 'phone', 'session', 'import')"
CONSENTS = "('counted', 'paraphrased', 'quoted', 'quoted_with_place')"
# Every check of a table that is written anew: SQLite can change one only that way.
CHECKS = {
    'contribution': {
        'form': "form IN ('verbatim', 'noted', 'facilitator')",
        'words': "(form = 'facilitator') = (words IS NOT NULL)",
    },
    'listening_session': {
        'state': "state IN ('planned', 'open', 'closed', 'sent')",
        'sent': "(state = 'sent') = (sent_on IS NOT NULL)",
    },
    'response': {
        'unit': "unit IN ('people', 'comments', 'sessions')",
        'mode': f"mode IN {MODES}",
        'consent': f"consent IN {CONSENTS}",
        'standing': "standing IN ('counted', 'let_in', 'held', 'set_aside')",
        'typed_as': "typed_as IN ('host', 'interviewer', 'family', 'staff')",
        'held_because': "(standing = 'counted') = (held_because = '')",
        'submission_id': "length(submission_id) >= 16",
        'pin': "pin_hash IS NULL OR receipt_hash IS NOT NULL",
        'imported': "(mode = 'import') = (import_batch_id IS NOT NULL)",
    },
    'testimony': {
        'mode': f"mode IN {MODES}",
        'consent': f"consent IN {CONSENTS}",
        'source': "source IN ('survey', 'import', 'listening')",
        'language_source': "language_source IN ('declared', 'page', 'none')",
        'words': "length(text) > 0",
        'one_origin': "(answer_id IS NULL) <> (contribution_id IS NULL)",
        'response': "response_id IS NOT NULL",
    },
    'survey': {
        'kind': "kind IN ('survey', 'imported', 'guide')",
        'audience': "audience IN ('residents', 'responders', 'applicants', 'feedback', 'voters')",
    },
}


@contextlib.contextmanager
def _rebuilt(table, rowid=True):
    """Alter a table and put its checks in place, in the way of each database."""
    there = {found['name'] for found in sa.inspect(op.get_bind()).get_check_constraints(table)}
    kwargs = {} if rowid else {'sqlite_with_rowid': False}
    with op.batch_alter_table(table, table_kwargs=kwargs) as batch_op:
        for name in sorted(there):
            batch_op.drop_constraint(op.f(name), type_='check')
        yield batch_op
        for name, text in CHECKS[table].items():
            batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), sa.text(text))



def upgrade() -> None:
    """Apply the change."""
    op.create_table('payment_record',
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_record')),
    sqlite_with_rowid=False
    )
    op.create_table('partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_partner_engagement_id_engagement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner')),
    sa.UniqueConstraint('engagement_id', 'name', name=op.f('uq_partner_engagement_id_name'))
    )
    op.create_table('saved_draft',
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_saved_draft_engagement_id_engagement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_draft')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_saved_draft_code_digest')),
    sqlite_with_rowid=False
    )
    op.create_table('code_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('codes', sa.Integer(), nullable=False),
    sa.Column('printed_on', sa.Date(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('is_closed_by_staff', sa.Boolean(), nullable=False),
    sa.CheckConstraint('codes > 0', name=op.f('ck_code_sheet_codes')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_code_sheet_partner_id_partner')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_code_sheet_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_sheet'))
    )
    with op.batch_alter_table('code_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_code_sheet_partner_id'), ['partner_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('for_whom', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_invitation_partner_id_partner'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_invitation_token_digest'))
    )
    op.create_table('partner_agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('agreed_by_id', sa.Integer(), nullable=True),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.CheckConstraint('(agreed_on IS NULL) = (agreed_by_id IS NULL)', name=op.f('ck_partner_agreement_agreed')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['account.id'], name=op.f('fk_partner_agreement_agreed_by_id_account')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_agreement_partner_id_partner'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_partner_agreement_written_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_agreement')),
    sa.UniqueConstraint('partner_id', 'number', name=op.f('uq_partner_agreement_partner_id_number'))
    )
    op.create_table('partner_host',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_partner_host_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_host_partner_id_partner')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_partner_host'))
    )
    op.create_table('dissent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('partner_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_hidden', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_dissent_partner_id_partner')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_dissent_release_id_release'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_dissent_written_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dissent')),
    sa.UniqueConstraint('release_id', 'partner_id', name=op.f('uq_dissent_release_id_partner_id'))
    )
    op.create_table('entry_code',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('is_used', sa.Boolean(), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['sheet_id'], ['code_sheet.id'], name=op.f('fk_entry_code_sheet_id_code_sheet'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_code')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_entry_code_code_digest')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('entry_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_code_sheet_id'), ['sheet_id'], unique=False)

    op.create_table('paper_stack',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('forms', sa.Integer(), nullable=False),
    sa.Column('blank', sa.Integer(), nullable=False),
    sa.Column('unreadable', sa.Integer(), nullable=False),
    sa.Column('is_twice', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=6), nullable=False),
    sa.CheckConstraint("state IN ('open', 'closed')", name=op.f('ck_paper_stack_state')),
    sa.CheckConstraint('forms >= 0 AND blank >= 0 AND unreadable >= 0', name=op.f('ck_paper_stack_counts')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_paper_stack_partner_id_partner')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_paper_stack_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_stack'))
    )
    with op.batch_alter_table('paper_stack', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_stack_partner_id'), ['partner_id'], unique=False)

    op.create_table('print_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('printed_on', sa.Date(), nullable=False),
    sa.Column('receipts_from', sa.Date(), nullable=False),
    sa.CheckConstraint('copies > 0', name=op.f('ck_print_run_copies')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_print_run_partner_id_partner')),
    sa.ForeignKeyConstraint(['version_id'], ['version.id'], name=op.f('fk_print_run_version_id_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_run'))
    )
    with op.batch_alter_table('print_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_print_run_partner_id'), ['partner_id'], unique=False)

    op.create_table('entry_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('is_kiosk', sa.Boolean(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('site', 'session', 'campaign')", name=op.f('ck_entry_link_kind')),
    sa.CheckConstraint('opened >= 0 AND sent >= 0', name=op.f('ck_entry_link_counts')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_entry_link_engagement_id_engagement')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_entry_link_partner_id_partner')),
    sa.ForeignKeyConstraint(['session_id'], ['listening_session.id'], name=op.f('fk_entry_link_session_id_listening_session'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_entry_link_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_link')),
    sa.UniqueConstraint('engagement_id', 'code', name=op.f('uq_entry_link_engagement_id_code'))
    )
    with op.batch_alter_table('entry_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_link_partner_id'), ['partner_id'], unique=False)

    op.create_table('heard_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('said_right', sa.Integer(), nullable=False),
    sa.Column('said_wrong', sa.Integer(), nullable=False),
    sa.Column('correction', sa.Text(), nullable=False),
    sa.Column('read_on', sa.Date(), nullable=True),
    sa.CheckConstraint('said_right >= 0 AND said_wrong >= 0', name=op.f('ck_heard_card_said')),
    sa.ForeignKeyConstraint(['session_id'], ['listening_session.id'], name=op.f('fk_heard_card_session_id_listening_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heard_card')),
    sa.UniqueConstraint('session_id', 'position', name=op.f('uq_heard_card_session_id_position'))
    )
    with op.batch_alter_table('heard_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_heard_card_session_id'), ['session_id'], unique=False)

    op.create_table('paper_copy',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('receipt_hash', sa.String(length=64), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['print_run.id'], name=op.f('fk_paper_copy_run_id_print_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_copy')),
    sa.UniqueConstraint('number', name=op.f('uq_paper_copy_number')),
    sa.UniqueConstraint('receipt_hash', name=op.f('uq_paper_copy_receipt_hash')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('paper_copy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_copy_run_id'), ['run_id'], unique=False)

    op.create_table('paper_entry',
    sa.Column('stack_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('typed_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), server_default=sa.text("''"), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.CheckConstraint("(state = 'stored') = (answers IS NULL)", name=op.f('ck_paper_entry_answers')),
    sa.CheckConstraint("state IN ('typed', 'different', 'stored')", name=op.f('ck_paper_entry_state')),
    sa.CheckConstraint('turn IN (1, 2)', name=op.f('ck_paper_entry_turn')),
    sa.ForeignKeyConstraint(['stack_id'], ['paper_stack.id'], name=op.f('fk_paper_entry_stack_id_paper_stack'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['typed_by_id'], ['account.id'], name=op.f('fk_paper_entry_typed_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_entry')),
    sa.UniqueConstraint('number', 'turn', name=op.f('uq_paper_entry_number_turn')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('paper_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_entry_stack_id'), ['stack_id'], unique=False)

    op.create_table('aside_entry',
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('response_id', sa.String(length=32), nullable=True),
    sa.Column('submission_id', sa.String(length=120), nullable=False),
    sa.Column('content_digest', sa.String(length=64), nullable=False),
    sa.Column('why', sa.String(length=10), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('came_on', sa.Date(), nullable=False),
    sa.Column('stored_as_id', sa.String(length=32), nullable=True),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'stored', 'set_aside')", name=op.f('ck_aside_entry_state')),
    sa.CheckConstraint("way IN ('offline', 'paper', 'notes')", name=op.f('ck_aside_entry_way')),
    sa.CheckConstraint("why IN ('conflict', 'unfit', 'unreadable')", name=op.f('ck_aside_entry_why')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_aside_entry_engagement_id_engagement')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_aside_entry_partner_id_partner')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_aside_entry_response_id_response'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['stored_as_id'], ['response.id'], name=op.f('fk_aside_entry_stored_as_id_response'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aside_entry')),
    sa.UniqueConstraint('submission_id', 'content_digest', name=op.f('uq_aside_entry_submission_id_content_digest')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('aside_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_aside_entry_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_aside_entry_response_id'), ['response_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_aside_entry_stored_as_id'), ['stored_as_id'], unique=False)

    op.create_table('session_note',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Float(), nullable=False),
    sa.Column('speaker', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('is_deleted', sa.Boolean(), nullable=False),
    sa.CheckConstraint("consent IN ('counted', 'paraphrased', 'quoted', 'quoted_with_place')", name=op.f('ck_session_note_consent')),
    sa.CheckConstraint("form IN ('verbatim', 'noted', 'facilitator')", name=op.f('ck_session_note_form')),
    sa.CheckConstraint("speaker IS NULL OR form <> 'facilitator'", name=op.f('ck_session_note_speaker')),
    sa.CheckConstraint('length(id) >= 16', name=op.f('ck_session_note_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_session_note_question_id_question')),
    sa.ForeignKeyConstraint(['session_id'], ['listening_session.id'], name=op.f('fk_session_note_session_id_listening_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_note'))
    )
    with op.batch_alter_table('session_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_note_session_id'), ['session_id'], unique=False)

    op.create_table('speaker',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('was_asked', sa.Boolean(), nullable=False),
    sa.Column('receipt_hash', sa.String(length=64), nullable=True),
    sa.Column('response_id', sa.String(length=32), nullable=True),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.CheckConstraint("consent IN ('counted', 'paraphrased', 'quoted', 'quoted_with_place')", name=op.f('ck_speaker_consent')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_speaker_number')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_speaker_response_id_response'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['session_id'], ['listening_session.id'], name=op.f('fk_speaker_session_id_listening_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speaker')),
    sa.UniqueConstraint('receipt_hash', name=op.f('uq_speaker_receipt_hash')),
    sa.UniqueConstraint('session_id', 'number', name=op.f('uq_speaker_session_id_number')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('speaker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_speaker_response_id'), ['response_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_speaker_session_id'), ['session_id'], unique=False)

    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), server_default=sa.text("'proposed'"), nullable=False),
    sa.Column('testimony_id', sa.String(length=32), nullable=True),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("origin IN ('staff', 'resident', 'polis')", name=op.f('ck_statement_origin')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'declined', 'retired')", name=op.f('ck_statement_state')),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_statement_engagement_id_engagement')),
    sa.ForeignKeyConstraint(['testimony_id'], ['testimony.id'], name=op.f('fk_statement_testimony_id_testimony'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_statement_written_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('engagement_id', 'code', name=op.f('uq_statement_engagement_id_code'))
    )
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_statement_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_statement_testimony_id'), ['testimony_id'], unique=False)

    with _rebuilt('contribution', rowid=False) as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('speaker', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('question_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=True))
        batch_op.alter_column('form', existing_type=sa.VARCHAR(length=10), type_=sa.String(length=12), existing_nullable=False)
        batch_op.create_index(batch_op.f('ix_contribution_session_id'), ['session_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contribution_question_id_question'), 'question', ['question_id'], ['id'])

    with _rebuilt('listening_session') as batch_op:
        batch_op.add_column(sa.Column('partner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('guide_version_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('title', sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('place', sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('languages', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('agreements', sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('scripts', sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.add_column(sa.Column('room', sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.add_column(sa.Column('taken_out', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('state', sa.String(length=8), server_default=sa.text("'planned'"), nullable=False))
        batch_op.add_column(sa.Column('sent_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.create_index(batch_op.f('ix_listening_session_partner_id'), ['partner_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_listening_session_partner_id_partner'), 'partner', ['partner_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_listening_session_guide_version_id_version'), 'version', ['guide_version_id'], ['id'])

    with _rebuilt('response', rowid=False) as batch_op:
        batch_op.add_column(sa.Column('standing', sa.String(length=10), server_default=sa.text("'counted'"), nullable=False))
        batch_op.add_column(sa.Column('held_because', sa.String(length=12), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column('typed_as', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('interview_language', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('is_late', sa.Boolean(), server_default=sa.text('false'), nullable=False))

    with _rebuilt('testimony', rowid=False) as batch_op:
        pass

    with _rebuilt('survey') as batch_op:
        pass


def downgrade() -> None:
    """There is no way back: sessions and ways of answering would not fit."""
    raise NotImplementedError("restore a backup made before the upgrade")
