"""Card payments: orders at the acquiring bank, their life, callbacks, refunds."""
