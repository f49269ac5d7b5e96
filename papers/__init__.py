"""Pure: what is printed of the meetings. A person's agenda on A5 and the cards that stand on the tables. Stands on `badges`."""
