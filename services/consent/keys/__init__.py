"""The keys that every personal field is closed under, and who may have them."""

from shared.contracts.common import Owner

OWNER: Owner = "consent"  # whose keys close what this service itself stores
