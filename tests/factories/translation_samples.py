"""A few words of each language, from which the test engine makes what it says."""

#: LibreTranslate's code → pieces that may follow each other, with the spaces of the language.
SAMPLES: dict[str, tuple[str, ...]] = {
    "en": ("the office has read your complaint and ", "they said that this was not right. ",
           "We would like to know when it happened and "),
    "id": ("kantor sudah membaca pengaduan Anda dan ", "mereka bilang bahwa hal ini tidak benar. ",
           "Kami ingin tahu kapan itu terjadi karena "),
    "ms": ("pejabat telah membaca aduan anda dan ", "mereka kata bahawa perkara ini tidak betul. ",
           "Kami ingin tahu bila ia berlaku kerana "),
    "vi": ("cơ quan đã đọc khiếu nại của bạn và ", "họ nói rằng điều này không đúng. ",
           "Chúng tôi muốn biết việc đó xảy ra khi nào vì "),
    "th": ("สำนักงานได้อ่านคำร้องเรียนของคุณแล้ว ", "เขาบอกว่าเรื่องนี้ไม่ถูกต้อง "),
    "tl": ("nabasa na ng tanggapan ang inyong reklamo at ", "sinabi nila na hindi ito tama. ",
           "Gusto naming malaman kung kailan ito nangyari dahil "),
    "km": ("ការិយាល័យបានអានបណ្តឹងរបស់អ្នកហើយ ", "ពួកគេបាននិយាយថារឿងនេះមិនត្រឹមត្រូវទេ "),
    "lo": ("ຫ້ອງການໄດ້ອ່ານຄຳຮ້ອງທຸກຂອງທ່ານແລ້ວ ", "ເຂົາເຈົ້າບອກວ່າເລື່ອງນີ້ບໍ່ຖືກຕ້ອງ "),
    "my": ("ရုံးသည် သင့်တိုင်ကြားချက်ကို ဖတ်ပြီးပါပြီ။ ", "ဤအရာသည် မမှန်ကန်ဟု ဆိုသည်။ "),
    "zh-Hans": ("办公室已经看过您的投诉，", "他们说这样做是不对的。"),
    "ta": ("அலுவலகம் உங்கள் புகாரைப் படித்தது ", "இது சரியல்ல என்று அவர்கள் சொன்னார்கள் "),
    "pt": ("a repartição já leu a sua queixa e ", "disseram que isto não está certo. ",
           "Queremos saber quando é que aconteceu porque "),
}  # fmt: skip
