"""What services say to each other: requests, replies and public facts. Nothing here knows how they are handled."""
