"""Whether somebody without keys may read a bucket: documents that are not published, or no more, lie there too."""

from botocore.exceptions import ClientError

from icpr.lib.stores.bucket import LOOKING, BucketStorage
from icpr.lib.stores.bucket_errors import told


def may_read(store: BucketStorage) -> bool:
    """Whether anybody may list the documents, or read the first of them. Raises StoreAway when the bucket does not
    answer, within seconds."""
    asked, bucket = store.client(LOOKING, is_stranger=True), store.bucket_name
    with told(store.place):
        try:
            asked.list_objects_v2(Bucket=bucket, Prefix=f"{store.location}/", MaxKeys=1)
            return True
        except ClientError:  # as it should be
            pass
        for name in store.first()[:1]:
            try:
                asked.get_object(Bucket=bucket, Key=f"{store.location}/{name}", Range="bytes=0-0")["Body"].close()
                return True
            except ClientError:
                pass
    return False
