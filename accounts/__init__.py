"""Domain: users, organisations (tenants), memberships, roles, API tokens. Knows no fair and no booth."""
