"""Accounts of a large town, made by PostgreSQL itself: names and addresses as files have them."""

MANY = 200_000
KEEP_INDEXES = """
    create temp table kept as select indexname, indexdef from pg_indexes
    where schemaname = 'public' and tablename in ('accounts', 'meters') and indexname like 'ix%'
"""
DROP_INDEXES = """
    do $$ declare name text; begin
        for name in select indexname from kept loop execute format('drop index %I', name); end loop;
    end $$
"""
MAKE_INDEXES = """
    do $$ declare made text; begin for made in select indexdef from kept loop execute made; end loop; end $$
"""
"""Indexes are made at once when all rows are there: row by row they take ten times as long."""


def town(many: int = MANY) -> tuple[str, ...]:
    """Statements that fill a billing database: streets of a hundred homes, and a street that everybody knows."""
    return (
        "set maintenance_work_mem = '256MB'",
        KEEP_INDEXES,
        DROP_INDEXES,
        f"""
        insert into accounts (number, full_name, address, district, rooms, persons, stove, tariff_group, heating,
                              managing_company, multiplier, multiplier_ground, opened_on)
        select 180000000 + n, 'Фамилия' || n % 900 || ' ' || (array['Анна', 'Иван', 'Пётр'])[n % 3 + 1],
               'г. Калуга, ул. ' || case when n % 500 = 0 then 'Кирова' else 'Улица' || n / 100 end
               || ', д. ' || n / 10 % 10 * 7 || ', кв. ' || n % 100, '180', 2, 2, 'gas', 'city_gas', false, '', 1, '',
               '2020-01-01' from generate_series(1, {many}) n
        """,
        f"""
        insert into meters (account_number, serial, digits, zones, installed_on)
        select 180000000 + n, 'S' || n, 5, '{{one}}', '2020-01-01' from generate_series(1, {many}) n
        """,
        MAKE_INDEXES,
    )


TOWN = town()
