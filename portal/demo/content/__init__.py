"""What the demo tells: people, skills, works, stories and orders, as plain data."""
