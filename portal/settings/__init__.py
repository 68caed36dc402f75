"""Settings: `base` joins one file per library; `dev`, `test` and `production` are thin variations of it."""
