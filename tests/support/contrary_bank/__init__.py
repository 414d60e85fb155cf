"""A second model of the bank, for tests: written from its OpenAPI and what is publicly known of its installations, and
not from the portal's adapter. It answers with every mixture that is allowed, and destroys what it is told to."""
