"""How strongly passwords are kept: the module as it is in production, since tests take it easy."""

import runpy

from backend.accounts.actions import passwords


async def test_a_password_costs_a_thief_what_rfc_9106_asks():
    kept = await runpy.run_path(passwords.__file__)["hash_password"]("quiet rivers")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
