"""Calls the relay with the client that openapi-python-client has generated into the folder given."""

import importlib
import sys


def main(folder: str, base: str) -> None:
    sys.path.insert(0, folder)
    client = importlib.import_module("generated.client").Client(base_url=base)

    def call(path: str, *arguments, **options):
        module = importlib.import_module(f"generated.api.{path}")
        answer = module.sync_detailed(*arguments, client=client, **options)
        assert answer.status_code == 200, (path, answer)
        return answer.parsed

    assert call("statistics.overview").accepted >= 12
    kinds = call("statistics.kinds", limit=5)
    assert {row.kind for row in kinds.kinds} >= {1, 3}, kinds
    assert call("statistics.relays").relays[0].url == "wss://relay.example"
    assert call("operation.jobs") is not None
    key = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    assert call("graph.trust", key).known
    models = importlib.import_module("generated.models")
    many = call("graph.trust_of_keys", body=models.Keys(pubkeys=[key]))
    assert many.accounts[0].pubkey == key
    # Not the history: the generator's code for a field that is named d does not run.
    print("6 calls")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
