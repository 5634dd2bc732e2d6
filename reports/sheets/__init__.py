"""What the sheets of every workbook are made with."""
