"""Pages of the meeting day: tables, hall, runners, and what the day wants from one person."""
