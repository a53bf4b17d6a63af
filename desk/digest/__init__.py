"""最新注意事項, and the digest of what has changed: to the staff on duty, acknowledged by each."""
