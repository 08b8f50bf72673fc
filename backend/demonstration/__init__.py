"""The believable data that 'suara demo' loads."""
