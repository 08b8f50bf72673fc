"""Reading what stands before destruction, and the rules of retention."""
