"""What every verb that reads many items needs: pages of a plan, sent one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part

if TYPE_CHECKING:
    from boto3_assist.dynamodb.paging import PageIterator, Send
    from boto3_assist.dynamodb.parallel_paging import ParallelPageIterator
    from boto3_assist.dynamodb.read_configs import ScanConfig
    from boto3_assist.dynamodb.read_plans import ReadPlan

__all__ = ["ReadingManyVerbs", "connections_of"]

# Not every page has them.
_OTHER_PARTS: Final = {"LastEvaluatedKey": dict, "Count": int, "ScannedCount": int}


class ReadingManyVerbs(DynamoDBVerbs):
    """The base of the verbs that read many items."""

    def _pages(self, plan: ReadPlan, source: str | None) -> PageIterator[Any]:
        from boto3_assist.dynamodb.paging import PageIterator

        return PageIterator(plan, self._sender(plan, source), self._now)

    def _all_pages(
        self, plan: ReadPlan, config: ScanConfig, source: str | None
    ) -> PageIterator[Any] | ParallelPageIterator[Any]:
        from boto3_assist.dynamodb.parallel_paging import ParallelPageIterator

        if not config.is_parallel:
            return self._pages(plan, source)
        workers = config.max_workers or connections_of(self.client)
        return ParallelPageIterator(plan, self._sender(plan, source), self._now, workers)

    def _sender(self, plan: ReadPlan, source: str | None) -> Send:
        from boto3_assist.dynamodb.page_hooks import own_items, page_hook

        part, kind = ("Count", int) if plan.request.select == "COUNT" else ("Items", list)

        def send(request: Mapping[str, Any]) -> Mapping[str, Any]:
            hook = page_hook(plan)
            response = own_items(self._send(plan.method_name, request, source, hook), hook)
            operation = plan.method_name.capitalize()
            check_part(response, part, operation, kind)
            for other, kind_of_other in _OTHER_PARTS.items():
                if response.get(other) is not None:
                    check_part(response, other, operation, kind_of_other)
            return response

        return send


def connections_of(client: object) -> int:
    """Give the number of calls that a client can make at the same time.

    Args:
        client: A boto3 client, or a stand-in.

    Returns:
        The size of its HTTP connection pool; the setting of it where the client tells none.
    """
    config = getattr(getattr(client, "meta", None), "config", None)
    found = getattr(config, "max_pool_connections", None)
    return found if isinstance(found, int) else get_settings().max_pool_connections
