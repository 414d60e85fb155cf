"""Lines that settle earlier months, and the log of facts that came after their month's bill."""

import sqlalchemy as sa
from alembic import op

from services.billing.settlement.watching import unwatch, watch

revision = "0018"
down_revision = "0017"

MONTH = "to_char({}, 'YYYY-MM')"
KINDS = "'opening', 'charge', 'correction', 'credit', 'refund'"

# The last reading of a meter or an account, and the first one of a meter, belong to the month of that day, whenever they
# were received; others to the period that they were received for.
_TAKEN_IN = MONTH.format("r.taken_on")
_READING_MONTH = f"""
    case when r.period > {_TAKEN_IN} and (
        exists (select from meters m where m.account_number = r.account_number and m.serial = r.serial and {_TAKEN_IN}
                in ({MONTH.format("m.removed_on")}, {MONTH.format("m.failed_on")}, {MONTH.format("m.installed_on")}))
        or exists (select from accounts a where a.number = r.account_number and {MONTH.format("a.closed_on")} = {_TAKEN_IN})
    ) then {_TAKEN_IN} else r.period end
"""
_READ = "case when r.source = 'control' then 'control' else 'late_reading' end"
# Parameters that decide no charge; of one that is not named here a replay without a difference is the worst.
_CHARGING = (
    "name !~ '^(penalty|restriction|notice|suspension|reconnection|publish|due|shift|cutoff|jump|settle|instalment)_'"
)
_METER_DAYS = "array['installed_on', 'removed_on', 'failed_on', 'verification_due', 'max_power_kw', 'digits']"

ACCOUNTS = {
    "readings": {
        "insert": f"select account_number, {_READING_MONTH}, {_READ}, source from new_rows r",
        "update": f"select account_number, {_READING_MONTH}, {_READ}, source from new_rows r",
        "delete": f"select account_number, {_READING_MONTH}, 'withdrawn_reading', source from old_rows r",
    },
    "withdrawn_readings": {
        "insert": f"select r.account_number, {_READING_MONTH}, 'withdrawn_reading', n.reason from new_rows n "
        "join readings r on r.reading_id = n.reading_id and r.reading_id <> ''",
    },
    "residents": {
        "insert": f"select account_number, {MONTH.format('since')}, 'residents', '' from new_rows",
        "update": f"select account_number, {MONTH.format('since')}, 'residents', '' from new_rows",
        "delete": f"select account_number, {MONTH.format('since')}, 'residents', '' from old_rows",
    },
    "absences": {
        "insert": f"select account_number, {MONTH.format('since')}, 'absence', ground from new_rows",
        "update": f"select account_number, {MONTH.format('since')}, 'absence', ground from new_rows",
        "delete": f"select account_number, {MONTH.format('since')}, 'absence', ground from old_rows",
    },
    "seasonal_blocks": {
        "insert": f"select account_number, {MONTH.format('since')}, 'season', '' from new_rows",
        # The key is the first day, so only the last one can have moved.
        "update": f"select account_number, {MONTH.format('least(o.until, n.until)')}, 'season', '' "
        "from old_rows o join new_rows n using (account_number, since) where o.until is distinct from n.until",
        "delete": f"select account_number, {MONTH.format('since')}, 'season', '' from old_rows",
    },
    "meters": {
        "insert": f"select account_number, {MONTH.format('installed_on')}, 'meter', serial from new_rows",
        "update": f"""
            select account_number, {MONTH.format("least(other, removed, failed)")}, 'meter', serial from (
                select account_number, serial,
                       case when (to_jsonb(o) - {_METER_DAYS}) is distinct from (to_jsonb(n) - {_METER_DAYS})
                            then installed_on end as other,
                       case when o.removed_on is distinct from n.removed_on
                            then least(o.removed_on, n.removed_on) end as removed,
                       case when o.failed_on is distinct from n.failed_on
                            then least(o.failed_on, n.failed_on) end as failed
                from old_rows o full join new_rows n using (account_number, serial, installed_on)
            ) days where least(other, removed, failed) is not null""",
    },
    "accounts": {
        "update": f"""
            select number, {MONTH.format("least(opened, closed)")}, 'account', '' from (
                select number,
                       case when o.opened_on <> n.opened_on then least(o.opened_on, n.opened_on) end as opened,
                       case when o.closed_on is distinct from n.closed_on
                            then least(o.closed_on, n.closed_on) end as closed
                from old_rows o join new_rows n using (number)
            ) days where least(opened, closed) is not null""",
    },
}
_UNTIL = "least(coalesce(o.until, 'infinity'), coalesce(n.until, 'infinity'))"
RATES = {
    "tariffs": {
        "insert": f"select tariff_group, {MONTH.format('since')}, 'rate', source from new_rows",
        "update": f"""
            select tariff_group, case when o.prices <> n.prices then {MONTH.format("n.since")}
                                      when o.until is distinct from n.until then {MONTH.format(_UNTIL)} end,
                   'rate', n.source
            from old_rows o join new_rows n using (tariff_group, zone, since)""",
    },
    "tier_limits": {
        "insert": f"select tariff_group, {MONTH.format('since')}, 'rate', '' from new_rows",
        "update": f"""
            select tariff_group, case when (o.limit1, o.limit2) <> (n.limit1, n.limit2) then {MONTH.format("n.since")}
                                      when o.until is distinct from n.until then {MONTH.format(_UNTIL)} end, 'rate', ''
            from old_rows o join new_rows n using (tariff_group, since)""",
    },
    "norms": {
        "insert": f"select '', {MONTH.format('since')}, 'norm', '' from new_rows",
        "update": f"select '', {MONTH.format('n.since')}, 'norm', '' from old_rows o "
        "join new_rows n using (since, stove, rooms, persons) where o.kwh <> n.kwh",
    },
    "parameters": {
        "insert": f"select '', {MONTH.format('since')}, 'rate', name from new_rows where {_CHARGING}",
        "update": f"select '', {MONTH.format('n.since')}, 'rate', name from old_rows o "
        f"join new_rows n using (name, since) where o.value <> n.value and {_CHARGING}",
    },
}


def upgrade() -> None:
    _tables()
    op.add_column("runs", sa.Column("preliminary", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("run_results", sa.Column("recalculated_kopecks", sa.BigInteger(), nullable=True))
    recalculated = sa.text("recalculated_kopecks is not null")
    op.create_index(
        "ix_run_results_recalculated", "run_results", ["period", "account_number"], postgresql_where=recalculated
    )
    _ledger_kinds(f"{KINDS}, 'recalculation'")
    op.execute(
        "create trigger recalculations_append_only before update or delete or truncate on recalculations "
        "for each statement execute function refuse_change()"
    )
    bind = op.get_bind()
    for table, facts in ACCOUNTS.items():
        watch(bind, table, facts)
    for table, facts in RATES.items():
        watch(bind, table, facts, rates=True)


def _tables() -> None:
    op.create_table(
        "recalculations",
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("nth", sa.SmallInteger(), nullable=False),
        sa.Column("settles", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("price_kopecks", sa.Integer(), nullable=False),
        sa.Column("amount_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("excess_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.SmallInteger(), nullable=False),
        sa.Column("vat_kopecks", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_number", "period", "revision", "nth", name="pk_recalculations"),
    )
    op.create_table(
        "late_facts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_number", sa.Text(), server_default="", nullable=False),
        sa.Column("tariff_group", sa.Text(), server_default="", nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("run", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_late_facts"),
    )
    op.create_index("ix_late_facts_account_number", "late_facts", ["account_number"])


def _ledger_kinds(kinds: str) -> None:
    for name in ("ck_ledger_kind", "ck_ledger_ck_ledger_kind"):
        op.execute(f"alter table ledger drop constraint if exists {name}")
    # Wider than before, so what is stored needs no look; the running release never writes the new kind.
    op.execute(f"alter table ledger add constraint ck_ledger_kind check (kind in ({kinds})) not valid")


def downgrade() -> None:
    unwatch(op.get_bind(), {table: tuple(facts) for table, facts in (ACCOUNTS | RATES).items()})
    _ledger_kinds(KINDS)
    op.drop_index("ix_run_results_recalculated", "run_results")
    op.drop_column("run_results", "recalculated_kopecks")
    op.drop_column("runs", "preliminary")
    for table in ("late_facts", "recalculations"):
        op.drop_table(table)
