"""Lists objects as PartialObjectMetadata: `metadata_list.py FOLDER_OF_CERTIFICATES HOST:PORT PATH`.

Fails unless the answer is such a list, has items, and they carry metadata only.
"""

import http.client
import json
import ssl
import sys
from pathlib import Path

ACCEPT = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


def main(pki: Path, address: str, path: str) -> bool:
    tls = ssl.create_default_context(cafile=str(pki / "ca.crt"))
    tls.load_cert_chain(pki / "admin.crt", pki / "admin.key")
    connection = http.client.HTTPSConnection(address, context=tls, timeout=10)
    connection.request("GET", path, headers={"Accept": ACCEPT})
    answer = json.loads(connection.getresponse().read())
    items = answer.get("items") or []
    return bool(items) and answer["kind"] == "PartialObjectMetadataList" and not any("spec" in item for item in items)


if __name__ == "__main__":
    sys.exit(0 if main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]) else 1)
