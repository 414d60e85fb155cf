"""From a row to the mail server: claimed, composed, sent, closed; and the preview for staff."""
