"""Pure: what is printed of meetings and delegations. A person's agenda on A5, the cards that stand on the tables, a delegation's poster.

Stands on `badges`.
"""
