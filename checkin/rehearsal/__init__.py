"""A rehearsal of the door: simulated devices at a copy of the fair, through the real API, and what it showed.

`morning` holds one, `run` are the gates, `report` the figures and what to change. The copy is `services.rehearsal_stage`'s.
"""
