"""What no engine is told, and that it comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.languages.masking import PlaceholdersBroken, mask, numbers, unmask
from backend.languages.pieces import pieces

pytestmark = pytest.mark.battery("T12")
#: (text, what must not leave the house)
HIDDEN = [
    ("Call me at 081-234 5678 please", "081-234 5678"),
    ("โทร ๐๘๑-๒๓๔-๕๖๗๘ ครับ", "๐๘๑-๒๓๔-๕๖๗๘"),
    ("ဖုန်း ၀၉ ၄၂၀ ၁၂၃ ၄၅၆", "၀၉ ၄၂၀ ၁၂၃ ၄၅၆"),
    ("Tel. +62 812-3456-789 (rumah)", "+62 812-3456-789"),
    ("write to somchai.j+x@mail.example.co.th!", "somchai.j+x@mail.example.co.th"),
    ("ส่งมาที่somchai@example.comนะ", "somchai@example.com"),
    ("mail ใครสักคน@ตัวอย่าง.ไทย", "ใครสักคน@ตัวอย่าง.ไทย"),
    ("see https://portal.example/case?id=7&n=Siti", "portal.example/case?id=7&n=Siti"),
    ("my page facebook.com/siti.aminah", "facebook.com/siti.aminah"),
    ("I am @siti_aminah there", "@siti_aminah"),
    ("Passport A1234567, plate B 1234 XYZ", "1234"),
    ("the number is 4321", "4321"),
    ("born 12/03/1987", "12/03/1987"),
    ("code AB3D-9XYZ-K2M4-PQRS-T7VW-1234", "9XYZ"),
    ("reference TH-2026-7F3K2-9", "7F3K2"),
    ("account 123.456.789", "123.456.789"),
    ("Saya, Bapak Budi Santoso, ditolak", "Budi Santoso"),
    ("Puan Nur Aisyah binti Ahmad told me", "Nur Aisyah binti Ahmad"),
    ("Tôi là Nguyễn, còn Bà Trần Thị Hoa thì không", "Trần Thị Hoa"),
    ("Mr. José Ramos-Horta wrote", "José Ramos-Horta"),
    ("เจ้าหน้าที่ชื่อ นางสาวมาลี ใจดี บอกว่า", "มาลี"),
    ("ดิฉันพบนายสมชาย รักไทย ที่นั่น", "สมชาย"),
    ("我找过王先生两次", "王先生"),
    ("லஞ்சம் கேட்டவர் திரு. முருகன் ஆவார்", "முருகன்"),
    ("Hello, my name is Maria dos Santos and", "Maria"),
    ("nama saya Budi Santoso, dari Medan", "Budi Santoso"),
    ("Tôi tên là Trần Văn Nam.", "Trần Văn Nam"),
    ("Ako po si Juan dela Cruz", "Juan"),
    ("O meu nome é João Pereira", "João Pereira"),
    ("Ha'u-nia naran Domingos Soares", "Domingos Soares"),
    ("ผมชื่อสมชาย ใจดี อยู่ขอนแก่น", "สมชาย ใจดี"),
    ("ຂ້ອຍຊື່ ສົມພອນ ແກ້ວ", "ສົມພອນ"),
    ("ខ្ញុំឈ្មោះ សុខ ដារា រស់នៅ", "សុខ ដារា"),
    ("ကျွန်တော့်နာမည် အောင်မင်း ပါ", "အောင်မင်း"),
    ("我叫李小龙，住在", "李小龙"),
    ("என் பெயர் முருகன் ஆகும்", "முருகன்"),
    ("ຂ້ອຍພົບທ່ານນາງ ສຸດາ ແລ້ວ", "ສຸດາ"),
]


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_could_name_somebody_stays_in_the_house(text: str, secret: str):
    masked = mask(text, region="TH")
    assert secret not in masked.text
    assert unmask(masked.text, masked.hidden) == text


def test_the_name_that_somebody_left_is_hidden_wherever_they_wrote_it():
    text = "I am SOMCHAI. Somchai  Jaidee is my name; a jaideeful day. ผมชื่อสมชายใจดีครับ"
    masked = mask(text, ("Somchai Jaidee", "สมชาย"))
    assert "omchai" not in masked.text
    assert "Jaidee" not in masked.text
    assert "สมชาย" not in masked.text
    assert "jaideeful" in masked.text


def test_words_and_small_numbers_are_left_to_the_engine():
    text = "In 3 of 12 months the portal said no, e.g. twice. นายจ้างไม่จ่ายเงิน"
    assert mask(text, ("Li",), "TH").text == text


def test_words_beside_a_number_stay_and_letters_of_a_plate_go():
    assert mask("call us at 021 234 567 and wait").text == "call us at [#1] and wait"
    assert mask("the car SGX 1234 D was red").text == "the car [#1] was red"


def test_what_looks_like_a_placeholder_is_hidden_too():
    masked = mask("I saw [#1] and [# 7 ]")
    assert numbers(masked.text) == [1, 2]
    assert unmask(masked.text, masked.hidden) == "I saw [#1] and [# 7 ]"


@pytest.mark.parametrize("answer", ["", "[#1]", "[#1] [#2] [#2]", "[#1] [#2] [#3]", "[#0] [#1]"])
def test_a_lost_doubled_or_invented_placeholder_is_refused(answer: str):
    with pytest.raises(PlaceholdersBroken):
        unmask(answer, ("a", "b"))


@pytest.mark.parametrize("answer", ["[#2] x [#1]", "[ # 2 ] x [#1 ]", "［＃２］ x 【#๑】"])
def test_placeholders_may_move_and_be_written_as_the_language_does(answer: str):
    assert unmask(answer, ("a", "b")) == "b x a"


SECRETS = st.sampled_from([secret for _, secret in HIDDEN]) | st.from_regex(
    r"\+?[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}", fullmatch=True
)
TEXTS = st.lists(st.text(max_size=40) | SECRETS | st.sampled_from(["[#1]", "#", "\n", " "])).map(
    " ".join
)


@given(TEXTS, st.lists(st.text(max_size=12), max_size=3))
def test_whatever_was_hidden_comes_back(text: str, names: list[str]):
    masked = mask(text, names, "TH")
    assert unmask(masked.text, masked.hidden) == text
    assert numbers(masked.text) == list(range(1, len(masked.hidden) + 1))


@given(TEXTS, st.integers(8, 60))
def test_pieces_are_the_text_and_leave_placeholders_whole(text: str, most: int):
    asked = mask(text).text
    cut = pieces(asked, most)
    assert "".join(cut) == asked
    assert [n for piece in cut for n in numbers(piece)] == numbers(asked)


@pytest.mark.parametrize("sign", ["a", "a.", "1 ", "@", "a@", "A ", "Mr A", "[#", "(", "a-", "กa"])
def test_no_text_of_the_longest_size_takes_long(sign: str):
    text = (sign * 20_000)[:20_000]
    masked = mask(text, ("Ab Cd",), "TH")
    assert unmask(masked.text, masked.hidden) == text
    assert "".join(pieces(masked.text)) == masked.text
