"""The roles of staff and what each may do: the one table that the groups, the tests and the page that refuses read.

`migrate` makes the group of each role equal to it (`icpr.accounts.role_groups`). No migration grants permissions any
more: a part with a new entry in the admin adds its lines here.
"""

from dataclasses import dataclass

CONTRIBUTOR, EDITOR, PUBLISHER = "Contributor", "Editor", "Publisher"
TAXONOMIST, ADMINISTRATOR = "Taxonomist", "Administrator"

# Who has a permission, beside administrators, who have each of this table.
ADMINISTRATORS = ()
CONTRIBUTORS = (CONTRIBUTOR,)
PUBLISHERS = (PUBLISHER,)
EDITORS = (EDITOR, PUBLISHER)
TAXONOMISTS = (TAXONOMIST,)
KEEPERS = (PUBLISHER, TAXONOMIST)  # of the words records are described with
CURATORS = (EDITOR, PUBLISHER, TAXONOMIST)
WRITERS = (CONTRIBUTOR, EDITOR, PUBLISHER)
ALL = (CONTRIBUTOR, EDITOR, PUBLISHER, TAXONOMIST)

PERMISSIONS = {
    # Records and their parts
    "resources.view_resource": CURATORS,
    "resources.view_modelpolicy": CURATORS,
    "resources.view_policechiefarticle": CURATORS,
    "resources.view_collection": CURATORS,
    "resources.add_resource": EDITORS,
    "resources.add_modelpolicy": EDITORS,
    "resources.add_policechiefarticle": EDITORS,
    "resources.add_collection": EDITORS,
    "resources.change_resource": EDITORS,
    "resources.change_modelpolicy": EDITORS,
    "resources.change_policechiefarticle": EDITORS,
    "resources.change_collection": EDITORS,
    "resources.delete_resource": PUBLISHERS,
    "resources.delete_modelpolicy": PUBLISHERS,
    "resources.delete_policechiefarticle": PUBLISHERS,
    "resources.delete_collection": PUBLISHERS,
    "resources.publish_resource": PUBLISHERS,
    "contributions.view_owndraft": CONTRIBUTORS,
    "contributions.add_owndraft": CONTRIBUTORS,
    "contributions.change_owndraft": CONTRIBUTORS,
    "resources.view_author": ALL,
    "resources.add_author": WRITERS,
    "resources.change_author": WRITERS,
    "resources.delete_author": WRITERS,
    "resources.view_document": ALL,
    "resources.add_document": WRITERS,
    "resources.change_document": WRITERS,
    "resources.delete_document": WRITERS,
    "resources.view_collectionentry": CURATORS,
    "resources.add_collectionentry": EDITORS,
    "resources.change_collectionentry": EDITORS,
    "resources.delete_collectionentry": EDITORS,
    "resources.view_previewlink": EDITORS,
    "resources.add_previewlink": EDITORS,
    "resources.change_previewlink": EDITORS,
    "resources.view_searchaddress": EDITORS,
    "resources.add_searchaddress": EDITORS,
    "resources.change_searchaddress": EDITORS,
    "resources.delete_searchaddress": EDITORS,
    # The words records are described with
    "resources.view_tag": CURATORS,
    "resources.add_tag": CURATORS,
    "resources.change_tag": CURATORS,
    "resources.delete_tag": KEEPERS,
    "resources.view_publisher": ALL,
    "resources.add_publisher": CURATORS,  # an editor who does not find one; near names are offered first
    "resources.change_publisher": KEEPERS,
    "resources.delete_publisher": KEEPERS,
    "resources.view_audience": CURATORS,
    "resources.add_audience": KEEPERS,
    "resources.change_audience": KEEPERS,
    "resources.delete_audience": KEEPERS,
    "pillars.view_pillar": CURATORS,
    "pillars.add_pillar": KEEPERS,
    "pillars.change_pillar": KEEPERS,
    "pillars.delete_pillar": KEEPERS,
    "pillars.view_focusarea": CURATORS,
    "pillars.add_focusarea": KEEPERS,
    "pillars.change_focusarea": KEEPERS,
    "pillars.delete_focusarea": KEEPERS,
    "pillars.view_topic": CURATORS,
    "pillars.add_topic": KEEPERS,
    "pillars.change_topic": KEEPERS,
    "pillars.delete_topic": KEEPERS,
    "terms.view_alias": CURATORS,
    "terms.add_alias": KEEPERS,
    "terms.delete_alias": KEEPERS,
    "terms.merge_terms": KEEPERS,
    # Search
    "resources.view_synonymgroup": CURATORS,
    "resources.add_synonymgroup": CURATORS,
    "resources.change_synonymgroup": CURATORS,
    "resources.delete_synonymgroup": CURATORS,
    "resources.view_bestbet": CURATORS,
    "resources.add_bestbet": EDITORS,
    "resources.change_bestbet": EDITORS,
    "resources.delete_bestbet": EDITORS,
    "resources.view_searchcount": CURATORS,
    "resources.delete_searchcount": PUBLISHERS,
    "usage.view_usagecount": CURATORS,
    # The Blueprint
    "pillars.view_actor": CURATORS,
    "pillars.view_item": CURATORS,
    "pillars.add_item": EDITORS,
    "pillars.change_item": EDITORS,
    "pillars.view_recommendation": CURATORS,
    "pillars.add_recommendation": EDITORS,
    "pillars.change_recommendation": EDITORS,
    "pillars.view_actionitem": CURATORS,
    "pillars.add_actionitem": EDITORS,
    "pillars.change_actionitem": EDITORS,
    "pillars.view_practice": CURATORS,
    "pillars.add_practice": EDITORS,
    "pillars.change_practice": EDITORS,
    "pillars.delete_practice": PUBLISHERS,
    "pillars.view_finding": CURATORS,
    "pillars.add_finding": EDITORS,
    "pillars.change_finding": EDITORS,
    "pillars.delete_finding": PUBLISHERS,
    "pillars.view_agencyexample": CURATORS,
    "pillars.add_agencyexample": EDITORS,
    "pillars.change_agencyexample": EDITORS,
    "pillars.delete_agencyexample": PUBLISHERS,
    # Mail to followers
    "following.view_subscription": EDITORS,
    "following.view_announcement": EDITORS,
    "following.add_announcement": EDITORS,
    "following.change_announcement": EDITORS,
    "following.delete_announcement": EDITORS,
    "following.confirm_announcement": PUBLISHERS,
    "following.pause_mail": PUBLISHERS,
    # Jobs, accounts and the audit
    "jobs.view_job": CURATORS,
    "jobs.change_job": PUBLISHERS,
    "auth.view_user": ADMINISTRATORS,
    "auth.add_user": ADMINISTRATORS,
    "auth.change_user": ADMINISTRATORS,
    "auth.delete_user": ADMINISTRATORS,
    "auth.view_group": ADMINISTRATORS,
    "auth.add_group": ADMINISTRATORS,
    "auth.change_group": ADMINISTRATORS,
    "auth.delete_group": ADMINISTRATORS,
    "audit.view_auditentry": ADMINISTRATORS,
}


@dataclass(frozen=True)
class Role:
    """name: as people call whoever has it. group: how its group is called when it is laid. does: what it is for."""

    name: str
    group: str
    does: str

    @property
    def permissions(self) -> frozenset[str]:
        """What it may do, as "app.codename"."""
        is_all = self.name == ADMINISTRATOR
        return frozenset(each for each, roles in PERMISSIONS.items() if is_all or self.name in roles)


ROLES = {
    role.name: role
    for role in (
        Role(CONTRIBUTOR, "Contributors", "writes drafts, and sees and changes no others than their own"),
        Role(EDITOR, "Editors", "writes and changes records, search words and the Blueprint"),
        Role(PUBLISHER, "Publishers", "does what editors do, publishes, withdraws and deletes"),
        Role(TAXONOMIST, "Taxonomists", "keeps pillars, topics, tags, publishers and synonyms"),
        Role(ADMINISTRATOR, "Administrators", "may do everything, accounts and groups included"),
    )
}


def roles_with(permission: str) -> list[Role]:
    """The roles that have a permission ("app.codename"), in the order of the table."""
    return [role for role in ROLES.values() if permission in role.permissions]
