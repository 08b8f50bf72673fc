"""A slot opens for its holder in its place, and for nobody else anywhere."""

import stat
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from backend.sealing.actions import Holder, slot_for_organisation, slot_for_receipt
from backend.sealing.fields import Place, SealBroken
from backend.sealing.keys import (
    Keyring,
    MasterKey,
    MasterKeyExposed,
    MasterKeyMissing,
    OrganisationKey,
    derived,
    new_key,
    unwrap_for_organisation,
    unwrap_for_receipt,
    wrap_for_organisation,
    wrap_for_receipt,
)
from backend.sealing.queries import place_of
from backend.sealing.tokens import keyed_tokens

SECRET = b"fifteen bytes.."


@pytest.fixture(scope="module")
def office() -> OrganisationKey:
    return OrganisationKey.new()


def a_holder(key: OrganisationKey) -> Holder:
    return Holder(uuid4(), key.public, ())


def test_a_slot_opens_for_the_organisation_that_holds_it_and_no_other(office: OrganisationKey):
    key, case = new_key(), uuid4()
    slot = slot_for_organisation(case, "account", key, a_holder(office))
    place = place_of(slot["id"])
    assert unwrap_for_organisation(slot["wrapped"], office, place) == key
    assert len(slot["wrapped"]) == 1 + 1168
    with pytest.raises(SealBroken):
        unwrap_for_organisation(slot["wrapped"], OrganisationKey.new(), place)


def test_a_slot_moved_to_another_row_or_version_opens_for_nobody(office: OrganisationKey):
    place = place_of(uuid4())
    wrapped = wrap_for_organisation(new_key(), office.public, place)
    for moved in (place_of(uuid4()), replace(place, column="other"), replace(place, version=2)):
        with pytest.raises(SealBroken):
            unwrap_for_organisation(wrapped, office, moved)
    with pytest.raises(SealBroken):
        unwrap_for_organisation(b"\x02" + wrapped[1:], office, replace(place, version=2))


@pytest.mark.parametrize("position", [0, 1, 600, 1100, 1150, -1])
def test_a_changed_slot_does_not_open(office: OrganisationKey, position: int):
    place = place_of(uuid4())
    wrapped = bytearray(wrap_for_organisation(new_key(), office.public, place))
    wrapped[position] ^= 1
    for broken in (bytes(wrapped), bytes(wrapped[:position]), b""):
        with pytest.raises(SealBroken):
            unwrap_for_organisation(broken, office, place)


def test_the_slot_of_a_receipt_opens_with_its_code_only(office: OrganisationKey):
    key = new_key()
    slot = slot_for_receipt(uuid4(), key, SECRET)
    place = place_of(slot["id"])
    assert unwrap_for_receipt(slot["wrapped"], SECRET, place) == key
    assert slot["holder_id"] is None
    assert slot["parties"] == []
    with pytest.raises(SealBroken):
        unwrap_for_receipt(slot["wrapped"], SECRET[::-1], place)
    with pytest.raises(SealBroken):
        unwrap_for_receipt(slot["wrapped"], SECRET, place_of(uuid4()))
    with pytest.raises(SealBroken):
        unwrap_for_organisation(slot["wrapped"], office, place)


def test_the_hash_that_is_stored_of_a_code_opens_nothing():
    from backend.grievances.rules.receipt_code import code_hash

    place = place_of(uuid4())
    wrapped = wrap_for_receipt(new_key(), SECRET, place)
    with pytest.raises(SealBroken):
        unwrap_for_receipt(wrapped, code_hash(SECRET), place)


def test_keys_of_one_organisation_do_not_open_in_the_row_of_another():
    master, one, other = MasterKey(new_key()), uuid4(), uuid4()
    private, search = (
        master.wrap(content, Place("organisations", column, one))
        for content, column in (
            (OrganisationKey.new().seeds, "sealed_private_key"),
            (new_key(), "sealed_search_key"),
        )
    )
    assert Keyring(master).hold(one, private, search).organisation_id == one
    for wrong in ((other, private, search), (one, search, private)):
        with pytest.raises(SealBroken):
            Keyring(master).hold(*wrong)
    with pytest.raises(SealBroken):
        Keyring(MasterKey(new_key())).hold(one, private, search)


def test_derived_keys_differ_by_label_secret_and_salt():
    made = {
        derived(SECRET, "receipt"),
        derived(SECRET, "ledger"),
        derived(SECRET[::-1], "receipt"),
        derived(SECRET, "receipt", salt=b"x"),
    }
    assert len(made) == 4


def test_the_master_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    path = tmp_path / "keys" / "master.key"
    with pytest.raises(MasterKeyMissing):
        MasterKey.read(path)
    made = MasterKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert MasterKey.read(path) == made
    with pytest.raises(FileExistsError):
        MasterKey.create(path)
    path.chmod(0o640)
    with pytest.raises(MasterKeyExposed):
        MasterKey.read(path)


def test_the_same_word_is_another_number_in_each_organisation():
    one, other = (keyed_tokens(["pension"], new_key()) for _ in range(2))
    assert one != other
    key = new_key()
    assert keyed_tokens(["a", "b", "a"], key) == keyed_tokens(["b", "a"], key)
    assert all(-(2**63) <= token < 2**63 for token in keyed_tokens(map(str, range(500)), key))
