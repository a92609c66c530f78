"""Addressed random numbers: uniform(seed, replication, kind, entity, stream, draw).

Philox4x32-10 (Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3) with key = (seed, replication) and
counter = (entity, stream, draw, kind): every identifier has its own 32-bit word and is never summed or hashed.
A draw belongs to a decision, not to a moment: another policy meets the same luck.
"""

import numpy as np

from sim.jit import jit

_M32 = 0xFFFFFFFF
_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_TWO_POWER_MINUS_52 = 2.220446049250313e-16


@jit("f8(i8,i8,i8,i8,i8,i8)")
def uniform(seed: int, replication: int, kind: int, entity: int, stream: int, draw: int) -> float:
    """Return the uniform number at this address, strictly inside (0, 1): 52 random bits and a half."""
    k0 = np.uint64(seed) & np.uint64(_M32)
    k1 = np.uint64(replication) & np.uint64(_M32)
    c0 = np.uint64(entity) & np.uint64(_M32)
    c1 = np.uint64(stream) & np.uint64(_M32)
    c2 = np.uint64(draw) & np.uint64(_M32)
    c3 = np.uint64(kind) & np.uint64(_M32)
    for _ in range(10):
        p0 = np.uint64(_MULTIPLIER_0) * c0
        p1 = np.uint64(_MULTIPLIER_1) * c2
        c0, c2 = (p1 >> np.uint64(32)) ^ c1 ^ k0, (p0 >> np.uint64(32)) ^ c3 ^ k1
        c1 = p1 & np.uint64(_M32)
        c3 = p0 & np.uint64(_M32)
        k0 = (k0 + np.uint64(_WEYL_0)) & np.uint64(_M32)
        k1 = (k1 + np.uint64(_WEYL_1)) & np.uint64(_M32)
    bits = ((c0 >> np.uint64(6)) << np.uint64(26)) | (c1 >> np.uint64(6))
    return (float(bits) + 0.5) * _TWO_POWER_MINUS_52


def philox_words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 in plain Python: the oracle of the tests, checked against Random123's known answers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _M32, (p0 >> 32) ^ c3 ^ k1, p0 & _M32
        k0, k1 = (k0 + _WEYL_0) & _M32, (k1 + _WEYL_1) & _M32
    return c0, c1, c2, c3
