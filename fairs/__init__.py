"""Domain: fairs, halls, booths, pavilions, exhibitors, buyers, programme, slots and tables."""
