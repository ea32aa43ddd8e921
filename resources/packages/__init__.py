"""A model policy as one file to take away: its papers held here, and a cover sheet that says where the rest is.

`offer` is what the page of the policy says of it, `contents` reads what belongs in it, `views` gives it out.
"""
