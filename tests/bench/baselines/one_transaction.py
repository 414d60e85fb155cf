"""What a payment writes, by one process in one transaction: the plainest way to credit it."""

import secrets

import psycopg

_TABLES = """
    create temporary table payments (id text primary key, state text, paid_at timestamptz);
    create temporary table history (payment text, state text, at timestamptz default now());
    create temporary table callbacks (payment text, raw text, at timestamptz default now());
    create temporary table ledger (source text, ref text, account text, kopecks bigint, primary key (source, ref));
    create temporary table readings (payment text primary key, account text, zone_values jsonb);
    create temporary table letters (payment text primary key, address text, subject text, body text);
"""


class OneTransaction:
    """Tables like the services' own, in one database and one connection."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        self._connection.execute(_TABLES)
        self._connection.commit()

    def credit(self) -> None:
        """The bank's word: payment, history, callback, ledger line, reading and letter, then one commit."""
        payment, run = secrets.token_hex(8), self._connection.execute
        run("insert into payments values (%s, 'awaiting_bank', null)", [payment])
        run("insert into callbacks (payment, raw) values (%s, %s)", [payment, "x" * 300])
        run("select state from payments where id = %s for update", [payment])
        run("update payments set state = 'paid', paid_at = now() where id = %s", [payment])
        run("insert into history (payment, state) values (%s, 'paid')", [payment])
        run("insert into ledger values ('payment', %s, '180111111', -100)", [payment])
        run("insert into readings values (%s, '180111111', '{\"one\": 1}')", [payment])
        run("insert into letters values (%s, 'a@example.ru', 'receipt', %s)", [payment, "x" * 2000])
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()
