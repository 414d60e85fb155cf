"""feedback: appeals, attachments, answers."""
