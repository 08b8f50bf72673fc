"""Names beside a word of address, and names that people give as their own.

For hiding them: no complete list. Words that begin like a word of address and are none (Thai
นายจ้าง, employer) are left out.
"""

import re
from collections.abc import Iterator

#: At most so many words after the word of address; a name of one word is a name too.
_CAPITAL_NAME = (
    r"(?:\s+(?:(?:bin|binti|bte|al|anak|de|da|dos|Van|Thi|Thị)\s+)?[A-ZÀ-ỸĐ][\w’'.-]*){1,5}"
)
_LATIN = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Bapak|Pak|Bpk|Ibu|Bu|Sdr|Sdri|Saudara|Saudari|Encik|En"
    "|Puan|Pn|Cik|Tuan|Datuk|Dato|Datin|Haji|Hajah|Hj|Tan Sri|Ông|Bà|Anh|Chị|Cô|Chú|Bác|Em"
    "|G|Ginoong|Gng|Ginang|Bb|Binibining|Aling|Mang|Kuya|Ate|Sr|Sra|Senhor|Senhora|Dona|Dom|Dra"
    "|Señor|Señora|Maun|Mana|Tiu|Tia|Avo|U|Daw|Ko|Ma|Lok"
)  # fmt: skip
# How people say who they are.
_LATIN_OWN = (
    r"my name is|i am called|nama saya(?: adalah| ialah)?|saya bernama|tên tôi là|tôi tên là"
    r"|tôi tên|tôi là|ang pangalan ko(?: po)?(?: ay)?(?: si)?|ako(?: po)? (?:ay )?si"
    r"|(?:o )?meu nome é|chamo-me|ha['’]?u-nia naran(?: mak)?|ha['’]?u naran"
)
_THAI_OWN = (
    r"(?:ผม|ดิฉัน|ฉัน|หนู|ข้าพเจ้า|กระผม)\s?(?:มี)?ชื่อ(?:ว่า)?\s?"
    r"[\u0e01-\u0e4e]{2,20}(?:\s[\u0e01-\u0e4e]{2,20})?"
)
_LAO_OWN = r"(?:ຂ້ອຍ|ຂ້າພະເຈົ້າ)\s?ຊື່(?:ວ່າ)?\s?[\u0e81-\u0ecd]{2,20}(?:\s[\u0e81-\u0ecd]{2,20})?"
_KHMER_OWN = r"ខ្ញុំ(?:បាទ|នាងខ្ញុំ)?\s?(?:មាន)?ឈ្មោះ\s?[\u1780-\u17d3]{2,24}(?:\s[\u1780-\u17d3]{2,24})?"
_BURMESE_OWN = r"(?:နာမည်|အမည်)(?:က|မှာ|သည်)?\s?[\u1000-\u109f]{2,30}"
_CHINESE_OWN = r"我(?:的名字)?(?:叫|名叫|是叫)[\u4e00-\u9fff]{2,4}"
_TAMIL_OWN = r"(?:என்|எனது) பெயர்\s?[\u0b82-\u0bcd]{2,24}(?:\s[\u0b82-\u0bcd]{2,24})?"
_THAI = (
    r"(?:นางสาว|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง"
    r"|นาย(?!จ้าง|หน้า|ทุน|อำเภอ|ทะเบียน|ก|แพทย์|ช่าง|ตำรวจ)|นาง(?!สาว|งาม|แบบ|พยาบาล|ฟ้า))"
    r"\s?[\u0e01-\u0e4e]{2,20}(?:\s[\u0e01-\u0e4e]{2,20})?"
)
_LAO = r"(?:ທ້າວ|ທ່ານ\s?ນາງ|ນາງສາວ|ນາງ|ທ່ານ(?!ໝໍ))\s?[\u0e81-\u0ecd]{2,20}(?:\s[\u0e81-\u0ecd]{2,20})?"
_KHMER = r"(?:លោកស្រី|លោក|អ្នកស្រី|កញ្ញា)\s?[\u1780-\u17d3]{2,24}(?:\s[\u1780-\u17d3]{2,24})?"
_BURMESE = r"(?<![\u1000-\u109f])(?:ဦး|ဒေါ်|မောင်|ကို|မ)(?=[\u1000-\u1021])[\u1000-\u104f]{2,30}"
_CHINESE = r"[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|太太|老师|医生)"
_TAMIL = r"(?:திருமதி|திரு|செல்வி|செல்வன்)\.?\s?[\u0b82-\u0bcd]{2,24}(?:\s[\u0b82-\u0bcd]{2,24})?"
_JAWI = r"(?:اينچيق|ڤوان|توان|حاج)\s+[\u0600-\u06ff\u0750-\u077f]{2,20}"

NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_LATIN})\.?{_CAPITAL_NAME}",
        rf"\b(?i:{_LATIN_OWN}){_CAPITAL_NAME}",
        _THAI_OWN, _LAO_OWN, _KHMER_OWN, _BURMESE_OWN, _CHINESE_OWN, _TAMIL_OWN,
        _THAI, _LAO, _KHMER, _BURMESE, _CHINESE, _TAMIL, _JAWI,
    )
)  # fmt: skip


def named_people(text: str) -> Iterator[tuple[int, int]]:
    """Where the word of address, or of introduction, and the name stand."""
    for pattern in NAMED:
        for found in pattern.finditer(text):
            yield found.span()
