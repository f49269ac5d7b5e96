"""Pages for exhibitors: the floor plan, a booth's booking, the hub of a company."""
