"""What the page of a record or of a list says of itself to machines, of public facts alone and without a question."""
