"""Accounts are found by what people say: folded names and addresses with PostgreSQL's text search and trigrams, meters,
bills and identifiers of ГИС ЖКХ by their numbers."""

from alembic import op

revision = "0030"
down_revision = "0029"

# ё is е, signs of any kind separate, letters and digits are words of their own: `services.billing.queries.search_words`.
FOLDED = """
    create function search_folded(said text) returns text language sql immutable strict parallel safe as $$
        select trim(regexp_replace(
            translate(lower(normalize(replace(said, '№', ' '), nfkc)), 'ё', 'е'),
            '[^0-9[:alpha:]]+|(?<=[0-9])(?=[[:alpha:]])|(?<=[[:alpha:]])(?=[0-9])', ' ', 'g'))
    $$
"""
COMPACT = """
    create function search_compact(said text) returns text language sql immutable strict parallel safe as $$
        select ltrim(upper(regexp_replace(
            translate(lower(normalize(replace(said, '№', ' '), nfkc)), 'ё', 'е'), '[^0-9[:alpha:]]+', '', 'g')), '0')
    $$
"""
SAID = "search_folded(full_name || ' ' || address)"
INDEXES = {
    "ix_accounts_said": f"accounts using gin ((' ' || {SAID}) gin_trgm_ops)",
    "ix_accounts_lexemes": f"accounts using gin (to_tsvector('simple'::regconfig, {SAID}))",
    "ix_accounts_surname": "accounts (search_folded(full_name) text_pattern_ops, number)",
    "ix_accounts_unified": "accounts (search_compact(unified_account)) where unified_account <> ''",
    "ix_accounts_document": "accounts (search_compact(document_id)) where document_id <> ''",
    "ix_document_ids_document": "document_ids (search_compact(document_id))",
    "ix_meters_serial": "meters (search_compact(serial) text_pattern_ops)",
}


def upgrade() -> None:
    op.execute(FOLDED)
    op.execute(COMPACT)
    for name, what in INDEXES.items():
        op.execute(f"create index {name} on {what}")
    op.drop_index("ix_accounts_words", "accounts")


def downgrade() -> None:
    words = "(' ' || full_name || ' ' || address)"
    op.execute(f"create index ix_accounts_words on accounts using gin ({words} gin_trgm_ops)")
    for name in INDEXES:
        op.execute(f"drop index {name}")
    op.execute("drop function search_compact(text)")
    op.execute("drop function search_folded(text)")
