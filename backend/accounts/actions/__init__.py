"""What people do with organisations, staff and sign-in."""
