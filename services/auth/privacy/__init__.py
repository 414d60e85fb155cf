"""A person's rights to his data (152-ФЗ): consents, a copy of everything, the end of the cabinet."""
