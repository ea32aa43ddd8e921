"""Counts what readers open, in numbers a day and nothing about who: records, documents, lists, other pages, which sites
they come from, and how often programs fetch data.

`counting.note` is called for each answer and costs a reader nothing but memory: `counting.flush`, a duty of each server
process, writes what has come together. What is counted, and what never is, stands in `what.py`.
"""
