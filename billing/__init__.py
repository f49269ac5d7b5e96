"""Domain: prices, quotes, support schemes, VietQR. Invoices and reconciliation move in here."""
