"""The program: a server in the place of AWS, the order desk on it, and a tour of the desk."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from threading import Thread

from boto3_assist.errors import Boto3AssistError
from boto3_assist.testing import AwsServer, aws_endpoint
from examples.order_desk.gateway import create_server
from examples.order_desk.surroundings import Surroundings, prepared
from examples.order_desk.tour import tour

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: The arguments; those of the process when None.

    Returns:
        The exit code: 0, 2 after an error that was reported in one line, 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    try:
        with AwsServer() as server, aws_endpoint(server.endpoint_url):
            with prepared(server.endpoint_url) as surroundings:
                run(surroundings, port=options.port, keep_serving=options.serve)
    except Boto3AssistError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def run(surroundings: Surroundings, *, port: int, keep_serving: bool) -> None:
    """Serve the order desk and make the tour.

    Args:
        surroundings: The order desk.
        port: The port to listen on; a free one when 0.
        keep_serving: Whether to go on serving until Ctrl-C.
    """
    customer, staff = (
        surroundings.sign_in(name).access_token.get_secret_value() for name in ("ann", "bob")
    )
    with create_server(surroundings.gateway, port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            print(f"The order desk listens on http://127.0.0.1:{server.server_port}")
            for line in tour(server.server_port, customer, staff):
                print(line)
            if keep_serving:
                print(f"Call it with this header until Ctrl-C:\nAuthorization: Bearer {customer}")
                sys.stdout.flush()
                thread.join()
        finally:
            server.shutdown()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m examples.order_desk",
        description="Run the order desk on this machine: DynamoDB, Cognito and the HTTP API.",
    )
    parser.add_argument("--serve", action="store_true", help="go on serving until Ctrl-C")
    parser.add_argument("--port", type=int, default=0, help="listen there, not on a free port")
    return parser


if __name__ == "__main__":
    # Metrics go to CloudWatch by way of the standard output, which is the tour's here.
    os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")
    sys.exit(main())
