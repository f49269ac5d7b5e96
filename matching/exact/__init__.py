"""Small timetables solved to the end: the least idle time with every request placed, and the proof that less is impossible."""
