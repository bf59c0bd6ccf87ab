"""Lists objects and versions, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import S3ResponseIntegrityError
from boto3_assist.s3.requests.listing import list_object_versions, list_objects
from boto3_assist.s3.responses import listed_page, object_versions
from boto3_assist.s3.values import CommonOptions, ListedPage, ObjectInfo, ObjectVersion
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["ListingVerbs"]


class ListingVerbs(S3Verbs):
    """Lists objects and versions, page by page."""

    def list(
        self,
        bucket: str,
        prefix: str = "",
        *,
        start_after: str | None = None,
        page_size: int | None = None,
        **options: Unpack[CommonOptions],
    ) -> Iterator[ObjectInfo]:
        """List the objects whose keys begin with a prefix (ListObjectsV2).

        Pages are asked for as the iterator is read, one at a time, and none is kept.

        Args:
            bucket: The name of the bucket.
            prefix: The beginning of the keys; the empty text lists them all.
            start_after: The listing begins after this key.
            page_size: How many entries S3 sends at a time, 1 to 1,000; S3's choice when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            The objects, in the order of the UTF-8 of their keys; without content type, metadata
            and version, of which a listing tells nothing.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist; raised by the iterator.
            S3Error: When S3 does not list it; raised by the iterator.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("listed")
            >>> for name in ("a/1.txt", "a/2.txt", "b/1.txt"):
            ...     _ = s3.put("listed", name, "hello")
            >>> [found.key for found in s3.list("listed", "a/")]
            ['a/1.txt', 'a/2.txt']
        """
        check_taken(ListingVerbs.list, options)
        request = list_objects(bucket, prefix, None, start_after, page_size, options)
        return (found for page in self._pages(request) for found in page.objects)

    def list_pages(
        self,
        bucket: str,
        prefix: str = "",
        *,
        delimiter: str | None = None,
        start_after: str | None = None,
        page_size: int | None = None,
        **options: Unpack[CommonOptions],
    ) -> Iterator[ListedPage]:
        """List by pages, and with a delimiter as one lists a folder (ListObjectsV2).

        Args:
            bucket: The name of the bucket.
            prefix: The beginning of the keys.
            delimiter: Such as ``"/"``: of the keys that have it after the prefix only the
                beginning up to it is listed, once, among the page's `prefixes`.
            start_after: The listing begins after this key.
            page_size: How many entries S3 sends at a time, 1 to 1,000; S3's choice when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            The pages, each asked for when the iterator comes to it.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist; raised by the iterator.
            S3Error: When S3 does not list it; raised by the iterator.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ListingVerbs.list_pages, options)
        request = list_objects(bucket, prefix, delimiter, start_after, page_size, options)
        return self._pages(request)

    def list_versions(
        self,
        bucket: str,
        prefix: str = "",
        *,
        page_size: int | None = None,
        **options: Unpack[CommonOptions],
    ) -> Iterator[ObjectVersion]:
        """List the versions and delete markers of objects (ListObjectVersions).

        Args:
            bucket: The name of the bucket.
            prefix: The beginning of the keys: ``"a"`` lists the versions of ``"ab"``, too.
            page_size: How many entries S3 sends at a time, 1 to 1,000; S3's choice when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            Versions and delete markers, by key, of a key the current one first.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist; raised by the iterator.
            S3Error: When S3 does not list them; raised by the iterator.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ListingVerbs.list_versions, options)
        request = list_object_versions(bucket, prefix, page_size, options)
        return (version for page in self._version_pages(request) for version in page)

    def _pages(self, request: Mapping[str, Any]) -> Iterator[ListedPage]:
        token: str | None = None
        while True:
            more: dict[str, str] = {} if token is None else {"ContinuationToken": token}
            response = self._call("list_objects_v2", {**request, **more})
            page = listed_page(response, request["Bucket"])
            yield page
            if page.next_token is None:
                return
            _check_progress(page.next_token, token, "ListObjectsV2")
            token = page.next_token

    def _version_pages(self, request: Mapping[str, Any]) -> Iterator[Iterable[ObjectVersion]]:
        markers: dict[str, str] = {}
        while True:
            response = self._call("list_object_versions", {**request, **markers})
            yield object_versions(response, request["Bucket"])
            if not response.get("IsTruncated"):
                return
            following = {
                "KeyMarker": response.get("NextKeyMarker"),
                "VersionIdMarker": response.get("NextVersionIdMarker"),
            }
            following = {name: marker for name, marker in following.items() if marker}
            _check_progress(following, markers, "ListObjectVersions")
            markers = following


def _check_progress(following: object, current: object, operation: str) -> None:
    """Refuse to ask for the same page for ever."""
    if following == current:
        raise S3ResponseIntegrityError(
            f"the answer to {operation} says that there is more, but not where",
            details={
                "expected": "a marker of the next page, which S3 always sends",
                "suggestion": "check the endpoint: a proxy or server may leave it out",
            },
            operation=operation,
        )
