"""The commands of auth, beside those of every service: staff accounts, and tokens of the supplier's own system."""

from chassis.process.command_line import Command

COMMANDS = (
    Command("create-staff", "create a staff account and print its keys, once", "staff.commands:create_staff_arguments"),
    Command(
        "reset-staff",
        "issue new keys for a staff account; the old ones stop at once",
        "staff.commands:reset_staff_arguments",
    ),
    Command("disable-staff", "disable a staff account at once", "staff.commands:disable_staff_arguments"),
    Command("reseal", "seal stored secrets with the first key of DATA_KEYS", "staff.commands:reseal_arguments"),
    Command("list-staff", "list the staff accounts", "staff.commands:list_staff_arguments"),
    Command(
        "issue-token",
        "issue a token with which the supplier's own system sends files",
        "staff.commands:issue_token_arguments",
    ),
    Command("list-token", "list the tokens of the supplier's own system", "staff.commands:list_token_arguments"),
    Command("revoke-token", "revoke a token at once", "staff.commands:revoke_token_arguments"),
)
