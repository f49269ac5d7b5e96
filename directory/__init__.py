"""Domain: companies, people, capabilities, certificates, products, needs, search."""
