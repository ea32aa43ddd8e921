"""The pages of a plan, one module for each thing people come to do."""
