"""What the lunch needs of each, who is kept apart, who dropped in, and the ticks

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('blocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('blocker_id', sa.Integer(), nullable=False),
    sa.Column('blocked_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('blocker_id <> blocked_id', name=op.f('ck_blocks_two_people')),
    sa.ForeignKeyConstraint(['blocked_id'], ['users.id'], name=op.f('fk_blocks_blocked_id')),
    sa.ForeignKeyConstraint(['blocker_id'], ['users.id'], name=op.f('fk_blocks_blocker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocks')),
    sa.UniqueConstraint('blocker_id', 'blocked_id', name=op.f('uq_blocks_blocker_id_blocked_id'))
    )
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_blocks_blocked_id'), ['blocked_id'], unique=False)

    op.create_table('drop_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=60), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrences.id'], name=op.f('fk_drop_ins_occurrence_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drop_ins'))
    )
    with op.batch_alter_table('drop_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_drop_ins_occurrence_id'), ['occurrence_id'], unique=False)

    op.create_table('tickings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_tickings_actor_id')),
    sa.ForeignKeyConstraint(['occurrence_id'], ['occurrences.id'], name=op.f('fk_tickings_occurrence_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickings')),
    sa.UniqueConstraint('occurrence_id', 'key', name=op.f('uq_tickings_occurrence_id_key'))
    )
    op.create_table('needs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('sign_up_id', sa.Integer(), nullable=True),
    sa.Column('food_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('diets', sa.String(length=81), nullable=False),
    sa.Column('texture', sa.Enum('ordinary', 'timbal', 'puree', 'liquid', name='texture', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('food_words', sa.String(length=200), nullable=False),
    sa.Column('companion_diets', sa.String(length=81), nullable=False),
    sa.Column('companion_texture', sa.Enum('ordinary', 'timbal', 'puree', 'liquid', name='companion_texture', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('companion_words', sa.String(length=200), nullable=False),
    sa.Column('travel_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('way', sa.Enum('walks', 'rollator', 'special_transport', 'needs_lift', 'offers_lift', 'other', name='way', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('lifts', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=120), nullable=True),
    sa.Column('fetched_at', sa.Time(), nullable=True),
    sa.Column('wants_company', sa.Boolean(), nullable=False),
    sa.Column('travel_words', sa.String(length=200), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(address IS NULL AND fetched_at IS NULL) OR way = 'needs_lift'", name=op.f('ck_needs_address_for_lift_only')),
    sa.CheckConstraint("lifts IS NULL OR (way = 'offers_lift' AND lifts BETWEEN 1 AND 4)", name=op.f('ck_needs_lifts')),
    sa.CheckConstraint('(person_id IS NULL) = (sign_up_id IS NOT NULL)', name=op.f('ck_needs_person_or_sign_up')),
    sa.CheckConstraint('(travel_at IS NULL) = (way IS NULL)', name=op.f('ck_needs_travel_told')),
    sa.ForeignKeyConstraint(['person_id'], ['users.id'], name=op.f('fk_needs_person_id')),
    sa.ForeignKeyConstraint(['sign_up_id'], ['sign_ups.id'], name=op.f('fk_needs_sign_up_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_needs')),
    sa.UniqueConstraint('person_id', name=op.f('uq_needs_person_id')),
    sa.UniqueConstraint('sign_up_id', name=op.f('uq_needs_sign_up_id'))
    )
    op.execute("ALTER TABLE sign_ups ADD COLUMN companion_attended BOOLEAN")



def downgrade() -> None:
    op.drop_column("sign_ups", "companion_attended")

    op.drop_table('needs')
    op.drop_table('tickings')
    with op.batch_alter_table('drop_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_drop_ins_occurrence_id'))

    op.drop_table('drop_ins')
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_blocks_blocked_id'))

    op.drop_table('blocks')
