"""Who may do what at each address of the admin: the answers that `test_matrix.py` expects.

C contributor, E editor, P publisher, T taxonomist, A administrator, S superuser, N staff without a role. Superusers may
what administrators may, so that S stands only where they alone may. Nobody but those named may; an address that stands
nowhere here fails the test. Whoever is not signed in is led to the sign-in, from everywhere but from `OPEN`.

To add an entry of the admin: its line in `ENTRIES`, and how a row of it is made in `rows.py`. To add a page of an
entry, or one of its own: its line in `OTHERS`.
"""

from typing import NamedTuple

STAFF, ROLES = "CEPTAN", "CEPTA"
OPEN = {"login", "logout", "jsi18n", "password_change"}  # before one is signed in


class Entry(NamedTuple):
    """Who may see the rows of a table that somebody else made, add one, change and delete them. kept: who puts back
    what was deleted, if it is not whoever may add and change."""

    view: str = ""
    add: str = ""
    change: str = ""
    delete: str = ""
    kept: str = ""

    @property
    def add_and_change(self) -> str:
        return "".join(letter for letter in self.add if letter in self.change)

    @property
    def put_back(self) -> str:
        return self.kept or self.add_and_change


ENTRIES = {
    "resources_resource": Entry("EPTA", "EPA", "EPA", "PA"),
    "resources_modelpolicy": Entry("EPTA", "EPA", "EPA", "PA"),
    "resources_policechiefarticle": Entry("EPTA", "EPA", "EPA", "PA"),
    "resources_collection": Entry("EPTA", "EPA", "EPA", "PA"),
    "contributions_owndraft": Entry("", "CA", "", ""),  # of another: nobody's own
    "resources_publisher": Entry("CEPTA", "EPTA", "PTA", "PTA"),
    "resources_tag": Entry("EPTA", "EPTA", "EPTA", "PTA"),
    "resources_audience": Entry("EPTA", "PTA", "PTA", "PTA"),
    "terms_alias": Entry("EPTA", "PTA", "", "PTA", kept="PTA"),
    "resources_searchaddress": Entry("EPA", "EPA", "EPA", "EPA"),
    "resources_addressreport": Entry("EPA", "", "", "S"),
    "feedback_feedback": Entry("EPA", "", "", "S"),
    "link_checks_checkedaddress": Entry("EPA", "", "", ""),
    "resources_synonymgroup": Entry("EPTA", "EPTA", "EPTA", "EPTA"),
    "resources_bestbet": Entry("EPTA", "EPA", "EPA", "EPA"),
    "resources_searchcount": Entry("EPTA", "", "", "PA"),
    "following_announcement": Entry("EPA", "EPA", "EPA", "EPA"),
    "pillars_recommendation": Entry("EPTA", "EPA", "EPA", ""),
    "pillars_actionitem": Entry("EPTA", "EPA", "EPA", ""),
    "pillars_practice": Entry("EPTA", "EPA", "EPA", "PA"),
    "pillars_finding": Entry("EPTA", "EPA", "EPA", "PA"),
    "pillars_agencyexample": Entry("EPTA", "EPA", "EPA", "PA"),
    "pillars_pillar": Entry("EPTA", "PTA", "PTA", "PTA"),
    "pillars_focusarea": Entry("EPTA", "PTA", "PTA", "PTA"),
    "pillars_topic": Entry("EPTA", "PTA", "PTA", "PTA"),
    "operations_operation": Entry("EPTA", "", "EPTA", ""),  # of each row its own admin is asked when it is undone
    "jobs_job": Entry("EPTA", "", "", ""),
    "auth_user": Entry("A", "A", "A", "A"),
    "auth_group": Entry("A", "A", "A", "A"),
    "audit_auditentry": Entry("A", "", "", ""),
}

# The pages that each entry has, if it has them: what of its `Entry` lets somebody open it (GET), and send it (POST).
PAGES = {
    "changelist": ("view", "view"),
    "add": ("add", "add"),
    "change": ("view", "change"),
    "delete": ("delete", "delete"),
    "history": ("view", "view"),
    "compare": ("view", "view"),
    "revision": ("view", "change"),
    "recoverlist": ("put_back", "put_back"),
    "recover": ("put_back", "put_back"),
    "export": ("view", "view"),
    "export_as": ("view", "view"),
    "export_all": ("view", "view"),
    "export_all_as": ("view", "view"),
    "template": ("view", "view"),
    "template_as": ("view", "view"),
    "import": ("add_and_change", "add_and_change"),
    "import_one": ("add_and_change", "add_and_change"),
    "import_failed": ("add_and_change", "add_and_change"),
}

NOT_TAKEN = "405"  # the address does not take the method, whoever asks
OF_RECORDS = {
    "step": (NOT_TAKEN, "EPA"),
    "begin": (NOT_TAKEN, "EPA"),
    "make_preview": (NOT_TAKEN, "EPA"),
    "revoke_preview": (NOT_TAKEN, "EPA"),
    "document": ("EPTA", NOT_TAKEN),
    "read_again": (NOT_TAKEN, "EPA"),
    "review": (NOT_TAKEN, "EPA"),
    "check_links": (NOT_TAKEN, "EPA"),
    "bulk": ("EPA", "EPA"),
}
# What own drafts do not have.
CLOSED = (
    *("delete", "recover", "recoverlist", "bulk", "begin", "export", "export_all", "export_as", "export_all_as"),
    *("template", "template_as", "import", "import_one", "import_failed", "check_links"),
)
RECORDS = ("resource", "modelpolicy", "policechiefarticle", "collection")

# All other addresses: who may open them (GET), and who may send them (POST).
OTHERS = {
    "index": (STAFF, STAFF),
    "app_list": (ROLES, ROLES),
    "signed_in": (STAFF, STAFF),
    "password_change_done": (STAFF, NOT_TAKEN),
    "guide": (STAFF, NOT_TAKEN),
    "view_on_site": ("EPTA", "EPTA"),
    "plan_figures": ("EPTA", "EPTA"),
    "operations_operation_changelist": ("CEPTA", "CEPTA"),  # of a contributor: those on publishers
    "desk_calendar": ("EPTA", "EPTA"),
    "desk_figures": ("EPTA", "EPTA"),
    "desk_weekly_mail": (NOT_TAKEN, "EPTA"),
    "usage": ("EPTA", "EPTA"),
    "usage_csv": ("EPTA", "EPTA"),
    "writing": (NOT_TAKEN, "CEPA"),
    "feedback_feedback_useful": ("EPA", "EPA"),
    "mail": ("EPA", "EPA"),
    "mail_preview": ("EPA", "EPA"),
    "mail_preview_html": ("EPA", "EPA"),
    "mail_pause": ("PA", "PA"),
    "mail_resume": ("PA", "PA"),
    **{f"resources_{kind}_{page}": who for kind in RECORDS for page, who in OF_RECORDS.items()},
    "resources_resource_start": ("EPA", "EPA"),
    "contributions_owndraft_start": ("CA", "CA"),
    "contributions_owndraft_changelist": ("CA", "CA"),
    **{f"contributions_owndraft_{page}": ("", "") for page in CLOSED},
    **{
        f"contributions_owndraft_{page}": tuple(NOT_TAKEN if who == NOT_TAKEN else "" for who in both)
        for page, both in OF_RECORDS.items()
        if page not in CLOSED
    },
    "resources_resource_proposal": ("EPA", "EPA"),  # answered already; who answers is in test_proposals.py
    "resources_collection_from_list": ("EPA", "EPA"),
    "terms_alias_merge": ("PTA", "PTA"),
    "terms_alias_near": ("PTA", "PTA"),
    "resources_searchcount_tag": ("EPA", "EPA"),
    "resources_searchcount_gaps": ("EPTA", "EPTA"),
    "following_announcement_letter": ("EPA", NOT_TAKEN),
    "following_announcement_html": ("EPA", NOT_TAKEN),
    "following_announcement_confirm": (NOT_TAKEN, "PA"),
    "following_announcement_take_back": (NOT_TAKEN, "EPA"),
    "following_announcement_to_me": (NOT_TAKEN, "EPA"),
    "pillars_recommendation_to_check": ("EPA", "EPA"),
    "pillars_actionitem_to_check": ("EPA", "EPA"),
    "jobs_job_run": (NOT_TAKEN, "PA"),
    "auth_user_reset_second_factor": ("A", "A"),
    "auth_user_password_change": ("A", "A"),
}

# The actions of each list: who may take them, or what of its `Entry` lets somebody.
EXPORTED = {"export_csv": "view", "export_xlsx": "view", "export_json": "view"}
DELETED = {"delete_selected": "delete"}
OF_MANY_RECORDS = {
    **dict.fromkeys(("read_again", "submit", "return", "terms", "put_off"), "EPA"),
    **dict.fromkeys(("publish", "schedule", "unschedule", "withdraw", "restore"), "PA"),
}
ACTIONS = {
    **{f"resources_{kind}": EXPORTED | OF_MANY_RECORDS for kind in RECORDS},
    "contributions_owndraft": dict.fromkeys((*EXPORTED, *DELETED, *OF_MANY_RECORDS), ""),
    **dict.fromkeys(("resources_publisher", "resources_tag", "resources_audience"), EXPORTED),
    **dict.fromkeys(("pillars_pillar", "pillars_focusarea", "pillars_topic"), EXPORTED),
    **dict.fromkeys(("pillars_recommendation", "pillars_actionitem"), EXPORTED),
    **dict.fromkeys(("pillars_finding", "pillars_agencyexample", "resources_bestbet"), EXPORTED | DELETED),
    "resources_synonymgroup": EXPORTED | DELETED | {"turn_on": "EPTA", "turn_off": "EPTA"},
    **dict.fromkeys(("resources_searchaddress", "terms_alias", "auth_user", "auth_group"), DELETED),
}
IN_QUEUE = "?desk=no-date"  # while a list of records shows it, some can be put off

# The fields of each entry's forms that look rows up while somebody types. Who sees the entry of such a row is told it.
LOOKED_UP = {"publishers", "practices", "superseded_by"}
AUTOCOMPLETED = {
    **{f"resources_{kind}": LOOKED_UP for kind in RECORDS},
    "contributions_owndraft": LOOKED_UP,
    "resources_searchaddress": {"publishers"},
    "resources_bestbet": {"resource"},
    "pillars_recommendation": {"practices", "near_practices"},
    "pillars_actionitem": {"practices", "near_practices"},
    "pillars_finding": {"practice"},
}

POPUPS = {"changelist", "add", "change", "delete"}  # what a form opens beside itself answers as it does on its own
# Pages of our own, in which no row is picked: they take no name of a field.
NO_ROW_PICKED = {
    *("feedback_feedback_changelist", "link_checks_checkedaddress_changelist", "resources_addressreport_changelist"),
    *("resources_searchcount_changelist", "operations_operation_change"),
}

# Where what is asked for may be nothing yet, which is another answer than to who may not ask.
MAY_BE_EMPTY = ("mail_preview_html", "import_one", "import_failed")  # how their names end
