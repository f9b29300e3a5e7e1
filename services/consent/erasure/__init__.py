"""Destroying a child's keys, the ledger that says so, and the gate that keeps a restored database from undoing it."""
