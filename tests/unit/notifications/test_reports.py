"""Delivery status notifications as several mail servers write them."""

import pytest

from services.notifications.bounces.report import DeliveryReport, parse

LETTER = "<7d0a@kabinet.example>"


def report(
    message_id: str = LETTER,
    status: str = "5.1.1",
    action: str = "failed",
    diagnosis: str = "smtp; 550 5.1.1 <sidor@list.ru>: no such user",
    headers_only: bool = False,
) -> bytes:
    """As Postfix writes it, or with the headers alone as Exim does when told to."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    diagnostic = f"\nDiagnostic-Code: {diagnosis}" if diagnosis else ""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: kabinet@example.ru
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b0"

--b0
Content-Type: text/plain; charset=us-ascii

This is the mail system. I'm sorry.

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 12:00:00 +0300

Final-Recipient: rfc822; sidor@list.ru
Original-Recipient: rfc822;sidor@list.ru
Action: {action}
Status: {status}{diagnostic}

--b0
Content-Type: {kind}

Message-ID: {message_id}
From: kabinet@example.ru
Subject: =?utf-8?b?0KHRh9GR0YI=?=

body
--b0--
""".encode()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_names_the_letter_and_the_reason(headers_only: bool) -> None:
    (one,) = parse(report(headers_only=headers_only))
    assert one == DeliveryReport(LETTER, "failed", "5.1.1", "5.1.1 smtp; 550 5.1.1 <sidor@list.ru>: no such user")
    assert one.final and one.wrong_address


@pytest.mark.parametrize(
    ("status", "diagnosis", "wrong"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown user", True),
        ("5.0.0", "smtp; 550 Unknown recipient", True),
        ("5.0.0", "smtp; 554 Transaction failed", False),
        ("5.2.1", "", True),
        ("5.4.4", "", True),
        ("5.2.2", "smtp; 552 5.2.2 quota", False),
        ("5.7.1", "smtp; 550 5.7.1 spam, see 5.1.1", False),
        ("5.7.1", "smtp; 550 5.7.1 No such user!", True),
        ("5.1.8", "smtp; 550 5.1.8 Sender domain does not exist", False),
        ("5.1.7", "", False),
        ("5.0.0", "smtp; 550 spam message rejected", False),
        ("5.0.0", "smtp; 550 relay not permitted", False),
        ("5.0.0", "smtp; 552 mailbox is over its storage allocation", False),
        ("4.4.7", "smtp; 450 4.2.1 mailbox temporarily disabled", False),
        ("5.4.7", "smtp; 451 4.4.1 connection timed out", False),
        ("rubbish", "", False),
    ],
)
def test_only_a_wrong_address_is_the_addresses_fault(status: str, diagnosis: str, wrong: bool) -> None:
    (one,) = parse(report(status=status, diagnosis=diagnosis))
    assert one.wrong_address is wrong


def test_a_delay_is_not_final() -> None:
    (one,) = parse(report(status="4.4.1", action="Delayed", diagnosis=""))
    assert (one.action, one.final, one.wrong_address) == ("delayed", False, False)


@pytest.mark.parametrize(
    "content", [b"", b"Subject: hello\n\nMailbox full", report().replace(b"multipart/report", b"multipart/mixed")]
)
def test_what_is_no_report_reports_nothing(content: bytes) -> None:
    assert parse(content) == []
