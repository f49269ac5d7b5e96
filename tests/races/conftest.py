"""What every race begins with."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _whole_pool(transactional_db):
    """All connections of the pool free: one that somebody before kept would be missing, and many threads want the last."""
    connection.close()
    connection.close_pool()
