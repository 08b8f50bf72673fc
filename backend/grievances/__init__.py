"""What the person says and hears: drafts, filing, account, files, messages, receipt, follow-up."""
