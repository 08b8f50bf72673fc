"""Reading drafts, the story, messages and files, and the page a complainant follows."""
