"""The one error of the rules: an input that the rule cannot be applied to."""


class BadInputError(ValueError):
    """Names the field (a path such as `tariff.night`) and says what would be right."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field
        self.remedy = remedy
