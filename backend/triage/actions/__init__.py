"""One function for each thing that a person does at the desk: (session, work, what they typed)."""
