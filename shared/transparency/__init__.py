"""Transparency logs in the open formats of C2SP, without I/O: what sequencer, witnesses and verifiers share."""
