"""Site-wide search: people, works, stories and pieces at one address, and ways in for who only looks around."""
