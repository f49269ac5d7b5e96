"""The load client and the workloads, each printing JSON. They measure; what may never break is attacked in tests/."""
