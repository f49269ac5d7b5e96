"""Own PostgreSQL and Valkey for `make demo` and `make test`, and the supervisor of the demo.

Only the server programs are taken from the wheels; starting, guarding and stopping them is done here.
A deployment by DATABASE_URL and REDIS_URL never comes through here. It knows nothing of the house it serves.
"""
