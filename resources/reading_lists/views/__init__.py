"""The pages of a reading list, one module for each thing people come to do."""
