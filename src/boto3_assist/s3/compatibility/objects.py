"""The methods of 0.x's S3Object; each warns and names the verb that replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.s3.compatibility.files import FileMethods, warn_replaced
from boto3_assist.s3.compatibility.responses import as_boto3, copy_response, deletion_note
from boto3_assist.s3.compatibility.signing import signed, upload_metadata
from boto3_assist.s3.requests.objects import get_object

if TYPE_CHECKING:
    from boto3_assist.s3.transfer.sources import SupportsRead

__all__ = ["S3Object"]


class S3Object(FileMethods):
    """What 0.x called ``s3.object``, with its defects mended and the errors of the verbs."""

    def put(self, *, bucket: str, key: str, data: bytes | str | None) -> str:
        """Store bytes or text.

        Args:
            bucket: The name of the bucket.
            key: The key; one leading slash is left out.
            data: The content; None for an empty object.

        Returns:
            The object as ``s3://bucket/key``.
        """
        warn_replaced("put", "put")
        return self._put(bucket, key, data)

    def upload_file_obj(
        self, *, bucket: str, key: str, file_obj: bytes | str | SupportsRead | None
    ) -> str:
        """Store bytes, text, or what can be read from a file object.

        Args:
            bucket: The name of the bucket.
            key: The key; one leading slash is left out.
            file_obj: The content; None for an empty object.

        Returns:
            The object as ``s3://bucket/key``.
        """
        warn_replaced("upload_file_obj", "put, and for file objects s3.upload_stream,")
        return self._put(bucket, key, file_obj)

    def get_object(self, bucket_name: str, key: str) -> dict[str, Any]:
        """Read an object as boto3 does.

        Args:
            bucket_name: The name of the bucket.
            key: The key.

        Returns:
            boto3's response, its ``Body`` not read yet.
        """
        warn_replaced("get_object", "get")
        return self._response(bucket_name, key)

    def stream_file(self, bucket_name: str, key: str) -> dict[str, Any]:
        """Read an object as boto3 does.

        Args:
            bucket_name: The name of the bucket.
            key: The key.

        Returns:
            boto3's response, its ``Body`` not read yet.
        """
        warn_replaced("stream_file", "stream")
        return self._response(bucket_name, key)

    def delete(self, *, bucket_name: str, key: str) -> dict[str, Any]:
        """Delete an object.

        Args:
            bucket_name: The name of the bucket.
            key: The key.

        Returns:
            boto3's response; one with the status 404 where no object has the key.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
        """
        warn_replaced("delete", "delete")
        if not self._s3.exists(bucket_name, key):
            # The answer to the question does not say whether it is the bucket that is missing.
            self._s3._call("head_bucket", {"Bucket": bucket_name})
            return {"ResponseMetadata": {"HTTPStatusCode": 404}}
        deleted = self._s3.delete(bucket_name, key)
        response: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": 204}}
        if deleted.version_id is not None:
            response |= {"VersionId": deleted.version_id, "DeleteMarker": deleted.is_delete_marker}
        return response

    def delete_all_versions(
        self, *, bucket_name: str, key: str, include_deleted: bool = False
    ) -> list[str]:
        """Delete the versions of exactly one key for good.

        Args:
            bucket_name: The name of the bucket.
            key: The key.
            include_deleted: Whether to delete its delete markers, too.

        Returns:
            One text for each that was deleted: ``"key - version"``, and
            ``"key:version:delete-marker"``.

        Raises:
            S3PartialDeleteError: When some were not deleted.
        """
        warn_replaced("delete_all_versions", "delete_versions")
        doomed = [
            version
            for version in self._s3.list_versions(bucket_name, key)
            if version.key == key and (include_deleted or not version.is_delete_marker)
        ]
        self._s3.delete_many(bucket_name, doomed)
        return [deletion_note(version) for version in doomed]

    def list_versions(self, bucket: str, prefix: str = "") -> list[dict[str, Any]]:
        """List the versions of objects, without delete markers.

        Args:
            bucket: The name of the bucket.
            prefix: The beginning of the keys.

        Returns:
            The versions by boto3's names.
        """
        warn_replaced("list_versions", "list_versions")
        found = self._s3.list_versions(bucket, prefix)
        return [as_boto3(version) for version in found if not version.is_delete_marker]

    def copy(
        self, source_bucket: str, source_key: str, destination_bucket: str, destination_key: str
    ) -> dict[str, Any]:
        """Copy an object.

        Args:
            source_bucket: The name of the source's bucket.
            source_key: The source's key; one leading slash is left out.
            destination_bucket: The name of the target's bucket.
            destination_key: The target's key; one leading slash is left out.

        Returns:
            A dictionary with ``CopyObjectResult`` and, with versioning, ``VersionId``.
        """
        warn_replaced("copy", "copy")
        source, target = source_key.removeprefix("/"), destination_key.removeprefix("/")
        return copy_response(self._s3.copy(source_bucket, source, destination_bucket, target))

    def move(
        self, source_bucket: str, source_key: str, destination_bucket: str, destination_key: str
    ) -> dict[str, Any]:
        """Copy an object and delete the source.

        Args:
            source_bucket: The name of the source's bucket.
            source_key: The source's key; one leading slash is left out.
            destination_bucket: The name of the target's bucket.
            destination_key: The target's key; one leading slash is left out.

        Returns:
            A dictionary with ``status_code``, ``copy`` and ``delete``.
        """
        warn_replaced("move", "move")
        source, target = source_key.removeprefix("/"), destination_key.removeprefix("/")
        moved = self._s3.move(source_bucket, source, destination_bucket, target)
        return {
            "status_code": 200,
            "copy": copy_response(moved),
            "delete": {"ResponseMetadata": {"HTTPStatusCode": 204}},
        }

    def generate_presigned_url(
        self,
        *,
        bucket_name: str,
        key_path: str,
        file_name: str,
        meta_data: Mapping[str, Any] | None = None,
        expiration: int = 3600,
        method_type: str = "POST",
        user_id: str | None = None,
    ) -> dict[str, Any]:
        """Sign a URL or a form by which somebody else reads or writes an object.

        Args:
            bucket_name: The name of the bucket.
            key_path: The key.
            file_name: The name of the file that is to be uploaded; tells its media type.
            meta_data: Metadata that the upload is to have; it is signed.
            expiration: How long it is good for, in seconds.
            method_type: ``"POST"``, ``"PUT"`` or ``"GET"``.
            user_id: Goes into the metadata unless it is None.

        Returns:
            ``signed_url`` (text, or for a form a dictionary of ``url`` and ``fields``), ``key``,
            ``meta_data``, and for PUT the ``headers`` that the upload must have.

        Raises:
            InvalidParameterError: When the method is another one.
        """
        warn_replaced("generate_presigned_url", "presign_get, s3.presign_put or s3.presign_post")
        metadata = upload_metadata(meta_data, file_name, user_id)
        return {
            **signed(self._s3, method_type, bucket_name, key_path, file_name, metadata, expiration),
            "key": key_path,
            "meta_data": metadata,
        }

    def encode(self, text: str, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Encode text.

        Args:
            text: The text.
            encoding: How.
            errors: What to do with what cannot be encoded.

        Returns:
            The bytes.
        """
        warn_replaced("encode", "put, or Python's str.encode")
        return text.encode(encoding, errors)

    def decode(self, file_obj: bytes, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Decode bytes.

        Args:
            file_obj: The bytes.
            encoding: How they were encoded.
            errors: What to do with what cannot be decoded.

        Returns:
            The text.
        """
        warn_replaced("decode", "get(…).text(), or Python's bytes.decode")
        return file_obj.decode(encoding, errors)

    def _put(self, bucket: str, key: str, data: Any) -> str:
        key = key.removeprefix("/")
        if hasattr(data, "read"):
            return self._s3.upload_stream(bucket, key, data).uri
        return self._s3.put(bucket, key, b"" if data is None else data).uri

    def _response(self, bucket: str, key: str) -> dict[str, Any]:
        response: dict[str, Any] = self._s3._call("get_object", get_object(bucket, key, {}))
        return response
