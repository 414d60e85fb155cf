"""Who may call: the roles that an identity may have. The identity travels in the headers of each message."""

NOBODY = "nobody"
CUSTOMER = "customer"
STAFF = frozenset({"operator", "accountant", "administrator"})
ACCOUNTANTS = frozenset({"accountant", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})
SYSTEM = "system"
"""Our own processes: the launcher, a service calling another one, the gateway on behalf of the bank."""
EVERYONE = frozenset({NOBODY, CUSTOMER, SYSTEM}) | STAFF
PARTNER = "partner"
"""A partner reads the events that it was given, on a virtual host of its own: no method admits it."""
