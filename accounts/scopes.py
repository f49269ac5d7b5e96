"""What a token may do; a session may do all its user may."""

SCOPES: dict[str, str] = {
    "read": "Read what the user may see",
    "book": "Hold and book booths, register visitors",
    "meet": "Ask for, answer and move meetings, publish needs",
    "scan": "Scan badges at the gates, visitors at the booth",
    "manage": "Approve bookings, re-send deliveries, manage the fair",
}
