"""Badges as pure values: signed tokens, printed codes, QR drawings, sheets. No Django and no clock."""
