from __future__ import annotations

from typing import Any

import boto3
import pytest

from boto3_assist.cognito.tokens.issuers import issuers_of, jwks_url_of
from boto3_assist.errors import InvalidParameterError

# Regions of partitions for which botocore lists none.
MORE_REGIONS = [
    "eusc-de-east-1",
    "eu-isoe-west-1",
    "us-isof-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
]


def all_regions() -> list[str]:
    session = boto3.Session()
    listed = [
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("sts", partition, allow_non_regional=False)
    ]
    return sorted({*listed, *MORE_REGIONS})


def test_a_pool_has_an_issuer_of_each_form() -> None:
    assert issuers_of("us-east-2_1a2B3c4D5") == (
        "https://cognito-idp.us-east-2.amazonaws.com/us-east-2_1a2B3c4D5",
        "https://issuer-cognito-idp.us-east-2.amazonaws.com/us-east-2_1a2B3c4D5",
    )
    assert issuers_of("us-east-2_1a2B3c4D5", "ORIGINAL") == issuers_of("us-east-2_1a2B3c4D5")[:1]


def test_the_issuer_is_at_the_endpoint_that_botocore_calls_in_every_region() -> None:
    from botocore.loaders import create_loader
    from botocore.regions import EndpointResolver

    resolver = EndpointResolver(create_loader().load_data("endpoints"))
    regions = all_regions()
    assert len(regions) > 30
    for region in regions:
        suffix = resolver.get_partition_dns_suffix(resolver.get_partition_for_region(region))
        [original] = issuers_of(f"{region}_Pool1", "ORIGINAL")
        assert original == f"https://cognito-idp.{region}.{suffix}/{region}_Pool1"


def test_the_keys_are_below_the_issuer() -> None:
    assert jwks_url_of("https://a/b") == "https://a/b/.well-known/jwks.json"


@pytest.mark.parametrize(
    "user_pool_id",
    [
        *[
            "",
            "pool",
            "eu-west-1",
            "eu-west-1_",
            "_AbC",
            "eu-west-1_Ab-C",
            "eu-west-1_AbC\n",
            " eu-west-1_AbC",
        ],
        *[
            "eu-west-1_AbC/x",
            "eu-west-1.evil.example/_AbC",
            "evil.example#-1_AbC",
            "eu-west-1_AbC?x",
        ],
        *["evil@x-1_A", "eu-west_AbC", "EU-WEST-1_AbC", "eu-west-1_Äb", "eu-west-١_AbC", "../_A"],
        *["eu-west-1_" + "A" * 46, None, 5, ["eu-west-1_AbC"], b"eu-west-1_AbC"],
    ],
    ids=repr,
)
def test_an_id_that_is_no_user_pools_is_refused(user_pool_id: Any) -> None:
    with pytest.raises(InvalidParameterError):
        issuers_of(user_pool_id)


@pytest.mark.parametrize("issuer_type", ["original", "", "BOTH", [], 1])
def test_an_unknown_form_is_refused(issuer_type: Any) -> None:
    with pytest.raises(InvalidParameterError):
        issuers_of("eu-west-1_AbC", issuer_type)
