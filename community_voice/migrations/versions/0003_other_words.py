"""other words."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table('paraphrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('testimony_id', sa.String(length=32), nullable=False),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('verbatim', sa.Boolean(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('author_name', sa.Text(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("consent IN ('paraphrased', 'quoted', 'quoted_with_place')", name=op.f('ck_paraphrase_consent')),
    sa.CheckConstraint('0 <= start AND start < "end"', name=op.f('ck_paraphrase_span')),
    sa.CheckConstraint('length(text) > 0 AND length(author_name) > 0', name=op.f('ck_paraphrase_words')),
    sa.CheckConstraint('approved_by_id <> author_id', name=op.f('ck_paraphrase_two_people')),
    sa.ForeignKeyConstraint(['testimony_id', 'consent', 'verbatim'], ['testimony.id', 'testimony.consent', 'testimony.verbatim'], name='fk_paraphrase_allowed', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_paraphrase_theme_id_theme')),
    sa.ForeignKeyConstraint(['author_id'], ['account.id'], name=op.f('fk_paraphrase_author_id_account')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['account.id'], name=op.f('fk_paraphrase_approved_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paraphrase')),
    sa.UniqueConstraint('id', 'approved_by_id', name=op.f('uq_paraphrase_id_approved_by_id')),
    sa.UniqueConstraint('testimony_id', 'start', 'end', name=op.f('uq_paraphrase_testimony_id_start_end'))
    )
    op.create_table('told_paraphrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('release_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('paraphrase_id', sa.Integer(), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['paraphrase_id', 'approved_by_id'], ['paraphrase.id', 'paraphrase.approved_by_id'], name='fk_told_paraphrase_approved', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_told_paraphrase_release_id_release'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told_paraphrase')),
    sa.UniqueConstraint('release_id', 'code', name=op.f('uq_told_paraphrase_release_id_code'))
    )
    with op.batch_alter_table('told_paraphrase', schema=None) as batch_op:
        batch_op.create_index('ix_told_paraphrase_paraphrase_id', ['paraphrase_id'], unique=False)


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('told_paraphrase', schema=None) as batch_op:
        batch_op.drop_index('ix_told_paraphrase_paraphrase_id')

    op.drop_table('told_paraphrase')
    op.drop_table('paraphrase')
