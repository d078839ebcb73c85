"""The sealer: makes the log tamper-evident, off the request path, under a database role of its own.

Every committed event gets a link, link = SM3(link before + digest of the full row), in (xid, id) order below
the snapshot's xmin. The head of each batch is signed with SM2 and appended to `DATA/evidence/heads.jsonl`,
which is copied to another machine: whoever rewrites the whole database cannot rewrite the heads. When the
sealer is too far behind, deciding acts refuse (`require_fresh`): a decision that cannot be proved is not
taken.
"""

from bancheng.kernel.sealer.chain import GENESIS, next_link, row_digest
from bancheng.kernel.sealer.freshness import LIMIT, SEALER_BEHIND, require_fresh
from bancheng.kernel.sealer.seal import SEALER_KEY, TransactionsRestarted, heads_file, seal_once
from bancheng.kernel.sealer.verify import Broken, Verdict, verify_chain

__all__ = [
    "GENESIS",
    "LIMIT",
    "SEALER_BEHIND",
    "SEALER_KEY",
    "Broken",
    "TransactionsRestarted",
    "Verdict",
    "heads_file",
    "next_link",
    "require_fresh",
    "row_digest",
    "seal_once",
    "verify_chain",
]
