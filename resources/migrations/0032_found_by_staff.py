from django.db import migrations, models
from django.db.models import Q

from icpr.lib.database.indexes import AddIndexMeanwhile

INDEXES = {
    "resource": [
        models.Index(fields=["issued_on", "id"], name="resource_issued"),
        models.Index(fields=["access"], name="resource_access"),
        models.Index(fields=["official_url"], name="resource_address"),
        models.Index(fields=["id"], name="resource_no_brief", condition=Q(in_brief="")),
        models.Index(fields=["review_by"], name="resource_review_by", condition=Q(review_by__isnull=False)),
    ],
    "document": [
        models.Index(fields=["resource"], name="document_not_held", condition=Q(file="", url="")),
        models.Index(fields=["url"], name="document_address", condition=~Q(url="")),
    ],
    "documenttext": [models.Index(fields=["document"], name="document_text_reason", condition=~Q(reason=""))],
}


class Migration(migrations.Migration):
    """What staff look for in a large library is found by indexes."""

    atomic = False
    dependencies = [("resources", "0031_record_clock_told")]
    operations = [
        AddIndexMeanwhile(model_name=model, index=index) for model, indexes in INDEXES.items() for index in indexes
    ]
