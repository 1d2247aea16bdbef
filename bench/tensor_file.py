"""The tensors of a safetensors file, for scripts that have no library for it."""
import json
import struct


def entries(path):
    """Name, data type, shape and bytes of each tensor."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        yield name, entry["dtype"], entry["shape"], data[start:end]
