"""What the desk does where somebody lost the code of their receipt."""
