"""Signs URLs and forms for clients without credentials."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import InvalidParameterError, S3Error
from boto3_assist.s3.presign.expiry import Duration, credentials_expiry, lifetime
from boto3_assist.s3.presign.plans import MultipartPlan, PlannedPart, check_parts, planned_sizes
from boto3_assist.s3.presign.posts import (
    PostFields,
    PresignedPost,
    StartsWith,
    post_policy,
)
from boto3_assist.s3.presign.signing import install, sign_post, sign_url
from boto3_assist.s3.presign.urls import (
    PresignedUrl,
    ResponseHeaders,
    creation_parameters,
    ends_at,
    get_parameters,
    presigned_url,
    put_parameters,
)
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import common_parameters
from boto3_assist.s3.responses import stored_object
from boto3_assist.s3.values import CommonOptions, StoredObject, WriteOptions
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["PresigningVerbs"]

_logger = logging.getLogger("boto3_assist.s3")

_OF_THE_KEY = ("SSECustomerAlgorithm", "SSECustomerKey")
_OF_EVERY_PART = ("ExpectedBucketOwner", "RequestPayer", *_OF_THE_KEY)


class PresigningVerbs(S3Verbs):
    """Signs URLs and forms for clients without credentials."""

    @staticmethod
    def _prepare(client: Any) -> None:
        install(client)

    def presign_get(
        self,
        bucket: str,
        key: str,
        *,
        expires_in: Duration | None = None,
        download_as: str | None = None,
        **options: Unpack[ResponseHeaders],
    ) -> PresignedUrl:
        """Sign a URL by which anybody who has it can read an object; sends nothing.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            expires_in: How long the URL is good for, 1 second to 7 days; None for an hour, or for
                as long as the credentials live, if that is less and is known.
            download_as: The name under which a browser is to save the object.
            **options: The version, conditions, and the headers of the answer.

        Returns:
            The URL, by Signature Version 4.

        Raises:
            InvalidParameterError: When an argument cannot be signed, or the URL would outlive the
                credentials.
            S3CredentialsError: When there are no credentials to sign with.
        """
        check_taken(PresigningVerbs.presign_get, options)
        params = get_parameters(bucket, key, download_as, options)
        return self._signed("get_object", "GetObject", "GET", params, self._lifetime(expires_in))

    def presign_put(
        self,
        bucket: str,
        key: str,
        *,
        size: int | None,
        expires_in: Duration | None = None,
        checksums: Mapping[str, str] | None = None,
        **options: Unpack[WriteOptions],
    ) -> PresignedUrl:
        """Sign a URL by which anybody who has it can write one object; sends nothing.

        Everything given is signed: S3 refuses an upload that does not have these headers with
        these values. What is left out is up to the one who uploads, but for the key.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            size: The bytes that it must have; None to allow up to 5 GiB. A range takes a form:
                `presign_post`.
            expires_in: How long the URL is good for, 1 second to 7 days; None for an hour, or for
                as long as the credentials live, if that is less and is known.
            checksums: The checksums that it must have: algorithm, such as ``"SHA256"`` → Base64.
            **options: See `WriteOptions`; `content_type` has to be among them, None to allow any.

        Returns:
            The URL, by Signature Version 4, and the headers that the upload must have.

        Raises:
            MissingParameterError: When nothing is said of the content type.
            InvalidParameterError: When an argument cannot be signed, or the URL would outlive the
                credentials.
            S3CredentialsError: When there are no credentials to sign with.
        """
        check_taken(PresigningVerbs.presign_put, options)
        params = put_parameters(bucket, key, size, checksums, options)
        return self._signed("put_object", "PutObject", "PUT", params, self._lifetime(expires_in))

    def presign_post(
        self,
        bucket: str,
        key: str | StartsWith,
        *,
        content_type: str | StartsWith | None,
        max_size: int,
        min_size: int = 0,
        expires_in: Duration | None = None,
        **fields: Unpack[PostFields],
    ) -> PresignedPost:
        """Sign a form by which anybody who has it can upload, within its policy; sends nothing.

        Args:
            bucket: The name of the bucket.
            key: The key, or how it must begin; S3 then puts the file's name after it unless the
                client sends another key that begins so.
            content_type: The media type, or how it must begin; None, as ``StartsWith("")``, allows
                any.
            max_size: The most bytes of the content.
            min_size: The least bytes of the content.
            expires_in: How long the form is good for, 1 second to 7 days; None for an hour, or for
                as long as the credentials live, if that is less and is known.
            **fields: The other fields of the form; see `PostFields`.

        Returns:
            Where to post the form, and its fields, signed by Signature Version 4.

        Raises:
            InvalidParameterError: When an argument cannot be said in a policy, or the form would
                outlive the credentials.
            S3CredentialsError: When there are no credentials to sign with.
        """
        check_taken(PresigningVerbs.presign_post, fields)
        policy = post_policy(bucket, key, content_type, (min_size, max_size), fields)
        seconds = self._lifetime(expires_in)
        url, signed = sign_post(
            self.client,
            policy.bucket,
            policy.key,
            dict(policy.fields),
            list(policy.conditions),
            seconds,
        )
        expires_at = ends_at(signed["x-amz-date"], seconds)
        return PresignedPost(url, signed, expires_at, bucket, policy.to_fill_in)

    def presign_multipart(
        self,
        bucket: str,
        key: str,
        *,
        size: int,
        part_size: int | None = None,
        expires_in: Duration | None = None,
        **options: Unpack[WriteOptions],
    ) -> MultipartPlan:
        """Begin an upload in parts (CreateMultipartUpload) that somebody else carries out.

        Each part has a URL that takes exactly its number of bytes. When all are sent,
        `complete_presigned_multipart` ends the upload; `abort_upload` gives it up. If the URLs
        cannot be signed, nothing is left behind.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            size: The bytes of the content.
            part_size: The bytes of each part but the last, 5 MiB to 5 GiB; None for a good one.
            expires_in: How long the URLs are good for, 1 second to 7 days; None for an hour, or for
                as long as the credentials live, if that is less and is known.
            **options: Type, metadata, encryption …; see `WriteOptions`. Conditions belong to the
                completion.

        Returns:
            The parts with their URLs, by Signature Version 4.

        Raises:
            InvalidParameterError: When an argument cannot be sent or signed, or is a condition.
            S3Error: When S3 does not begin the upload.
        """
        check_taken(PresigningVerbs.presign_multipart, options)
        if options.get("if_match") is not None or options.get("if_none_match") is not None:
            raise InvalidParameterError(
                "presign_multipart was given a condition, which S3 takes at the end of an upload",
                details={
                    "expected": "no condition",
                    "suggestion": "pass it to complete_presigned_multipart",
                },
            )
        chosen, sizes = planned_sizes(size, part_size)
        seconds = self._lifetime(expires_in)
        params = creation_parameters(bucket, key, options)
        upload_id = self._call("create_multipart_upload", params)["UploadId"]
        target = {
            **address(bucket, key),
            **{name: params[name] for name in _OF_EVERY_PART if name in params},
            "UploadId": upload_id,
        }
        try:
            parts = self._signed_parts(target, sizes, seconds)
        except BaseException:
            self._abort(target)
            raise
        ends = min(part.url.expires_at for part in parts)
        return MultipartPlan(bucket, key, upload_id, size, chosen, ends, parts)

    def complete_presigned_multipart(
        self,
        bucket: str,
        key: str,
        upload_id: str,
        *,
        size: int,
        part_size: int | None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        **options: Unpack[CommonOptions],
    ) -> StoredObject:
        """Put an upload together from its parts (CompleteMultipartUpload).

        S3 is asked which parts it has (ListParts), so that the one who sent them need not report
        their ETags; they must be those that were planned.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            upload_id: S3's id of the upload.
            size: The bytes of the content, as for `presign_multipart`.
            part_size: The bytes of a part, as in the plan.
            if_match: The ETag that the object must have now.
            if_none_match: ``"*"``: there must be no object of this key.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            The object as it is stored.

        Raises:
            ValidationError: When parts are missing or not as planned; the upload stays.
            S3PreconditionFailedError: When a condition does not hold; the upload stays.
            S3UploadNotFoundError: When it was completed or aborted, or never existed.
            S3Error: When S3 does not complete it.
        """
        check_taken(PresigningVerbs.complete_presigned_multipart, options)
        _, sizes = planned_sizes(size, part_size)
        request = {**address(bucket, key), "UploadId": upload_id, **common_parameters(options)}
        sent = self._sent_parts(request)
        check_parts(sizes, {part["PartNumber"]: part["Size"] for part in sent})
        conditions = WriteOptions(if_match=if_match, if_none_match=if_none_match)
        completion = {
            **request,
            **creation_parameters(bucket, key, conditions),
            "MultipartUpload": {"Parts": [_completed(part) for part in sent]},
        }
        response = self._call("complete_multipart_upload", completion)
        return stored_object(response, bucket, key, size)

    def _lifetime(self, expires_in: Duration | None) -> int:
        return lifetime(expires_in, credentials_expiry(self.client))

    def _signed(
        self, method: str, operation: str, verb: str, params: dict[str, Any], seconds: int
    ) -> PresignedUrl:
        url, headers = sign_url(self.client, method, operation, params, seconds)
        return presigned_url(url, verb, headers, params)

    def _signed_parts(
        self, target: dict[str, Any], sizes: list[int], seconds: int
    ) -> tuple[PlannedPart, ...]:
        parts = []
        for number, size in enumerate(sizes, 1):
            params = {**target, "PartNumber": number, "ContentLength": size}
            url = self._signed("upload_part", "UploadPart", "PUT", params, seconds)
            parts.append(PlannedPart(number, (number - 1) * sizes[0], size, url))
        return tuple(parts)

    def _abort(self, target: Mapping[str, Any]) -> None:
        given = {name: value for name, value in target.items() if name not in _OF_THE_KEY}
        try:
            self._call("abort_multipart_upload", given)
        except S3Error as error:
            # Raised, it would stand before what says why the URLs could not be signed.
            _logger.warning("an upload to %s may be left behind: %s", target["Bucket"], error)

    def _sent_parts(self, request: Mapping[str, Any]) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = []
        marker: dict[str, Any] = {}
        while True:
            response = self._call("list_parts", {**request, **marker})
            parts += response.get("Parts") or ()
            if not response.get("IsTruncated"):
                return parts
            marker = {"PartNumberMarker": response["NextPartNumberMarker"]}


def _completed(part: Mapping[str, Any]) -> dict[str, Any]:
    checksums = {
        name: value
        for name, value in part.items()
        if name.startswith("Checksum") and isinstance(value, str)
    }
    return {"PartNumber": part["PartNumber"], "ETag": part["ETag"], **checksums}
