"""What this visitor looks at: history, chain, lots of their own, refused rows."""
