"""What is filed for others: values, days as people write them, tables of spreadsheets."""
