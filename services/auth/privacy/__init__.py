"""A person's rights to their data (152-ФЗ): consents, a copy of everything, deletion, retention."""
