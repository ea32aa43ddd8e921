"""What staff do with records: history, transitions from state to state, changes of many at once, previews of drafts."""
