"""This computer as the server at the venue: how it speaks to its fair's server, and when."""
